// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct NodeLifecycleTests {
  let cluster: TestCluster
  let controller: NodeLifecycleController
  let evictions: TaintEvictionController

  init() throws {
    cluster = try TestCluster(isPlain: true)
    controller = NodeLifecycleController(cluster.environment("node-controller"))
    evictions = TaintEvictionController(cluster.environment("taint-eviction-controller"))
  }

  func start() {
    controller.start()
    evictions.start()
  }

  @Test func aNodeThatSaysNothingIsGivenUp() throws {
    let lost = try ModelledNode("lost", in: cluster)
    _ = try ModelledNode("well", in: cluster)
    try lost.run("plain")
    try lost.run(
      "patient",
      tolerations: [
        [
          "key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute",
          "tolerationSeconds": 300,
        ]
      ])
    try lost.run("stubborn", tolerations: [["operator": "Exists"]])
    start()
    cluster.run(seconds: 1_000)
    #expect(try lost.taints() == [])
    // The last renewal was at 1,000 s, so the lease runs out at 1,050 s, and is looked at 5 s later.
    try lost.die()
    cluster.run(seconds: 54)
    #expect(try lost.object().conditionStatus("Ready") == "True")
    cluster.run(seconds: 1.5)
    let ready = try #require(try lost.object().condition("Ready"))
    #expect(ready["status"] == "Unknown")
    #expect(ready["reason"] == "NodeStatusUnknown")
    #expect(ready["message"] == "Kubelet stopped posting node status.")
    #expect(
      try lost.object().condition("DiskPressure")?["reason"] == "NodeStatusNeverUpdated")
    #expect(try lost.taints() == ["node.kubernetes.io/unreachable:NoSchedule"])
    #expect(
      try cluster.object(.pods, "plain", as: Pod.self)?.fields.conditionStatus("Ready") == "False")
    #expect(
      try cluster.events(of: "lost") == [
        "RegisteredNode Registered Node lost in Controller",
        "NodeNotReady Node lost status is now: NodeNotReady",
      ])
    cluster.run(seconds: 5)
    #expect(
      try lost.taints() == [
        "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule",
      ])
    let plain = try #require(try cluster.object(.pods, "plain", as: Pod.self))
    #expect(plain.fields.isTerminating)
    #expect(plain.fields.condition("DisruptionTarget")?["reason"] == "DeletionByTaintManager")
    #expect(
      try cluster.events(of: "plain").last
        == "TaintManagerEviction Marking for deletion Pod default/plain")
    #expect(try cluster.object(.pods, "patient", as: Pod.self)?.fields.isTerminating == false)
    cluster.run(seconds: 298)
    #expect(try cluster.object(.pods, "patient", as: Pod.self)?.fields.isTerminating == false)
    cluster.run(seconds: 5)
    #expect(try cluster.object(.pods, "patient", as: Pod.self)?.fields.isTerminating == true)
    #expect(try cluster.object(.pods, "stubborn", as: Pod.self)?.fields.isTerminating == false)
  }

  @Test func aNodeThatComesBackKeepsItsPods() throws {
    let node = try ModelledNode("one", in: cluster)
    _ = try ModelledNode("two", in: cluster)
    try node.run(
      "patient", tolerations: [["operator": "Exists", "tolerationSeconds": 300]])
    start()
    try node.die()
    cluster.run(seconds: 120)
    #expect(try node.taints().count == 2)
    try node.live()
    cluster.run(seconds: 6)
    #expect(try node.taints() == [])
    cluster.run(seconds: 1_000)
    #expect(try node.object().conditionStatus("Ready") == "True")
    #expect(try cluster.object(.pods, "patient", as: Pod.self)?.fields.isTerminating == false)
    #expect(
      try cluster.events(of: "patient").last
        == "TaintManagerEviction Cancelling deletion of Pod default/patient")
  }

  @Test(arguments: [
    ("Ready", "False", "not-ready"), ("Ready", "Unknown", "unreachable"),
    ("MemoryPressure", "True", "memory-pressure"), ("DiskPressure", "True", "disk-pressure"),
    ("PIDPressure", "True", "pid-pressure"),
    ("NetworkUnavailable", "True", "network-unavailable"), ("MemoryPressure", "False", nil),
    ("Ready", "True", nil),
  ])
  func conditionsAreTaints(_ condition: String, _ status: String, _ taint: String?) throws {
    let node = try ModelledNode("one", in: cluster)
    start()
    cluster.run(seconds: 1)
    try node.set(condition, status)
    cluster.run(seconds: 1)
    #expect(try node.taints() == (taint.map { ["node.kubernetes.io/\($0):NoSchedule"] } ?? []))
    try node.set(condition, condition == "Ready" ? "True" : "False")
    cluster.run(seconds: 1)
    #expect(try node.taints() == [])
  }

  @Test func cordonedNodesAreTainted() throws {
    let node = try ModelledNode("one", in: cluster)
    start()
    var object = try node.object()
    object.modify("spec") { $0["unschedulable"] = true }
    try cluster.user.update(.nodes, object)
    cluster.run(seconds: 1)
    #expect(try node.taints() == ["node.kubernetes.io/unschedulable:NoSchedule"])
  }

  @Test func notReadyIsExchangedForUnreachable() throws {
    let node = try ModelledNode("one", in: cluster)
    _ = try ModelledNode("two", in: cluster)
    start()
    cluster.run(seconds: 1)
    try node.set("Ready", "False")
    cluster.run(seconds: 10)
    #expect(
      try node.taints() == [
        "node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/not-ready:NoSchedule",
      ])
    try node.die()
    cluster.run(seconds: 70)
    #expect(
      try node.taints() == [
        "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule",
      ])
  }

  /// How many nodes of a zone are given the taint `NoExecute` within 100 s after they went.
  @Test(arguments: [
    // One node in ten seconds, the first one at once.
    (nodes: 4, dead: 2, others: 1, tainted: 2), (nodes: 20, dead: 10, others: 1, tainted: 10),
    // Disrupted, and small: none. The taint of a zone without any node left comes at the full rate.
    (nodes: 10, dead: 6, others: 1, tainted: 0), (nodes: 10, dead: 10, others: 1, tainted: 10),
    // Disrupted, and large: one in a hundred seconds.
    (nodes: 60, dead: 40, others: 1, tainted: 1),
    // Nobody answers any more: none.
    (nodes: 4, dead: 4, others: 0, tainted: 0),
  ])
  func disruptedZonesAreClearedSlowly(
    _ row: (nodes: Int, dead: Int, others: Int, tainted: Int)
  ) throws {
    let nodes = try (0..<row.nodes).map {
      try ModelledNode("a-\($0)", zone: "a", in: cluster)
    }
    for index in 0..<row.others { _ = try ModelledNode("b-\(index)", zone: "b", in: cluster) }
    start()
    cluster.run(seconds: 10)
    for node in nodes.prefix(row.dead) { try node.die() }
    cluster.run(seconds: 60 + 95)
    let tainted = try nodes.filter {
      try $0.taints().contains("node.kubernetes.io/unreachable:NoExecute")
    }
    #expect(tainted.count == row.tainted)
  }

  @Test func aWeekOfHeartbeatsCostsNothing() throws {
    for index in 0..<100 { _ = try ModelledNode("node-\(index)", in: cluster) }
    start()
    cluster.run(seconds: 60)
    let steps = cluster.clock.stepCount
    cluster.run(seconds: 7 * 86_400)
    #expect(cluster.clock.stepCount == steps)
    #expect(try cluster.all(.nodes, as: Node.self).allSatisfy { $0.spec.taints.isEmpty })
  }

  @Test(
    arguments: [
      ("10s", 10_000_000), ("500ms", 500_000), ("1m", 60_000_000), ("2h", 7_200_000_000),
      ("0s", nil), ("s", nil), ("ten", nil), ("9223372036854775807h", nil),
    ] as [(String, Int64?)])
  func periodsOfLeasesAreRead(_ text: String, _ microseconds: Int64?) {
    #expect(NodeLease.microseconds(text) == microseconds)
  }

  @Test func annotatedLeasesAreRenewedAtMultiples() {
    var lease: Fields = [
      "metadata": ["annotations": [NodeLease.renewsEvery: "10s"]],
      "spec": ["renewTime": Timestamp(seconds: 1_000).value],
    ]
    func renewal(_ seconds: Int64) -> Timestamp? {
      NodeLease.renewal(lease, at: Timestamp(seconds: seconds))
    }
    #expect(renewal(999) == Timestamp(seconds: 1_000))
    #expect(renewal(1_009) == Timestamp(seconds: 1_000))
    #expect(renewal(5_017) == Timestamp(seconds: 5_010))
    lease.modify("metadata") { $0["annotations"] = nil }
    #expect(renewal(5_017) == Timestamp(seconds: 1_000))
  }
}
