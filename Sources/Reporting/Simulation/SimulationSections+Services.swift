// SPDX-License-Identifier: Apache-2.0

/// What became of requests, and what autoscalers decided.
extension SimulationSections {
  /// So many decisions of a run are shown where not all are wanted.
  private static let mostDecisions = 12

  /// A row for each flow of each run, or for each service.
  static func requests(
    of scenario: SimulatedScenario, _ lines: (SimulationRun) -> [RequestReport], title: String
  ) -> Grid {
    let hasRuns = scenario.runs.count > 1
    var grid = Grid(
      [.words(title, isFlexible: false)]
        + (hasRuns ? [.words("scheduler", isFlexible: false), .number("seed")] : [])
        + ["sent", "served", "failed", "failed (%)"].map { .number($0) }
        + ["p50 (ms)", "p95 (ms)", "p99 (ms)"].map { .number($0, expendability: 1) }
        + [.number("pods", expendability: 2), .words("why", expendability: 3)])
    for run in scenario.runs {
      for line in lines(run) {
        grid.add(
          [line.name] + (hasRuns ? [run.scheduler, "\(run.seed)"] : [])
            + [line.sent, line.served, line.failed].map { Figures.grouped($0) }
            + [Figures.trimmed(100 * line.failureRate, decimals: 2)]
            + [line.p50, line.p95, line.p99].map { time in
              time.map { Figures.trimmed(1_000 * $0, decimals: 1) } ?? "–"
            } + [Figures.grouped(line.pods), why(line)], tone: line.failed > 0 ? .warning : .plain)
      }
    }
    return grid
  }

  private static func why(_ line: RequestReport) -> String {
    line.failures.prefix(3).map { "\(Figures.grouped($0.count))× \($0.reason)" }
      .joined(separator: ", ") + (line.failures.count > 3 ? ", …" : "")
  }

  /// A row for each decision of each run, the earliest first.
  static func decisions(of scenario: SimulatedScenario, isWide: Bool) -> Grid {
    let hasRuns = scenario.runs.count > 1
    var grid = Grid(
      (hasRuns ? [.words("scheduler", isFlexible: false), .number("seed")] : [])
        + [.words("when", isFlexible: false), .words("what", isFlexible: false)]
        + [.words("change", isFlexible: false), .words("why"), .words("by", expendability: 1)])
    for run in scenario.runs {
      for decision in run.decisions.prefix(isWide ? .max : mostDecisions) {
        grid.add(
          (hasRuns ? [run.scheduler, "\(run.seed)"] : [])
            + [
              SimulationFigures.moment(decision.seconds), decision.object, decision.change,
              decision.account, decision.by,
            ], tone: decision.to == nil ? .warning : .plain)
      }
    }
    return grid
  }

  /// What the table of decisions leaves out.
  static func decisionNotes(on scenario: SimulatedScenario, isWide: Bool) -> [String] {
    guard !isWide else { return [] }
    let left = scenario.runs.reduce(0) { $0 + max(0, $1.decisions.count - mostDecisions) }
    return left > 0 ? ["\(Phrases.count(left, "later decision")) with -o wide."] : []
  }
}
