// SPDX-License-Identifier: Apache-2.0

/// What came of simulations as one self-contained page.
struct SimulationPage {
  private let report: SimulationReport

  init(_ report: SimulationReport) { self.report = report }

  var html: String { PageTemplates().render(content) }

  private var content: PageContent {
    let isOne = report.scenarios.count == 1
    let first = report.scenarios.first
    let heading =
      isOne
      ? DisplayText.clean(first?.name ?? "") : Phrases.count(report.scenarios.count, "scenario")
    let subtitle = isOne ? Self.about(first) : report.scenarios.map(\.name).joined(separator: " · ")
    var page = PageContent(
      pageTitle: "\(heading) – simulation", kicker: "Simulation in virtual time",
      heading: heading, subtitle: DisplayText.clean(subtitle),
      verdict: report.scenarios.isEmpty
        ? "There is no scenario, so there is nothing to simulate."
        : DisplayText.clean(SimulationVerdict(report).answer),
      figures: isOne ? first.map(Self.figures) ?? [] : Self.figures(of: report),
      provenance: provenance)
    page.scenarios = report.scenarios.enumerated().map { position, scenario in
      ScenarioContent(scenario, anchor: "scenario-\(position + 1)", isOneOfSeveral: !isOne)
    }
    page.styleSheet += PageTemplates.simulationStyleSheet
    if page.scenarios.contains(where: { $0.replay != nil }) {
      page.script += PageTemplates.replayScript
    }
    page.links = page.scenarios.flatMap { isOne ? $0.links : [$0.link] }
    if !page.scenarios.isEmpty {
      page.links.append(LinkContent(target: "provenance", text: "About this page"))
    }
    return page
  }

  private static func about(_ scenario: SimulatedScenario?) -> String {
    guard let scenario else { return "" }
    return Phrases.sentence(scenario.summary)
  }

  private var provenance: ProvenanceContent {
    let runs = report.scenarios.flatMap(\.runs)
    let seeds = Set(runs.map(\.seed)).sorted().map { "\($0)" }
    let times = runs.compactMap(\.wallSeconds)
    return ProvenanceContent(
      command: report.command.map(DisplayText.clean),
      facts: [
        FactContent(term: "Program", value: "schedbench \(DisplayText.clean(report.version))"),
        FactContent(term: "Schema of the data", value: report.schema),
        FactContent(
          term: report.scenarios.count == 1 ? "Scenario" : "Scenarios",
          value: DisplayText.clean(report.scenarios.map(\.file).joined(separator: ", "))),
        FactContent(
          term: seeds.count == 1 ? "Seed" : "Seeds", value: Phrases.list(seeds, limit: 10)),
        FactContent(
          term: "Times",
          value: times.isEmpty
            ? "of the scenario; how long it took to simulate is left out"
            : "of the scenario; simulating took \(Figures.duration(times.reduce(0, +)))"),
      ])
  }

  // MARK: Figures

  private static func figures(of scenario: SimulatedScenario) -> [FigureContent] {
    [expectations(of: [scenario])] + [
      best("time to run, p95 (s)", label: "Time to run, p95", of: scenario),
      best("pending pods, mean", label: "Pending pods, mean", of: scenario),
      best("nodes used, mean", label: "Nodes used, mean", of: scenario),
      best("evictions", label: "Evictions", of: scenario),
    ]
  }

  private static func figures(of report: SimulationReport) -> [FigureContent] {
    guard !report.scenarios.isEmpty else { return [] }
    let asExpected = report.scenarios.count(where: \.isAsExpected)
    return [
      FigureContent(
        label: "Scenarios as expected", value: Figures.grouped(asExpected),
        note: "of \(Figures.grouped(report.scenarios.count))",
        isWarning: asExpected < report.scenarios.count),
      expectations(of: report.scenarios),
    ]
  }

  private static func expectations(of scenarios: [SimulatedScenario]) -> FigureContent {
    let runs = scenarios.flatMap(\.runs)
    let all = runs.flatMap(\.expectations)
    let met = all.count(where: \.met)
    return FigureContent(
      label: "Expectations met", value: Figures.grouped(met),
      note: "of \(Figures.grouped(all.count))"
        + (runs.count > 1 ? " over \(Phrases.count(runs.count, "run"))" : ""),
      isWarning: met < all.count)
  }

  /// A figure with the scheduler that is best at it.
  private static func best(
    _ name: String, label: String, of scenario: SimulatedScenario
  ) -> FigureContent {
    let means = scenario.schedulers.compactMap { scheduler in
      SimulationFigures.mean(name, of: scenario.runs(of: scheduler)).map {
        (scheduler: scheduler, value: $0)
      }
    }
    let least = means.min { $0.value < $1.value }
    let most = means.max { $0.value < $1.value }
    func text(_ value: Double?) -> String { SimulationFigures.text(value, of: name) }
    let seeds = Set(scenario.runs.map(\.seed)).count
    let mean = seeds > 1 ? ", mean over \(seeds) seeds" : ""
    var note = least.map { "with \($0.scheduler)\(mean)" } ?? "nothing to measure"
    if means.count > 1, let most {
      note =
        text(least?.value) == text(most.value)
        ? "with every scheduler\(mean)"
        : "with \(least?.scheduler ?? ""); \(text(most.value)) with \(most.scheduler)\(mean)"
    }
    return FigureContent(
      label: name.hasSuffix("(s)") ? "\(label) (s)" : label, value: text(least?.value),
      note: DisplayText.clean(note))
  }
}
