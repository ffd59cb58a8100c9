// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// Scaling of pods, by the scenarios that show it.
@Suite struct ScalingAcceptanceTests {
  private func check(
    _ scenario: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> SimulationResult {
    let result = try ScenarioRunner.run(scenario)
    #expect(!result.expectations.isEmpty, sourceLocation: sourceLocation)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)", sourceLocation: sourceLocation)
    return result
  }

  @Test func horizontalAutoscaling() throws {
    let result = try check("horizontal-autoscaling")
    let decisions = result.scaling.decisions
    #expect(decisions.first?.from == 2)
    #expect(decisions.map(\.to).max() == 6)
    #expect(decisions.last?.to == 2)
    #expect(decisions.allSatisfy { $0.metric == "cpu resource" && $0.wanted == "50%" })
    for (one, next) in zip(decisions, decisions.dropFirst()) { #expect(one.to == next.from) }
    let series = try #require(result.scaling.series.first)
    #expect(series.target == "Deployment default/web")
    #expect(series.wanted(at: 24 * 60) == 6)
    #expect(series.points.last?.ready == 2)
  }

  @Test func stabilisation() throws {
    let result = try check("autoscaling-stabilisation")
    let calm = result.scaling.decisions.filter { $0.object == "default/calm" }
    for decision in calm { #expect(abs(decision.to - decision.from) <= 2, "\(decision)") }
    for (one, next) in zip(calm, calm.dropFirst()) where next.to < next.from && one.to < one.from {
      #expect(next.time - one.time >= 120)
    }
    #expect(calm.contains { $0.limitedBy == "ScaleUpLimit" })
    let eager = result.scaling.decisions.filter { $0.object == "default/eager" }
    #expect(eager.count > calm.filter { $0.to < $0.from }.count)
  }

  @Test func scalingToZero() throws {
    let result = try check("scale-to-zero")
    let decisions = result.scaling.decisions
    #expect(decisions.contains { $0.from == 1 && $0.to == 0 })
    #expect(decisions.contains { $0.from == 0 && $0.to > 0 })
    #expect(decisions.last?.to == 0)
  }

  @Test func verticalRecommendation() throws {
    let result = try check("vertical-recommendation")
    let told = result.scaling.recommendations.filter { $0.object == "default/told" }
    let last = try #require(told.last)
    #expect(last.container == "web")
    // By day 600 millicores: the end of their bucket and 15 %.
    #expect(last.cpu.target == 716)
    #expect(last.cpu.lower <= last.cpu.target && last.cpu.target <= last.cpu.upper)
  }

  /// The same scenario and seed give the same log and the same decisions.
  @Test(arguments: ["horizontal-autoscaling", "autoscaling-stabilisation", "scale-to-zero"])
  func runsAreAlike(_ scenario: String) throws {
    func run() throws -> (log: String, decisions: [ScalingDecision]) {
      let log = EventLog()
      let result = try ScenarioRunner.run(scenario, seed: 7, sink: log)
      return (log.jsonLines, result.scaling.decisions)
    }
    let (first, second) = (try run(), try run())
    #expect(first.log.utf8.count > 1_000)
    #expect(first.log == second.log)
    #expect(first.decisions == second.decisions)
  }
}
