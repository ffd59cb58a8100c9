// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("InterPodAffinity as a filter (section 3.6)")
struct PodAffinityRuleTests {
  @Test("refuses nodes", arguments: affinity + antiAffinity + existing + namespaces + keys)
  func rules(row: VerdictRow) { row.check() }

  static let byAffinity = OracleVerdict.refusedForGood("InterPodAffinity", .podAffinity)
  static let byAntiAffinity = OracleVerdict.refusedNow("InterPodAffinity", .podAntiAffinity)
  static let byExisting = OracleVerdict.refusedNow("InterPodAffinity", .existingAntiAffinity)

  /// Zone a has two nodes, zone b one, and one is in no zone.
  static let nodes = [
    node("n1").zone("a"), node("n2").zone("a"), node("n3").zone("b"), node("n4"),
  ]
  static let labels = [
    "default": ["team": "a"], "other": ["team": "b"], "third": [:],
  ]
  static let web = podTerm(zoneKey, selector(["app": "web"]))
  static let webOnHost = podTerm(hostnameKey, selector(["app": "web"]))

  private static func there(
    _ node: String, _ app: String = "web", namespace: String = "default"
  ) -> Pod {
    pod("there", namespace: namespace).label("app", app).on(node)
  }

  static let affinity: [VerdictRow] = [
    VerdictRow("a matching pod in the zone", nodes, [there("n2")], pod("p").affinity(web), .fits),
    VerdictRow(
      "no matching pod in the zone", nodes, [there("n3")], pod("p").affinity(web), byAffinity),
    VerdictRow("no matching pod anywhere", nodes, pod("p").affinity(web), byAffinity),
    VerdictRow(
      "a node without the key", nodes, [there("n4")], pod("p").affinity(web), on: "n4",
      byAffinity),
    VerdictRow(
      "on the host: the neighbour does not do", nodes, [there("n2")],
      pod("p").affinity(webOnHost), byAffinity),
    VerdictRow(
      "the first of a group may start", nodes, pod("p").label("app", "web").affinity(web), .fits),
    VerdictRow(
      "but not where the key is missing", nodes, pod("p").label("app", "web").affinity(web),
      on: "n4", byAffinity),
    VerdictRow(
      "the second has to follow", nodes, [there("n3")],
      pod("p").label("app", "web").affinity(web), byAffinity),
    VerdictRow(
      "the first of a group has to match all its terms", nodes,
      pod("p").label("app", "web").affinity(web)
        .affinity(podTerm(zoneKey, selector(["app": "db"]))), byAffinity),
    VerdictRow(
      "every term needs its pod", nodes, [there("n1")],
      pod("p").affinity(web).affinity(podTerm(zoneKey, selector(["tier": "front"]))), byAffinity),
    VerdictRow(
      "one pod may serve several terms", nodes, [there("n1").label("tier", "front")],
      pod("p").affinity(web).affinity(podTerm(zoneKey, selector(["tier": "front"]))), .fits),
    VerdictRow(
      "a pod that has ended serves none", nodes, [there("n1").phase("Failed")],
      pod("p").affinity(web), byAffinity),
    VerdictRow(
      "a pod that is being deleted still serves", nodes, [there("n1").terminating()],
      pod("p").affinity(web), .fits),
    VerdictRow(
      "preferred terms refuse nothing", nodes, pod("p").prefers(100, web), .fits),
    VerdictRow(
      "a term without a selector matches no pod", nodes, [there("n1")],
      pod("p").affinity(podTerm(zoneKey, nil)), byAffinity),
    VerdictRow(
      "an empty selector matches every pod", nodes, [there("n1")],
      pod("p").affinity(podTerm(zoneKey, selector())), .fits),
  ]

  static let antiAffinity: [VerdictRow] = [
    VerdictRow(
      "a matching pod in the zone", nodes, [there("n2")], pod("p").antiAffinity(web),
      byAntiAffinity),
    VerdictRow(
      "no matching pod in the zone", nodes, [there("n3")], pod("p").antiAffinity(web), .fits),
    VerdictRow(
      "a node without the key is free", nodes, [there("n4")], pod("p").antiAffinity(web),
      on: "n4", .fits),
    VerdictRow(
      "on the host: the neighbour does not matter", nodes, [there("n2")],
      pod("p").antiAffinity(webOnHost), .fits),
    VerdictRow(
      "any term is enough", nodes, [there("n2")],
      pod("p").antiAffinity(podTerm(zoneKey, selector(["app": "db"]))).antiAffinity(web),
      byAntiAffinity),
    VerdictRow(
      "a pod does not keep itself away", nodes, pod("p").label("app", "web").antiAffinity(web),
      .fits),
    VerdictRow(
      "affinity is looked at first", nodes, [there("n2")],
      pod("p").antiAffinity(web).affinity(podTerm(zoneKey, selector(["app": "db"]))), byAffinity),
    VerdictRow(
      "preferred terms refuse nothing", nodes, [there("n2")], pod("p").avoids(100, web), .fits),
  ]

  static let existing: [VerdictRow] = [
    VerdictRow(
      "a pod in the zone keeps the new one away", nodes, [there("n2", "db").antiAffinity(web)],
      pod("p").label("app", "web"), byExisting),
    VerdictRow(
      "a pod in another zone does not", nodes, [there("n3", "db").antiAffinity(web)],
      pod("p").label("app", "web"), .fits),
    VerdictRow(
      "a pod that it does not mean is free", nodes, [there("n2", "db").antiAffinity(web)],
      pod("p").label("app", "db"), .fits),
    VerdictRow(
      "a pod on a node without the key keeps none away", nodes,
      [there("n4", "db").antiAffinity(web)], pod("p").label("app", "web"), on: "n4", .fits),
    VerdictRow(
      "its preferred terms keep none away", nodes, [there("n2", "db").avoids(100, web)],
      pod("p").label("app", "web"), .fits),
    VerdictRow(
      "its affinity keeps none away", nodes,
      [there("n2", "db").affinity(podTerm(zoneKey, selector(["app": "x"])))],
      pod("p").label("app", "web"), .fits),
    VerdictRow(
      "the pod's own anti-affinity is looked at first", nodes, [there("n2").antiAffinity(web)],
      pod("p").label("app", "web").antiAffinity(web), byAntiAffinity),
  ]

  /// A row on a term of the new pod, of the namespace `default`, and a pod of another namespace.
  private static func row(
    _ rule: String, _ term: PodAffinityTerm, _ namespace: String, matches: Bool
  ) -> VerdictRow {
    VerdictRow(
      rule, nodes, [there("n1", namespace: namespace)], pod("p").antiAffinity(term),
      namespaces: labels, matches ? byAntiAffinity : .fits)
  }

  private static func term(
    _ namespaces: [String] = [], _ namespaceSelector: LabelSelectorSpec? = nil
  ) -> PodAffinityTerm {
    podTerm(
      zoneKey, selector(["app": "web"]), namespaces: namespaces,
      namespaceSelector: namespaceSelector)
  }

  static let namespaces: [VerdictRow] = [
    row("without a list the own namespace is meant", term(), "default", matches: true),
    row("without a list no other namespace is", term(), "other", matches: false),
    row("a list means its namespaces", term(["other"]), "other", matches: true),
    row("a list does not mean the own namespace", term(["other"]), "default", matches: false),
    row(
      "a selector means namespaces by label", term([], selector(["team": "b"])), "other",
      matches: true),
    row(
      "a selector does not mean the own namespace", term([], selector(["team": "b"])), "default",
      matches: false),
    row(
      "a selector does not mean namespaces without the label",
      term([], selector(["team": "b"])), "third", matches: false),
    row("an empty selector means all namespaces", term([], selector()), "third", matches: true),
    row(
      "a list and a selector mean both: the list", term(["third"], selector(["team": "b"])),
      "third", matches: true),
    row(
      "a list and a selector mean both: the selector",
      term(["third"], selector(["team": "b"])), "other", matches: true),
    VerdictRow(
      "a term of a pod that is there means that pod's namespace", nodes,
      [there("n1", "db", namespace: "other").antiAffinity(web)], pod("p").label("app", "web"),
      namespaces: labels, .fits),
    VerdictRow(
      "a list of a pod that is there", nodes,
      [there("n1", "db", namespace: "other").antiAffinity(term(["default"]))],
      pod("p").label("app", "web"), namespaces: labels, byExisting),
    VerdictRow(
      "a selector of a pod that is there", nodes,
      [there("n1", "db", namespace: "other").antiAffinity(term([], selector(["team": "a"])))],
      pod("p").label("app", "web"), namespaces: labels, byExisting),
  ]

  private static let sameVersion = podTerm(
    zoneKey, selector(["app": "web"]), matchLabelKeys: ["version"])
  private static let otherVersion = podTerm(
    zoneKey, selector(["app": "web"]), mismatchLabelKeys: ["version"])

  static let keys: [VerdictRow] = [
    VerdictRow(
      "matchLabelKeys: the same value", nodes, [there("n1").label("version", "1")],
      pod("p").label("version", "1").antiAffinity(sameVersion), byAntiAffinity),
    VerdictRow(
      "matchLabelKeys: another value", nodes, [there("n1").label("version", "2")],
      pod("p").label("version", "1").antiAffinity(sameVersion), .fits),
    VerdictRow(
      "matchLabelKeys: no value there", nodes, [there("n1")],
      pod("p").label("version", "1").antiAffinity(sameVersion), .fits),
    VerdictRow(
      "matchLabelKeys: no value of its own counts for nothing", nodes,
      [there("n1").label("version", "2")], pod("p").antiAffinity(sameVersion), byAntiAffinity),
    VerdictRow(
      "mismatchLabelKeys: the same value", nodes, [there("n1").label("version", "1")],
      pod("p").label("version", "1").antiAffinity(otherVersion), .fits),
    VerdictRow(
      "mismatchLabelKeys: another value", nodes, [there("n1").label("version", "2")],
      pod("p").label("version", "1").antiAffinity(otherVersion), byAntiAffinity),
    VerdictRow(
      "mismatchLabelKeys: no value there", nodes, [there("n1")],
      pod("p").label("version", "1").antiAffinity(otherVersion), byAntiAffinity),
    VerdictRow(
      "matchLabelKeys of a pod that is there are its own values", nodes,
      [there("n1").label("version", "1").antiAffinity(sameVersion)],
      pod("p").label("app", "web").label("version", "2"), .fits),
  ]
}
