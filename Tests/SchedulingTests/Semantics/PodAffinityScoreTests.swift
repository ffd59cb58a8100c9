// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("InterPodAffinity as a score (section 3.6)")
struct PodAffinityScoreTests {
  @Test("scores domains", arguments: own + existing)
  func rules(row: ScoreRow) { row.check() }

  /// Zone a has two nodes, zone b one.
  static let nodes = [node("n1").zone("a"), node("n2").zone("a"), node("n3").zone("b")]
  static let web = podTerm(zoneKey, selector(["app": "web"]))
  static let webOnHost = podTerm(hostnameKey, selector(["app": "web"]))

  private static func there(_ node: String, _ app: String = "web") -> Pod {
    pod("there").label("app", app).on(node)
  }

  private static func row(
    _ rule: String, nodes: [Node] = nodes, _ pods: [Pod], _ pod: Pod,
    profile: (inout OracleProfile) -> Void = { _ in }, raw: [Int64], _ normalised: [Int64]
  ) -> ScoreRow {
    ScoreRow(
      rule, "InterPodAffinity", nodes, pods, pod,
      namespaces: ["default": ["team": "a"], "other": ["team": "b"]], profile: profile, raw: raw,
      normalised)
  }

  static let own: [ScoreRow] = [
    row(
      "a preferred pod weighs in its zone", [there("n1")], pod("p").prefers(10, web),
      raw: [10, 10, 0], [100, 100, 0]),
    row(
      "an avoided pod weighs against its zone", [there("n1")], pod("p").avoids(10, web),
      raw: [-10, -10, 0], [0, 0, 100]),
    row(
      "every pod weighs", [there("n1"), there("n2"), there("n3")], pod("p").prefers(10, web),
      raw: [20, 20, 10], [100, 100, 0]),
    row(
      "domains of several keys add up", [there("n1")],
      pod("p").prefers(10, web).prefers(5, webOnHost), raw: [15, 10, 0], [100, 66, 0]),
    row(
      "for and against: -10, 0, 10", [there("n1", "db"), there("n3")],
      pod("p").prefers(10, webOnHost).avoids(10, podTerm(hostnameKey, selector(["app": "db"]))),
      raw: [-10, 0, 10], [0, 50, 100]),
    row(
      "the same everywhere is 0", [there("n1"), there("n3")], pod("p").prefers(10, web),
      raw: [10, 10, 10], [0, 0, 0]),
    row(
      "no pod matches", [there("n1", "db")], pod("p").prefers(10, web), raw: [0, 0, 0],
      [0, 0, 0]),
    row(
      "100 * 1 / 3 is cut off",
      [there("n1"), there("n1"), there("n1"), there("n2")], pod("p").prefers(1, webOnHost),
      raw: [3, 1, 0], [100, 33, 0]),
    row(
      "a node without the key gets nothing", nodes: [node("n1").zone("a"), node("n2")],
      [there("n1"), there("n2")], pod("p").prefers(10, web), raw: [10, 0], [100, 0]),
    row(
      "required terms of the pod are not scored", [there("n1")], pod("p").affinity(web),
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      "pods of other namespaces do not weigh",
      [pod("a", namespace: "other").label("app", "web").on("n1")], pod("p").prefers(10, web),
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      "unless they are selected",
      [pod("a", namespace: "other").label("app", "web").on("n1")],
      pod("p").prefers(
        10,
        podTerm(zoneKey, selector(["app": "web"]), namespaceSelector: selector(["team": "b"]))),
      raw: [10, 10, 0], [100, 100, 0]),
    row(
      "pods that have ended do not weigh", [there("n1").phase("Succeeded")],
      pod("p").prefers(10, web), raw: [0, 0, 0], [0, 0, 0]),
    row(
      "pods that are being deleted do", [there("n1").terminating()], pod("p").prefers(10, web),
      raw: [10, 10, 0], [100, 100, 0]),
  ]

  private static let webPod = pod("p").label("app", "web")

  static let existing: [ScoreRow] = [
    row(
      "a pod that prefers the new one", [there("n1", "db").prefers(20, web)], webPod,
      raw: [20, 20, 0], [100, 100, 0]),
    row(
      "a pod that avoids the new one", [there("n1", "db").avoids(20, web)], webPod,
      raw: [-20, -20, 0], [0, 0, 100]),
    row(
      "a pod that prefers others", [there("n1", "db").prefers(20, web)], pod("p"),
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      "a pod that requires the new one weighs 1", [there("n1", "db").affinity(web)], webPod,
      raw: [1, 1, 0], [100, 100, 0]),
    row(
      "or what the profile says", [there("n1", "db").affinity(web)], webPod,
      profile: { $0.hardPodAffinityWeight = 5 }, raw: [5, 5, 0], [100, 100, 0]),
    row(
      "or nothing", [there("n1", "db").affinity(web)], webPod,
      profile: { $0.hardPodAffinityWeight = 0 }, raw: [0, 0, 0], [0, 0, 0]),
    row(
      "each required term weighs",
      [there("n1", "db").affinity(web).affinity(webOnHost)], webPod, raw: [2, 1, 0],
      [100, 50, 0]),
    row(
      "required anti-affinity does not weigh", [there("n3", "db").antiAffinity(web)], webPod,
      raw: [0, 0, 0], [0, 0, 0]),
    row(
      "both sides add up", [there("n1").prefers(20, webOnHost)], webPod.prefers(10, web),
      raw: [30, 10, 0], [100, 33, 0]),
    row(
      "preferences of others can be left out for pods without any",
      [there("n1", "db").prefers(20, web)], webPod,
      profile: { $0.ignoresPreferredTermsOfExistingPods = true }, raw: [0, 0, 0], [0, 0, 0]),
    row(
      "but not for pods that have some", [there("n1", "db").prefers(20, web)],
      webPod.prefers(1, podTerm(zoneKey, selector(["app": "x"]))),
      profile: { $0.ignoresPreferredTermsOfExistingPods = true }, raw: [20, 20, 0],
      [100, 100, 0]),
  ]
}
