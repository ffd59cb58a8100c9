// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench place and strategies")
struct PlaceCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(Sample.packing, to: "a.vbp")
    try runner.write(Sample.pods, to: "pods.csv")
  }

  @Test("Every item lies on one node, and the answer is yes")
  func yes() throws {
    let result = try runner.run("place", "a.vbp", "-o", "json")
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    let report = try result.json()
    #expect(report["schema"] as? String == "schedbench.place/v1")
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    let items = nodes.flatMap { $0["items"] as? [String] ?? [] }
    #expect(items.count == 10)
    #expect(Set(items).count == 10)
    #expect((report["unplaced"] as? [Any])?.isEmpty == true)
    let run = try #require(report["run"] as? [String: Any])
    #expect(run["strategy"] as? String == "best-fit-decreasing")
    #expect(run["nodes"] as? Int == nodes.count)
  }

  @Test("What fits nowhere makes the answer no, with the reason")
  func no() throws {
    let result = try runner.run(
      "place", "pods.csv", "--node-type", "cpu=4,memory=8Gi", "--strategy", "first-fit", "-o",
      "json")
    #expect(result.exitCode == 1)
    #expect(result.errors.isEmpty)
    let report = try result.json()
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    #expect(nodes.map { $0["items"] as? [String] } == [["web-0", "web-1", "db"]])
    let unplaced = try #require(report["unplaced"] as? [[String: Any]])
    #expect(unplaced.map { $0["reason"] as? String } == ["needs 64 cpu; a node has 4"])
  }

  @Test("A list of nodes gives the nodes their names")
  func nodeList() throws {
    try runner.write(
      "name,cpu,memory\neast,2,4Gi\nwest,64,8Gi\n", to: "nodes.csv")
    let result = try runner.run(
      "place", "pods.csv", "--nodes", "nodes.csv", "--strategy", "best-fit-decreasing", "-o", "json"
    )
    let report = try result.json()
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    #expect(Set(nodes.compactMap { $0["name"] as? String }).isSubset(of: ["east", "west"]))
  }

  @Test(
    "One strategy, one input, one seed",
    arguments: [
      (["place", "a.vbp", "--strategy", "greedy"], "place takes one"),
      (["place", "a.vbp", "--seed", "1..3"], "place takes one seed"),
      (["place", "a.vbp", "pods.csv"], "'a.vbp' holds no objects"),
    ])
  func badUsage(arguments: [String], message: String) throws {
    let result = try runner.start(arguments).result()
    #expect(result.exitCode == 64)
    #expect(result.errors.contains(message))
  }

  @Test("Pods without nodes are bad input")
  func withoutNodes() throws {
    let result = try runner.run("place", "pods.csv")
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("schedbench: pods.csv:"))
    #expect(result.errors.contains("--node-type"))
  }

  @Test("The strategies are listed with their families")
  func strategies() throws {
    let result = try runner.run("strategies", "-o", "json")
    #expect(result.exitCode == 0)
    let list = try #require(try result.json()["strategies"] as? [[String: String]])
    let names = list.compactMap { $0["name"] }
    for name in ["first-fit", "best-fit-decreasing", "dot-product", "local-search"] {
      #expect(names.contains(name))
    }
    #expect(Set(names).count == names.count)
    #expect(list.allSatisfy { $0["summary"]?.isEmpty == false && $0["family"]?.isEmpty == false })
  }

  @Test("NO_COLOR and a pipe both keep colour away", arguments: [[:], ["NO_COLOR": "1"]])
  func colour(environment: [String: String]) throws {
    let result = try runner.run("place", "a.vbp", environment: environment)
    #expect(result.exitCode == 0)
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("Version and help go to standard output")
  func versionAndHelp() throws {
    let version = try runner.run("--version")
    #expect(version.exitCode == 0)
    #expect(version.output == "0.1.0\n")
    let help = try runner.run("compare", "--help")
    #expect(help.exitCode == 0)
    for option in ["--node-type", "--time-limit", "--jobs", "--no-timings", "--output-format"] {
      #expect(help.output.contains(option))
    }
  }

  @Test("A reader that goes away ends the command without a word")
  func brokenPipe() throws {
    let shell = Process()
    let errors = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "\"$0\" strategies -o json | head -n 1 >/dev/null", CommandRunner.executable.path,
    ]
    shell.standardError = errors
    try shell.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    #expect(text.isEmpty)
  }

  @Test("A placement has the trace of its run")
  func trace() throws {
    try runner.write(Sample.packing, to: "p.vbp")
    let result = try runner.run(
      "place", "p.vbp", "--strategy", "local-search", "--round-limit", "5", "--trace", "-o", "json",
      "--report", "page.html")
    let run = try #require(try result.json()["run"] as? [String: Any])
    #expect((run["trace"] as? [String: Any])?["events"] != nil)
    #expect(try runner.read("page.html").contains("Gap over time"))
  }
}
