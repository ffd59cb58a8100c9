// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A comparison as one self-contained page.
struct ComparisonPage {
  /// So many inputs are shown in full; of the others the page has only the line in the table.
  static let detailedInputs = 100

  private let report: ComparisonReport

  init(_ report: ComparisonReport) {
    self.report = report.displayable
  }

  var html: String { PageTemplates().render(content) }

  private var content: PageContent {
    let standings = Standings(report)
    if standings.rankings.count == 1, let ranking = standings.rankings.first {
      return content(of: ranking)
    }
    return content(of: standings)
  }

  private var provenance: ProvenanceContent {
    ProvenanceContent(
      version: report.version, schema: report.schema, command: report.command,
      inputs: report.inputs.map(\.input), runs: report.inputs.flatMap(\.runs))
  }

  private func content(of ranking: Ranking) -> PageContent {
    let input = ranking.comparison.input
    var page = PageContent(
      pageTitle: "\(input.name) – comparison of packing strategies",
      kicker: "Comparison of packing strategies", heading: input.name, subtitle: input.phrase,
      verdict: Phrases.sentence(Verdict(ranking).text),
      figures: ComparisonPage.figures(of: ranking), provenance: provenance)
    let single = InputContent(
      ranking, anchor: "input-1", level: 2, isOpen: true, mostTiles: 320, mostRows: 1000)
    page.single = single
    page.links = single.links + [LinkContent(target: "provenance", text: "About this page")]
    return page
  }

  private func content(of standings: Standings) -> PageContent {
    let count = standings.rankings.count
    var page = PageContent(
      pageTitle: "Comparison of packing strategies on \(Phrases.count(count, "input"))",
      kicker: "Comparison of packing strategies", heading: Phrases.count(count, "input"),
      subtitle: Phrases.count(
        standings.rankings.reduce(0) { $0 + $1.comparison.input.items }, "item")
        + " · " + "\(standings.entries.count) strateg\(standings.entries.count == 1 ? "y" : "ies")",
      verdict: count == 0
        ? "There is no input, so there is nothing to compare."
        : Phrases.sentence(Verdict(standings).text),
      figures: count == 0 ? [] : ComparisonPage.figures(of: standings), provenance: provenance)
    guard count > 0 else { return page }
    page.standings = StandingsContent(standings)
    page.inputTable = InputTableContent(standings, linked: ComparisonPage.detailedInputs)
    let isFull = count <= ComparisonText.fullInputs
    page.several = standings.rankings.prefix(ComparisonPage.detailedInputs).enumerated().map {
      position, ranking in
      InputContent(
        ranking, anchor: "input-\(position + 1)", level: 3, isOpen: isFull,
        mostTiles: isFull ? 240 : count <= 12 ? 80 : 0,
        mostRows: isFull ? 400 : count <= 12 ? 80 : 0)
    }
    if count > ComparisonPage.detailedInputs {
      page.omitted =
        "Only the first \(ComparisonPage.detailedInputs) inputs are shown in full; the table above has all of them, and so has the report as JSON."
    }
    page.links = [
      LinkContent(target: "standings", text: "Strategies"),
      LinkContent(target: "inputs", text: "Inputs"),
      LinkContent(target: "details", text: "Input by input"),
      LinkContent(target: "provenance", text: "About this page"),
    ]
    return page
  }

  private static func figures(of ranking: Ranking) -> [FigureContent] {
    let bound = ranking.comparison.lowerBound
    let best = ranking.best
    var figures = [
      FigureContent(
        label: "Nodes used", value: best?.nodes.map { Figures.grouped($0) } ?? "–",
        note: best.map { "by \($0.strategy)" } ?? "no valid packing", isWarning: best == nil)
    ]
    if ranking.hasPrices {
      figures.append(
        FigureContent(
          label: "Cost", value: best?.cost.map { Figures.grouped($0) } ?? "–",
          note: "of the nodes used"))
    }
    figures.append(.lowerBound(bound, isPriced: ranking.hasPrices))
    figures.append(
      FigureContent(
        label: "Gap", value: best?.gap.map(Figures.percent) ?? "–",
        note: best?.nodes == 0
          ? "nothing is placed"
          : ranking.isProven
            ? "proven optimal" : best?.gap == nil ? "not every item is placed" : "above the bound"))
    let unplaced = best?.unplaced ?? ranking.unplaceable
    figures.append(
      FigureContent(
        label: "Without a node", value: Figures.grouped(unplaced),
        note: unplaced == 0
          ? "every item is placed"
          : reason(ranking.comparison.unplaceable, leftOut: ranking.leftOut),
        isWarning: unplaced > 0))
    return figures
  }

  /// Why items have no node, as short as possible.
  static func reason(_ groups: [UnplacedItems], leftOut: Int) -> String {
    guard let largest = groups.max(by: { $0.count < $1.count }) else {
      return leftOut > 0 ? "left out by the strategy" : ""
    }
    let others = groups.count - 1
    return DisplayText.truncated(largest.reason, to: 90)
      + (others > 0 ? "; and \(Phrases.count(others, "other reason")), see below" : "")
  }

  private static func figures(of standings: Standings) -> [FigureContent] {
    let first = standings.entries.first
    let bests = standings.rankings.compactMap(\.best)
    let proven = standings.rankings.count { $0.isProven }
    let bound = standings.rankings.reduce(0) { $0 + $1.comparison.lowerBound.nodes }
    let unplaced = standings.rankings.reduce(0) { $0 + ($1.best?.unplaced ?? $1.unplaceable) }
    let gaps = bests.compactMap(\.gap)
    return [
      FigureContent(
        label: "Smallest mean gap", value: first?.meanGap.map(Figures.percent) ?? "–",
        note: "\(first?.strategy ?? "no strategy"), every input with one strategy"),
      FigureContent(
        label: "Mean gap of the best",
        value: gaps.isEmpty ? "–" : Figures.percent(gaps.reduce(0, +) / Double(gaps.count)),
        note: "each input with the strategy that suits it"),
      FigureContent(
        label: "Nodes used", value: Figures.grouped(bests.reduce(0) { $0 + ($1.nodes ?? 0) }),
        note: "best of each input; the bounds add up to \(Figures.grouped(bound))"),
      FigureContent(
        label: "Proven optimal", value: Figures.grouped(proven),
        note: "of \(Phrases.count(standings.rankings.count, "input"))"),
      FigureContent(
        label: "Without a node", value: Figures.grouped(unplaced),
        note: unplaced == 0 ? "every item is placed" : "see input by input",
        isWarning: unplaced > 0),
    ]
  }
}
