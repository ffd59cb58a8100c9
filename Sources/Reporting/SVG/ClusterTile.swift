// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A node of a cluster: a bar a resource, pale as far as pods take it that stay and strong for those
/// newly placed, and below a square a pod, or for a few pods.
struct ClusterTile {
  let node: ClusterNode
  let input: InputDescription
  /// The positions of the resources that have bars.
  let bars: [Int]
  let podsPerSquare: Int

  private static let width = 96.0
  private static let barHeight = 7.0
  static let squaresPerRow = 12

  var markup: String {
    let squares = SquareRow(stays: node.stays.count, placed: node.placed.count, podsPerSquare)
    // A node that has nothing of a resource has no bar for it.
    let drawn = bars.indices.filter {
      node.capacity.indices.contains(bars[$0]) && node.capacity[bars[$0]] > 0
    }
    let top = Double(drawn.count) * (Self.barHeight + 3) + 3
    var drawing = SVGDrawing(width: Self.width, height: top + squares.height, kind: "host")
    for (row, bar) in drawn.enumerated() {
      let (before, used) = shares(at: bars[bar])
      let y = 1 + Double(row) * (Self.barHeight + 3)
      let kind = "r\(bar % 4)"
      let length = Self.width - 2
      drawing.rectangle(
        x: 1, y: y, width: length, height: Self.barHeight, kind: "free \(kind)")
      drawing.rectangle(
        x: 1, y: y, width: length * before, height: Self.barHeight, kind: "stays \(kind)")
      drawing.rectangle(
        x: 1 + length * before, y: y, width: length * (used - before), height: Self.barHeight,
        kind: "used \(kind)")
    }
    squares.draw(into: &drawing, from: top)
    return drawing.markup(title: title)
  }

  /// What the tile shows, in words.
  var title: String {
    let parts = input.resources.indices.filter { position in
      node.capacity.indices.contains(position) && node.used.indices.contains(position)
        && max(node.capacity[position], node.used[position]) > 0
    }.map { position in
      let before = node.usedBefore.indices.contains(position) ? node.usedBefore[position] : 0
      let (used, capacity) = (node.used[position], node.capacity[position])
      let share = capacity > 0 ? " (\(Figures.percent(Double(used) / Double(capacity))))" : ""
      return "\(input.resources[position]) \(input.quantity(used, at: position)) of "
        + "\(input.quantity(capacity, at: position))\(share), "
        + "\(input.quantity(before, at: position)) by pods that stay"
    }
    let zone = node.zone.map { " in zone \($0)" } ?? ""
    return "\(node.name)\(zone): \(node.stays.count) stay, \(node.placed.count) newly placed; "
      + parts.joined(separator: "; ")
  }

  private func shares(at position: Int) -> (before: Double, used: Double) {
    guard node.capacity.indices.contains(position), node.used.indices.contains(position),
      node.usedBefore.indices.contains(position), node.capacity[position] > 0
    else { return (0, 0) }
    let capacity = Double(node.capacity[position])
    let used = min(1, max(0, Double(node.used[position]) / capacity))
    return (min(used, max(0, Double(node.usedBefore[position]) / capacity)), used)
  }
}

/// Pods without a node that are alike, as squares.
struct PendingTile {
  let group: UnplacedItems
  let podsPerSquare: Int

  var markup: String {
    let squares = SquareRow(pending: group.count, podsPerSquare)
    var drawing = SVGDrawing(width: 96, height: squares.height + 1, kind: "host")
    squares.draw(into: &drawing, from: 1)
    return drawing.markup(
      title: "\(Phrases.count(group.count, "pod")) without a node: \(group.reason)")
  }
}

/// Squares that stand for pods.
private struct SquareRow {
  private var kinds: [String] = []
  private static let pitch = 8.0
  /// The most squares that are drawn, also where very many pods are of one kind.
  private static let most = 240

  init(stays: Int, placed: Int, _ podsPerSquare: Int) {
    add(stays, podsPerSquare, kind: "square stays")
    add(placed, podsPerSquare, kind: "square placed")
  }

  init(pending: Int, _ podsPerSquare: Int) {
    add(pending, podsPerSquare, kind: "square pending")
  }

  var height: Double {
    let rows = (kinds.count + ClusterTile.squaresPerRow - 1) / ClusterTile.squaresPerRow
    return Double(max(1, rows)) * Self.pitch
  }

  func draw(into drawing: inout SVGDrawing, from top: Double) {
    for (index, kind) in kinds.enumerated() {
      let row = index / ClusterTile.squaresPerRow
      let column = index % ClusterTile.squaresPerRow
      // What stays is smaller, what waits is an outline: nothing hangs on colours alone.
      let inset = kind == "square stays" ? 1.0 : kind == "square pending" ? 0.5 : 0
      drawing.rectangle(
        x: 1 + Double(column) * Self.pitch + inset, y: top + Double(row) * Self.pitch + inset,
        width: 6 - 2 * inset, height: 6 - 2 * inset, kind: kind)
    }
  }

  private mutating func add(_ pods: Int, _ podsPerSquare: Int, kind: String) {
    let squares = (pods + podsPerSquare - 1) / podsPerSquare
    kinds += Array(repeating: kind, count: min(squares, Self.most))
  }
}
