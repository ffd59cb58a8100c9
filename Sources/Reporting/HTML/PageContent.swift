// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `page` shows.
///
/// The names are those in the templates.
struct PageContent {
  var pageTitle: String
  var kicker: String
  var heading: String
  var subtitle: String
  var verdict: String
  var figures: [FigureContent]
  var links: [LinkContent]
  var standings: StandingsContent?
  var inputTable: InputTableContent?
  var cluster: ClusterContent?
  var single: InputContent?
  var several: [InputContent]
  var omitted: String?
  var nodeTable: NodeTableContent?
  var clusterTable: ClusterTableContent?
  var catalogue: CatalogueContent?
  var scenarios: [ScenarioContent]
  var provenance: ProvenanceContent
  var styleSheet = PageTemplates.styleSheet
  var script = PageTemplates.script
  var patterns = SVGDrawing.patterns

  init(
    pageTitle: String, kicker: String, heading: String, subtitle: String, verdict: String,
    figures: [FigureContent] = [], provenance: ProvenanceContent
  ) {
    self.pageTitle = pageTitle
    self.kicker = kicker
    self.heading = heading
    self.subtitle = subtitle
    self.verdict = verdict
    self.figures = figures
    self.provenance = provenance
    links = []
    several = []
    scenarios = []
  }
}

/// One big number with what it is.
struct FigureContent {
  var label: String
  var value: String
  var note: String
  var isWarning = false
}

extension FigureContent {
  /// The proven bound: on the cost where nodes have prices, else on their number.
  static func lowerBound(_ bound: BoundReport, isPriced: Bool) -> FigureContent {
    FigureContent(
      label: "Lower bound",
      value: isPriced ? Figures.grouped(bound.cost) : Figures.grouped(bound.nodes),
      note: "\(isPriced ? "cost" : "nodes"), proven by \(bound.method)")
  }
}

/// A link within the page.
struct LinkContent {
  var target: String
  var text: String
}

/// How the page was made.
struct ProvenanceContent {
  var command: String?
  var facts: [FactContent]
  var checksums: [FactContent] = []
  var hasChecksums = false
}

/// A term and its value.
struct FactContent {
  var term: String
  var value: String
}

extension ProvenanceContent {
  /// The provenance of a report.
  init(
    version: String, schema: String, command: String?, inputs: [InputDescription],
    runs: [StrategyRun]
  ) {
    self.command = command
    let seeds = Set(runs.map(\.seed)).sorted().map { "\($0)" }
    let isTimed = runs.contains { $0.seconds != nil }
    facts = [
      FactContent(term: "Program", value: "schedbench \(version)"),
      FactContent(term: "Schema of the data", value: schema),
      FactContent(
        term: seeds.count == 1 ? "Seed" : "Seeds", value: Phrases.list(seeds, limit: 10)),
      FactContent(
        term: "Times",
        value: isTimed
          ? "measured where the command ran; all else is the same on every machine"
          : "left out"),
    ]
    checksums = inputs.filter { !$0.sha256.isEmpty }
      .map { FactContent(term: $0.name, value: $0.sha256) }
    hasChecksums = !checksums.isEmpty
  }
}
