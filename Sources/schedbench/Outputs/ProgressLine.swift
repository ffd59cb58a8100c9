// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Reporting
import VectorPacking

/// How far a comparison is, in one line that fits a terminal.
struct ProgressLine {
  /// How many steps are done.
  var finished: Int
  /// How many steps there are.
  var total: Int
  /// The step at work.
  var step: ComparisonStep?
  /// What its strategy has told so far.
  var known = SolveProgress(phase: "")
  /// The most time that the step has left.
  var timeLeft: Duration?

  /// The line for a terminal with so many columns: what matters least gives way first.
  func text(width: Int) -> String {
    var parts = parts
    func line() -> String {
      parts.enumerated().map { ($0 == 0 ? "" : $1.separator) + $1.text }.joined()
    }
    while DisplayText.width(line()) > width, let most = parts.map(\.expendability).max(), most > 0 {
      parts.removeAll { $0.expendability == most }
    }
    return DisplayText.truncated(line(), to: width)
  }

  /// The step in words.
  static func title(of step: ComparisonStep) -> String {
    DisplayText.clean("\(step.input): \(step.strategy ?? "lower bound")")
  }

  private struct Part {
    var text: String
    var separator = ", "
    /// Which parts give way first: the highest; zero never goes.
    var expendability: Int
  }

  private var parts: [Part] {
    let length = 20
    let filled = min(length, max(0, finished * length / max(1, total)))
    let bar =
      String(repeating: "#", count: filled)
      + String(repeating: ".", count: length - filled)
    var parts = [
      Part(text: "[\(bar)]", expendability: 7),
      Part(text: "\(finished)/\(total)", separator: " ", expendability: 0),
    ]
    guard let step else { return parts }
    parts.append(Part(text: ProgressLine.title(of: step), separator: " ", expendability: 0))
    if !known.phase.isEmpty, known.phase != step.strategy {
      parts.append(Part(text: DisplayText.clean(known.phase), expendability: 4))
    }
    if let cost = known.incumbentCost {
      parts.append(Part(text: "cost \(Figures.grouped(cost))", expendability: 1))
    }
    if let bound = known.boundCost {
      parts.append(Part(text: "bound \(Figures.grouped(bound))", expendability: 3))
    }
    if let gap = TraceEvent.gap(cost: known.incumbentCost, bound: known.boundCost) {
      parts.append(Part(text: "gap \(Figures.percent(gap))", expendability: 2))
    }
    if let columns = known.columns {
      parts.append(Part(text: Phrases.count(columns, "column"), expendability: 6))
    }
    if let nodes = known.nodes {
      parts.append(Part(text: Phrases.count(nodes, "tree node"), expendability: 5))
    }
    if let timeLeft {
      let seconds = max(.zero, timeLeft).components.seconds + 1
      parts.append(Part(text: "at most \(Figures.grouped(seconds)) s left", expendability: 1))
    }
    return parts
  }
}

extension SolveProgress {
  /// What is known after a report: what it leaves out stays, and the incumbent and the bound only
  /// get better.
  func updated(by news: SolveProgress) -> SolveProgress {
    var known = news
    known.incumbentCost = [incumbentCost, news.incumbentCost].compactMap { $0 }.min()
    known.incumbentBins = [incumbentBins, news.incumbentBins].compactMap { $0 }.min()
    known.boundCost = [boundCost, news.boundCost].compactMap { $0 }.max()
    known.columns = news.columns ?? columns
    known.nodes = news.nodes ?? nodes
    return known
  }
}
