// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// The open bin with the highest score for an item; of equal ones that with the lowest number.
///
/// A score changes only with its bin. So a shape that comes again soon is not scored against all
/// bins once more: it keeps the best bins of last time, ranked, and looks again only at those that
/// changed since then.
struct ScoredFitSelector<Score: BinScore>: BinSelector {
  private let score: Score
  private let plain: Bool
  /// How many bins a shape's ranking holds at first, so that all rankings together take about as
  /// much memory as the items.
  private let rankingSize: Int
  private var rankings: [Ranking]
  /// The groups in the order in which they changed, and the last change of each.
  private var changes: [Int32] = []
  private var lastChange: [Int32] = []

  private struct Candidate: Comparable {
    let value: Int64
    let position: Int32
    let group: Int32
    /// The change that led to this value.
    let change: Int32

    static func < (first: Candidate, second: Candidate) -> Bool {
      first.value != second.value
        ? first.value < second.value : first.position > second.position
    }
  }

  /// What a shape knows of the bins that take it.
  private struct Ranking {
    /// How many changes it has seen; negative before the first look.
    var seen = -1
    var isFilled = false
    var heap: Heap<Candidate> = []
    /// The worst candidate that was kept where some were not; those below it are not known.
    var floor: Candidate?
  }

  init(_ score: Score, bins: OpenBins) {
    let problem = bins.problem
    self.score = score
    plain = !bins.isConstrained
    rankings = Array(repeating: Ranking(), count: problem.shapeCount)
    let repeated = problem.counts.count { $0 > 1 }
    rankingSize = max(64, (2 * problem.itemCount + 1 << 16) / max(1, repeated))
  }

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    let news = changes.count - rankings[shape].seen
    guard rankings[shape].seen >= 0, news <= max(8, bins.groupCount / 4) else {
      rankings[shape] = Ranking(seen: changes.count)
      return scan(shape, in: bins)
    }
    if rankings[shape].isFilled {
      catchUp(shape, in: bins)
    } else {
      fill(shape, in: bins)
    }
    while true {
      while let top = rankings[shape].heap.max {
        if top.change == lastChange[Int(top.group)] { return Int(top.group) }
        rankings[shape].heap.removeMax()
      }
      guard rankings[shape].floor != nil else { return nil }
      fill(shape, in: bins)
    }
  }

  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    (1, 1)
  }

  mutating func didChange(_ group: Int, in bins: OpenBins) {
    let change = Int32(changes.count)
    if group < lastChange.count { lastChange[group] = change } else { lastChange.append(change) }
    changes.append(Int32(group))
  }

  /// Ranks all bins that take a shape and keeps the best.
  private mutating func fill(_ shape: Int, in bins: OpenBins) {
    var candidates = (0..<bins.groupCount).compactMap { candidate($0, for: shape, in: bins) }
    var floor: Candidate?
    if candidates.count > rankingSize {
      candidates.sort(by: >)
      candidates.removeSubrange(rankingSize...)
      floor = candidates.last
    }
    rankings[shape] = Ranking(
      seen: changes.count, isFilled: true, heap: Heap(candidates), floor: floor)
  }

  /// Ranks the bins that changed since a shape's last item.
  private mutating func catchUp(_ shape: Int, in bins: OpenBins) {
    for change in rankings[shape].seen..<changes.count {
      let group = Int(changes[change])
      guard lastChange[group] == Int32(change),
        let candidate = candidate(group, for: shape, in: bins)
      else { continue }
      if let floor = rankings[shape].floor, candidate < floor { continue }
      rankings[shape].heap.insert(candidate)
    }
    rankings[shape].seen = changes.count
    // Candidates out of date stay in the heap until they come up.
    if rankings[shape].heap.count > 2 * rankingSize { fill(shape, in: bins) }
  }

  private func candidate(_ group: Int, for shape: Int, in bins: OpenBins) -> Candidate? {
    let columns = bins.layout.columns
    return bins.layout.demands.withUnsafeBufferPointer { demands in
      bins.withFreeColumns(of: group) { free -> Candidate? in
        guard let base = demands.baseAddress else { return nil }
        let demand = base + shape * columns
        for column in 0..<columns where free[column] < demand[column] { return nil }
        guard plain || bins.room(in: group, for: shape) > 0 else { return nil }
        return Candidate(
          value: score.value(of: shape, in: group, of: bins, free: free, demand: demand),
          position: bins.positions[group], group: Int32(group), change: lastChange[group])
      }
    }
  }

  private func scan(_ shape: Int, in bins: OpenBins) -> Int? {
    let columns = bins.layout.columns
    return bins.layout.demands.withUnsafeBufferPointer { demands -> Int? in
      bins.free.withUnsafeBufferPointer { free -> Int? in
        guard let demands = demands.baseAddress, let free = free.baseAddress else { return nil }
        let demand = demands + shape * columns
        var best: Int?
        var bestValue = Int64.min
        for group in 0..<bins.groupCount {
          let left = free + group * columns
          var fits = true
          for column in 0..<columns where left[column] < demand[column] {
            fits = false
            break
          }
          guard fits, plain || bins.room(in: group, for: shape) > 0 else { continue }
          let value = score.value(of: shape, in: group, of: bins, free: left, demand: demand)
          if value > bestValue
            || (value == bestValue
              && best.map { bins.positions[group] < bins.positions[$0] } ?? true)
          {
            best = group
            bestValue = value
          }
        }
        return best
      }
    }
  }
}
