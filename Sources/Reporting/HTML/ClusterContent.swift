// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `cluster` shows: all nodes, what stays on them and what comes, and what finds no
/// node.
struct ClusterContent {
  /// The nodes of a zone.
  struct Shelf {
    var name: String
    var number: String
    var tiles: [Tile]
  }

  /// A drawing with what stands below it.
  struct Tile {
    var svg: String
    var name: String
    var note: String
  }

  /// A resource in the legend.
  struct Key {
    var resource: String
    var style: String
  }

  /// One row of the strip.
  struct Strip {
    var resource: String
    var svg: String
    var summary: String
  }

  /// How much of a resource is taken.
  struct Level {
    var resource: String
    var svg: String
    var stays: String
    var placed: String
    var free: String
    var amount: String
  }

  /// So many nodes are drawn one by one.
  private static let mostTiles = 240
  /// So many kinds of pods without a node are drawn.
  private static let mostPending = 24
  /// So many squares stand on the fullest node.
  private static let mostSquares = 60
  /// So many nodes are drawn large.
  private static let fewNodes = 24

  var title: String
  var size: String
  var keys: [Key]
  var squares: String
  var hasStays: Bool
  var hasPlaced: Bool
  var hasPending: Bool
  var strips: [Strip]
  var hasStrips: Bool
  var shelves: [Shelf]
  var more: String?
  var pendingSize: String
  var pending: [Tile]
  var morePending: String?
  var waiting: String?
  var levels: [Level]
  var hasLevels: Bool

  init(_ cluster: ClusterMap, of report: PlacementReport) {
    let input = report.input.describing(cluster)
    let nodes = cluster.nodes
    title = Phrases.count(nodes.count, "node")
    let bars = Array(input.resources.indices.filter { input.resources[$0] != "pods" }.prefix(4))
    keys = bars.enumerated().map { Key(resource: input.resources[$1], style: "r\($0 % 4)") }
    size = nodes.count <= Self.fewNodes ? "hosts few" : "hosts"
    let most = nodes.map { $0.stays.count + $0.placed.count }.max() ?? 0
    let podsPerSquare = max(1, (most + Self.mostSquares - 1) / Self.mostSquares)
    squares =
      podsPerSquare == 1 ? "A square is a pod." : "A square is up to \(podsPerSquare) pods."
    hasStays = nodes.contains { !$0.stays.isEmpty }
    hasPlaced = nodes.contains { !$0.placed.isEmpty }
    hasPending = !report.unplaced.isEmpty
    let map = NodeMap(strategy: report.run.strategy, groups: nodes.map(\.group))
    strips =
      nodes.count < 20
      ? []
      : HeatStrip(map, input: input).rows.filter { $0.resource != "pods" }.map {
        Strip(resource: $0.resource, svg: $0.svg, summary: Phrases.sentence($0.summary))
      }
    hasStrips = !strips.isEmpty
    shelves = Self.shelves(nodes.prefix(Self.mostTiles)) { node in
      Tile(
        svg: ClusterTile(
          node: node, input: input, bars: bars, podsPerSquare: podsPerSquare
        ).markup,
        name: node.name, note: "\(node.stays.count) + \(node.placed.count)")
    }
    let hidden = nodes.count - Self.mostTiles
    more =
      hidden > 0
      ? "\(Phrases.count(hidden, "further node")) are not drawn; the strip above stands for all."
      : nil
    pendingSize = Phrases.count(report.unplaced.reduce(0) { $0 + $1.count }, "pod")
    pending = report.unplaced.prefix(Self.mostPending).map { group in
      Tile(
        svg: PendingTile(group: group, podsPerSquare: podsPerSquare).markup,
        name: group.items.first ?? "", note: "× \(Figures.grouped(group.count))")
    }
    let otherKinds = report.unplaced.count - pending.count
    morePending =
      otherKinds > 0
      ? "\(Phrases.count(otherKinds, "further kind")) of pods: see the list below." : nil
    waiting =
      cluster.waiting.isEmpty
      ? nil
      : "\(Phrases.count(cluster.waiting.count, "pod")) with scheduling gates "
        + "\(cluster.waiting.count == 1 ? "was" : "were") not decided about: "
        + Phrases.list(cluster.waiting, limit: 12) + "."
    levels = input.resources.indices.compactMap { Self.level(of: $0, nodes, input, bars) }
    hasLevels = !levels.isEmpty
  }

  /// The nodes by zone, in the order in which zones come.
  private static func shelves(
    _ nodes: some Sequence<ClusterNode>, _ tile: (ClusterNode) -> Tile
  ) -> [Shelf] {
    var order: [String?] = []
    var byZone: [String?: [ClusterNode]] = [:]
    for node in nodes {
      if byZone[node.zone] == nil { order.append(node.zone) }
      byZone[node.zone, default: []].append(node)
    }
    return order.map { zone in
      let nodes = byZone[zone] ?? []
      return Shelf(
        name: zone.map { $0.hasPrefix("zone") ? $0 : "zone \($0)" }
          ?? (order.count > 1 ? "without a zone" : "all nodes"),
        number: Phrases.count(nodes.count, "node"), tiles: nodes.map(tile))
    }
  }

  private static func level(
    of position: Int, _ nodes: [ClusterNode], _ input: InputDescription, _ bars: [Int]
  ) -> Level? {
    func sum(_ values: (ClusterNode) -> [Int64]) -> Double {
      nodes.reduce(0) { sum, node in
        let all = values(node)
        return all.indices.contains(position) ? sum + Double(all[position]) : sum
      }
    }
    let capacity = sum(\.capacity)
    guard capacity > 0 else { return nil }
    let used = min(1, max(0, sum(\.used) / capacity))
    let before = min(used, max(0, sum(\.usedBefore) / capacity))
    let unit = input.units.indices.contains(position) ? input.units[position] : .count
    let style = bars.firstIndex(of: position) ?? 3
    return Level(
      resource: input.resources[position],
      svg: ClusterLevel(
        resource: input.resources[position], style: style, before: before, used: used
      ).markup,
      stays: Figures.percent(before), placed: Figures.percent(used - before),
      free: Figures.percent(1 - used),
      amount: "\(Figures.total(sum(\.used), unit: unit)) of \(Figures.total(capacity, unit: unit))")
  }
}

/// How much of a resource of all nodes is taken, by what stays and by what comes.
private struct ClusterLevel {
  let resource: String
  let style: Int
  let before: Double
  let used: Double

  var markup: String {
    var drawing = SVGDrawing(spanning: 18, kind: "level")
    let kind = "r\(style % 4)"
    drawing.stretch(from: 0, over: 100, height: 18, kind: "free \(kind)")
    drawing.stretch(from: 0, over: 100 * before, height: 18, kind: "stays \(kind)")
    drawing.stretch(
      from: 100 * before, over: 100 * (used - before), height: 18, kind: "used \(kind)")
    return drawing.markup(
      title: "\(resource): \(Figures.percent(before)) taken by pods that stay, "
        + "\(Figures.percent(used - before)) by pods newly placed")
  }
}

extension ClusterNode {
  /// The node as the strip of all nodes draws it.
  fileprivate var group: NodeGroup {
    NodeGroup(
      nodeType: name, count: 1, items: stays.count + placed.count, used: used, capacity: capacity,
      stranded: [])
  }
}

extension InputDescription {
  /// The input with the resources of the whole cluster.
  func describing(_ cluster: ClusterMap) -> InputDescription {
    var copy = self
    copy.resources = cluster.resources
    copy.units = cluster.units
    return copy
  }
}
