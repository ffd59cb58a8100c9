// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("NodeAffinity (section 3.6)")
struct NodeAffinityRuleTests {
  @Test("refuses nodes", arguments: expressions + terms + names)
  func rules(row: VerdictRow) { row.check() }

  static let refused = OracleVerdict.refusedForGood("NodeAffinity", .nodeAffinity)
  static let ssd = node("n1").label("disk", "ssd").label("cores", "8").label("model", "x9")

  /// A row on one required expression.
  private static func row(
    _ rule: String, _ expression: SelectorRequirement, fits: Bool
  ) -> VerdictRow {
    VerdictRow(rule, [ssd], pod("p").nodeAffinity(nodeTerm(expression)), fits ? .fits : refused)
  }

  static let expressions: [VerdictRow] = [
    row("In: one of the values", requirement("disk", "In", "hdd", "ssd"), fits: true),
    row("In: none of the values", requirement("disk", "In", "hdd"), fits: false),
    row("In: no such label", requirement("rack", "In", "a"), fits: false),
    row("NotIn: one of the values", requirement("disk", "NotIn", "ssd"), fits: false),
    row("NotIn: none of the values", requirement("disk", "NotIn", "hdd"), fits: true),
    row("NotIn: no such label", requirement("rack", "NotIn", "a"), fits: true),
    row("Exists: there", requirement("disk", "Exists"), fits: true),
    row("Exists: not there", requirement("rack", "Exists"), fits: false),
    row("DoesNotExist: there", requirement("disk", "DoesNotExist"), fits: false),
    row("DoesNotExist: not there", requirement("rack", "DoesNotExist"), fits: true),
    row("Gt: above", requirement("cores", "Gt", "7"), fits: true),
    row("Gt: equal", requirement("cores", "Gt", "8"), fits: false),
    row("Gt: by number, not by text", requirement("cores", "Gt", "10"), fits: false),
    row("Gt: no such label", requirement("rack", "Gt", "0"), fits: false),
    row("Gt: no number", requirement("model", "Gt", "0"), fits: false),
    row("Lt: below", requirement("cores", "Lt", "10"), fits: true),
    row("Lt: equal", requirement("cores", "Lt", "8"), fits: false),
    row("Lt: no such label", requirement("rack", "Lt", "9"), fits: false),
  ]

  static let terms: [VerdictRow] = [
    VerdictRow("nodeSelector: there", [ssd], pod("p").nodeSelector("disk", "ssd"), .fits),
    VerdictRow("nodeSelector: another value", [ssd], pod("p").nodeSelector("disk", "hdd"), refused),
    VerdictRow(
      "nodeSelector: all labels", [ssd],
      pod("p").nodeSelector("disk", "ssd").nodeSelector("rack", "a"), refused),
    VerdictRow(
      "nodeSelector and affinity both hold", [ssd],
      pod("p").nodeSelector("disk", "hdd").nodeAffinity(nodeTerm(requirement("disk", "Exists"))),
      refused),
    VerdictRow(
      "all expressions of a term hold", [ssd],
      pod("p").nodeAffinity(
        nodeTerm(requirement("disk", "In", "ssd"), requirement("rack", "Exists"))), refused),
    VerdictRow(
      "one of the terms holds", [ssd],
      pod("p").nodeAffinity(nodeTerm(requirement("rack", "Exists")))
        .nodeAffinity(nodeTerm(requirement("disk", "In", "ssd"))), .fits),
    VerdictRow("an empty term matches nothing", [ssd], pod("p").nodeAffinity(nodeTerm()), refused),
    VerdictRow(
      "an empty term beside one that matches", [ssd],
      pod("p").nodeAffinity(nodeTerm()).nodeAffinity(nodeTerm(requirement("disk", "Exists"))),
      .fits),
    VerdictRow(
      "preferred terms refuse nothing", [ssd],
      pod("p").prefersNode(1, nodeTerm(requirement("rack", "Exists"))), .fits),
    VerdictRow(
      "the profile's terms come first", [ssd], pod("p").nodeSelector("disk", "hdd"),
      profile: { $0.addedAffinity = added(requirement("rack", "Exists")) },
      .refusedForGood("NodeAffinity", .addedAffinity)),
    VerdictRow(
      "the profile's terms and the pod's both hold", [ssd], pod("p").nodeSelector("disk", "hdd"),
      profile: { $0.addedAffinity = added(requirement("disk", "Exists")) }, refused),
  ]

  static let names: [VerdictRow] = [
    VerdictRow(
      "metadata.name In: the node", [node("n1"), node("n2")],
      pod("p").nodeAffinity(named("In", "n1")), .fits),
    VerdictRow(
      "metadata.name In: other nodes are not even looked at", [node("n1"), node("n2")],
      pod("p").nodeAffinity(named("In", "n2")), .refusedForGood("NodeAffinity", .notNamed)),
    VerdictRow(
      "nor is their cordon", [node("n1").unschedulable(), node("n2")],
      pod("p").nodeAffinity(named("In", "n2")), .refusedForGood("NodeAffinity", .notNamed)),
    VerdictRow(
      "metadata.name NotIn: the node", [node("n1"), node("n2")],
      pod("p").nodeAffinity(named("NotIn", "n1")), refused),
    VerdictRow(
      "metadata.name NotIn: another", [node("n1"), node("n2")],
      pod("p").nodeAffinity(named("NotIn", "n2")), .fits),
    VerdictRow(
      "the names of all terms are looked at", [node("n1"), node("n2")],
      pod("p").nodeAffinity(named("In", "n1")).nodeAffinity(named("In", "n2")), .fits),
    VerdictRow(
      "a term without a name opens all nodes", [node("n1").label("disk", "ssd"), node("n2")],
      pod("p").nodeAffinity(named("In", "n2"))
        .nodeAffinity(nodeTerm(requirement("disk", "In", "ssd"))), .fits),
    VerdictRow(
      "fields and expressions of a term both hold", [node("n1"), node("n2")],
      pod("p").nodeAffinity(
        nodeTerm(
          requirement("disk", "In", "ssd"), fields: [requirement("metadata.name", "In", "n1")])),
      refused),
    VerdictRow(
      "no node has two names", [node("n1"), node("n2")],
      pod("p").nodeAffinity(
        nodeTerm(
          fields: [
            requirement("metadata.name", "In", "n1"), requirement("metadata.name", "In", "n2"),
          ])), .refusedForGood("NodeAffinity", .affinityConflict)),
  ]

  private static func named(_ comparison: String, _ name: String) -> NodeSelectorTerm {
    nodeTerm(fields: [requirement("metadata.name", comparison, name)])
  }

  private static func added(_ expression: SelectorRequirement) -> NodeAffinity {
    var affinity = NodeAffinity()
    var required = NodeSelector()
    required.nodeSelectorTerms = [nodeTerm(expression)]
    affinity.required = required
    return affinity
  }
}
