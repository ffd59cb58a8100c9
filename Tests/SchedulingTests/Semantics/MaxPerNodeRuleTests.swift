// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing
import VectorPacking

@testable import Scheduling

@Suite("MaxPerNode, which Swarm has and Kubernetes has not")
struct MaxPerNodeRuleTests {
  @Test("refuses nodes", arguments: limits)
  func rules(row: VerdictRow) { row.check() }

  static let byLimit = OracleVerdict.refusedNow("MaxPerNode", .maxPerNode)

  /// A task of a service, at most so many of which a node may have.
  static func task(_ name: String, _ most: String, of service: String = "shop_web") -> Pod {
    pod(name).image("registry.example/web:1").label("com.docker.swarm.service.name", service)
      .maxPerNode(most)
  }

  static let limits: [VerdictRow] = [
    VerdictRow("the first fits", [node("n1")], task("p", "1"), .fits),
    VerdictRow(
      "as many as are allowed fit", [node("n1")], [task("a", "2").on("n1")], task("p", "2"), .fits),
    VerdictRow(
      "one more does not", [node("n1")], [task("a", "2").on("n1"), task("b", "2").on("n1")],
      task("p", "2"), byLimit),
    VerdictRow(
      "the pod's own limit counts", [node("n1")],
      [task("a", "1").on("n1"), task("b", "1").on("n1")], task("p", "3"), .fits),
    VerdictRow(
      "pods on other nodes do not count", [node("n1"), node("n2")], [task("a", "1").on("n2")],
      task("p", "1"), .fits),
    VerdictRow(
      "pods of other services do not count", [node("n1")],
      [task("a", "1", of: "shop_db").on("n1")], task("p", "1"), .fits),
    VerdictRow(
      "pods of other namespaces do not count", [node("n1")],
      [
        pod("a", namespace: "other").label("com.docker.swarm.service.name", "shop_web")
          .maxPerNode("1").on("n1")
      ], task("p", "1"), .fits),
    VerdictRow(
      "pods without the annotation do not count", [node("n1")],
      [pod("a").label("com.docker.swarm.service.name", "shop_web").on("n1")], task("p", "1"),
      .fits),
    VerdictRow(
      "pods that have ended do not count", [node("n1")],
      [task("a", "1").on("n1").phase("Succeeded")], task("p", "1"), .fits),
    VerdictRow(
      "pods of one controller count together", [node("n1")],
      [pod("a").ownedBy("ReplicaSet", "web").maxPerNode("1").on("n1")],
      pod("p").ownedBy("ReplicaSet", "web").maxPerNode("1"), byLimit),
    VerdictRow(
      "a pod that nothing owns has no limit", [node("n1")], [pod("a").maxPerNode("1").on("n1")],
      pod("p").maxPerNode("1"), .fits),
    VerdictRow(
      "a pod without the annotation has no limit", [node("n1")], [task("a", "1").on("n1")],
      pod("p").label("com.docker.swarm.service.name", "shop_web"), .fits),
    VerdictRow(
      "room is looked at before", [node("n1").cpu("1")], [task("a", "1").on("n1")],
      task("p", "1").cpu("2"),
      .refused(plugin: "NodeResourcesFit", reasons: ["Insufficient cpu"], unresolvable: true)),
    VerdictRow(
      "a profile can turn it off", [node("n1")], [task("a", "1").on("n1")], task("p", "1"),
      profile: { $0.disabledFilters = ["MaxPerNode"] }, .fits),
  ]

  @Test("says what is wrong with the annotation", arguments: ["", "0", "-1", "two", "1.5", "1e9"])
  func faults(text: String) {
    let fault = #expect(throws: ClusterFault.self) {
      try ClusterSnapshot(OracleCluster(nodes: [node("n1")], pods: [Self.task("p", text)]).objects)
    }
    #expect(fault?.field == "metadata.annotations[\"stevedore.dev/max-per-node\"]")
    #expect(fault?.message == "found '\(text)', expected a whole number above 0")
  }

  @Test("evicts pods of the owner that matter less")
  func preemption() throws {
    let pods = [
      Self.task("a", "2").on("n1").priority(5), Self.task("b", "2").on("n1").priority(1),
      pod("other").on("n1"), Self.task("p", "2").priority(9),
    ]
    var snapshot = try ClusterSnapshot(OracleCluster(nodes: [node("n1")], pods: pods).objects)
    let index = try #require(snapshot.pod("p"))
    let choice = try #require(snapshot.preempt(index).choice)
    #expect(choice.victims.map(snapshot.podName) == ["b"])
    let changes = snapshot.smallestChanges(for: index)
    #expect(changes.map(\.changes) == [[.raiseMaxPerNode(from: 2, to: 3)]])
  }

  @Test("is a limit per bin of the packing problem, and counts others in the filters")
  func lowering() throws {
    let nodes = [node("n1"), node("n2")]
    let tasks = (0..<5).map { Self.task("p\($0)", "2").cpu("1") }
    let alone = try LoweredCluster(
      try ClusterSnapshot(OracleCluster(nodes: nodes, pods: tasks).objects))
    #expect(alone.problem.shapes.map { alone.problem.perBinLimit(of: $0) } == [2])
    #expect(alone.notLowered == [])
    let beside = try LoweredCluster(
      try ClusterSnapshot(
        OracleCluster(nodes: nodes, pods: tasks + [Self.task("stays", "2").on("n1")]).objects))
    #expect(beside.problem.shapes.map { beside.problem.perBinLimit(of: $0) } == [2])
    #expect(
      beside.notLowered == [
        "the limit per node of one kind of pods counts others of its owner only in the filters"
      ])
    let different = try LoweredCluster(
      try ClusterSnapshot(
        OracleCluster(nodes: nodes, pods: tasks + [Self.task("more", "3").cpu("2")]).objects))
    #expect(different.notLowered.count == 1)
  }
}
