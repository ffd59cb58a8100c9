// SPDX-License-Identifier: Apache-2.0

/// Simulations as comma-separated values: the figures over time, one row a run and moment.
struct SimulationCSV {
  private let report: SimulationReport

  init(_ report: SimulationReport) { self.report = report }

  var text: String {
    var csv = CSVText()
    let names = report.scenarios.lazy.flatMap(\.runs).first?.samples.map(\.name) ?? []
    csv.add((["scenario", "scheduler", "seed"] + names).map { .words($0) })
    for scenario in report.scenarios {
      for run in scenario.runs {
        let columns = names.map { run.values($0) }
        for moment in columns.first?.indices ?? 0..<0 {
          csv.add(
            [
              .words(DisplayText.clean(scenario.name)), .words(DisplayText.clean(run.scheduler)),
              .integer(run.seed),
            ]
              + columns.map { .number($0.indices.contains(moment) ? $0[moment] : nil) })
        }
      }
    }
    return csv.text
  }
}
