// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A comparison on a terminal.
struct ComparisonText {
  /// Above so many inputs only the wide form shows each of them in full.
  static let fullInputs = 3

  private let standings: Standings
  private let command: String?
  private let style: TerminalStyle
  private let isWide: Bool

  init(_ report: ComparisonReport, style: TerminalStyle, isWide: Bool) {
    let report = report.displayable
    standings = Standings(report)
    command = report.command
    self.style = style
    self.isWide = isWide
  }

  var text: String {
    var layout = TextLayout(style: style, isWide: isWide)
    guard !standings.rankings.isEmpty else {
      layout.add("there is no input, so there is nothing to compare")
      return layout.text
    }
    if standings.rankings.count > 1 {
      layout.add(Verdict(standings).text, role: .title)
      layout.skip()
      layout.add(ComparisonGrids.standings(standings, isWide: isWide))
    }
    if standings.rankings.count > ComparisonText.fullInputs, !isWide {
      layout.skip()
      layout.add(ComparisonGrids.inputs(standings))
      addInvalid(to: &layout)
      layout.skip()
      layout.add("-o wide shows every run on every input.", role: .quiet)
    } else {
      for ranking in standings.rankings { add(ranking, to: &layout) }
    }
    return layout.text
  }

  private func add(_ ranking: Ranking, to layout: inout TextLayout) {
    let input = ranking.comparison.input
    layout.skip()
    layout.add("\(input.name) (\(input.phrase))", indent: 2)
    layout.add(Verdict(ranking).text, role: .title, indent: 2)
    layout.skip()
    layout.add(ComparisonGrids.ranking(ranking, isWide: isWide))
    addRemarks(on: ranking, to: &layout)
    let unplaceable = ranking.comparison.unplaceable
    if !unplaceable.isEmpty {
      layout.skip()
      layout.add("Fit nowhere:", role: .title)
      if isWide {
        layout.add(ComparisonGrids.unplaced(unplaceable, of: input))
      } else {
        for group in unplaceable {
          layout.add(PlacementText.sentence(on: group, of: input), indent: 4)
        }
      }
    }
    if !input.assumptions.isEmpty {
      layout.skip()
      layout.add("Assumed:", role: .title)
      for assumption in input.assumptions { layout.add("  " + assumption, indent: 4) }
    }
    if isWide {
      layout.skip()
      layout.add("sha256 \(input.sha256)", role: .quiet)
    }
  }

  /// What spoils a run is said in every form.
  private func addRemarks(on ranking: Ranking, to layout: inout TextLayout) {
    guard !isWide else { return }
    let remarks = ranking.entries.flatMap { entry in
      let run = entry.run
      let violations = run.violations.prefix(5).map { "\(run.strategy): \($0)" }
      let more = run.violations.count - violations.count
      let reason = run.refusal.map { ["\(run.strategy): \($0)"] } ?? []
      return violations
        + (more > 0 ? ["\(run.strategy): \(Phrases.count(more, "more violation"))"] : [])
        + reason
    }
    guard !remarks.isEmpty else { return }
    layout.skip()
    for remark in remarks { layout.add(remark, role: .warning, indent: 2) }
  }

  private func addInvalid(to layout: inout TextLayout) {
    let invalid = standings.entries.filter { $0.invalid > 0 }
    guard !invalid.isEmpty else { return }
    layout.skip()
    for entry in invalid {
      layout.add(
        "\(entry.strategy): \(Phrases.count(entry.invalid, "packing")) NOT VALID", role: .warning)
    }
  }
}
