// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// All nodes side by side, the fullest on the left, as columns of colour: the darker, the fuller.
///
/// However many nodes there are, there are at most 120 columns; each stands for the mean of as
/// many neighbours.
struct HeatStrip {
  /// One resource's row.
  struct Row {
    var resource: String
    var svg: String
    var summary: String
  }

  let rows: [Row]

  init(_ map: NodeMap, input: InputDescription) {
    rows = input.resources.indices.map { position in
      var shares: [(share: Double, count: Int)] = map.groups.compactMap { group in
        let capacity = group.amount(group.capacity, at: position)
        guard capacity > 0, group.count > 0 else { return nil }
        let used = Double(group.amount(group.used, at: position)) / Double(capacity)
        return (min(1, max(0, used)), group.count)
      }
      shares.sort { $0.share > $1.share }
      let nodes = shares.reduce(0) { $0 + $1.count }
      let columns = min(nodes, 120)
      let name = input.resources[position]
      guard columns > 0 else {
        return Row(resource: name, svg: "", summary: "no node in use has any")
      }
      let means = HeatStrip.means(of: shares, nodes: nodes, columns: columns)
      var drawing = SVGDrawing(stretching: Double(columns), height: 10, kind: "strip")
      var start = 0
      for column in 1...columns
      where column == columns || HeatStrip.step(means[column]) != HeatStrip.step(means[start]) {
        drawing.rectangle(
          x: Double(start), y: 0, width: Double(column - start), height: 10,
          kind: "r\(position % 4) h\(HeatStrip.step(means[start]))")
        start = column
      }
      let median = HeatStrip.share(at: nodes / 2, in: shares)
      let tenth = HeatStrip.share(at: nodes * 9 / 10, in: shares)
      let least = shares.last?.share ?? 0
      let summary =
        "half of the nodes are at least \(Figures.percent(median)) full, nine in ten at least "
        + "\(Figures.percent(tenth)), the emptiest \(Figures.percent(least))"
      return Row(
        resource: name,
        svg: drawing.markup(
          title: "\(name) over \(Phrases.count(nodes, "node")), fullest first",
          description: Phrases.sentence(summary)),
        summary: summary)
    }
  }

  /// The shade of a share, from 0 to 19.
  private static func step(_ share: Double) -> Int { min(19, max(0, Int(share * 20))) }

  private static func share(at place: Int, in shares: [(share: Double, count: Int)]) -> Double {
    var left = place
    for (share, count) in shares {
      if left < count { return share }
      left -= count
    }
    return shares.last?.share ?? 0
  }

  /// The means over runs of neighbouring nodes, without laying out each node.
  private static func means(
    of shares: [(share: Double, count: Int)], nodes: Int, columns: Int
  ) -> [Double] {
    var means: [Double] = []
    var group = 0
    var taken = 0
    for column in 0..<columns {
      let size = nodes * (column + 1) / columns - nodes * column / columns
      var left = size
      var sum = 0.0
      while left > 0, group < shares.count {
        let part = min(left, shares[group].count - taken)
        sum += shares[group].share * Double(part)
        left -= part
        taken += part
        if taken == shares[group].count {
          group += 1
          taken = 0
        }
      }
      means.append(sum / Double(max(1, size)))
    }
    return means
  }
}
