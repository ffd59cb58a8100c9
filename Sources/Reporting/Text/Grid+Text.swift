// SPDX-License-Identifier: Apache-2.0

extension Grid {
  /// The table as lines, at most `width` columns wide where that is given.
  ///
  /// What does not fit gives way in this order: expendable columns, the ends of long words, and
  /// at last the columns on the right.
  func lines(width: Int?, ink: Ink) -> [String] {
    let (shown, widths) = fitted(to: width)
    func line(_ cells: [String]) -> String {
      var text = ""
      for (position, column) in shown.enumerated() {
        if position > 0 { text += "  " }
        let cell = DisplayText.truncated(cells[column], to: widths[position])
        text += DisplayText.padded(
          cell, to: widths[position], alignment: columns[column].alignment)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
    return [ink.apply(.heading, to: line(columns.map(\.title)))]
      + zip(rows, tones).map { ink.apply(Ink.Role($1), to: line($0)) }
  }

  private func fitted(to width: Int?) -> (shown: [Int], widths: [Int]) {
    var widths = columns.indices.map { column in
      rows.reduce(DisplayText.width(columns[column].title)) {
        max($0, DisplayText.width($1[column]))
      }
    }
    var shown = Array(columns.indices)
    guard let width else { return (shown, widths) }
    func excess() -> Int {
      shown.reduce(0) { $0 + widths[$1] } + 2 * max(0, shown.count - 1) - width
    }
    func shrink(to least: Int) {
      while excess() > 0,
        let widest = shown.filter({ columns[$0].isFlexible && widths[$0] > least })
          .max(by: { widths[$0] < widths[$1] })
      {
        widths[widest] = max(least, widths[widest] - excess())
      }
    }
    // Names of usual length stay whole as long as something else can go.
    shrink(to: 32)
    while excess() > 0,
      let next = shown.filter({ columns[$0].expendability > 0 })
        .max(by: { columns[$0].expendability <= columns[$1].expendability })
    {
      shown.removeAll { $0 == next }
    }
    shrink(to: 8)
    while excess() > 0, shown.count > 1 { shown.removeLast() }
    if excess() > 0, let only = shown.first { widths[only] = width }
    return (shown, shown.map { widths[$0] })
  }
}
