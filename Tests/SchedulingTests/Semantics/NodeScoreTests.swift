// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("Scores of taints, node affinity and images (section 3.6)")
struct NodeScoreTests {
  @Test("TaintToleration", arguments: taints)
  func taintToleration(row: ScoreRow) { row.check() }

  @Test("NodeAffinity", arguments: affinity)
  func nodeAffinity(row: ScoreRow) { row.check() }

  @Test("ImageLocality", arguments: images)
  func imageLocality(row: ScoreRow) { row.check() }

  /// Nodes with so many taints PreferNoSchedule, `k0`, `k1` …, each.
  private static func tainted(_ counts: Int...) -> [Node] {
    counts.enumerated().map { index, count in
      var built = node("n\(index + 1)")
      for key in 0..<count { built = built.taint("k\(key)", "v", "PreferNoSchedule") }
      return built
    }
  }

  private static func taintRow(
    _ rule: String, _ nodes: [Node], _ pod: Pod, feasible: [String]? = nil, raw: [Int64],
    _ normalised: [Int64]
  ) -> ScoreRow {
    ScoreRow(
      rule, "TaintToleration", nodes, pod, feasible: feasible, raw: raw, normalised)
  }

  static let taints: [ScoreRow] = [
    taintRow("none anywhere is 100", tainted(0, 0), pod("p"), raw: [0, 0], [100, 100]),
    taintRow(
      "100 - 100 * count / most", tainted(0, 1, 2), pod("p"), raw: [0, 1, 2], [100, 50, 0]),
    taintRow("100 - 33", tainted(1, 3), pod("p"), raw: [1, 3], [67, 0]),
    taintRow("the same everywhere is 0", tainted(1, 1), pod("p"), raw: [1, 1], [0, 0]),
    taintRow(
      "tolerated taints do not count", tainted(1, 2),
      pod("p").toleration("k0", "Exists", effect: "PreferNoSchedule"), raw: [0, 1], [100, 0]),
    taintRow(
      "tolerated with any effect", tainted(1, 2), pod("p").toleration("k0", "Exists"),
      raw: [0, 1], [100, 0]),
    taintRow(
      "not tolerated with another effect", tainted(1, 2),
      pod("p").toleration("k0", "Exists", effect: "NoSchedule"), raw: [1, 2], [50, 0]),
    taintRow(
      "taints with other effects do not count",
      [node("n1").taint("k0", "v", "NoSchedule"), node("n2")],
      pod("p").toleration("k0", "Exists", effect: "NoSchedule"), raw: [0, 0], [100, 100]),
    taintRow(
      "the most among the nodes that are scored", tainted(0, 1, 2), pod("p"),
      feasible: ["n1", "n2"], raw: [0, 1], [100, 0]),
  ]

  static let disks = [
    node("n1").label("disk", "ssd").label("rack", "a"), node("n2").label("disk", "ssd"),
    node("n3"),
  ]
  static let ssd = nodeTerm(requirement("disk", "In", "ssd"))
  static let rack = nodeTerm(requirement("rack", "Exists"))

  static let affinity: [ScoreRow] = [
    ScoreRow(
      "weights of matching terms add up", "NodeAffinity", disks,
      pod("p").prefersNode(10, ssd).prefersNode(30, rack), raw: [40, 10, 0], [100, 25, 0]),
    ScoreRow(
      "100 * 1 / 3 is cut off", "NodeAffinity", disks,
      pod("p").prefersNode(1, ssd).prefersNode(2, rack), raw: [3, 1, 0], [100, 33, 0]),
    ScoreRow(
      "no term matches", "NodeAffinity", disks,
      pod("p").prefersNode(10, nodeTerm(requirement("absent", "Exists"))), raw: [0, 0, 0],
      [0, 0, 0]),
    ScoreRow("no term", "NodeAffinity", disks, pod("p"), [0, 0, 0]),
    ScoreRow(
      "required terms are not scored", "NodeAffinity", disks, pod("p").nodeAffinity(ssd),
      [0, 0, 0]),
    ScoreRow(
      "all expressions of a term have to hold", "NodeAffinity", disks,
      pod("p").prefersNode(
        10, nodeTerm(requirement("disk", "In", "ssd"), requirement("rack", "DoesNotExist"))),
      raw: [0, 10, 0], [0, 100, 0]),
    ScoreRow(
      "an empty term matches nothing", "NodeAffinity", disks,
      pod("p").prefersNode(10, nodeTerm()).prefersNode(5, rack), raw: [5, 0, 0], [100, 0, 0]),
    ScoreRow(
      "the best among the nodes that are scored", "NodeAffinity", disks,
      pod("p").prefersNode(10, ssd).prefersNode(30, rack), feasible: ["n2", "n3"], raw: [10, 0],
      [100, 0]),
    ScoreRow(
      "the profile's terms add up with the pod's", "NodeAffinity", disks,
      pod("p").prefersNode(10, rack), profile: { $0.addedAffinity = preferring(30, ssd) },
      raw: [40, 30, 0], [100, 75, 0]),
    ScoreRow(
      "the profile's terms alone", "NodeAffinity", disks, pod("p"),
      profile: { $0.addedAffinity = preferring(30, ssd) }, raw: [30, 30, 0], [100, 100, 0]),
    ScoreRow(
      "a term may name a node", "NodeAffinity", disks,
      pod("p").prefersNode(7, nodeTerm(fields: [requirement("metadata.name", "In", "n2")])),
      raw: [0, 7, 0], [0, 100, 0]),
  ]

  private static func preferring(_ weight: Int64, _ term: NodeSelectorTerm) -> NodeAffinity {
    var affinity = NodeAffinity()
    var preferred = PreferredSchedulingTerm()
    (preferred.weight, preferred.preference) = (weight, term)
    affinity.preferred = [preferred]
    return affinity
  }

  /// A row on images: which of them the nodes have, by the node.
  private static func row(
    _ rule: String, _ nodes: [[(String, Int64)]], _ pod: Pod, _ scores: [Int64]
  ) -> ScoreRow {
    var built: [Node] = []
    for (index, images) in nodes.enumerated() {
      var node = node("n\(index + 1)")
      for image in images { node = node.image(image.0, mebibytes: image.1) }
      built.append(node)
    }
    return ScoreRow(rule, "ImageLocality", built, pod, raw: scores, scores)
  }

  private static func withImageVolume(_ name: String) -> Pod {
    pod("p").with { pod in
      var source = ImageVolumeSource()
      source.reference = name
      var volume = Volume()
      (volume.name, volume.image) = ("image", source)
      pod.spec.volumes = [volume]
    }
  }

  static let images: [ScoreRow] = [
    row("500 of 977 MiB above 23: 477 / 977", [[("a:1", 500)]], pod("p").image("a:1"), [48]),
    row(
      "on one of two nodes it counts half: 227 / 977", [[("a:1", 500)], []],
      pod("p").image("a:1"), [23, 0]),
    row(
      "on one of three a third: 143.7 / 977", [[("a:1", 500)], [], []], pod("p").image("a:1"),
      [14, 0, 0]),
    row("23 MiB are nothing", [[("a:1", 23)]], pod("p").image("a:1"), [0]),
    row("less is nothing", [[("a:1", 12)]], pod("p").image("a:1"), [0]),
    row("1000 MiB are all", [[("a:1", 1_000)]], pod("p").image("a:1"), [100]),
    row("more is all", [[("a:1", 2_600)]], pod("p").image("a:1"), [100]),
    row("another tag is another image", [[("a:1", 500)]], pod("p").image("a:2"), [0]),
    row("no tag is latest", [[("a:latest", 500)]], pod("p").image("a"), [48]),
    row(
      "the port of a registry is no tag", [[("host:5000/a:latest", 500)]],
      pod("p").image("host:5000/a"), [48]),
    row(
      "two containers: 1000 - 23 of 2000 - 23", [[("a:1", 500), ("b:1", 500)]],
      pod("p").image("a:1").container().with { $0.spec.containers[1].image = "b:1" }, [49]),
    row(
      "each container counts, also with the same image", [[("a:1", 500)]],
      pod("p").image("a:1").container().with { $0.spec.containers[1].image = "a:1" }, [49]),
    row(
      "init containers count: 477 / 1977", [[("a:1", 500)]],
      pod("p").initContainer().with { $0.spec.initContainers[0].image = "a:1" }, [24]),
    row(
      "volumes of images add, but are no containers", [[("a:1", 500)]], withImageVolume("a:1"),
      [48]),
    ScoreRow(
      "all nodes count, not only those that are scored", "ImageLocality",
      [node("n1").image("a:1", mebibytes: 500), node("n2")], pod("p").image("a:1"),
      feasible: ["n1"], [23]),
  ]
}
