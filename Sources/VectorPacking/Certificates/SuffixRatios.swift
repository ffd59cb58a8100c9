// SPDX-License-Identifier: Apache-2.0

/// For each resource and each position, the most that an item from there on is worth for what it
/// takes of the resource, as a fraction.
///
/// What is free, times that, bounds what later candidates can add: exact where tables, whose
/// capacities are scaled down, are not.
struct SuffixRatios<Value: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
  private struct Ratio {
    var worth: Int128
    /// 0 where an item is worth something and takes nothing.
    var demand: Int128
  }

  private let width: Int
  /// By resource, then by position; one more position than candidates.
  private let ratios: [Ratio]
  private let isUsable: Bool

  /// - Complexity: O(candidates × resources).
  init(_ pricing: PatternPricing, worth: [Value]) {
    let count = pricing.candidates.count
    width = count + 1
    let largest = worth.reduce(Value(0)) { max($0, $1) }
    isUsable = Int128(largest) < 1 << 62
    guard isUsable else {
      ratios = []
      return
    }
    var ratios = Array(
      repeating: Ratio(worth: 0, demand: 1), count: pricing.free.count * (count + 1))
    for resource in pricing.free.indices {
      var best = Ratio(worth: 0, demand: 1)
      for position in pricing.candidates.indices.reversed() {
        let own = Ratio(
          worth: Int128(worth[position]),
          demand: Int128(pricing.candidates[position].demand[resource]))
        if own.worth > 0, own.worth * best.demand > best.worth * own.demand { best = own }
        ratios[resource * (count + 1) + position] = best
      }
    }
    self.ratios = ratios
  }

  /// The first position from `start` on from which candidates add no more than a value, or `end`
  /// if there is none before it.
  ///
  /// - Complexity: O(resources × log candidates).
  func end(from start: Int, to end: Int, adding least: Value, in remaining: [Int64]) -> Int {
    guard isUsable else { return end }
    var end = end
    for resource in remaining.indices where end > start {
      if isAbove(least, resource, end - 1, remaining) { continue }
      var (low, high) = (start, end - 1)
      while low < high {
        let middle = (low + high) / 2
        if isAbove(least, resource, middle, remaining) { low = middle + 1 } else { high = middle }
      }
      end = low
    }
    return end
  }

  private func isAbove(
    _ least: Value, _ resource: Int, _ position: Int, _ remaining: [Int64]
  ) -> Bool {
    let ratio = ratios[resource * width + position]
    if ratio.demand == 0 { return true }
    let (limit, overflow) = (Int128(least) + 1).multipliedReportingOverflow(by: ratio.demand)
    return !overflow && ratio.worth * Int128(remaining[resource]) >= limit
  }
}
