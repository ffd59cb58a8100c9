// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// Nodes that come and go, and pods that are moved, by the scenarios that show it.
@Suite struct CapacityAcceptanceTests {
  private func check(
    _ scenario: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> SimulationResult {
    let result = try ScenarioRunner.run(scenario)
    #expect(!result.expectations.isEmpty, sourceLocation: sourceLocation)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)", sourceLocation: sourceLocation)
    return result
  }

  @Test func clusterAutoscaling() throws {
    let result = try check("cluster-autoscaling")
    let first = try #require(result.capacityDecisions.first { $0.kind == .scaleUp })
    // Twelve pods of one CPU wait for three nodes of four.
    #expect(first.changes == [.init(group: "general", from: 1, to: 4, most: 6)])
    #expect(first.options.contains { $0.isChosen && $0.nodes == ["general": 3] })
    // The giant is helped by no group, and it is told why by group.
    let hopeless = result.capacityDecisions.flatMap(\.refusals).filter {
      $0.pod == "default/giant"
    }
    #expect(Set(hopeless.map(\.group)) == ["accelerated", "general"])
    // Why each node went or stayed.
    let gone = result.capacityDecisions.filter { $0.kind == .scaleDown }.flatMap(\.nodes)
    #expect(gone.contains { $0.goes && $0.group == "general" })
  }

  @Test func autoscalingWithBudget() throws {
    let result = try check("autoscaling-with-budget")
    let verdicts = result.capacityDecisions.filter { $0.kind == .scaleDown }.flatMap(\.nodes)
    #expect(
      verdicts.contains {
        $0.reason == "BlockedByPod" && $0.detail.contains("NotSafeToEvictAnnotation")
      })
  }

  @Test func deschedulingSpread() throws { _ = try check("descheduling-spread") }

  @Test func deschedulingCompaction() throws {
    let result = try check("descheduling-compaction")
    let decision = try #require(result.capacityDecisions.first { $0.kind == .compaction })
    #expect(decision.bound?.nodes == 4)
    #expect(decision.options.contains { $0.nodes == ["packed": 4] })
    #expect(decision.options.contains { $0.isChosen && $0.nodes == ["after": 4] })
  }

  /// The same pods under several expanders: the mix of groups costs least, with a scheduler that
  /// packs, which finds the planned places, and with kube-scheduler, which does not and needs a node
  /// more.
  @Test(arguments: [("dot-product", 7), ("kube-scheduler", 8)])
  func expanders(_ scheduler: String, _ nodes: Int) throws {
    var costs: [String: Double] = [:]
    for expander in ClusterAutoscalerOptions.expanderNames {
      var scenario = try ScenarioRunner.scenario("cluster-autoscaling-expanders")
      scenario.settings.capacity.clusterAutoscaler["expander"] = expander
      scenario.settings.scheduler = scheduler
      let result = try Simulation(scenario, Simulation.Options()).run()
      costs[expander] = result.samples.last?.cost
      #expect(result.samples.last?.pending == 0, "\(expander)")
      guard expander == "optimal" else { continue }
      #expect(result.samples.last?.nodes == nodes)
      if scheduler == "dot-product" {
        let missed = ScenarioRunner.missed(result)
        #expect(missed.isEmpty, "\(missed)")
      }
      let decision = try #require(result.capacityDecisions.first { $0.kind == .scaleUp })
      #expect(
        decision.message == "kube-scheduler, one pod at a time, places 18 of 24 pods so")
      let bound = try #require(decision.bound)
      let cost = try #require(decision.chosenCostPerHour)
      // 4 * 0.26 + 3 * 0.3, see the scenario.
      #expect(abs(cost - 1.94) < 1e-9)
      #expect(bound.costPerHour <= cost && bound.costPerHour > 1.5)
    }
    let optimal = try #require(costs["optimal"])
    for (expander, cost) in costs where expander != "optimal" {
      #expect(optimal < cost, "\(expander): \(cost), optimal: \(optimal)")
    }
  }

  /// The same scenario and seed give the same log.
  @Test(arguments: ["cluster-autoscaling", "descheduling-compaction"])
  func runsAreAlike(_ name: String) throws {
    func log() throws -> String {
      let log = EventLog()
      _ = try ScenarioRunner.run(name, seed: 3, sink: log)
      return log.jsonLines
    }
    #expect(try log() == log())
  }
}
