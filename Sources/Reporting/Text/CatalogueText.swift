// SPDX-License-Identifier: Apache-2.0

/// The list of strategies as text.
struct CatalogueText {
  private let strategies: [StrategyListing]

  init(_ strategies: [StrategyListing]) {
    self.strategies = strategies.map {
      StrategyListing(
        name: DisplayText.clean($0.name), family: DisplayText.clean($0.family),
        summary: DisplayText.clean($0.summary))
    }
  }

  func text(in style: TerminalStyle, isWide: Bool) -> String {
    var layout = TextLayout(style: style, isWide: isWide)
    let head = strategies.reduce(0) { max($0, DisplayText.width($1.name)) }
    guard !isWide, style.width >= head + 32 else {
      layout.add(grid)
      return layout.text
    }
    // Where a line has room for it, a long summary goes on below itself instead of being cut.
    var family = ""
    for strategy in strategies {
      if strategy.family != family {
        family = strategy.family
        layout.skip()
        layout.add(family, role: .heading)
      }
      layout.add(
        "  " + DisplayText.padded(strategy.name, to: head, alignment: .leading) + "  ",
        then: strategy.summary)
    }
    return layout.text
  }

  var markdown: String { grid.markdown }

  var csv: String {
    var csv = CSVText()
    csv.add(["name", "family", "summary"].map { .words($0) })
    for strategy in strategies {
      csv.add([.words(strategy.name), .words(strategy.family), .words(strategy.summary)])
    }
    return csv.text
  }

  private var grid: Grid {
    var grid = Grid([
      .words("strategy", isFlexible: false), .words("family", expendability: 1, isFlexible: false),
      .words("summary"),
    ])
    for strategy in strategies { grid.add([strategy.name, strategy.family, strategy.summary]) }
    return grid
  }
}
