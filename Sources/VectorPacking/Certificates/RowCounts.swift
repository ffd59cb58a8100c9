// SPDX-License-Identifier: Apache-2.0

/// What the rows of a pricing question count in the pattern at hand, kept up to date.
struct RowCounts<Value: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
  private struct Term {
    var row: Int
    /// The position among the row's terms.
    var term: Int
    /// The numerator, or how many are needed.
    var number: Int64
  }

  private let terms: [[Term]]
  private let denominators: [Int64]
  private let prices: [Value]
  private let isRewarding: Bool
  /// For each row that needs counts, the candidates and counts needed; empty for cuts.
  private let needed: [[(candidate: Int, count: Int64)]]

  private var taken: [Int64]
  /// Of cuts the sum of numerators, of other rows how many needs are met.
  private var sums: [Int64]

  /// What the rows add to the pattern's worth.
  private(set) var value: Value = 0

  init(_ pricing: PatternPricing, scale: Value) {
    var terms = Array(repeating: [Term](), count: pricing.candidates.count)
    var denominators: [Int64] = []
    var needed: [[(candidate: Int, count: Int64)]] = []
    for (row, rule) in pricing.rows.enumerated() {
      switch rule.kind {
      case .atLeast(let counts):
        denominators.append(0)
        needed.append(counts)
        for (index, need) in counts.enumerated() {
          terms[need.candidate].append(Term(row: row, term: index, number: need.count))
        }
      case .roundedDown(let numerators, let denominator):
        denominators.append(denominator)
        needed.append([])
        for (index, part) in numerators.enumerated() {
          terms[part.candidate].append(Term(row: row, term: index, number: part.numerator))
        }
      }
    }
    self.terms = terms
    self.denominators = denominators
    self.needed = needed
    prices = pricing.rows.map { Value(truncatingIfNeeded: $0.price) * scale }
    isRewarding = pricing.rows.contains { $0.price > 0 }
    taken = Array(repeating: 0, count: pricing.candidates.count)
    sums = Array(repeating: 0, count: pricing.rows.count)
  }

  /// The most that rows can still add when only candidates from a position on are taken.
  ///
  /// Rows that take from the worth never take less as a pattern grows.
  func bonus(from start: Int) -> Value {
    guard isRewarding else { return 0 }
    var sum: Value = 0
    for row in prices.indices where prices[row] > 0 && sums[row] < Int64(needed[row].count) {
      let isOpen = needed[row].allSatisfy { need in
        need.candidate >= start || taken[need.candidate] >= need.count
      }
      if isOpen { sum += prices[row] }
    }
    return sum
  }

  /// Takes items of a candidate into the pattern, or out of it.
  mutating func change(_ candidate: Int, by copies: Int) {
    guard !prices.isEmpty else { return }
    let before = taken[candidate]
    let after = before + Int64(copies)
    taken[candidate] = after
    for term in terms[candidate] {
      let row = term.row
      if denominators[row] > 0 {
        let old = sums[row] / denominators[row]
        sums[row] += term.number * Int64(copies)
        value += prices[row] * Value(sums[row] / denominators[row] - old)
      } else {
        let (was, is_) = (before >= term.number, after >= term.number)
        guard was != is_ else { continue }
        let full = Int64(needed[row].count)
        if sums[row] == full { value -= prices[row] }
        sums[row] += is_ ? 1 : -1
        if sums[row] == full { value += prices[row] }
      }
    }
  }
}
