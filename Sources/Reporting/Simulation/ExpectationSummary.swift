// SPDX-License-Identifier: Apache-2.0

/// What became of an expectation over all runs of a scenario.
struct ExpectationSummary {
  let isMet: Bool
  /// In how many runs it was met or missed.
  let state: String
  /// What was expected to come about, in words.
  let that: String
  /// What was found, and what was expected instead; empty where all of several runs met it.
  let found: String

  /// The expectations of a scenario, in their order.
  static func all(of scenario: SimulatedScenario) -> [ExpectationSummary] {
    var keys: [String] = []
    var known: Set<String> = []
    for expectation in scenario.runs.flatMap(\.expectations)
    where known.insert(expectation.key).inserted {
      keys.append(expectation.key)
    }
    return keys.compactMap { key in
      ExpectationSummary(
        scenario.runs.compactMap { run in
          run.expectations.first { $0.key == key }.map { (run: run, result: $0) }
        }, isOneRun: scenario.runs.count == 1)
    }
  }

  private init?(
    _ all: [(run: SimulationRun, result: SimulationRun.ExpectationReport)], isOneRun: Bool
  ) {
    let missed = all.filter { !$0.result.met }
    guard let (run, result) = missed.first ?? all.first else { return nil }
    isMet = missed.isEmpty
    state =
      isMet
      ? "met" : isOneRun ? "MISSED" : "MISSED in \(missed.count) of \(all.count) runs"
    that =
      result.that + (result.atSeconds.map { " [at \(SimulationFigures.moment($0))]" } ?? "")
    guard isOneRun || !isMet else {
      found = ""
      return
    }
    found =
      "found \(result.found), expected \(result.expected)"
      + (isOneRun ? "" : " (\(run.scheduler), seed \(run.seed))")
  }
}

extension SimulationRun.ExpectationReport {
  /// What tells an expectation from the others of its scenario.
  fileprivate var key: String { "\(that)\u{0}\(atSeconds.map { "\($0)" } ?? "")" }
}
