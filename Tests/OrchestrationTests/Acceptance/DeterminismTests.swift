// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// The same scenario and seed give the same log, byte by byte.
@Suite struct DeterminismTests {
  private func log(_ scenario: String, seed: UInt64) throws -> String {
    let log = EventLog()
    var shortened = try ScenarioRunner.scenario(scenario)
    shortened.horizon = min(shortened.horizon, 3_600_000_000)
    var options = Simulation.Options()
    (options.seed, options.sink) = (seed, log)
    _ = try Simulation(shortened, options).run()
    return log.jsonLines
  }

  @Test(arguments: ["batch-jobs", "node-loss", "drain-with-budget", "preemption"])
  func tenRunsAreAlike(_ scenario: String) throws {
    let first = try log(scenario, seed: 7)
    #expect(first.utf8.count > 1_000)
    for _ in 1..<10 { #expect(try log(scenario, seed: 7) == first) }
  }

  @Test func anotherSeedGivesAnotherLog() throws {
    #expect(try log("batch-jobs", seed: 1) != log("batch-jobs", seed: 2))
  }
}
