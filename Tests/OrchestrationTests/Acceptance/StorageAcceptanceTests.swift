// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

/// Storage, by the scenarios that show it.
@Suite struct StorageAcceptanceTests {
  static let scenarios = [
    "multi-attach", "snapshot-restore", "statefulset-claims-follow", "storage-provisioning",
    "volume-expansion", "volume-limits", "volume-reclaim", "volume-topology", "zone-loss",
  ]

  @Test(arguments: scenarios) func isAsExpected(_ scenario: String) throws {
    let result = try ScenarioRunner.run(scenario)
    #expect(result.expectations.count > 4)
    let missed = ScenarioRunner.missed(result)
    #expect(missed.isEmpty, "\(missed)")
  }

  /// Other delays, and other nodes where there is a choice, and still all is as expected.
  @Test(arguments: [2, 3] as [UInt64]) func otherSeedsAreAsExpected(_ seed: UInt64) throws {
    for scenario in ["storage-provisioning", "statefulset-claims-follow", "multi-attach"] {
      let missed = ScenarioRunner.missed(try ScenarioRunner.run(scenario, seed: seed))
      #expect(missed.isEmpty, "\(scenario): \(missed)")
    }
  }

  /// Twice the same log.
  @Test(arguments: ["storage-provisioning", "multi-attach", "zone-loss"])
  func runsAreAlike(_ scenario: String) throws {
    func log() throws -> String {
      let log = EventLog()
      _ = try ScenarioRunner.run(scenario, seed: 5, sink: log)
      return log.jsonLines
    }
    let first = try log()
    #expect(first.utf8.count > 1_000)
    #expect(try log() == first)
  }
}
