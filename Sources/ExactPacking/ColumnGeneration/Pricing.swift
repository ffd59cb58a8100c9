// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Prices all bin types under one set of duals.
struct Pricing {
  let items: PatternItems
  let types: [TypePricing]
  let budget: WorkBudget

  /// More than any pattern is worth.
  private static let mostWorth: Int64 = 1 << 60

  /// What one round of pricing finds.
  struct Round {
    var patterns: [Pattern] = []
    /// The best pattern of each bin type that has one.
    var best: [Pattern] = []
    /// For each bin type of the problem, what no pattern of it is worth more than.
    var upperBounds: [Int64]
    /// What the upper bounds would be had no search been cut short.
    var expected: [Int64]
    /// Whether some search was cut short.
    var isCut = false
  }

  init(
    _ items: PatternItems, of model: CoverModel, in environment: GLPKEnvironment, budget: WorkBudget
  ) throws(SessionError) {
    self.items = items
    self.budget = budget
    types = try model.types.map { type throws(SessionError) in
      try TypePricing(PatternKnapsack(items, binType: type, in: model.problem), in: environment)
    }
  }

  /// Looks for patterns worth more than their price.
  ///
  /// - Parameters:
  ///   - duals: The multipliers.
  ///   - effort: How much work one search may take.
  ///   - available: The most copies of each item, where fewer than usual.
  /// - Returns: The patterns, and what none is worth more than.
  func round(
    _ duals: IntegerDuals, effort: PricingEffort, available: [Int]? = nil
  ) -> Round {
    let profits = duals.profits(of: items)
    let none = Array(repeating: Int64(0), count: duals.model.problem.binTypes.count)
    var round = Round(upperBounds: none, expected: none)
    var prices: [Int64] = []
    var searches: [@Sendable () -> TypePricing.Found] = []
    for pricing in types {
      let type = pricing.knapsack.binType
      var price = duals.price(of: type)
      let rows = duals.pricedRows(of: items, binType: type)
      // Rows without items count every bin of the type.
      for row in rows where row.items.isEmpty { price -= row.value }
      prices.append(price)
      let request = TypePricing.Request(
        profits: duals.profits(profits, of: items, binType: type), available: available,
        rows: rows.filter { !$0.items.isEmpty }, threshold: max(0, price))
      searches.append(pricing.search(request, effort: effort, shouldStop: budget.signal))
    }
    let isExpired = budget.expirySignal
    let found = WorkerThreads.map(searches, threads: budget.threads) { search in
      // Bounds alone take a while where types are many.
      isExpired()
        ? TypePricing.Found(upperBound: Self.mostWorth, value: Self.mostWorth, isCut: true)
        : search()
    }
    for (index, found) in found.enumerated() {
      let type = types[index].knapsack.binType
      // Rows can make a bin worth more than it costs though nothing lies in it.
      if prices[index] < 0 { round.patterns.append(Pattern(binType: type, contents: [])) }
      round.upperBounds[type] = min(
        Self.mostWorth, found.upperBound + (duals.price(of: type) - prices[index]))
      round.expected[type] = min(
        Self.mostWorth, found.value + (duals.price(of: type) - prices[index]))
      round.isCut = round.isCut || found.isCut
      let patterns = found.patterns.map { Pattern($0, of: items, binType: type) }
      if let first = patterns.first { round.best.append(first) }
      round.patterns += patterns
    }
    return round
  }
}
