// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench compare")
struct CompareCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(Sample.packing, to: "a.vbp")
    try runner.write(Sample.pods, to: "pods.csv")
  }

  @Test("JSON has the schema's keys, verified runs, and bounds below packings")
  func json() throws {
    let result = try runner.run(
      "compare", "a.vbp", "--strategies", "first-fit,best-fit-decreasing,dot-product", "-o", "json")
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    let report = try result.json()
    #expect(report["schema"] as? String == "schedbench.compare/v1")
    #expect(report["version"] as? String == "0.1.0")
    #expect((report["command"] as? String)?.hasPrefix("schedbench compare a.vbp") == true)
    let input = try #require((report["inputs"] as? [[String: Any]])?.first)
    #expect(input["name"] as? String == "a.vbp")
    #expect(input["format"] as? String == "vbp")
    #expect((input["sha256"] as? String)?.count == 64)
    #expect((input["resources"] as? [String])?.count == 2)
    #expect(input["items"] as? Int == 10)
    #expect(input["shapes"] as? Int == 5)
    #expect(input["nodeTypes"] as? Int == 1)
    let bound = try #require(input["lowerBound"] as? [String: Any])
    let cost = try #require(bound["cost"] as? Int)
    #expect(bound["nodes"] as? Int == cost)
    #expect(bound["method"] is String)
    let runs = try #require(input["runs"] as? [[String: Any]])
    #expect(
      runs.map { $0["strategy"] as? String } == ["first-fit", "best-fit-decreasing", "dot-product"])
    for run in runs {
      #expect(run["verified"] as? Bool == true)
      #expect(try #require(run["cost"] as? Int) >= cost)
      #expect(run["cost"] as? Int == run["nodes"] as? Int)
      #expect(run["unplaced"] as? Int == 0)
      #expect(run["seed"] as? Int == 1)
      #expect(run["gap"] is Double)
      #expect(run["seconds"] is Double)
      #expect((run["utilization"] as? [String: Double])?.count == 2)
      #expect(["optimal", "feasible"].contains(run["status"] as? String))
    }
  }

  @Test("Without timings two runs give the same bytes, whatever the number of jobs")
  func reproducible() throws {
    try runner.write(Sample.packing, to: "b.vbp")
    func text(jobs: String, format: String) throws -> String {
      let result = try runner.run(
        "compare", "a.vbp", "b.vbp", "--strategies", "greedy", "--no-timings", "--seed", "1..3",
        "--jobs", jobs, "-o", format)
      #expect(result.exitCode == 0)
      return result.output
    }
    for format in ["json", "html", "wide"] {
      let first = try text(jobs: "1", format: format)
      #expect(try text(jobs: "1", format: format) == first)
      #expect(try text(jobs: "3", format: format) == first)
      #expect(!first.contains("seconds"))
    }
  }

  @Test(
    "Every format is written, to standard output and to a file",
    arguments: ["table", "wide", "json", "yaml", "csv", "markdown", "html"])
  func formats(format: String) throws {
    let arguments = ["compare", "a.vbp", "--strategies", "first-fit", "--no-timings", "-o", format]
    let direct = try runner.start(arguments).result()
    #expect(direct.exitCode == 0)
    #expect(direct.output.contains("first-fit"))
    #expect(direct.output.hasSuffix("\n"))
    #expect(!direct.output.contains("\u{1B}"))
    let file = try runner.start(arguments + ["--output", "out"]).result()
    #expect(file.exitCode == 0)
    #expect(file.output.isEmpty)
    #expect(try runner.read("out") == direct.output)
    #expect(try runner.names() == ["a.vbp", "out", "pods.csv"])
  }

  @Test("--report writes further files in the formats of their endings, from the same runs")
  func reports() throws {
    let result = try runner.run(
      "compare", "a.vbp", "--strategies", "first-fit", "--report", "r.html", "--report", "r.json")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("first-fit"))
    #expect(try runner.read("r.html").contains("<html"))
    #expect(try runner.read("r.json").contains("schedbench.compare/v1"))
    let wrong = try runner.run("compare", "a.vbp", "--report", "r.pdf")
    #expect(wrong.exitCode == 64)
    #expect(wrong.errors.contains("names no format"))
  }

  @Test("The ending of --output says the format, and -o overrules it")
  func formatOfEnding() throws {
    try runner.run("compare", "a.vbp", "--strategies", "first-fit", "--output", "r.yaml")
    #expect(try runner.read("r.yaml").contains("schema: "))
    try runner.run(
      "compare", "a.vbp", "--strategies", "first-fit", "--output", "r.yaml", "-o", "json")
    #expect(try runner.read("r.yaml").hasPrefix("{"))
  }

  @Test("Standard input is an input like any other")
  func standardInput() throws {
    let result = try runner.run(
      "compare", "-", "--strategies", "first-fit", "-o", "json", input: Sample.packing)
    #expect(result.exitCode == 0)
    let inputs = try #require(try result.json()["inputs"] as? [[String: Any]])
    #expect(inputs.first?["items"] as? Int == 10)
    let twice = try runner.run("compare", "-", "-", input: Sample.packing)
    #expect(twice.exitCode == 64)
  }

  @Test("A folder stands for the packing instances in it, in the order of their names")
  func folder() throws {
    for name in ["set/b.vbp", "set/a.vbp", "set/sub/c.vbp"] {
      try runner.write(Sample.packing, to: name)
    }
    try runner.write("Read me.\n", to: "set/README.md")
    try runner.write("no instance\n", to: "set/notes.csv")
    let result = try runner.run("compare", "set", "--strategies", "first-fit", "-o", "json")
    #expect(result.exitCode == 0)
    let inputs = try #require(try result.json()["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["name"] as? String } == ["a.vbp", "b.vbp", "c.vbp"])
    try FileManager.default.createDirectory(
      at: runner.folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
    let empty = try runner.run("compare", "empty")
    #expect(empty.exitCode == 2)
    #expect(empty.errors.contains("holds no input"))
  }

  @Test("Node types on the command line, and the items that fit nowhere with the reason")
  func nodeTypes() throws {
    let result = try runner.run(
      "compare", "pods.csv", "--node-type", "cpu=4,memory=8Gi", "--strategies", "first-fit", "-o",
      "json")
    #expect(result.exitCode == 0)
    let input = try #require((try result.json()["inputs"] as? [[String: Any]])?.first)
    let misfits = try #require(input["unplaceable"] as? [[String: Any]])
    #expect(misfits.map { $0["items"] as? [String] } == [["giant"]])
    #expect(misfits.map { $0["reason"] as? String } == ["needs 64 cpu; a node has 4"])
    let run = try #require((input["runs"] as? [[String: Any]])?.first)
    #expect(run["nodes"] as? Int == 1)
    #expect(run["unplaced"] as? Int == 1)
  }

  @Test("If no strategy places what could be placed, the answer is no")
  func answerIsNo() throws {
    let result = try runner.run(
      "compare", "pods.csv", "--node-type", "cpu=2,memory=8Gi,count=1", "--strategies",
      "first-fit,best-fit")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("first-fit"))
  }

  @Test("--resources selects what is packed by")
  func resources() throws {
    let result = try runner.run(
      "compare", "pods.csv", "--node-type", "cpu=64,memory=8Gi", "--resources", "cpu",
      "--strategies", "first-fit", "-o", "json")
    let input = try #require((try result.json()["inputs"] as? [[String: Any]])?.first)
    #expect(input["resources"] as? [String] == ["cpu"])
  }

  @Test("Repetitions and seeds: one run per seed for what draws random numbers")
  func seeds() throws {
    let result = try runner.run(
      "compare", "a.vbp", "--strategies", "first-fit,random-fit", "--seed", "1..3", "--seed", "9",
      "--repeat", "3", "-o", "json")
    #expect(result.exitCode == 0)
    let input = try #require((try result.json()["inputs"] as? [[String: Any]])?.first)
    let runs = try #require(input["runs"] as? [[String: Any]])
    #expect(runs.map { $0["seed"] as? Int } == [1, 1, 2, 3, 9])
  }

  @Test("Progress goes to standard error, one line a step where that is no terminal")
  func progress() throws {
    let result = try runner.run(
      "compare", "a.vbp", "--strategies", "first-fit", "--progress", "-o", "json")
    #expect(result.errors == "[1/2] a.vbp: lower bound\n[2/2] a.vbp: first-fit\n")
    #expect(try result.json()["schema"] != nil)
    let quiet = try runner.run(
      "compare", "a.vbp", "--strategies", "first-fit", "--progress", "--quiet")
    #expect(quiet.errors.isEmpty)
  }

  @Test("One broken input among several is named, and nothing is packed")
  func brokenInput() throws {
    try runner.write("2\n10 10\n2\n1 x 1\n2 2 2\n", to: "broken.vbp")
    let result = try runner.run(
      "compare", "a.vbp", "broken.vbp", "missing.vbp", "--output", "r.csv")
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("schedbench: broken.vbp:4: "))
    #expect(result.errors.contains("schedbench: missing.vbp: cannot be read: No such file"))
    #expect(result.errors.contains("nothing was packed"))
    #expect(try !runner.names().contains("r.csv"))
  }

  @Test(
    "Bad usage ends with 64 and says what is wrong",
    arguments: [
      (["compare"], "Missing expected argument"),
      (["compare", "a.vbp", "--strategies", "frist-fit"], "Did you mean 'first-fit'?"),
      (["compare", "a.vbp", "--strategies", ","], "selects no strategy"),
      (["compare", "a.vbp", "--seed", "5..1"], "--seed"),
      (["compare", "a.vbp", "--time-limit", "2"], "--time-limit"),
      (["compare", "a.vbp", "--repeat", "0"], "--repeat is at least 1"),
      (["compare", "a.vbp", "--jobs", "0"], "--jobs is at least 1"),
      (["compare", "a.vbp", "-o", "pdf"], "pdf"),
      (["compare", "a.vbp", "--resources", ","], "--resources names no resource"),
      (["compare", "a.vbp", "--node-type", "cpu=1", "--nodes", "n.csv"], "exclude each other"),
      (["compare", "a.vbp", "--frobnicate"], "--frobnicate"),
      (["frobnicate"], "frobnicate"),
    ])
  func badUsage(arguments: [String], message: String) throws {
    let result = try runner.start(arguments).result()
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message))
  }

  @Test(
    "What cannot be written is said before anything is packed",
    arguments: [("none/r.html", "there is no folder"), (".", "is a folder")])
  func unwritable(name: String, message: String) throws {
    let result = try runner.run("compare", "a.vbp", "--output", name)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message))
  }

  @Test("A failed command leaves the file of an earlier one as it was")
  func atomicity() throws {
    try runner.write("precious\n", to: "r.json")
    let result = try runner.run("compare", "missing.vbp", "--output", "r.json")
    #expect(result.exitCode == 2)
    #expect(try runner.read("r.json") == "precious\n")
    #expect(try runner.names() == ["a.vbp", "pods.csv", "r.json"])
  }

  @Test("A symbolic link stays one, and its target gets the content")
  func symbolicLink() throws {
    try runner.write("old\n", to: "target.csv")
    try FileManager.default.createSymbolicLink(
      atPath: runner.folder.appendingPathComponent("link.csv").path,
      withDestinationPath: "target.csv")
    try runner.run("compare", "a.vbp", "--strategies", "first-fit", "--output", "link.csv")
    let link = runner.folder.appendingPathComponent("link.csv").path
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.csv")
    #expect(try runner.read("target.csv").contains("first-fit"))
  }

  @Test("An interrupt ends the work early, and what there is gets reported")
  func interrupt() throws {
    // Triplets leave no room: a search finds no end on them.
    try runner.run(
      "dataset", "generate", "triplet-f", "d=3", "n=120", "--output", "hard.vbp")
    let running = try runner.start([
      "compare", "hard.vbp", "--strategies", "first-fit,local-search", "--time-limit", "10m", "-o",
      "json", "--progress",
    ])
    // The second of three lines says that first-fit is done.
    let errors = running.scratch.appendingPathComponent("errors")
    while running.process.isRunning,
      try !String(contentsOf: errors, encoding: .utf8).contains("first-fit\n")
    {
      Thread.sleep(forTimeInterval: 0.05)
    }
    running.process.interrupt()
    let result = try running.result()
    #expect(result.exitCode == 130)
    let input = try #require((try result.json()["inputs"] as? [[String: Any]])?.first)
    let runs = try #require(input["runs"] as? [[String: Any]])
    #expect(runs.map { $0["stop"] as? String } == ["completed", "cancelled"])
    #expect(runs.first?["verified"] as? Bool == true)
  }

  @Test("A limit of rounds instead of time makes improvement reproducible")
  func rounds() throws {
    try runner.run("dataset", "generate", "triplet-f", "d=3", "n=30", "--output", "t.vbp")
    func text() throws -> String {
      let result = try runner.run(
        "compare", "t.vbp", "--strategies", "local-search", "--round-limit", "20", "--time-limit",
        "none", "--trace", "--seed", "1..3", "--repeat", "2", "--no-timings", "-o", "json")
      #expect(result.exitCode == 0)
      return result.output
    }
    let first = try text()
    #expect(try text() == first)
    #expect(!first.contains("\"verified\": false"))
  }

  @Test("The old name of the round limit means the same")
  func oldName() throws {
    try runner.run("dataset", "generate", "triplet-f", "d=3", "n=30", "--output", "t.vbp")
    func runs(_ option: String) throws -> [String] {
      let result = try runner.run(
        "compare", "t.vbp", "--strategies", "local-search", option, "5", "--no-timings", "-o", "csv"
      )
      return result.output.split(separator: "\n").map(String.init)
    }
    let rows = try runs("--rounds")
    #expect(rows == (try runs("--round-limit")))
    #expect(rows.last?.contains("roundLimit") == true)
  }

  @Test(
    "Limits and threads below their least are refused",
    arguments: ["--round-limit", "--node-limit", "--threads"])
  func badLimits(option: String) throws {
    let result = try runner.run("compare", "x.vbp", "\(option)=-1")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("\(option) is at least"))
  }

  @Test("Traces are in documents if asked for, and in pages always")
  func traces() throws {
    try runner.run("dataset", "generate", "triplet-f", "d=3", "n=30", "--output", "t.vbp")
    let arguments = [
      "compare", "t.vbp", "--strategies", "first-fit,local-search", "--round-limit", "20", "-o",
      "json",
    ]
    let bare = try runner.start(arguments + ["--report", "page.html"]).result()
    #expect(bare.exitCode == 0)
    #expect(!bare.output.contains("trace"))
    #expect(try runner.read("page.html").contains("Gap over time"))
    let full = try runner.start(arguments + ["--trace"]).result()
    let input = try #require((try full.json()["inputs"] as? [[String: Any]])?.first)
    let runs = try #require(input["runs"] as? [[String: Any]])
    #expect(runs.first?["trace"] == nil, "one pass has no course")
    let trace = try #require(runs.last?["trace"] as? [String: Any])
    let events = try #require(trace["events"] as? [[String: Any]])
    #expect(trace["secondsToBest"] is Double)
    #expect(events.allSatisfy { $0["seconds"] is Double && $0["phase"] is String })
    #expect(events.last?["phase"] as? String == "end")
    #expect(events.last?["cost"] as? Int == runs.last?["cost"] as? Int)
    let timeless = try runner.start(arguments + ["--trace", "--no-timings"]).result()
    #expect(timeless.output.contains("\"events\""))
    #expect(!timeless.output.contains("econds"))
  }
}
