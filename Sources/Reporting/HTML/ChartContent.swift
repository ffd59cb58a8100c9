// SPDX-License-Identifier: Apache-2.0

/// One chart of the template `scenario`.
struct ChartContent {
  /// A line in a legend.
  struct Key {
    var style: String
    var name: String
  }

  var chartTitle: String
  var lines: [Key]
  var svg: String
}

/// The charts of a scenario: of one scheduler with related figures in one, of several with one
/// figure each.
struct ScenarioCharts {
  private(set) var keys: [ChartContent.Key] = []
  var charts: [ChartContent] = []
  private(set) var hint = ""

  private static let together: [(title: String, figures: [(name: String, column: String)])] = [
    ("Pods", [("pending", "pending"), ("running", "running"), ("ready", "ready")]),
    ("Unavailable replicas", [("unavailable", "unavailable")]),
    ("Requested", [("CPU", "cpu"), ("memory", "memory")]),
    ("Nodes", [("used", "nodesUsed"), ("ready", "nodesReady")]),
    ("So far", [("evictions", "evictions"), ("restarts", "restarts")]),
    ("Fragmentation", [("fragmentation", "fragmentation")]),
  ]

  private static let alone: [(title: String, column: String)] = [
    ("Pending pods", "pending"), ("Running pods", "running"), ("Ready pods", "ready"),
    ("Unavailable replicas", "unavailable"), ("CPU requested", "cpu"),
    ("Memory requested", "memory"), ("Nodes used", "nodesUsed"), ("Nodes ready", "nodesReady"),
    ("Evictions so far", "evictions"),
  ]

  /// So many schedulers are drawn.
  private static let mostSchedulers = 6

  init(_ scenario: SimulatedScenario) {
    let schedulers = scenario.schedulers
    guard let first = scenario.runs.first, first.samples.count > 1 else { return }
    let marks = first.events.map { TimePlot.Mark(seconds: $0.seconds, isFault: $0.isFault) }
    func add(_ title: String, _ lines: [TimePlot.Line], isShare: Bool, named: Bool) {
      let plot = TimePlot(
        lines, marks: marks, horizon: scenario.horizonSeconds, isShare: isShare)
      charts.append(
        ChartContent(
          chartTitle: title,
          lines: named
            ? lines.map { ChartContent.Key(style: "r\($0.colour)", name: $0.name) } : [],
          svg: plot.markup(title: "\(title) over time")))
    }
    if schedulers.count == 1 {
      for (title, figures) in Self.together {
        let lines = figures.enumerated().map { colour, figure in
          Self.line(figure.name, colour: colour, figure.column, of: scenario.runs)
        }
        let isShare = SimulationFigures.isShare(figures[0].column)
        add(title, lines, isShare: isShare, named: lines.count > 1)
      }
    } else {
      let drawn = schedulers.prefix(Self.mostSchedulers)
      keys = drawn.enumerated().map {
        ChartContent.Key(style: "r\($0)", name: DisplayText.clean($1))
      }
      for (title, column) in Self.alone {
        let lines = drawn.enumerated().map { colour, scheduler in
          Self.line(
            DisplayText.clean(scheduler), colour: colour, column,
            of: scenario.runs(of: scheduler))
        }
        add(title, lines, isShare: SimulationFigures.isShare(column), named: false)
      }
    }
    addServices(of: first, scenario, marks)
    hint = Self.hint(scenario, hasMarks: !marks.isEmpty, drawn: Self.mostSchedulers)
  }

  private static func hint(
    _ scenario: SimulatedScenario, hasMarks: Bool, drawn: Int
  ) -> String {
    var parts: [String] = []
    if scenario.schedulers.count > 1 {
      parts.append("Where lines coincide, the first scheduler's is on top.")
    }
    if Set(scenario.runs.map(\.seed)).count > 1 {
      parts.append(
        "Lines are means over the seeds; what lies between the least and the greatest is tinted.")
    }
    if hasMarks {
      parts.append(
        "Thin upright lines are what was done, thick ones what broke"
          + (scenario.runs.count > 1 ? ", in the first run." : "."))
    }
    let more = scenario.schedulers.count - drawn
    if more > 0 { parts.append("\(Phrases.count(more, "further scheduler")) not drawn.") }
    return parts.joined(separator: " ")
  }

  /// The line of runs with several seeds: their mean, and its range, where all have the same moments.
  private static func line(
    _ name: String, colour: Int, _ column: String, of runs: [SimulationRun]
  ) -> TimePlot.Line {
    let times = runs.first?.values("seconds") ?? []
    let all = runs.filter { $0.values("seconds") == times }.map { $0.values(column) }
    guard all.count > 1 else {
      return TimePlot.Line(
        name: name, colour: colour, times: times, values: all.first ?? [], range: nil)
    }
    func over(_ sum: ([Double]) -> Double) -> [Double] {
      times.indices.map { moment in sum(all.map { $0[moment] }) }
    }
    let (low, high) = (over { $0.min() ?? 0 }, over { $0.max() ?? 0 })
    return TimePlot.Line(
      name: name, colour: colour, times: times,
      values: over { $0.reduce(0, +) / Double($0.count) },
      range: low == high ? nil : (low: low, high: high))
  }
}
