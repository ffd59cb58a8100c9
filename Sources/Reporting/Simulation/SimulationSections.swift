// SPDX-License-Identifier: Apache-2.0

/// A report about simulations as sentences and tables.
struct SimulationSections {
  /// So many schedulers stand beside each other in a table.
  static let columns = 4
  /// So many scenarios are shown in full; of more, only the expectations that were missed are.
  static let fullScenarios = 3

  private let report: SimulationReport
  private let isWide: Bool

  init(_ report: SimulationReport, isWide: Bool) { (self.report, self.isWide) = (report, isWide) }

  var sections: Sections {
    var sections = Sections(
      answer: SimulationVerdict(report).text, isYes: report.isAsExpected)
    if report.scenarios.count > 1 { sections.add("scenarios", overview) }
    let isFull = isWide || report.scenarios.count <= Self.fullScenarios
    for scenario in report.scenarios {
      if isFull {
        add(scenario, to: &sections)
      } else if !scenario.isAsExpected {
        let missed = ExpectationSummary.all(of: scenario).filter { !$0.isMet }
        sections.add(
          scenario.name,
          lines: missed.map { "\($0.state): \($0.that) – \($0.found)" } + scenario.remarks)
      }
    }
    if !isFull {
      sections.add("more", lines: ["-o wide has all scenarios in full, --report page.html too."])
    }
    return sections
  }

  /// A row for each scenario and scheduler.
  private var overview: Grid {
    let figures = ["time to run, p95 (s)", "pending pods, mean", "nodes used, mean", "evictions"]
    var grid = Grid(
      [.words("scenario", isFlexible: false), .words("scheduler", expendability: 1)]
        + [.number("met"), .number("missed"), .number("pods", expendability: 2)]
        + figures.map { .number($0, expendability: 3) })
    for scenario in report.scenarios {
      for scheduler in scenario.schedulers {
        let runs = scenario.runs(of: scheduler)
        let expectations = runs.flatMap(\.expectations)
        let missed = expectations.count { !$0.met }
        let numbers = [
          expectations.count - missed, missed, runs.reduce(0) { $0 + $1.podsCreated },
        ]
        grid.add(
          [scenario.name, scheduler] + numbers.map { Figures.grouped($0) }
            + figures.map {
              SimulationFigures.text(SimulationFigures.mean($0, of: runs), of: $0)
            }, tone: missed > 0 ? .warning : .plain)
      }
    }
    return grid
  }

  private func add(_ scenario: SimulatedScenario, to sections: inout Sections) {
    let isOne = report.scenarios.count == 1
    func title(_ text: String) -> String { isOne ? text : "\(scenario.name): \(text)" }
    let verdict = isOne ? [] : [SimulationVerdict(scenario).text]
    let summary = scenario.summary.isEmpty ? [] : [Phrases.sentence(scenario.summary)]
    sections.add(isOne ? "Scenario" : scenario.name, lines: verdict + summary + scenario.remarks)
    sections.add(title("expectations"), lines: Self.expectations(of: scenario, isWide: isWide))
    if scenario.runs.contains(where: { !$0.flows.isEmpty }) {
      sections.add(
        title("requests"), Self.requests(of: scenario, \.flows, title: "flow"))
      if isWide {
        sections.add(
          title("requests by service"),
          Self.requests(of: scenario, \.services, title: "service"))
      }
    }
    if scenario.runs.contains(where: { !$0.decisions.isEmpty }) {
      sections.add(
        title("scaling"), Self.decisions(of: scenario, isWide: isWide),
        then: Self.decisionNotes(on: scenario, isWide: isWide))
    }
    for (start, grid) in Self.figures(of: scenario, isWide: isWide).enumerated() {
      sections.add(
        title(start == 0 ? Self.figuresTitle(of: scenario) : "more schedulers"), grid)
    }
    for comparison in scenario.comparisons {
      sections.add(
        title("\(comparison.scheduler) against \(comparison.baseline)"),
        Self.grid(of: comparison), then: Self.notes(on: comparison))
    }
    if isWide || scenario.runs.count == 1 {
      sections.add(
        title("time from a pod's creation (s)"), Self.latencies(of: scenario),
        then: Self.latencyNotes(on: scenario))
    }
    if isWide { sections.add(title("runs"), Self.runs(of: scenario)) }
    sections.add(title("refused by the API"), lines: Self.refusals(of: scenario, isWide: isWide))
  }

  // MARK: Expectations

  static func expectations(of scenario: SimulatedScenario, isWide: Bool) -> [String] {
    ExpectationSummary.all(of: scenario).map { summary in
      "\(summary.state): \(summary.that)"
        + (summary.found.isEmpty || summary.isMet && !isWide ? "" : " – \(summary.found)")
    }
  }

  // MARK: Figures

  static func figuresTitle(of scenario: SimulatedScenario) -> String {
    let seeds = Set(scenario.runs.map(\.seed)).count
    return seeds > 1 ? "figures, mean over \(seeds) seeds" : "figures"
  }

  /// The figures of all schedulers, a few beside each other.
  static func figures(of scenario: SimulatedScenario, isWide: Bool) -> [Grid] {
    let schedulers = scenario.schedulers
    let names = scenario.runs.first?.figures.map(\.name) ?? []
    let size = isWide ? max(1, schedulers.count) : columns
    return stride(from: 0, to: schedulers.count, by: size).map { start in
      let shown = Array(schedulers[start..<min(start + size, schedulers.count)])
      var grid = Grid(
        [.words("figure", isFlexible: false)] + shown.map { .number($0) })
      for name in names {
        let values = schedulers.map {
          SimulationFigures.mean(name, of: scenario.runs(of: $0))
        }
        if !isWide, name == "cost", values.allSatisfy({ $0 == 0 }) { continue }
        grid.add(
          [name]
            + values[start..<(start + shown.count)].map {
              SimulationFigures.text($0, of: name)
            })
      }
      return grid
    }
  }

  // MARK: Comparisons

  static func grid(of comparison: SchedulerComparison) -> Grid {
    let hasInterval = comparison.figures.contains { $0.low != nil }
    var columns: [Column] = [
      .words("figure", isFlexible: false), .words("better is", expendability: 1, isFlexible: false),
      .number("mean difference"),
    ]
    if hasInterval { columns.append(.number("95 % interval")) }
    columns += [.number("better"), .number("equal"), .number("worse")]
    var grid = Grid(columns)
    for figure in comparison.figures where !figure.isNothing {
      var cells = [
        figure.figure, figure.isMoreBetter ? "more" : "less",
        SimulationFigures.difference(figure.mean, of: figure.figure),
      ]
      if hasInterval { cells.append(interval(of: figure)) }
      cells += [figure.better, figure.equal, figure.worse].map { Figures.grouped($0) }
      grid.add(
        cells, tone: figure.verdict > 0 ? .best : figure.verdict < 0 ? .warning : .plain)
    }
    return grid
  }

  static func interval(of figure: PairedDifference) -> String {
    guard let low = figure.low, let high = figure.high else { return "–" }
    return "\(SimulationFigures.difference(low, of: figure.figure)) to "
      + SimulationFigures.difference(high, of: figure.figure)
  }

  static func notes(on comparison: SchedulerComparison) -> [String] {
    let same = comparison.figures.filter(\.isNothing)
    var notes: [String] = []
    if !same.isEmpty, same.count == comparison.figures.count {
      notes.append("No figure differs in any seed.")
    } else if !same.isEmpty {
      notes.append("Equal in every seed: \(same.map(\.figure).joined(separator: "; ")).")
    }
    let count = comparison.seeds.count
    notes.append(
      count > 1
        ? "Differences over the same \(count) seeds; the interval is that of Student's t."
        : "From one seed, so there is no interval; --seed 1..10 gives one.")
    return notes
  }

  // MARK: Runs

  static func latencies(of scenario: SimulatedScenario) -> Grid {
    let hasRuns = scenario.runs.count > 1
    var grid = Grid(
      (hasRuns ? [.words("scheduler", isFlexible: false), .number("seed")] : [])
        + [.words("until", isFlexible: false)]
        + ["pods", "p50", "p95", "p99", "max"].map { .number($0) })
    for run in scenario.runs {
      for (name, latency) in run.latencies.named {
        grid.add(
          (hasRuns ? [run.scheduler, "\(run.seed)"] : [])
            + [name, Figures.grouped(latency.count)]
            + [latency.p50, latency.p95, latency.p99, latency.max].map {
              latency.count > 0 ? Figures.trimmed($0, decimals: 3) : "–"
            })
      }
    }
    return grid
  }

  /// What the latencies leave out.
  static func latencyNotes(on scenario: SimulatedScenario) -> [String] {
    let late = scenario.runs.reduce(0) { $0 + max(0, $1.podsCreated - $1.latencies.toRun.count) }
    guard late > 0 else { return [] }
    return [
      "\(Phrases.count(late, "pod")) did not come to run, and \(late == 1 ? "does" : "do") not count here."
    ]
  }

  static func runs(of scenario: SimulatedScenario) -> Grid {
    let hasTimes = scenario.runs.contains { $0.wallSeconds != nil }
    var grid = Grid(
      [.words("scheduler", isFlexible: false)]
        + ["seed", "until (s)", "pods", "succeeded", "failed", "writes", "steps"].map {
          .number($0)
        } + (hasTimes ? [.number("took")] : []))
    for run in scenario.runs {
      grid.add(
        [
          run.scheduler, "\(run.seed)", Figures.trimmed(run.seconds, decimals: 3),
          Figures.grouped(run.podsCreated), Figures.grouped(run.podsSucceeded),
          Figures.grouped(run.podsFailed), Figures.grouped(run.writes),
          Figures.grouped(run.steps),
        ] + (hasTimes ? [run.wallSeconds.map(Figures.duration) ?? "–"] : []))
    }
    return grid
  }

  static func refusals(of scenario: SimulatedScenario, isWide: Bool) -> [String] {
    var counts: [String: Int] = [:]
    for refusal in scenario.runs.flatMap(\.refusals) {
      counts[refusal.message, default: 0] += refusal.count
    }
    let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let limit = isWide ? sorted.count : 5
    var lines = sorted.prefix(limit).map { "\(Figures.grouped($0.value))× \($0.key)" }
    if sorted.count > limit {
      lines.append("… and \(Phrases.count(sorted.count - limit, "more message"))")
    }
    return lines
  }
}

extension SimulationRun.PodLatencies {
  /// The latencies with what they lead to.
  var named: [(name: String, latency: SimulationRun.Latency)] {
    [("it had a node", toNode), ("it ran", toRun), ("it was ready", toReady)]
  }
}
