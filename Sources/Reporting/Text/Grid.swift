// SPDX-License-Identifier: Apache-2.0

/// A column of a table in text.
struct Column: Sendable, Hashable {
  /// To which side the cells are pushed.
  enum Alignment: Sendable, Hashable {
    case leading
    case trailing
  }

  var title: String
  var alignment: Alignment = .trailing
  /// Which columns give way first on a narrow terminal: the highest; zero never goes.
  var expendability = 0
  /// Whether the cells may be cut short on a narrow terminal.
  var isFlexible = false

  /// A column of numbers.
  static func number(_ title: String, expendability: Int = 0) -> Column {
    Column(title: title, expendability: expendability)
  }

  /// A column of words.
  static func words(_ title: String, expendability: Int = 0, isFlexible: Bool = true) -> Column {
    Column(
      title: title, alignment: .leading, expendability: expendability, isFlexible: isFlexible)
  }
}

/// A table before it takes a form.
struct Grid: Sendable {
  /// How a row stands out.
  enum Tone: Sendable, Hashable {
    case plain, best, warning, quiet
  }

  var columns: [Column]
  var rows: [[String]] = []
  var tones: [Tone] = []

  init(_ columns: [Column]) {
    self.columns = columns
  }

  mutating func add(_ cells: [String], tone: Tone = .plain) {
    precondition(cells.count == columns.count, "a row has one cell per column")
    rows.append(cells)
    tones.append(tone)
  }
}
