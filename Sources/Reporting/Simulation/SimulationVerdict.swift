// SPDX-License-Identifier: Apache-2.0

/// The answer about scenarios in a sentence.
struct SimulationVerdict {
  /// The sentence.
  let text: String
  /// What it is about, where the sentence begins with that.
  private var subject = ""

  /// The sentence where it is clear which scenario it is about.
  var answer: String {
    Phrases.sentence(subject.isEmpty ? text : String(text.dropFirst(subject.count + 2)))
  }

  /// The answer about one scenario.
  init(_ scenario: SimulatedScenario) {
    var parts = [Self.expectations(of: scenario.runs)]
    let stopped = scenario.runs.filter { !$0.isComplete }
    if let first = stopped.first {
      let moment = SimulationFigures.moment(first.seconds)
      parts.append(
        stopped.count == 1 && scenario.runs.count == 1
          ? "stopped after \(moment) of \(SimulationFigures.moment(scenario.horizonSeconds))"
          : "\(Phrases.count(stopped.count, "run")) stopped before the end")
    }
    if let comparison = Self.fewestNodes(in: scenario) { parts.append(comparison) }
    subject = scenario.name
    text = "\(scenario.name): \(parts.joined(separator: "; "))."
  }

  /// The answer about all scenarios.
  init(_ report: SimulationReport) {
    if report.scenarios.count == 1, let only = report.scenarios.first {
      self.init(only)
    } else {
      self.init(text: Self.summary(of: report.scenarios))
    }
  }

  private init(text: String) { self.text = text }

  private static func summary(of scenarios: [SimulatedScenario]) -> String {
    let missing = scenarios.filter { !$0.isAsExpected }
    let all = Phrases.count(scenarios.count, "scenario")
    if missing.isEmpty { return "All \(all) went as expected." }
    return "\(missing.count) of \(all) did not go as expected: "
      + Phrases.list(missing.map(\.name), limit: 5) + "."
  }

  private static func expectations(of runs: [SimulationRun]) -> String {
    let all = runs.flatMap(\.expectations)
    let missed = all.count { !$0.met }
    let place = runs.count > 1 ? " over \(Phrases.count(runs.count, "run"))" : ""
    if all.isEmpty {
      return runs.allSatisfy(\.isComplete) ? "nothing was expected" : "no expectation was due yet"
    }
    if missed > 0 {
      return "\(missed) of \(Phrases.count(all.count, "expectation")) missed\(place)"
    }
    return all.count == 1
      ? "the expectation was met"
      : "all \(Phrases.count(all.count, "expectation")) met\(place)"
  }

  /// Which scheduler uses fewest nodes on average, where there are several.
  private static func fewestNodes(in scenario: SimulatedScenario) -> String? {
    let name = "nodes used, mean"
    let means = scenario.schedulers.compactMap { scheduler in
      SimulationFigures.mean(name, of: scenario.runs(of: scheduler)).map { (scheduler, $0) }
    }
    guard means.count > 1, let least = means.min(by: { $0.1 < $1.1 }),
      let most = means.max(by: { $0.1 < $1.1 })
    else { return nil }
    func number(_ value: Double) -> String { Figures.trimmed(value, decimals: 2) }
    if number(least.1) == number(most.1) {
      return "all schedulers use \(number(least.1)) nodes on average"
    }
    return "fewest nodes on average with \(least.0) (\(number(least.1))), most with \(most.0) "
      + "(\(number(most.1)))"
  }
}
