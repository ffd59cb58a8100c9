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
    help: ArgumentHelp(
      "The most rounds of an improvement strategy, for results that no clock decides.",
      valueName: "count"))
  var rounds: Int?

  @Option(
    help: ArgumentHelp(
      "How many runs work at the same time; one gives the fairest times.", valueName: "count"))
  var jobs = 1

  @Flag(help: "Leave out how long things took, so that equal runs give equal bytes.")
  var noTimings = false

  @Flag(
    inversion: .prefixedNo,
    help: "Show progress on standard error; by default where that is a terminal.")
  var progress: Bool?

  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false

  func validate() throws {
    if repetitions < 1 { throw ValidationError("--repeat is at least 1, not \(repetitions).") }
    if jobs < 1 { throw ValidationError("--jobs is at least 1, not \(jobs).") }
    if let rounds, rounds < 0 { throw ValidationError("--rounds is at least 0, not \(rounds).") }
  }

  /// The options of a comparison.
  var comparisonOptions: ComparisonOptions {
    ComparisonOptions(
      seeds: seed.flatMap { $0.seeds }, repetitions: repetitions,
      timeLimit: timeLimit.duration, roundLimit: rounds, jobs: jobs, showsTimings: !noTimings)
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
