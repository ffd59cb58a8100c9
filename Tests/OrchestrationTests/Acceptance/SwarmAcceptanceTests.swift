// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// What Docker Swarm does, and what its users asked for, by the scenarios that show it.
@Suite struct SwarmAcceptanceTests {
  @Test(arguments: [
    "swarm-stack", "swarm-rolling-update", "swarm-rollback", "swarm-start-first-no-room",
    "swarm-global-and-jobs", "swarm-placement-preferences", "swarm-rebalance", "swarm-drain",
  ])
  func scenario(_ name: String) throws {
    let result = try ScenarioRunner.run(name)
    #expect(!result.expectations.isEmpty)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)")
  }

  /// Components that end in the middle of an update go on where they were.
  @Test(arguments: ["swarm-rolling-update", "swarm-drain", "swarm-rebalance"])
  func restartsChangeNothing(_ name: String) throws {
    var scenario = try ScenarioRunner.scenario(name)
    for component in ["swarm-orchestrator", "swarm-scheduler", "swarm-rebalancer"] {
      for minute in [2, 3, 4] {
        scenario.timeline.append(
          Scenario.TimelineEntry(
            at: Int64(minute) * 60_000_000 + 7_000_000,
            .stop(component: component, duration: .init(.constant(0)))))
      }
    }
    // How many were missing meanwhile is another matter.
    scenario.expectations.removeAll { expectation in
      if case .log = expectation.condition { return true }
      return false
    }
    let missed = ScenarioRunner.missed(try Simulation(scenario).run())
    #expect(missed.isEmpty, "\(missed)")
  }
}
