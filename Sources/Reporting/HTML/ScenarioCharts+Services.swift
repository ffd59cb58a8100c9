// SPDX-License-Identifier: Apache-2.0

/// Charts of requests and of what is scaled, of the first run.
extension ScenarioCharts {
  /// So many lines are drawn in one chart.
  private static let mostLines = 6

  mutating func addServices(
    of run: SimulationRun, _ scenario: SimulatedScenario, _ marks: [TimePlot.Mark]
  ) {
    let many = scenario.runs.count > 1 ? ", first run" : ""
    func add(_ title: String, _ lines: [TimePlot.Line]) {
      guard lines.contains(where: { $0.times.count > 1 }) else { return }
      let plot = TimePlot(
        lines, marks: marks, horizon: scenario.horizonSeconds, isShare: false)
      charts.append(
        ChartContent(
          chartTitle: title + many,
          lines: lines.map { ChartContent.Key(style: "r\($0.colour)", name: $0.name) },
          svg: plot.markup(title: "\(title) over time")))
    }
    let flows = run.flows.sorted { $0.sent > $1.sent }.prefix(Self.mostLines)
    func lines(_ values: (RequestReport) -> [Double]) -> [TimePlot.Line] {
      flows.enumerated().map { colour, flow in
        TimePlot.Line(
          name: DisplayText.clean(flow.name), colour: colour,
          // What a sample says is of the time up to it.
          times: [0] + flow.values("seconds").dropLast(), values: values(flow), range: nil)
      }
    }
    add("Requests served a second", lines { $0.rate("served") })
    if flows.contains(where: { $0.failed > 0 }) {
      add("Requests failed a second", lines { $0.rate("failed") })
    }
    add("Latency, p95 (ms)", lines { $0.values("p95").map { 1_000 * $0 } })
    let targets = run.replicas.filter { $0.seconds.count > 1 }
      .sorted { ($0.wanted.max() ?? 0) > ($1.wanted.max() ?? 0) }.prefix(Self.mostLines)
    add(
      "Replicas wanted",
      targets.enumerated().map { colour, target in
        TimePlot.Line(
          name: DisplayText.clean(target.target), colour: colour,
          times: target.seconds + [run.seconds],
          values: (target.wanted + target.wanted.suffix(1)).map(Double.init), range: nil)
      })
  }
}
