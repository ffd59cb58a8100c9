// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `trace` shows: how the runs on one input came to their results.
struct TraceContent {
  /// One run.
  struct Row {
    var style: String
    var strategy: String
    var seed: String
    var cost: String
    var costValue: String
    var best: String
    var bestValue: String
    var bound: String
    var boundValue: String
    var proven: String
    var provenValue: String
    var gap: String
    var gapValue: String
    var proof: String
    var proofValue: String
  }

  var traceAnchor: String
  var unit: String
  var measure: String
  var wide: String
  var compact: String
  var hasSeeds: Bool
  var runs: [Row]

  /// So many runs are drawn; the table has all.
  private static let mostCurves = 40

  /// The runs on one input, the best first; `nil` if none has a trace with times.
  init?(_ ranking: Ranking, anchor: String) {
    self.init(
      ranking.entries.map(\.run), input: ranking.comparison.input,
      unit: ranking.hasPrices ? "cost" : "nodes", anchor: anchor)
  }

  /// A single run.
  init?(_ run: StrategyRun, input: InputDescription, anchor: String) {
    self.init(
      [run], input: input, unit: run.cost == run.nodes.map(Int64.init) ? "nodes" : "cost",
      anchor: anchor)
  }

  private init?(_ runs: [StrategyRun], input: InputDescription, unit: String, anchor: String) {
    var colours: [String: Int] = [:]
    var curves: [GapPlot.Curve] = []
    var drawn: [(run: StrategyRun, trace: SolveTrace, colour: Int)] = []
    for run in runs {
      guard let trace = run.trace, trace.events.contains(where: { $0.seconds != nil }) else {
        continue
      }
      let colour = colours[run.strategy] ?? colours.count % 6
      let isNamed = colours[run.strategy] == nil
      if isNamed { colours[run.strategy] = colours.count % 6 }
      drawn.append((run, trace, colour))
      guard curves.count < TraceContent.mostCurves else { continue }
      curves.append(
        GapPlot.Curve(
          strategy: run.strategy, colour: colour, events: trace.events, isNamed: isNamed))
    }
    guard let wide = GapPlot(curves, unit: unit, size: .wide),
      let compact = GapPlot(curves, unit: unit, size: .compact)
    else { return nil }
    let title = "What the runs on \(input.name) had found and proven at which time"
    let description = drawn.prefix(12).map { TraceContent.sentence(on: $0.run, $0.trace) }
      .joined(separator: " ")
    self.wide = wide.markup(title: title, description: description)
    self.compact = compact.markup(title: title, description: description)
    self.unit = unit
    measure = unit == "nodes" ? "number of nodes" : unit
    traceAnchor = anchor
    hasSeeds = Set(runs.map(\.seed)).count > 1
    self.runs = drawn.map { Row($0.run, $0.trace, colour: $0.colour) }
  }

  /// What a curve shows, in words.
  private static func sentence(on run: StrategyRun, _ trace: SolveTrace) -> String {
    let end = trace.events.last
    var parts: [String] = []
    if let cost = end?.cost {
      parts.append("\(Figures.grouped(cost))\(after(trace.secondsToBest))")
    }
    if let bound = end?.bound {
      parts.append("bound \(Figures.grouped(bound))\(after(trace.secondsToBound))")
    }
    if let proof = trace.secondsToProof {
      parts.append("proven optimal\(after(proof))")
    } else if let gap = end?.gap {
      parts.append("gap \(Figures.percent(gap))")
    }
    return "\(run.strategy): \(parts.isEmpty ? "nothing" : parts.joined(separator: ", "))."
  }

  private static func after(_ seconds: Double?) -> String {
    seconds.map { " after \(Figures.duration($0))" } ?? ""
  }
}

extension TraceContent.Row {
  fileprivate init(_ run: StrategyRun, _ trace: SolveTrace, colour: Int) {
    let end = trace.events.last
    func number(_ value: Int64?) -> String { value.map { Figures.grouped($0) } ?? "–" }
    func time(_ seconds: Double?) -> String { seconds.map(Figures.duration) ?? "–" }
    func raw(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "" }
    style = "r\(colour)"
    strategy = run.strategy
    seed = "\(run.seed)"
    cost = number(end?.cost)
    costValue = raw(end?.cost)
    best = time(trace.secondsToBest)
    bestValue = raw(trace.secondsToBest)
    bound = number(end?.bound)
    boundValue = raw(end?.bound)
    proven = time(trace.secondsToBound)
    provenValue = raw(trace.secondsToBound)
    gap = end?.gap.map(Figures.percent) ?? "–"
    gapValue = raw(end?.gap)
    proof = time(trace.secondsToProof)
    proofValue = raw(trace.secondsToProof)
  }
}
