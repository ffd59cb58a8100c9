// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("PodTopologySpread as a score (section 3.6)")
struct SpreadScoreTests {
  @Test("scores domains", arguments: zones + policies + defaults)
  func rules(row: ScoreRow) { row.check() }

  /// Zone a has two nodes, zone b one.
  static let nodes = [node("n1").zone("a"), node("n2").zone("a"), node("n3").zone("b")]
  static let web = selector(["app": "web"])

  private static func there(_ node: String, count: Int = 1) -> [Pod] {
    (0..<count).map { pod("there\($0)").label("app", "web").on(node) }
  }

  private static func soft(
    _ key: String = zoneKey, maxSkew: Int64 = 1, affinity: String? = nil, taints: String? = nil,
    keys: [String] = []
  ) -> TopologySpreadConstraint {
    spreadConstraint(
      key, maxSkew: maxSkew, soft: true, web, nodeAffinityPolicy: affinity,
      nodeTaintsPolicy: taints, matchLabelKeys: keys)
  }

  private static func row(
    _ rule: String, _ nodes: [Node], _ pods: [Pod], _ pod: Pod, feasible: [String]? = nil,
    raw: [Int64], _ normalised: [Int64]
  ) -> ScoreRow {
    ScoreRow(
      rule, "PodTopologySpread", nodes, pods, pod, feasible: feasible, raw: raw, normalised)
  }

  static let zones: [ScoreRow] = [
    row(
      "no pods: all get 100", nodes, [], pod("p").spread(soft()), raw: [0, 0, 0], [100, 100, 100]),
    row(
      "2 pods * ln(2 zones + 2) is 2.77", nodes, there("n1", count: 2), pod("p").spread(soft()),
      raw: [3, 3, 0], [0, 0, 100]),
    row(
      "maxSkew 5 adds 4: 6.77 and 4: 100 * (7 + 4 - 7) / 7", nodes, there("n1", count: 2),
      pod("p").spread(soft(maxSkew: 5)), raw: [7, 7, 4], [57, 57, 100]),
    row(
      "hosts: 2 * ln(3 nodes + 2) is 3.2, 1 * that is 1.6", nodes,
      there("n1", count: 2) + there("n3"), pod("p").spread(soft(hostnameKey)), raw: [3, 0, 2],
      [0, 100, 33]),
    row(
      "two constraints add up: 1.39 + 1.61, 1.39, 0", nodes, there("n1"),
      pod("p").spread(soft()).spread(soft(hostnameKey)), raw: [3, 1, 0], [0, 66, 100]),
    row(
      "a node without the key gets 0 and is in no domain: ln(1 + 2)",
      [node("n1").zone("a"), node("n2").zone("a"), node("n3")], there("n1"),
      pod("p").spread(soft()), raw: [1, 1, 0], [100, 100, 0]),
    row(
      "zones of nodes that are not scored do not add to the size: 3 * ln(2 + 2)",
      [node("n1").zone("a"), node("n2").zone("b"), node("n3").zone("c")], there("n1", count: 3),
      pod("p").spread(soft()), feasible: ["n1", "n2"], raw: [4, 0], [0, 100]),
    row(
      "with them it is 3 * ln(3 + 2)",
      [node("n1").zone("a"), node("n2").zone("b"), node("n3").zone("c")], there("n1", count: 3),
      pod("p").spread(soft()), raw: [5, 0, 0], [0, 100, 100]),
    row(
      "pods on nodes that are not scored count", nodes, there("n2", count: 2),
      pod("p").spread(soft()), feasible: ["n1", "n3"], raw: [3, 0], [0, 100]),
    row(
      "hosts are only those that are scored: 1 * ln(2 + 2)", nodes, there("n1"),
      pod("p").spread(soft(hostnameKey)), feasible: ["n1", "n3"], raw: [1, 0], [0, 100]),
    row(
      "pods of other namespaces do not count", nodes,
      [pod("a", namespace: "other").label("app", "web").on("n1")], pod("p").spread(soft()),
      raw: [0, 0, 0], [100, 100, 100]),
    row(
      "pods that are being deleted do not count", nodes, there("n1").map { $0.terminating() },
      pod("p").spread(soft()), raw: [0, 0, 0], [100, 100, 100]),
    row(
      "DoNotSchedule is not scored", nodes, there("n1"),
      pod("p").spread(spreadConstraint(zoneKey, maxSkew: 5, web)), raw: [0, 0, 0], [0, 0, 0]),
    row("no constraint is not scored", nodes, there("n1"), pod("p"), raw: [0, 0, 0], [0, 0, 0]),
    row(
      "matchLabelKeys: other values do not count", nodes,
      there("n1").map { $0.label("version", "1") },
      pod("p").label("version", "2").spread(soft(keys: ["version"])), raw: [0, 0, 0],
      [100, 100, 100]),
    row(
      "whether the pod matches itself does not matter", nodes, there("n1", count: 2),
      pod("p").label("app", "web").spread(soft()), raw: [3, 3, 0], [0, 0, 100]),
  ]

  /// Two nodes for the pod, and one beside the first that is not.
  static let beside = [
    node("n1").zone("a").label("disk", "ssd"), node("n2").zone("b").label("disk", "ssd"),
    node("n3").zone("a").taint("k", "v", "NoSchedule"),
  ]

  static let policies: [ScoreRow] = [
    row(
      "pods on nodes that the pod does not select do not count", beside, there("n3", count: 2),
      pod("p").nodeSelector("disk", "ssd").spread(soft()), feasible: ["n1", "n2"], raw: [0, 0],
      [100, 100]),
    row(
      "unless nodeAffinityPolicy is Ignore", beside, there("n3", count: 2),
      pod("p").nodeSelector("disk", "ssd").spread(soft(affinity: "Ignore")),
      feasible: ["n1", "n2"], raw: [3, 0], [0, 100]),
    row(
      "pods on tainted nodes count", beside, there("n3", count: 2), pod("p").spread(soft()),
      feasible: ["n1", "n2"], raw: [3, 0], [0, 100]),
    row(
      "unless nodeTaintsPolicy is Honor", beside, there("n3", count: 2),
      pod("p").spread(soft(taints: "Honor")), feasible: ["n1", "n2"], raw: [0, 0], [100, 100]),
  ]

  private static func row(
    default rule: String, _ nodes: [Node], _ pods: [Pod], _ pod: Pod,
    with add: (inout ClusterObjects) -> Void = { _ in },
    profile: (inout OracleProfile) -> Void = { _ in }, raw: [Int64], _ normalised: [Int64]
  ) -> ScoreRow {
    ScoreRow(
      rule, "PodTopologySpread", nodes, pods, pod, with: add,
      profile: profile, raw: raw, normalised)
  }

  private static let webPod = pod("p").label("app", "web")

  static let defaults: [ScoreRow] = [
    // Hosts: ln(3 + 2) * 1 + 2 on n1, 2 elsewhere. Zones: ln(2 + 2) * 1 + 4 in a, 4 in b.
    row(
      default: "a pod of a service is spread by the system: 9, 7.4, 6", nodes, there("n1"), webPod,
      with: { $0.services = [service("web", ["app": "web"])] }, raw: [9, 7, 6], [66, 88, 100]),
    row(
      default: "a service that does not select the pod does not count", nodes, there("n1"),
      pod("p").label("app", "db"), with: { $0.services = [service("web", ["app": "web"])] },
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      default: "a service of another namespace does not count", nodes, there("n1"),
      pod("p", namespace: "other").label("app", "web"),
      with: { $0.services = [service("web", ["app": "web"])] },
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      default: "a pod of a ReplicaSet", nodes, there("n1"), webPod.ownedBy("ReplicaSet", "o"),
      with: { $0.replicaSets = [replicaSet("o", web)] }, raw: [9, 7, 6], [66, 88, 100]),
    row(
      default: "a pod of a StatefulSet", nodes, there("n1"), webPod.ownedBy("StatefulSet", "o"),
      with: { $0.statefulSets = [statefulSet("o", web)] }, raw: [9, 7, 6], [66, 88, 100]),
    row(
      default: "a pod of a ReplicationController", nodes, there("n1"),
      webPod.ownedBy("ReplicationController", "o"),
      with: { $0.replicationControllers = [replicationController("o", ["app": "web"])] },
      raw: [9, 7, 6], [66, 88, 100]),
    row(
      default: "a pod that only looks like one of a ReplicaSet", nodes, there("n1"), webPod,
      with: { $0.replicaSets = [replicaSet("o", web)] }, raw: [0, 0, 0], [0, 0, 0]),
    row(
      default: "a pod with constraints of its own is not spread by default", nodes, there("n1"),
      webPod.spread(spreadConstraint(zoneKey, maxSkew: 5, web)),
      with: { $0.services = [service("web", ["app": "web"])] },
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      default: "nodes need not have all keys of the system's: 2 + 4 and 2",
      [node("n1").zone("a"), node("n2")], [], webPod,
      with: { $0.services = [service("web", ["app": "web"])] },
      raw: [6, 2], [33, 100]),
    row(
      default: "the profile's constraints instead of the system's: 2 * 1.39", nodes,
      there("n1", count: 2), webPod, with: { $0.services = [service("web", ["app": "web"])] },
      profile: { $0.defaultSpreadConstraints = [soft()] }, raw: [3, 3, 0], [0, 0, 100]),
    row(
      default: "nodes need all keys of the profile's", [node("n1").zone("a"), node("n2")], [],
      webPod, with: { $0.services = [service("web", ["app": "web"])] },
      profile: { $0.defaultSpreadConstraints = [soft()] },
      raw: [0, 0], [100, 0]),
    row(
      default: "no constraints in the profile, no score", nodes, there("n1"), webPod,
      with: { $0.services = [service("web", ["app": "web"])] },
      profile: { $0.defaultSpreadConstraints = [] }, raw: [0, 0, 0],
      [0, 0, 0]),
  ]
}
