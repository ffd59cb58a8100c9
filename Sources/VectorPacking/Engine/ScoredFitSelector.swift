// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// The open bin with the highest score for an item; of equal ones that with the lowest number.
///
/// The first item of a run of identical items scans all open bins. From the second on the bins
/// lie in a heap by their score for that shape, and only the bin that changed is scored again.
struct ScoredFitSelector<Score: BinScore>: BinSelector {
  private let score: Score
  private var lastShape = -1
  private var heap: Heap<Candidate> = []
  private var heapShape = -1
  /// How often each group changed, to tell candidates that are out of date.
  private var versions: [Int32] = []

  private struct Candidate: Comparable {
    let value: Int64
    let position: Int32
    let group: Int32
    let version: Int32

    static func < (first: Candidate, second: Candidate) -> Bool {
      first.value != second.value
        ? first.value < second.value : first.position > second.position
    }
  }

  init(_ score: Score) {
    self.score = score
  }

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    defer { lastShape = shape }
    guard shape == lastShape else {
      heapShape = -1
      return scan(shape, in: bins)
    }
    if heapShape != shape { fillHeap(shape, in: bins) }
    while let top = heap.max {
      if top.version == versions[Int(top.group)] { return Int(top.group) }
      heap.removeMax()
    }
    return nil
  }

  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    (1, 1)
  }

  mutating func didChange(_ group: Int, in bins: OpenBins) {
    if group < versions.count { versions[group] += 1 } else { versions.append(0) }
    if heapShape >= 0, let candidate = candidate(group, for: heapShape, in: bins) {
      heap.insert(candidate)
    }
  }

  private mutating func fillHeap(_ shape: Int, in bins: OpenBins) {
    heapShape = shape
    heap = Heap((0..<bins.groupCount).compactMap { candidate($0, for: shape, in: bins) })
  }

  private func candidate(_ group: Int, for shape: Int, in bins: OpenBins) -> Candidate? {
    let columns = bins.layout.columns
    guard bins.room(in: group, for: shape) > 0 else { return nil }
    let value = bins.layout.demands.withUnsafeBufferPointer { demands in
      bins.free.withUnsafeBufferPointer { free -> Int64 in
        guard let demand = demands.baseAddress, let left = free.baseAddress else { return 0 }
        return score.value(
          of: shape, in: group, of: bins, free: left + group * columns,
          demand: demand + shape * columns)
      }
    }
    return Candidate(
      value: value, position: bins.positions[group], group: Int32(group),
      version: versions[group])
  }

  private func scan(_ shape: Int, in bins: OpenBins) -> Int? {
    let columns = bins.layout.columns
    let plain = !bins.problem.hasBinRules && bins.problem.compatibilityOfShape.isEmpty
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
