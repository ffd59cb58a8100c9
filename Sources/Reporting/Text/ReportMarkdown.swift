// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A comparison in Markdown.
struct ComparisonMarkdown {
  private let report: ComparisonReport

  init(_ report: ComparisonReport) {
    self.report = report.displayable
  }

  var text: String {
    let standings = Standings(report)
    var text = "# Comparison of packing strategies\n"
    if standings.rankings.count > 1 {
      text += "\n**\(Markdown.escaped(Phrases.sentence(Verdict(standings).text)))**\n\n"
      text += ComparisonGrids.standings(standings, isWide: false).markdown
    }
    if standings.rankings.count > ComparisonText.fullInputs {
      text += "\n## Inputs\n\n" + ComparisonGrids.inputs(standings).markdown
    } else {
      for ranking in standings.rankings { text += section(on: ranking) }
    }
    if let command = report.command {
      text += "\n## Made by\n\n" + Markdown.codeBlock(command)
    }
    return text
  }

  private func section(on ranking: Ranking) -> String {
    let input = ranking.comparison.input
    var text = "\n## \(Markdown.escaped(input.name))\n"
    text += "\n**\(Markdown.escaped(Phrases.sentence(Verdict(ranking).text)))**\n"
    text += "\n\(Markdown.escaped(input.phrase))\n\n"
    text += ComparisonGrids.ranking(ranking, isWide: false).markdown
    let violations = ranking.entries.flatMap { entry in
      entry.run.violations.map { "\(entry.run.strategy): \($0)" }
    }
    if !violations.isEmpty {
      text += "\n### Broken rules\n\n"
      for violation in violations { text += "- \(Markdown.escaped(violation))\n" }
    }
    if !ranking.comparison.unplaceable.isEmpty {
      text += "\n### Fit nowhere\n\n"
      text += ComparisonGrids.unplaced(ranking.comparison.unplaceable, of: input).markdown
    }
    return text + ComparisonMarkdown.assumptions(of: input)
  }

  static func assumptions(of input: InputDescription) -> String {
    guard !input.assumptions.isEmpty else { return "" }
    return "\n### Assumptions\n\n"
      + input.assumptions.map { "- \(Markdown.escaped($0))\n" }.joined()
  }
}

/// A placement in Markdown.
struct PlacementMarkdown {
  private let report: PlacementReport

  init(_ report: PlacementReport) {
    self.report = report.displayable
  }

  var text: String {
    let input = report.input
    var text = "# Placement of \(Markdown.escaped(input.name))\n"
    text += "\n**\(Markdown.escaped(Phrases.sentence(Verdict(report).text)))**\n"
    text += "\n\(Markdown.escaped(input.phrase))\n"
    if !report.run.violations.isEmpty {
      text += "\n## Broken rules\n\n"
      for violation in report.run.violations { text += "- \(Markdown.escaped(violation))\n" }
    }
    if !report.nodes.isEmpty {
      text += "\n## Nodes\n\n" + PlacementText.nodes(of: report, isWide: true).markdown
    }
    if !report.unplaced.isEmpty {
      text += "\n## Not placed\n\n"
      text += ComparisonGrids.unplaced(report.unplaced, of: input).markdown
    }
    text += ComparisonMarkdown.assumptions(of: input)
    if let command = report.command {
      text += "\n## Made by\n\n" + Markdown.codeBlock(command)
    }
    return text
  }
}
