// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// How the strategies did over all inputs, best first.
///
/// The order is fewer inputs left unsolved, then lower mean gap, then fewer nodes, and then that
/// of the report.
struct Standings: Sendable {
  /// One strategy over all inputs.
  struct Entry: Sendable {
    var strategy: String
    /// The gap of each verified run that has one, ascending.
    var gaps: [Double] = []
    /// How many inputs have a verified packing of all placeable items for every seed.
    var solved = 0
    /// How many inputs lack one.
    var unsolved = 0
    /// How many runs left a packing that breaks a rule.
    var invalid = 0
    /// On how many inputs the best result is this strategy's, others' being equal allowed.
    var timesBest = 0
    /// On how many inputs nobody else reaches the best result.
    var timesAloneBest = 0
    /// The nodes over all inputs, the mean over seeds where there are several.
    var nodes = 0.0
    /// The cost over all inputs, the mean over seeds where there are several.
    var cost = 0.0
    /// The time of all runs together.
    var seconds: Double?

    var meanGap: Double? {
      gaps.isEmpty ? nil : gaps.reduce(0, +) / Double(gaps.count)
    }
    var medianGap: Double? {
      guard !gaps.isEmpty else { return nil }
      let middle = gaps.count / 2
      return gaps.count % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2
    }
    var largestGap: Double? { gaps.last }
  }

  let rankings: [Ranking]
  let entries: [Entry]

  init(_ report: ComparisonReport) {
    rankings = report.inputs.map(Ranking.init)
    var positions: [String: Int] = [:]
    var entries: [Entry] = []
    for ranking in rankings {
      for run in ranking.comparison.runs where positions[run.strategy] == nil {
        positions[run.strategy] = entries.count
        entries.append(Entry(strategy: run.strategy))
      }
    }
    for ranking in rankings {
      let runs = Dictionary(grouping: ranking.comparison.runs, by: \.strategy)
      let winners = ranking.winners
      for position in entries.indices {
        entries[position].add(
          runs[entries[position].strategy] ?? [], unplaceable: ranking.unplaceable,
          winners: winners)
      }
    }
    for position in entries.indices { entries[position].gaps.sort() }
    self.entries = entries.indices.sorted { first, second in
      let (a, b) = (entries[first], entries[second])
      return (a.unsolved, a.meanGap ?? .infinity, a.nodes, first)
        < (b.unsolved, b.meanGap ?? .infinity, b.nodes, second)
    }.map { entries[$0] }
  }

  /// Whether any run has a time.
  var hasTimes: Bool { entries.contains { $0.seconds != nil } }

  /// Whether the nodes of some input have prices other than one.
  var hasPrices: Bool { rankings.contains(where: \.hasPrices) }

  /// The largest gap anywhere.
  var largestGap: Double { entries.compactMap(\.largestGap).max() ?? 0 }
}

extension Standings.Entry {
  fileprivate mutating func add(_ runs: [StrategyRun], unplaceable: Int, winners: [String]) {
    let valid = runs.filter { $0.verified && $0.nodes != nil }
    invalid += runs.count { !$0.verified && $0.nodes != nil }
    gaps += valid.compactMap(\.gap)
    for time in runs.compactMap(\.seconds) { seconds = (seconds ?? 0) + time }
    if !runs.isEmpty, valid.count == runs.count, valid.allSatisfy({ $0.unplaced <= unplaceable }) {
      solved += 1
    } else {
      unsolved += 1
    }
    if !valid.isEmpty {
      nodes += Double(valid.reduce(0) { $0 + ($1.nodes ?? 0) }) / Double(valid.count)
      cost += valid.reduce(0) { $0 + Double($1.cost ?? 0) } / Double(valid.count)
    }
    if winners.contains(strategy) {
      timesBest += 1
      if winners.count == 1 { timesAloneBest += 1 }
    }
  }
}
