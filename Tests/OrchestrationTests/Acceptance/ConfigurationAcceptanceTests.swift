// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Configuration, and faults of the infrastructure, by the scenarios that show them.
@Suite struct ConfigurationAcceptanceTests {
  private func check(
    _ scenario: String, refusals: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try ScenarioRunner.run(scenario)
    #expect(!result.expectations.isEmpty, sourceLocation: sourceLocation)
    let missed = result.expectations.filter { !$0.isMet }.map {
      "\($0.expectation.that) Found \($0.found), expected \($0.expected)."
    }
    #expect(missed.isEmpty, "\(missed.joined(separator: "\n"))", sourceLocation: sourceLocation)
    #expect(
      result.refusals.values.reduce(0, +) == refusals, "\(result.refusals)",
      sourceLocation: sourceLocation)
  }

  @Test func updateOfConfiguration() throws { try check("configuration-update") }
  @Test func rotationOfSecrets() throws { try check("secret-rotation") }
  @Test func rollbackOfBadConfiguration() throws { try check("bad-configuration-rollback") }
  @Test func immutableConfiguration() throws { try check("immutable-configuration", refusals: 2) }
  @Test func restartOfTheServer() throws { try check("api-server-restart") }
  @Test func partitionOfAZone() throws { try check("zone-partition") }
  @Test func skewOfClocks() throws { try check("clock-skew") }
  @Test func fullStore() throws { try check("full-store", refusals: 1) }

  @Test(arguments: ["secret-rotation", "api-server-restart", "clock-skew"])
  func twoRunsAreAlike(_ scenario: String) throws {
    let logs = (EventLog(), EventLog())
    _ = try ScenarioRunner.run(scenario, sink: logs.0)
    _ = try ScenarioRunner.run(scenario, sink: logs.1)
    #expect(!logs.0.entries.isEmpty)
    #expect(logs.0.jsonLines == logs.1.jsonLines)
  }
}
