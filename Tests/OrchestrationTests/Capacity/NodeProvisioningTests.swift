// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Machines that come late, or not.
@Suite struct NodeProvisioningTests {
  private func scenario(_ group: String, flags: String = "", more: String = "") -> String {
    """
    spec:
      horizon: 40m
      nodeGroups:
        - {name: first, capacity: {cpu: 4, memory: 16Gi}, max: 5, price: 1, \(group)}
        - {name: second, capacity: {cpu: 4, memory: 16Gi}, max: 5, price: 2}
      settings:
        sampleInterval: 10s
        clusterAutoscaler: {expander: price\(flags)}
      objects:
        - apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec:
            replicas: 4
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec:
                containers: [{name: web, image: "example.org/web:1", resources: {requests: {cpu: "2"}}}]
    \(more)
    """
  }

  private func changes(_ result: SimulationResult) -> [String] {
    result.capacityDecisions.flatMap { decision in
      decision.changes.map { "\(decision.kind.rawValue) \($0.group) \($0.from)->\($0.to)" }
    }
  }

  /// Where machines are short, the group is left alone and another helps.
  @Test func shortage() throws {
    let log = EventLog()
    let result = try CapacitySupport.run(scenario("shortages: [{stock: 0}]"), sink: log)
    #expect(
      changes(result).prefix(3) == [
        "ScaleUp first 0->2", "FailedScaleUp first 2->0", "ScaleUp second 0->2",
      ])
    #expect(result.samples.last?.running == 4)
    #expect(
      log.entries.contains {
        $0.what == "ScaleUpFailed"
          && $0.details[0].value.string?.contains("OutOfResourcesErrorClass") == true
      })
  }

  /// Where the provider says nothing, the autoscaler waits for 15 minutes.
  @Test func silentShortage() throws {
    let log = EventLog()
    let result = try CapacitySupport.run(
      scenario("shortages: [{stock: 1, silent: true}]"), sink: log)
    let failure = try #require(
      result.capacityDecisions.first { $0.kind == .failedScaleUp })
    #expect(failure.message == "Nodes added to group first failed to register within 15m0s")
    let start = Scenario(name: "", horizon: 0).start
    #expect((failure.time.microseconds - start.microseconds) / 60_000_000 == 15)
    #expect(changes(result).prefix(2) == ["ScaleUp first 0->2", "FailedScaleUp first 2->1"])
    #expect(result.samples.last?.running == 4)
  }

  /// What costs is the time from the order of a machine on: two for 40 minutes less the time until
  /// the first scan, whatever the start takes.
  @Test func costFromTheOrder() throws {
    let slow = try CapacitySupport.run(scenario("startDelay: 10m"))
    let fast = try CapacitySupport.run(scenario("startDelay: 1s"))
    let (one, other) = (try #require(slow.samples.last), try #require(fast.samples.last))
    #expect(one.running == 4 && other.running == 4)
    #expect(one.cost == other.cost)
    #expect(abs(one.cost - 2.0 * 40 / 60) < 0.02)
    // Ten minutes in, nothing has come and two machines have cost for ten minutes.
    let middle = try #require(slow.samples.first { $0.seconds >= 590 })
    #expect(middle.nodes == 0 && middle.nodeHours > 2 * 9.5 / 60)
  }

  /// After a restart of the autoscaler and the provider all goes on.
  @Test func restarts() throws {
    let more = """
        timeline:
          - {at: 30s, stop: cluster-autoscaler, for: 1m}
          - {at: 40s, stop: cloud-provider, for: 2m}
          - {at: 15m, scale: deployment/web, replicas: 0}
          - {at: 20m, stop: cluster-autoscaler, for: 10s}
      """
    let result = try CapacitySupport.run(scenario("min: 0", more: more))
    // Not needed from 15 min on, by the taint, though the autoscaler has begun anew since.
    let end = try #require(result.samples.first { $0.seconds > 26 * 60 })
    #expect(end.nodes == 0)
    let before = try #require(result.samples.first { $0.seconds > 24 * 60 })
    #expect(before.nodes == 2)
  }

  /// No more nodes than are allowed in all.
  @Test func totalLimit() throws {
    let result = try CapacitySupport.run(scenario("min: 0", flags: ", max-nodes-total: 1"))
    #expect(result.samples.map(\.nodes).max() == 1)
    #expect(result.samples.last?.pending == 2)
    #expect(
      result.capacityDecisions.flatMap(\.refusals).contains {
        $0.reason == "max total nodes in cluster reached"
      })
  }

  @Test func badScenarios() {
    for group in ["min: 9", "initial: 6", "count: 3", "failures: {rate: 2}"] {
      #expect(throws: ReadingError.self, "\(group)") {
        try CapacitySupport.run(scenario(group))
      }
    }
  }
}
