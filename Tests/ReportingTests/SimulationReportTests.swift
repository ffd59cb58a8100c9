// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Orchestration
@testable import Reporting

@Suite("Reports on simulations")
struct SimulationReportTests {
  private let writer = ReportWriter()

  @Test("JSON has the fields of the schema and reads back")
  func schema() throws {
    let data = Data(writer.render(Samples.simulation, as: .json).utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(document.keys) == ["schema", "version", "command", "scenarios"])
    #expect(document["schema"] as? String == "schedbench.simulate/v1")
    let scenario = try #require((document["scenarios"] as? [[String: Any]])?.first)
    #expect(
      Set(scenario.keys) == [
        "name", "file", "summary", "horizonSeconds", "runs", "comparisons", "remarks",
      ])
    let run = try #require((scenario["runs"] as? [[String: Any]])?.first)
    #expect(
      Set(run.keys) == [
        "scheduler", "seed", "seconds", "isComplete", "figures", "latencies", "podsCreated",
        "podsSucceeded", "podsFailed", "expectations", "flows", "services", "decisions",
        "replicas", "refusals", "writes", "steps", "samples", "events", "eventsLeftOut",
        "wallSeconds",
      ])
    let columns = try #require(run["samples"] as? [[String: Any]])
    #expect(columns.map { $0["name"] as? String } == ["seconds"] + MetricSample.names)
    #expect(columns.allSatisfy { ($0["values"] as? [Any])?.count == 5 })
    var read = try JSONDecoder().decode(SimulationReport.self, from: data)
    #expect(writer.render(read, as: .json) == writer.render(Samples.simulation, as: .json))
    let yaml = writer.render(Samples.simulations, as: .yaml)
    read = try YAML.decode(SimulationReport.self, from: yaml)
    #expect(writer.render(read, as: .yaml) == yaml)
  }

  @Test("The answer comes first, then what was missed with what was found")
  func table() throws {
    let text = writer.render(Samples.simulation, as: .table)
    #expect(text.hasPrefix("churn: 1 of 2 expectations missed.\n"))
    #expect(
      text.contains(
        "MISSED: No node is lost. [at 1 min 00 s] – found all is well, expected nodesReady = 2"))
    #expect(text.contains("met: all is well\n"))
    #expect(text.contains("3× all is well"))
    #expect(text.contains("2 pods did not come to run, and do not count here."))
    #expect(!text.contains("against"))
    let wide = writer.render(Samples.simulation, as: .wide)
    #expect(wide.contains("met: all is well – found pending = 0, expected pending = 0"))
    #expect(wide.contains("took") && wide.contains("250 ms"))
  }

  @Test("Of many scenarios there is a line each, and what was missed")
  func manyScenarios() {
    var scenarios = Array(repeating: Samples.scenario(schedulers: ["s"], seeds: [1]), count: 5)
    for index in scenarios.indices {
      scenarios[index].name = "number-\(index)"
      if index != 2 { scenarios[index].runs[0].expectations[1].met = true }
    }
    let report = SimulationReport(version: "1", scenarios: scenarios)
    let text = writer.render(report, as: .table)
    #expect(text.hasPrefix("1 of 5 scenarios did not go as expected: number-2.\n"))
    for index in scenarios.indices { #expect(text.contains("\nnumber-\(index) ")) }
    #expect(text.components(separatedBy: "MISSED").count == 2)
    #expect(!text.contains("fragmentation"))
    #expect(writer.render(report, as: .wide).components(separatedBy: "fragmentation").count == 6)
  }

  @Test("Tables fit the terminal", arguments: [60, 80, 100, 140])
  func width(columns: Int) {
    for report in [Samples.simulation, Samples.simulations, Samples.poisonedSimulation] {
      let text = writer.render(report, as: .table, style: TerminalStyle(width: columns))
      for line in text.split(separator: "\n") {
        #expect(DisplayText.width(String(line)) <= columns, "\(line)")
      }
    }
  }

  @Test("Several schedulers are compared pair by pair")
  func comparison() throws {
    let comparison = try #require(Samples.simulations.scenarios[0].comparisons.first)
    #expect(comparison.scheduler == "best-fit")
    #expect(comparison.baseline == "kube-scheduler")
    #expect(comparison.seeds == [1, 2, 3])
    let hours = try #require(comparison.figures.first { $0.figure == "node-hours" })
    // The differences are 1, 2 and 3: their mean's standard error is 1 / √3.
    #expect(abs(hours.mean - 2) < 1e-9)
    #expect(abs((hours.high ?? 0) - (2 + 4.302_653 / 3.0.squareRoot())) < 1e-6)
    #expect(abs((hours.low ?? 0) - (2 - 4.302_653 / 3.0.squareRoot())) < 1e-6)
    #expect((hours.better, hours.equal, hours.worse) == (0, 0, 3))
    let cpu = try #require(comparison.figures.first { $0.figure == "CPU requested, mean" })
    #expect(cpu.isMoreBetter && cpu.mean < 0 && cpu.worse == 3)
    #expect(comparison.figures.first { $0.figure == "evictions" }?.equal == 3)
    let text = writer.render(Samples.simulations, as: .table)
    #expect(text.contains("best-fit against kube-scheduler"))
    #expect(text.contains("+2"))
    #expect(text.contains("Equal in every seed:"))
  }

  @Test("Runs are paired by their seeds, and only those that went on to the end")
  func pairs() {
    var runs = [
      Samples.run("a", 1), Samples.run("a", 2), Samples.run("a", 3), Samples.run("b", 3, shift: 1),
      Samples.run("b", 4, shift: 1), Samples.run("b", 1, shift: 1),
    ]
    #expect(SchedulerComparison.comparisons(of: runs).map(\.seeds) == [[3, 1]])
    runs[5].isComplete = false
    #expect(SchedulerComparison.comparisons(of: runs).map(\.seeds) == [[3]])
    #expect(SchedulerComparison.comparisons(of: runs)[0].figures.allSatisfy { $0.low == nil })
    runs[3].isComplete = false
    #expect(SchedulerComparison.comparisons(of: runs).isEmpty)
  }

  @Test(
    "Student's t agrees with tables",
    arguments: [
      (1, 12.706_205), (2, 4.302_653), (10, 2.228_139), (30, 2.042_272), (31, 2.039_513),
      (40, 2.021_075), (60, 2.000_298), (100, 1.983_972), (1_000, 1.962_339),
    ])
  func student(freedom: Int, value: Double) {
    #expect(abs(StudentDistribution.quantile975(freedom: freedom) - value) < 2e-6)
  }

  @Test("One sample has no interval, equal ones have one of no width")
  func degenerate() {
    let one = PairedDifference(figure: "x", isMoreBetter: false, differences: [-3])
    #expect(one.low == nil && one.high == nil && one.better == 1 && one.verdict == 0)
    let same = PairedDifference(figure: "x", isMoreBetter: false, differences: [-3, -3])
    #expect(same.low == -3 && same.high == -3 && same.verdict == 1)
    let none = PairedDifference(figure: "x", isMoreBetter: true, differences: [0, 1e-12])
    #expect(none.equal == 2 && none.verdict == 0)
  }

  @Test("CSV has a row for each run and moment")
  func csv() {
    let lines = writer.render(Samples.simulations, as: .csv).split(separator: "\r\n")
    #expect(lines.count == 1 + 7 * 5)
    #expect(lines[0].hasPrefix("scenario,scheduler,seed,seconds,pending,"))
    #expect(lines[1].hasPrefix("churn,kube-scheduler,1,0,4,"))
    #expect(lines[35].hasPrefix("churn,kube-scheduler,1,120,0,"))
  }

  @Test("What had to hold at the end says nothing about a run that was stopped")
  func stopped() {
    var result = SimulationResult(
      scenario: "x", summary: "", scheduler: "s", seed: 1, seconds: 30)
    result.expectations = [
      ExpectationResult(
        Expectation(that: "late", .metric("pending", .equal(0))), isMet: false, found: "",
        expected: ""),
      ExpectationResult(
        Expectation(that: "early", time: 1, .metric("pending", .equal(0))), isMet: true,
        found: "", expected: ""),
    ]
    let run = SimulationRun(result, isComplete: false)
    #expect(run.expectations.map(\.that) == ["early"])
    let scenario = SimulatedScenario(
      name: "x", file: "x.yaml", summary: "", horizonSeconds: 60, runs: [run])
    #expect(!scenario.isAsExpected)
    let report = SimulationReport(version: "1", scenarios: [scenario])
    #expect(
      ReportWriter().render(report, as: .table)
        .hasPrefix("x: the expectation was met; stopped after 30 s of 1 min 00 s."))
  }
}
