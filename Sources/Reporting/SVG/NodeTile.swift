// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A node, or a group of equal nodes, as bars that fill from the bottom: one a resource, hatched
/// where free capacity is of no use.
struct NodeTile {
  let group: NodeGroup
  let input: InputDescription

  private static let height = 48.0

  var markup: String {
    let shares = group.capacity.indices.map { share(at: $0) }
    let widths = shares.indices.map { $0 < 2 ? 14.0 : 5.0 }
    let width = widths.reduce(0, +) + 3 * Double(max(0, widths.count - 1)) + 2
    var drawing = SVGDrawing(width: width, height: NodeTile.height + 2, kind: "tile")
    var x = 1.0
    for (position, share) in shares.enumerated() {
      let used = share.used * NodeTile.height
      let stranded = share.stranded * NodeTile.height
      let kind = "r\(position % 4)"
      drawing.rectangle(
        x: x, y: 1, width: widths[position], height: NodeTile.height, kind: "free \(kind)")
      drawing.rectangle(
        x: x, y: 1 + NodeTile.height - used, width: widths[position], height: used,
        kind: "used \(kind)")
      drawing.rectangle(
        x: x, y: 1 + NodeTile.height - used - stranded, width: widths[position],
        height: stranded, kind: "stranded", fill: "url(#hatch)")
      x += widths[position] + 3
    }
    return drawing.markup(title: title)
  }

  /// What the tile shows, in words.
  var title: String {
    let head =
      group.count == 1
      ? "\(group.nodeType), \(Phrases.count(group.items, "item"))"
      : "\(Phrases.count(group.count, "node")) \(group.nodeType), "
        + "\(Phrases.count(group.items, "item")) each"
    let parts = input.resources.indices.filter { group.capacity.indices.contains($0) }.map {
      position in
      let stranded = group.amount(group.stranded, at: position)
      return "\(input.resources[position]) "
        + "\(input.quantity(group.amount(group.used, at: position), at: position)) of "
        + "\(input.quantity(group.capacity[position], at: position))"
        + " (\(Figures.percent(share(at: position).used)))"
        + (stranded > 0 ? ", \(input.quantity(stranded, at: position)) stranded" : "")
    }
    return head + ": " + parts.joined(separator: "; ")
  }

  private func share(at position: Int) -> (used: Double, stranded: Double) {
    let capacity = Double(group.capacity[position])
    guard capacity > 0 else { return (0, 0) }
    let used = min(1, max(0, Double(group.amount(group.used, at: position)) / capacity))
    let stranded = Double(group.amount(group.stranded, at: position)) / capacity
    return (used, min(1 - used, max(0, stranded)))
  }
}

extension NodeGroup {
  /// The value at a position, or zero where a report has fewer values than resources.
  func amount(_ values: [Int64], at position: Int) -> Int64 {
    values.indices.contains(position) ? values[position] : 0
  }
}
