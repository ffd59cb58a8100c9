// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Evaluation
import Foundation

/// How strategies are run.
struct RunArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where random numbers start, such as 7 or 1..11; may be repeated. Strategies that draw "
        + "random numbers run once with each seed.", valueName: "seed"))
  var seed: [SeedList] = []

  @Option(
    name: .customLong("repeat"),
    help: ArgumentHelp(
      "Run everything so often; times are medians, results must be the same.",
      valueName: "times"))
  var repetitions = 1

  @Option(
    help: ArgumentHelp(
      "The longest that one run may take, such as 500ms, 2s, 1m or none.", valueName: "time"))
  var timeLimit = TimeLimit(duration: .seconds(10), defaultValueDescription: "10s")

  @Option(
    name: [.customLong("round-limit"), .customLong("rounds")],
    help: ArgumentHelp(
      "The most rounds of an improvement strategy, for results that no clock decides.",
      valueName: "count"))
  var roundLimit: Int?

  @Option(
    help: ArgumentHelp(
      "The most nodes of an exact strategy's search tree, likewise.", valueName: "count"))
  var nodeLimit: Int?

  @Option(
    help: ArgumentHelp(
      "How many threads one run may use; changes nothing but the time it takes.",
      valueName: "count"))
  var threads = 1

  @Option(
    help: ArgumentHelp(
      "How many runs work at the same time; one gives the fairest times.", valueName: "count"))
  var jobs = 1

  @Flag(help: "Leave out how long things took, so that equal runs give equal bytes.")
  var noTimings = false

  @Flag(
    help: "Write how each run came to its result, event by event, into JSON and YAML outputs.")
  var trace = false

  @Flag(
    inversion: .prefixedNo,
    help: "Show progress on standard error; by default where that is a terminal.")
  var progress: Bool?

  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false

  func validate() throws {
    if repetitions < 1 { throw ValidationError("--repeat is at least 1, not \(repetitions).") }
    if jobs < 1 { throw ValidationError("--jobs is at least 1, not \(jobs).") }
    if threads < 1 { throw ValidationError("--threads is at least 1, not \(threads).") }
    if let roundLimit, roundLimit < 0 {
      throw ValidationError("--round-limit is at least 0, not \(roundLimit).")
    }
    if let nodeLimit, nodeLimit < 0 {
      throw ValidationError("--node-limit is at least 0, not \(nodeLimit).")
    }
  }

  /// The options of a comparison.
  var comparisonOptions: ComparisonOptions {
    ComparisonOptions(
      seeds: seed.flatMap { $0.seeds }, repetitions: repetitions,
      timeLimit: timeLimit.duration, roundLimit: roundLimit, nodeLimit: nodeLimit,
      threads: threads, recordsTraces: trace, jobs: jobs, showsTimings: !noTimings)
  }

  /// What shows progress, if anything does.
  func progressDisplay() -> ProgressDisplay? {
    if quiet || progress == false { return nil }
    if Console.showsProgressBars {
      return ProgressDisplay(mode: .bar, timeLimit: timeLimit.duration)
    }
    return progress == true ? ProgressDisplay(mode: .lines, timeLimit: timeLimit.duration) : nil
  }
}

extension TimeLimit {
  init(duration: Duration?, defaultValueDescription: String) {
    self.duration = duration
    self.defaultValueDescription = defaultValueDescription
  }
}
