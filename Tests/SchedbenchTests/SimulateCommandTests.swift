// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import schedbench

@Suite("schedbench simulate")
struct SimulateCommandTests {
  private let runner: CommandRunner

  /// Pods come to two nodes by a random clock and go again.
  private static let scenario = """
    apiVersion: stevedore.dev/v1
    kind: Scenario
    metadata: {name: churn}
    spec:
      summary: Pods come and go.
      horizon: 10m
      nodes:
        - {name: node, count: 3, capacity: {cpu: 4, memory: 8Gi}}
      settings: {sampleInterval: 10s}
      arrivals:
        - name: batch
          until: 8m
          interval: {exponential: {mean: 15s}}
          templates:
            - lifetime: {exponential: {mean: 90s}}
              object:
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                    - {name: main, image: "example.org/a:1", resources: {requests: {cpu: 500m, memory: 1Gi}}}
      timeline:
        - {at: 4m, cordon: node-1}
      expect:
        - that: Every node is there.
          at: 1m
          metric: nodesReady
          is: 3
        - that: Nodes stay within what they have.
          metric: cpu
          max: "<= 1"

    """

  init() throws {
    runner = try CommandRunner()
    try runner.write(Self.scenario, to: "churn.yaml")
  }

  private func runs(_ result: CommandResult) throws -> [[String: Any]] {
    let scenarios = try #require(try result.json()["scenarios"] as? [[String: Any]])
    return scenarios.flatMap { $0["runs"] as? [[String: Any]] ?? [] }
  }

  @Test("A scenario that goes as expected ends with the answer yes")
  func asExpected() throws {
    let result = try runner.run("simulate", "churn.yaml")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("churn: all 2 expectations met.\n"))
    #expect(result.output.contains("met: Every node is there. [at 1 min 00 s]"))
    #expect(result.errors.isEmpty)
  }

  @Test("A missed expectation is the answer no, with what was found")
  func missed() throws {
    try runner.write(
      Self.scenario.replacing("      is: 3", with: "      is: 5"), to: "wrong.yaml")
    let result = try runner.run("simulate", "wrong.yaml")
    #expect(result.exitCode == 1)
    #expect(result.output.hasPrefix("churn: 1 of 2 expectations missed.\n"))
    #expect(result.output.contains("found nodesReady = 3, expected nodesReady = 5"))
  }

  @Test("The same command gives the same bytes, log and all")
  func deterministic() throws {
    let arguments = [
      "churn.yaml", "--scheduler", "kube-scheduler,best-fit", "--seed", "1..3", "--no-timings",
    ]
    for format in ["json", "html", "csv", "wide"] {
      let texts = try (1...2).map { number in
        let result = try runner.start(
          ["simulate"] + arguments + ["--log", "log-\(number).jsonl", "-o", format]
        ).result()
        #expect(result.exitCode == 0, "\(result.errors)")
        return result.output
      }
      #expect(texts[0] == texts[1], "\(format)")
    }
    let log = try runner.read("log-1.jsonl")
    #expect(try runner.read("log-2.jsonl") == log)
    let lines = log.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix(#"{"schema":"schedbench.simulate-log/v1""#) } == 6)
    for line in lines {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
    #expect(log.contains(#""object":"node node-1","what":"cordon""#))
  }

  @Test("Schedulers are compared on the same seeds")
  func compared() throws {
    let result = try runner.run(
      "simulate", "churn.yaml", "--scheduler", "kube-scheduler,best-fit", "--seed", "1..3",
      "-o", "json")
    let runs = try runs(result)
    #expect(
      runs.map { $0["scheduler"] as? String }.prefix(3)
        == ArraySlice(repeating: "kube-scheduler", count: 3))
    #expect(runs.map { $0["seed"] as? Int } == [1, 2, 3, 1, 2, 3])
    // Arrivals do not depend on the scheduler.
    #expect(runs[0]["podsCreated"] as? Int == runs[3]["podsCreated"] as? Int)
    let scenario = try #require((try result.json()["scenarios"] as? [[String: Any]])?.first)
    let comparison = try #require((scenario["comparisons"] as? [[String: Any]])?.first)
    #expect(comparison["seeds"] as? [Int] == [1, 2, 3])
    let figures = try #require(comparison["figures"] as? [[String: Any]])
    let nodes = try #require(figures.first { $0["figure"] as? String == "nodes used, mean" })
    let values = try runs.map { run -> Double in
      let figures = try #require(run["figures"] as? [[String: Any]])
      let figure = figures.first { $0["name"] as? String == "nodes used, mean" }
      return try #require(figure?["value"] as? Double)
    }
    let differences = zip(values.prefix(3), values.suffix(3)).map { $1 - $0 }
    let found = try #require(nodes["mean"] as? Double)
    #expect(abs(found - differences.reduce(0, +) / 3) < 2e-6)
    #expect(runs.allSatisfy { $0["wallSeconds"] is Double })
  }

  @Test("Times are left out on request, and a horizon shortens the run")
  func options() throws {
    let result = try runner.run(
      "simulate", "churn.yaml", "--horizon", "30s", "--no-timings", "-o", "json")
    #expect(result.exitCode == 0, "\(result.errors)")
    let run = try #require(try runs(result).first)
    #expect(run["wallSeconds"] == nil)
    #expect(run["seconds"] as? Double == 30)
    #expect((run["expectations"] as? [Any])?.count == 1)
    #expect(result.output.contains("1 expectation of a time after the horizon was not checked."))
  }

  @Test("Several scenarios are one report, and standard input is a file")
  func several() throws {
    let result = try runner.run(
      "simulate", "churn.yaml", "-", "--report", "page.html", "--report", "table.md",
      input: Self.scenario.replacing("name: churn", with: "name: other"))
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("All 2 scenarios went as expected.\n"))
    #expect(try runner.read("page.html").contains("data-frames="))
    #expect(try runner.read("table.md").contains("### other"))
    let progress = try runner.run("simulate", "churn.yaml", "--seed", "1,2", "--progress")
    #expect(progress.errors.contains("[2/2] churn: kube-scheduler, seed 2\n"))
  }

  @Test(
    "What makes no sense in a scenario is one error with file, line and field",
    arguments: [
      ("horizon: 10m", "horizon: soon", "6", "spec.horizon"),
      ("is: 3", "isnt: 3", "", "isnt"), ("cordon: node-1", "cordone: node-1", "23", "cordone"),
    ])
  func broken(old: String, new: String, line: String, field: String) throws {
    try runner.write(Self.scenario.replacing(old, with: new), to: "bad.yaml")
    let result = try runner.run("simulate", "bad.yaml", "churn.yaml")
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("bad.yaml:\(line)"), "\(result.errors)")
    #expect(result.errors.contains(field), "\(result.errors)")
    #expect(
      result.errors.contains("nothing was simulated, because of the files above"),
      "\(result.errors)")
  }

  @Test("Bad usage says what there is")
  func usage() throws {
    let unknown = try runner.run("simulate", "churn.yaml", "--scheduler", "best-fitt")
    #expect(unknown.exitCode == 64)
    #expect(unknown.errors.contains("there is no scheduler 'best-fitt'\nDid you mean 'best-fit'?"))
    #expect(unknown.errors.contains("kube-scheduler-most-allocated, "))
    #expect(try runner.run("simulate", "churn.yaml", "--horizon", "soon").exitCode == 64)
    #expect(try runner.run("simulate", "churn.yaml", "--seed", "x").exitCode == 64)
    #expect(try runner.run("simulate").exitCode == 64)
    #expect(try runner.run("simulate", "none.yaml").exitCode == 2)
    #expect(try runner.run("simulate", "churn.yaml", "--log", "no/folder").exitCode == 2)
    try runner.write(
      Self.scenario.replacing("settings: {", with: "settings: {scheduler: none, "), to: "none.yaml")
    let wrong = try runner.run("simulate", "none.yaml")
    #expect(wrong.exitCode == 2)
    #expect(wrong.errors.contains("none.yaml:9"), "\(wrong.errors)")
    #expect(wrong.errors.contains("'spec.settings.scheduler': found 'none', expected one of"))
  }

  @Test("Pods of a trace come when they came; its file lies beside the scenario")
  func trace() throws {
    try runner.write(
      """
      apiVersion: stevedore.dev/v1
      kind: Scenario
      metadata: {name: traced}
      spec:
        horizon: 5m
        nodes: [{name: node, count: 2, capacity: {cpu: 4, memory: 8Gi}}]
        settings: {sampleInterval: 5s}
        arrivals: [{trace: pods.csv, from: 10s}]
        expect:
          - {that: Nothing is there before., at: 9s, metric: running, is: 0}
          - {that: Three run., at: 60s, metric: running, is: 3}
          - {that: One stays., metric: running, is: 1}

      """, to: "folder/traced.yaml")
    try runner.write(
      """
      name,arrival,lifetime,cpu,memory,count
      late,1030,60,500m,1Gi,1
      early,1000,100,1,1Gi,1
      stays,1010,,1,2Gi,1

      """, to: "folder/pods.csv")
    let result = try runner.run("simulate", "folder/traced.yaml")
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    try runner.write("name,arrival,cpu\na,soon,1\n", to: "folder/pods.csv")
    let bad = try runner.run("simulate", "folder/traced.yaml")
    #expect(bad.exitCode == 2)
    #expect(
      bad.errors.contains("folder/pods.csv:2: field 'arrival': found 'soon', expected a number"),
      "\(bad.errors)")
  }

  @Test("Progress fits a line", arguments: [(20, 0.5), (200, 0.999), (60, 7)])
  func progress(width: Int, share: Double) {
    let line = SimulationProgress.line(
      finished: 1, total: 4, title: "a\u{1B}b: x, seed 1", share: share, width: width)
    #expect(line.count <= width)
    #expect(line.hasPrefix("[#"))
    #expect(!line.contains("\u{1B}"))
  }
}
