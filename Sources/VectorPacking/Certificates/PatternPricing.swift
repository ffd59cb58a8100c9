// SPDX-License-Identifier: Apache-2.0

/// The question whether some pattern of a bin type is worth more than a limit.
///
/// A pattern is worth the sum of what its items are worth, plus what its rows add or take. Only
/// shapes that can make a pattern worth more are candidates.
struct PatternPricing: Sendable {
  /// A shape that patterns are made of.
  struct Candidate: Sendable {
    var shape: Int
    /// The most items of it in one bin, at least one.
    var most: Int
    /// What one item is worth.
    var worth: Int128
    /// What one item needs, one value per resource.
    var demand: [Int64]
  }

  /// A rule whose share in a pattern is not a sum over its items.
  struct Row: Sendable {
    /// What the row counts.
    enum Kind: Sendable {
      /// Counts one if there are so many of each candidate.
      case atLeast([(candidate: Int, count: Int64)])
      /// Counts the rounded-down sum of the items' numerators over the denominator.
      case roundedDown([(candidate: Int, numerator: Int64)], denominator: Int64)
    }

    var kind: Kind
    /// What a pattern is worth more for each that the row counts.
    var price: Int128

    /// The candidates on which the row depends.
    var candidates: [Int] {
      switch kind {
      case .atLeast(let needed): needed.map { $0.candidate }
      case .roundedDown(let terms, _): terms.map { $0.candidate }
      }
    }
  }

  /// What the bin still takes, one value per resource.
  var free: [Int64]
  /// The size of one device, one value per resource.
  var units: [Int64?]
  var candidates: [Candidate]
  var rows: [Row]
  /// For each candidate the candidates that may not share a bin with it.
  var conflicts: [[Int]]
  /// What every pattern is worth before any item.
  var constant: Int128
  /// What a pattern may be worth at most.
  var limit: Int128

  /// Whether what fits is decided by sums alone, and so is what it is worth.
  var isPlainKnapsack: Bool {
    rows.isEmpty && conflicts.allSatisfy { $0.isEmpty } && constant <= limit
      && candidates.allSatisfy { candidate in
        units.indices.allSatisfy { units[$0] == nil || candidate.demand[$0] == 0 }
      }
  }
}

extension PatternPricing {
  /// What a check of the patterns ends with.
  enum Answer: Sendable, Hashable {
    /// No pattern is worth more than the limit.
    case none
    /// This pattern is, by so much.
    case above(contents: [ShapeCount], excess: Int128)
    /// The steps did not suffice to find out.
    case undecided
  }

  /// Searches all patterns, unless a plain argument shows that none exceeds the limit.
  func answer(within budget: inout StepBudget) -> Answer {
    if candidates.isEmpty { return .none }
    let largest = largestMagnitude
    if constant <= limit, rows.allSatisfy({ $0.price <= 0 }) {
      let all = candidates.reduce(constant) { $0 + max(0, $1.worth) * Int128($1.most) }
      if all <= limit { return .none }
      guard budget.spend(candidates.count) else { return .undecided }
      if ResourceCeiling(self).keepsLimit || WorthTable.keepsLimit(self, within: &budget)
        || DeviceCeiling.keepsLimit(self, within: &budget)
      {
        return .none
      }
    }
    if largest < 1 << 59 {
      return PatternSearch<Int64>.answer(to: self, magnitude: largest, within: &budget)
    }
    return PatternSearch<Int128>.answer(to: self, magnitude: largest, within: &budget)
  }

  /// More than any figure that comes up when patterns are valued.
  ///
  /// All terms are at most 2^63 · 2^31 each, and there are less than 2^31, so it fits.
  private var largestMagnitude: Int128 {
    var sum = max(limit, -limit) + max(constant, -constant)
    for candidate in candidates {
      sum += max(candidate.worth, -candidate.worth) * Int128(candidate.most)
    }
    for row in rows {
      var most: Int128 = 1
      if case .roundedDown(let terms, let denominator) = row.kind {
        most =
          terms.reduce(0) { sum, term in
            sum + Int128(term.numerator) * Int128(candidates[term.candidate].most)
          } / Int128(denominator)
      }
      sum += max(row.price, -row.price) * max(1, most)
    }
    return sum + 1
  }

  /// The same question with every resource counted in the largest unit that loses nothing.
  func reduced() -> PatternPricing {
    var result = self
    for resource in free.indices where units[resource] == nil {
      let divisor = candidates.reduce(Int64(0)) {
        greatestCommonDivisor($0, $1.demand[resource])
      }
      guard divisor > 1 else { continue }
      result.free[resource] /= divisor
      for index in candidates.indices { result.candidates[index].demand[resource] /= divisor }
    }
    return result
  }

  /// The same question with the candidates in another order.
  func reordered(_ order: [Int]) -> PatternPricing {
    var position = Array(repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { position[old] = new }
    var result = self
    result.candidates = order.map { candidates[$0] }
    result.conflicts = order.map { conflicts[$0].map { position[$0] }.sorted() }
    for index in rows.indices {
      switch rows[index].kind {
      case .atLeast(let needed):
        result.rows[index].kind = .atLeast(needed.map { (position[$0.candidate], $0.count) })
      case .roundedDown(let terms, let denominator):
        result.rows[index].kind = .roundedDown(
          terms.map { (position[$0.candidate], $0.numerator) }, denominator: denominator)
      }
    }
    return result
  }
}

/// The greatest common divisor of two numbers that are not negative; of 0 and *n* it is *n*.
func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
  var (a, b) = (first, second)
  while b > 0 { (a, b) = (b, a % b) }
  return a
}
