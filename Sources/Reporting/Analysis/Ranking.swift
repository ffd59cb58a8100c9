// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// The runs on one input, best first.
///
/// Verified packings come first, then packings that break a rule, then runs without a packing.
/// Among packings the order is fewer items unplaced, then lower cost, then fewer nodes, and then
/// that of the report; time plays no part, so the order is the same on every machine.
struct Ranking: Sendable {
  /// A run and its place.
  struct Entry: Sendable {
    /// The place; equally good packings share one, and only verified packings have one.
    var rank: Int?
    var run: StrategyRun
  }

  let comparison: InputComparison
  let entries: [Entry]

  init(_ comparison: InputComparison) {
    self.comparison = comparison
    let preferred = comparison.best?.strategy
    let order = comparison.runs.indices.sorted { first, second in
      let (a, b) = (comparison.runs[first], comparison.runs[second])
      let (left, right) = (Merit(a), Merit(b))
      if left != right { return left < right }
      if (a.strategy == preferred) != (b.strategy == preferred) { return a.strategy == preferred }
      return first < second
    }
    var entries: [Entry] = []
    for (place, index) in order.enumerated() {
      let run = comparison.runs[index]
      guard run.verified, run.nodes != nil else {
        entries.append(Entry(rank: nil, run: run))
        continue
      }
      let ties = entries.last.map { Merit($0.run) == Merit(run) } ?? false
      entries.append(Entry(rank: ties ? entries.last?.rank : place + 1, run: run))
    }
    self.entries = entries
  }

  /// The best verified run.
  var best: StrategyRun? { entries.first.flatMap { $0.rank == nil ? nil : $0.run } }

  /// The names of the strategies that reach the best result, each once, in order.
  var winners: [String] {
    var names: [String] = []
    for entry in entries where entry.rank == 1 && !names.contains(entry.run.strategy) {
      names.append(entry.run.strategy)
    }
    return names
  }

  /// How many items fit on no node at all.
  var unplaceable: Int { comparison.unplaceable.reduce(0) { $0 + $1.count } }

  /// How many items the best run leaves out though some node could take them.
  var leftOut: Int { max(0, (best?.unplaced ?? 0) - unplaceable) }

  /// Whether the best run is proven to be the best there is.
  var isProven: Bool {
    guard let best, leftOut == 0, best.nodes ?? 0 > 0 || best.unplaced == 0 else { return false }
    return best.status == "optimal" || best.cost == comparison.lowerBound.cost
  }

  /// Whether the nodes have prices other than one.
  var hasPrices: Bool {
    comparison.lowerBound.cost != Int64(comparison.lowerBound.nodes)
      || comparison.runs.contains { run in
        run.cost != nil && run.cost != run.nodes.map(Int64.init)
      }
  }

  /// Whether runs differ by seed.
  var hasSeeds: Bool { Set(comparison.runs.map(\.seed)).count > 1 }

  /// Whether any run has a time.
  var hasTimes: Bool { comparison.runs.contains { $0.seconds != nil } }
}

/// What decides between two runs, smaller is better.
private struct Merit: Comparable {
  let group: Int
  let unplaced: Int
  let cost: Int64
  let nodes: Int

  init(_ run: StrategyRun) {
    group = run.nodes == nil ? 2 : run.verified ? 0 : 1
    unplaced = run.unplaced
    cost = run.cost ?? .max
    nodes = run.nodes ?? .max
  }

  static func < (left: Merit, right: Merit) -> Bool {
    (left.group, left.unplaced, left.cost, left.nodes)
      < (right.group, right.unplaced, right.cost, right.nodes)
  }
}
