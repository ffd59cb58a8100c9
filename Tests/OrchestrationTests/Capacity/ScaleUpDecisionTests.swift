// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Whole decisions to add nodes, worked out by hand, for nodes of 4 CPU where nothing else is said.
@Suite struct ScaleUpDecisionTests {
  private func pods(_ name: String, _ count: Int, cpu: String, more: String = "") -> String {
    """
        - apiVersion: apps/v1
          kind: Deployment
          metadata: {name: \(name)}
          spec:
            replicas: \(count)
            selector: {matchLabels: {app: \(name)}}
            template:
              metadata: {labels: {app: \(name)}}
              spec:
                containers: [{name: main, image: "example.org/main:1", resources: {requests: {cpu: \(cpu)}}}]
                \(more)
    """
  }

  private var standard: String { "capacity: {cpu: 4, memory: 16Gi}, " }

  private func run(
    groups: [String], flags: String, objects: [String], horizon: String = "5m",
    sink: (any EventSink)? = nil
  ) throws -> SimulationResult {
    try CapacitySupport.run(
      """
      spec:
        horizon: \(horizon)
        nodeGroups:
      \(groups.map { "    - {\($0.contains("capacity") ? "" : standard)\($0)}" }.joined(separator: "\n"))
        settings:
          sampleInterval: 5s
          clusterAutoscaler: {\(flags)}
        objects:
      \(objects.joined(separator: "\n"))
      """, sink: sink)
  }

  private func changes(_ result: SimulationResult) -> [String] {
    result.capacityDecisions.filter { $0.kind == .scaleUp }.map { decision in
      decision.changes.map { "\($0.group) \($0.from)->\($0.to)" }.joined(separator: ", ")
    }
  }

  /// For 24 pods of 1 CPU there are two groups that differ by their zone alone, one with a node.
  ///
  /// 20 pods are left for 5 nodes, of which a gets 2 and b 3, so that both have 3.
  @Test func balancing() throws {
    let result = try run(
      groups: [
        "name: a, zones: [a], initial: 1, max: 9", "name: b, zones: [b], max: 9",
        "name: other, labels: {disk: fast}, max: 9",
      ], flags: "expander: priority, balance-similar-node-groups: true",
      objects: [
        pods("web", 24, cpu: "1"),
        """
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: cluster-autoscaler-priority-expander, namespace: kube-system}
              data: {priorities: "10: [.*]\\n20: [a]"}
        """,
      ])
    #expect(changes(result) == ["a 1->3, b 0->3"])
    #expect(result.samples.last?.running == 24)
  }

  /// Of the groups that priority leaves, the least waste decides: 2 pods of 3 CPU on two nodes of 4
  /// leave a quarter, on one of 8 as well, and on two of 16 much more.
  @Test func chain() throws {
    let result = try run(
      groups: [
        "name: cheap-4, max: 9", "name: cheap-16, capacity: {cpu: 16, memory: 16Gi}, max: 9",
        "name: dear-4, max: 9",
      ], flags: "expander: \"priority,least-waste\"",
      objects: [
        pods("web", 2, cpu: "3"),
        """
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: cluster-autoscaler-priority-expander, namespace: kube-system}
              data: {priorities: "10: [.*]\\n20: [cheap-.*]"}
        """,
      ])
    #expect(changes(result) == ["cheap-4 0->2"])
    let decision = try #require(result.capacityDecisions.first)
    #expect(decision.chosenBy == "least-waste")
    #expect(decision.options.first { $0.nodes["cheap-4"] != nil }?.scores["priority"] == 20)
  }

  /// Pods that fit on a node that is on its way do not ask for another: the first pod takes 3 of 4
  /// CPU, the second comes while the node starts and takes the rest.
  @Test func upcomingNodes() throws {
    let result = try CapacitySupport.run(
      """
      spec:
        horizon: 10m
        nodeGroups: [{name: a, capacity: {cpu: 4, memory: 16Gi}, max: 9, startDelay: 2m}]
        objects:
      \(pods("first", 1, cpu: "3"))
        timeline:
          - at: 1m
            apply:
              - apiVersion: v1
                kind: Pod
                metadata: {name: second}
                spec:
                  containers: [{name: main, image: "example.org/main:1", resources: {requests: {cpu: "1"}}}]
      """)
    #expect(changes(result) == ["a 0->1"])
    #expect(result.samples.last?.running == 2)
  }

  /// What keeps pods from asking for nodes: too low a priority, a group that is full, a node selector.
  @Test func refusedPods() throws {
    let log = EventLog()
    let result = try run(
      groups: ["name: a, max: 1"], flags: "new-pod-scale-up-delay: 30s",
      objects: [
        pods("web", 5, cpu: "1"), pods("picky", 1, cpu: "1", more: "nodeSelector: {disk: fast}"),
        """
            - apiVersion: scheduling.k8s.io/v1
              kind: PriorityClass
              metadata: {name: expendable}
              value: -100
        """,
      ], sink: log)
    // Pods are 30 s old at the scan after 30 s.
    let first = try #require(log.entries.first { $0.what == "TriggeredScaleUp" })
    #expect(first.time >= 30_000_000 && first.time <= 50_000_000)
    #expect(changes(result) == ["a 0->1"])
    #expect(result.samples.last?.running == 4)
    func told(_ pod: String) -> Set<String> {
      Set(
        log.entries.filter {
          $0.what == "NotTriggerScaleUp" && $0.subject.hasPrefix("pod default/\(pod)")
        }.compactMap { $0.details[0].value.string })
    }
    // Four of the five fit on the one node, the fifth finds the group full.
    #expect(
      told("web") == ["pod didn't trigger scale-up: 1 max node group size reached"])
    #expect(
      told("picky") == [
        "pod didn't trigger scale-up: 1 node(s) didn't match Pod's node affinity/selector",
        "pod didn't trigger scale-up: 1 max node group size reached",
      ])
  }

  /// Pods that matter less than the cutoff wait without a node.
  @Test func expendablePods() throws {
    let result = try run(
      groups: ["name: a, max: 3"], flags: "expander: least-waste",
      objects: [
        """
            - apiVersion: scheduling.k8s.io/v1
              kind: PriorityClass
              metadata: {name: expendable}
              value: -100
        """, pods("batch", 2, cpu: "1", more: "priorityClassName: expendable"),
      ])
    #expect(changes(result).isEmpty)
    #expect(result.samples.last?.pending == 2)
  }

  /// Groups that make no sense are refused by the API.
  @Test func badGroups() throws {
    let cluster = try TestCluster()
    let good = try CapacitySupport.group("good").fields
    try cluster.user.create(.nodeGroups, good)
    for (field, value) in [
      ("replicas", Value.integer(-1)), ("minReplicas", 101), ("pricePerHour", "much"),
      ("template", .object(Fields())),
    ] {
      var bad = good
      bad.modify("metadata") { $0["name"] = "bad" }
      bad.modify("spec") { $0[field] = value }
      #expect(throws: APIStatus.self, "\(field)") { try cluster.user.create(.nodeGroups, bad) }
    }
  }
}
