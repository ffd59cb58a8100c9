// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("PodTopologySpread as a filter (section 3.6)")
struct SpreadRuleTests {
  @Test("refuses nodes", arguments: skews + domains + policies)
  func rules(row: VerdictRow) { row.check() }

  static let refused = OracleVerdict.refusedNow("PodTopologySpread", .spread)
  static let lacking = OracleVerdict.refusedForGood("PodTopologySpread", .spreadLabel)
  static let web = selector(["app": "web"])
  /// Two zones of one node each, and one node in no zone.
  static let nodes = [node("n1").zone("a"), node("n2").zone("b")]

  private static func web(_ name: String, on node: String) -> Pod {
    pod(name).label("app", "web").on(node)
  }

  private static func spreading(
    maxSkew: Int64 = 1, minDomains: Int64? = nil, affinity: String? = nil, taints: String? = nil,
    keys: [String] = []
  ) -> Pod {
    pod("p").label("app", "web").spread(
      spreadConstraint(
        zoneKey, maxSkew: maxSkew, web, minDomains: minDomains, nodeAffinityPolicy: affinity,
        nodeTaintsPolicy: taints, matchLabelKeys: keys))
  }

  static let skews: [VerdictRow] = [
    VerdictRow("an empty cluster takes one", nodes, spreading(), .fits),
    VerdictRow(
      "1 + 1 - 0 is above 1", nodes, [web("a", on: "n1")], spreading(), on: "n1", refused),
    VerdictRow(
      "0 + 1 - 0 is not", nodes, [web("a", on: "n1")], spreading(), on: "n2", .fits),
    VerdictRow(
      "1 + 1 - 0 is not above 2", nodes, [web("a", on: "n1")], spreading(maxSkew: 2), .fits),
    VerdictRow(
      "2 + 1 - 1 is above 1", nodes,
      [web("a", on: "n1"), web("b", on: "n1"), web("c", on: "n2")], spreading(), refused),
    VerdictRow(
      "1 + 1 - 1 is not above 1", nodes, [web("a", on: "n1"), web("c", on: "n2")], spreading(),
      .fits),
    VerdictRow(
      "a pod that does not match itself does not count: 1 + 0 - 0", nodes,
      [web("a", on: "n1")], spreading().label("app", "db"), .fits),
    VerdictRow(
      "2 + 0 - 0 is above 1", nodes, [web("a", on: "n1"), web("b", on: "n1")],
      spreading().label("app", "db"), refused),
    VerdictRow(
      "pods that do not match do not count", nodes, [pod("a").label("app", "db").on("n1")],
      spreading(), .fits),
    VerdictRow(
      "pods of other namespaces do not count", nodes,
      [pod("a", namespace: "other").label("app", "web").on("n1")], spreading(), .fits),
    VerdictRow(
      "pods that are being deleted do not count", nodes, [web("a", on: "n1").terminating()],
      spreading(), .fits),
    VerdictRow(
      "pods that have ended do not count", nodes, [web("a", on: "n1").phase("Succeeded")],
      spreading(), .fits),
    VerdictRow(
      "pods of all nodes of a zone count", nodes + [node("n3").zone("a")], [web("a", on: "n3")],
      spreading(), refused),
    VerdictRow(
      "ScheduleAnyway refuses nothing", nodes, [web("a", on: "n1")],
      pod("p").label("app", "web").spread(spreadConstraint(zoneKey, soft: true, web)), .fits),
    VerdictRow(
      "all constraints have to hold", nodes, [web("a", on: "n1")],
      pod("p").label("app", "web").spread(spreadConstraint(zoneKey, maxSkew: 5, web))
        .spread(spreadConstraint(hostnameKey, maxSkew: 1, web)), refused),
    VerdictRow(
      "a constraint without a selector counts no pods", nodes,
      [web("a", on: "n1"), web("b", on: "n1")],
      pod("p").label("app", "web").spread(spreadConstraint(zoneKey, nil)), .fits),
  ]

  static let domains: [VerdictRow] = [
    VerdictRow(
      "a node without the key is refused for good", nodes + [node("n3")], spreading(), on: "n3",
      lacking),
    VerdictRow(
      "one zone is its own minimum: 1 + 1 - 1", [node("n1").zone("a")], [web("a", on: "n1")],
      spreading(), .fits),
    VerdictRow(
      "fewer domains than minDomains: the minimum is 0", [node("n1").zone("a")],
      [web("a", on: "n1")], spreading(minDomains: 2), refused),
    VerdictRow(
      "as many domains as minDomains: the minimum counts", nodes,
      [web("a", on: "n1"), web("b", on: "n2")], spreading(minDomains: 2), .fits),
    VerdictRow(
      "below minDomains up to maxSkew still fit", nodes, spreading(minDomains: 5), .fits),
    VerdictRow(
      "a node that lacks one of the keys is no domain of the other",
      [
        node("n1").zone("a").label("rack", "r"), node("n2").zone("b").label("rack", "s"),
        node("n3").zone("c"),
      ], [web("a", on: "n1"), web("b", on: "n2")],
      spreading().spread(spreadConstraint("rack", web)), .fits),
    VerdictRow(
      "with all of them in racks the third zone is empty",
      [
        node("n1").zone("a").label("rack", "r"), node("n2").zone("b").label("rack", "s"),
        node("n3").zone("c").label("rack", "s"),
      ], [web("a", on: "n1"), web("b", on: "n2")],
      spreading().spread(spreadConstraint("rack", web)), refused),
    VerdictRow(
      "matchLabelKeys: pods with another value do not count", nodes,
      [web("a", on: "n1").label("version", "1")],
      spreading(keys: ["version"]).label("version", "2"), .fits),
    VerdictRow(
      "matchLabelKeys: pods with the same value count", nodes,
      [web("a", on: "n1").label("version", "2")],
      spreading(keys: ["version"]).label("version", "2"), refused),
    VerdictRow(
      "matchLabelKeys: a key that the pod lacks does not count", nodes,
      [web("a", on: "n1").label("version", "1")], spreading(keys: ["version"]), refused),
  ]

  /// Zone b is not for the pod: not by its label, or not by its taint.
  static let other = [
    node("n1").zone("a").label("disk", "ssd"),
    node("n2").zone("b").taint("k", "v", "NoSchedule"),
  ]

  static let policies: [VerdictRow] = [
    VerdictRow(
      "nodes that the pod does not select are no domains: 1 + 1 - 1", other,
      [web("a", on: "n1")], spreading().nodeSelector("disk", "ssd"), .fits),
    VerdictRow(
      "required node affinity is heeded likewise", other, [web("a", on: "n1")],
      spreading().nodeAffinity(nodeTerm(requirement("disk", "Exists"))), .fits),
    VerdictRow(
      "unless nodeAffinityPolicy is Ignore: 1 + 1 - 0", other, [web("a", on: "n1")],
      spreading(affinity: "Ignore").nodeSelector("disk", "ssd"), refused),
    VerdictRow(
      "nodeAffinityPolicy Honor is the default", other, [web("a", on: "n1")],
      spreading(affinity: "Honor").nodeSelector("disk", "ssd"), .fits),
    VerdictRow(
      "tainted nodes are domains: 1 + 1 - 0", other, [web("a", on: "n1")], spreading(), refused),
    VerdictRow(
      "nodeTaintsPolicy Ignore is the default", other, [web("a", on: "n1")],
      spreading(taints: "Ignore"), refused),
    VerdictRow(
      "nodeTaintsPolicy Honor leaves them out: 1 + 1 - 1", other, [web("a", on: "n1")],
      spreading(taints: "Honor"), .fits),
    VerdictRow(
      "but not those whose taint is tolerated", other, [web("a", on: "n1")],
      spreading(taints: "Honor").toleration("k", "Exists"), refused),
    VerdictRow(
      "nor those with PreferNoSchedule",
      [node("n1").zone("a"), node("n2").zone("b").taint("k", "v", "PreferNoSchedule")],
      [web("a", on: "n1")], spreading(taints: "Honor"), refused),
  ]
}
