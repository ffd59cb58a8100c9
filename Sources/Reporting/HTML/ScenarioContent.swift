// SPDX-License-Identifier: Apache-2.0

/// What the template `scenario` shows.
struct ScenarioContent {
  /// What became of an expectation.
  struct Check {
    var style: String
    var sign: String
    var state: String
    var that: String
    var found: String
  }

  var anchor: String
  var level: Int
  var isOneOfSeveral: Bool
  var name: String
  var summary: String
  var answer: String
  var remarks: [String]
  var hasRemarks: Bool
  var expectations: [Check]
  var hasExpectations: Bool
  var keys: [ChartContent.Key]
  var hasKeys: Bool
  var chartHint: String
  var charts: [ChartContent]
  var hasCharts: Bool
  var replay: ReplayContent?
  var tables: [GridContent]
  var events: [GridContent]
  var hasEvents: Bool
  var refusals: [String]
  var hasRefusals: Bool

  init(_ scenario: SimulatedScenario, anchor: String, isOneOfSeveral: Bool) {
    self.anchor = anchor
    self.isOneOfSeveral = isOneOfSeveral
    level = isOneOfSeveral ? 3 : 2
    name = DisplayText.clean(scenario.name)
    summary = DisplayText.clean(Phrases.sentence(scenario.summary))
    answer = DisplayText.clean(SimulationVerdict(scenario).answer)
    remarks = scenario.remarks.map(DisplayText.clean)
    hasRemarks = !remarks.isEmpty
    expectations = ExpectationSummary.all(of: scenario).map(Check.init)
    hasExpectations = !expectations.isEmpty
    let plots = ScenarioCharts(scenario)
    (keys, chartHint, charts) = (plots.keys, plots.hint, plots.charts)
    hasKeys = !keys.isEmpty
    hasCharts = !charts.isEmpty
    replay = ReplayContent(scenario, anchor: anchor)
    tables = Self.tables(of: scenario, anchor: anchor)
    events = Self.events(of: scenario, anchor: anchor)
    hasEvents = !events.isEmpty
    refusals = SimulationSections.refusals(of: scenario, isWide: false).map(DisplayText.clean)
    hasRefusals = !refusals.isEmpty
  }

  /// The link to the scenario where there are several.
  var link: LinkContent { LinkContent(target: anchor, text: name) }

  /// The links to the parts that there are.
  var links: [LinkContent] {
    [
      hasExpectations
        ? LinkContent(target: "\(anchor)-expectations", text: "Expectations") : nil,
      hasCharts ? LinkContent(target: "\(anchor)-charts", text: "Over time") : nil,
      replay == nil ? nil : LinkContent(target: "\(anchor)-replay", text: "Nodes"),
    ].compactMap(\.self)
      + tables.map { LinkContent(target: "\($0.tableAnchor)-section", text: $0.tableTitle) }
      + (hasEvents ? [LinkContent(target: "\(anchor)-events", text: "Events")] : [])
  }

  // MARK: Tables

  private static func tables(of scenario: SimulatedScenario, anchor: String) -> [GridContent] {
    var tables: [GridContent] = []
    func add(
      _ grid: Grid, _ title: String, _ caption: String, notes: [String] = [],
      isFolded: Bool = false
    ) {
      guard !grid.rows.isEmpty else { return }
      tables.append(
        GridContent(
          grid, anchor: "\(anchor)-table-\(tables.count + 1)", title: DisplayText.clean(title),
          caption: DisplayText.clean(caption),
          foldedAs: isFolded ? Phrases.count(grid.rows.count, "row") : nil,
          notes: notes.map(DisplayText.clean)))
    }
    let hasRequests = scenario.runs.contains { !$0.flows.isEmpty }
    if hasRequests {
      add(
        SimulationSections.requests(of: scenario, \.flows, title: "flow"), "Requests",
        "What became of the requests of each flow; rows of which some failed are tinted")
      add(
        SimulationSections.requests(of: scenario, \.services, title: "service"),
        "Requests by service", "What became of the requests that each service got", isFolded: true)
    }
    let decisions = SimulationSections.decisions(of: scenario, isWide: true)
    add(
      decisions, "Scaling", "What autoscalers decided, and why",
      isFolded: decisions.rows.count > 20)
    for grid in SimulationSections.figures(of: scenario, isWide: true) {
      let seeds = Set(scenario.runs.map(\.seed)).count
      add(
        grid, "Figures",
        seeds > 1
          ? "Means over \(seeds) seeds; those over time count each moment alike"
          : "Means over time count each moment alike")
    }
    for comparison in scenario.comparisons {
      add(
        SimulationSections.grid(of: comparison),
        "\(comparison.scheduler) against \(comparison.baseline)",
        "What \(comparison.scheduler) has more or less of than \(comparison.baseline); rows of "
          + "which no doubt is left are tinted",
        notes: SimulationSections.notes(on: comparison))
    }
    add(
      SimulationSections.latencies(of: scenario), "How long pods took",
      "From a pod's creation, in seconds; of 100 pods, 50, 95 or 99 took no longer",
      notes: SimulationSections.latencyNotes(on: scenario), isFolded: scenario.runs.count > 2)
    add(
      SimulationSections.runs(of: scenario), "Runs", "What each run did",
      isFolded: scenario.runs.count > 10)
    return tables
  }

  /// The events of the first run of each scheduler.
  private static func events(of scenario: SimulatedScenario, anchor: String) -> [GridContent] {
    let runs = scenario.schedulers.compactMap { scenario.runs(of: $0).first }
    return runs.filter { !$0.events.isEmpty }.enumerated().map { position, run in
      var grid = Grid([.words("when"), .words("what"), .words("about")])
      for event in run.events {
        grid.add(
          [SimulationFigures.moment(event.seconds), event.what, event.object],
          tone: event.isFault ? .warning : .plain)
      }
      let title = "\(run.scheduler), seed \(run.seed)"
      let number = run.events.count + run.eventsLeftOut
      return GridContent(
        grid, anchor: "\(anchor)-events-\(position + 1)", title: "",
        caption: DisplayText.clean("Under \(title); what broke is tinted"),
        foldedAs: DisplayText.clean("\(Phrases.count(number, "event")) under \(title)"),
        notes: run.eventsLeftOut > 0
          ? ["\(Phrases.count(run.eventsLeftOut, "later event")) left out here."] : [])
    }
  }
}

extension ScenarioContent.Check {
  init(_ summary: ExpectationSummary) {
    style = summary.isMet ? "met" : "missed"
    sign = summary.isMet ? "✓" : "✗"
    state = DisplayText.clean(summary.state)
    that = DisplayText.clean(summary.that)
    found = DisplayText.clean((summary.isMet ? "" : "\(summary.state): ") + summary.found)
  }
}
