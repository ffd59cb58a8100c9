// SPDX-License-Identifier: Apache-2.0

/// What the template `grid` shows: a table of words and numbers.
struct GridContent {
  /// A cell.
  struct Cell {
    var cell: String
    var isNumber: Bool
  }

  /// A row: its name, and what else it holds.
  struct Row {
    var tone: String
    var first: String
    var cells: [Cell]
  }

  var tableAnchor: String
  var tableTitle: String
  var caption: String
  /// What a folded table says of itself.
  var foldedAs: String?
  var isOpen: Bool
  var head: [Cell]
  var rows: [Row]
  var notes: [String]

  init(
    _ grid: Grid, anchor: String, title: String, caption: String, foldedAs: String? = nil,
    notes: [String] = []
  ) {
    (tableAnchor, tableTitle, self.caption, self.foldedAs) = (anchor, title, caption, foldedAs)
    self.notes = notes
    isOpen = foldedAs == nil
    let isNumber = grid.columns.map { $0.alignment == .trailing }
    head = zip(grid.columns, isNumber).map {
      Cell(cell: DisplayText.clean($0.title), isNumber: $1)
    }
    rows = zip(grid.rows, grid.tones).map { row, tone in
      Row(
        tone: tone == .best ? "best" : tone == .warning ? "bad" : "",
        first: DisplayText.clean(row.first ?? ""),
        cells: zip(row, isNumber).dropFirst().map {
          Cell(cell: DisplayText.clean($0), isNumber: $1)
        })
    }
  }
}
