// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A placement on a terminal.
struct PlacementText {
  private let report: PlacementReport
  private let style: TerminalStyle
  private let isWide: Bool

  init(_ report: PlacementReport, style: TerminalStyle, isWide: Bool) {
    self.report = report.displayable
    self.style = style
    self.isWide = isWide
  }

  var text: String {
    var layout = TextLayout(style: style, isWide: isWide)
    let input = report.input
    layout.add("\(input.name) (\(input.phrase))", indent: 2)
    layout.add(Verdict(report).text, role: .title, indent: 2)
    for violation in report.run.violations { layout.add(violation, role: .warning, indent: 2) }
    if let refusal = report.run.refusal { layout.add(refusal, indent: 2) }
    if !report.nodes.isEmpty {
      layout.skip()
      layout.add(PlacementText.nodes(of: report, isWide: isWide))
    }
    if !report.unplaced.isEmpty {
      layout.skip()
      layout.add("Not placed:", role: .title)
      for group in report.unplaced {
        layout.add(PlacementText.sentence(on: group, of: input), indent: 4)
      }
    }
    if !input.assumptions.isEmpty {
      layout.skip()
      layout.add("Assumed:", role: .title)
      for assumption in input.assumptions { layout.add("  " + assumption, indent: 4) }
    }
    return layout.text
  }

  /// The nodes in use, one line each.
  static func nodes(of report: PlacementReport, isWide: Bool) -> Grid {
    let input = report.input
    let hasTypes = Set(report.nodes.map(\.nodeType)).count > 1
    var columns: [Column] = [.words("node")]
    if hasTypes || isWide { columns.append(.words("type", expendability: 2)) }
    columns.append(.number("items"))
    for resource in input.resources {
      columns.append(.number(resource))
      columns.append(.number("of", expendability: 3))
      columns.append(.number("%", expendability: 1))
    }
    columns.append(.words("what lies on it", expendability: isWide ? 0 : 4))
    var grid = Grid(columns)
    for node in report.nodes {
      var cells = [node.name]
      if hasTypes || isWide { cells.append(node.nodeType) }
      cells.append(Figures.grouped(node.items.count))
      for position in input.resources.indices {
        let used = node.used.indices.contains(position) ? node.used[position] : 0
        let capacity = node.capacity.indices.contains(position) ? node.capacity[position] : 0
        cells.append(input.quantity(used, at: position))
        cells.append(input.quantity(capacity, at: position))
        cells.append(capacity > 0 ? Figures.percent(Double(used) / Double(capacity)) : "–")
      }
      let shown = isWide ? node.items.count : 4
      let more = node.items.count - min(shown, node.items.count)
      cells.append(
        node.items.prefix(shown).joined(separator: ", ") + (more > 0 ? " +\(more)" : ""))
      grid.add(cells)
    }
    return grid
  }

  /// One group of items without a node, in a line.
  static func sentence(on group: UnplacedItems, of input: InputDescription) -> String {
    let names = ComparisonGrids.names(of: group, limit: 3)
    return "  \(Figures.grouped(group.count)) × \(input.phrase(for: group.demand)): \(group.reason)"
      + (names.isEmpty ? "" : " [\(names)]")
  }
}
