// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Prices all bin types under one set of duals, each several times: the best pattern, then the
/// best of the items not used yet, and so on, so that the new columns complement each other.
struct Pricing {
  let items: PatternItems
  let searches: [PatternSearch]
  let budget: WorkBudget

  /// More than any pattern is worth.
  private static let mostWorth: Int64 = 1 << 60

  /// What one round of pricing finds.
  struct Round {
    var patterns: [Pattern] = []
    /// For each bin type of the problem, what no pattern of it is worth more than.
    var upperBounds: [Int64]
    /// Whether some search was cut short.
    var isCut = false
  }

  init(_ items: PatternItems, of model: CoverModel, budget: WorkBudget) {
    self.items = items
    self.budget = budget
    searches = model.types.map {
      PatternSearch(PatternKnapsack(items, binType: $0, in: model.problem))
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
    var round = Round(
      upperBounds: Array(repeating: 0, count: duals.model.problem.binTypes.count))
    for search in searches {
      let type = search.knapsack.binType
      if budget.isExpired {
        // Bounds alone take a while where types are many.
        round.upperBounds[type] = Self.mostWorth
        round.isCut = true
        continue
      }
      var price = duals.price(of: type)
      let rows = duals.pricedRows(of: items, binType: type)
      // Rows without items count every bin of the type.
      for row in rows where row.items.isEmpty { price -= row.value }
      // Rows can make a bin worth more than it costs though nothing lies in it.
      if price < 0 { round.patterns.append(Pattern(binType: type, contents: [])) }
      search.prepare(
        profits: duals.profits(profits, of: items, binType: type), available: available,
        rows: rows.filter { !$0.items.isEmpty }, tableEntries: effort.tableEntries)
      let first = search.run(
        above: max(0, price), stepLimit: effort.steps,
        shouldStop: { budget.stop != nil })
      round.upperBounds[type] = first.upperBound + (duals.price(of: type) - price)
      round.isCut = round.isCut || first.isCut
      var last = first
      var left = effort.columnsPerType
      while let best = last.patterns.last {
        for copies in last.patterns.suffix(2).reversed() {
          round.patterns.append(Pattern(copies, of: items, binType: type))
        }
        left -= 1
        if left <= 0 { break }
        search.ban(best)
        last = search.run(above: max(0, price), stepLimit: effort.followUpSteps)
      }
    }
    return round
  }
}

/// How much work pricing may take.
struct PricingEffort: Sendable {
  /// About how many entries a table of completion bounds may have.
  var tableEntries: Int
  /// The most steps of a search.
  var steps: Int
  /// The most steps of a search for a further column.
  var followUpSteps: Int
  /// How many columns of each type to look for.
  var columnsPerType: Int

  /// For columns: much, quickly.
  static let quick = PricingEffort(
    tableEntries: 150_000, steps: 20_000, followUpSteps: 20_000, columnsPerType: 12)
  /// For proofs: until all is looked at.
  static let thorough = PricingEffort(
    tableEntries: 1_500_000, steps: .max, followUpSteps: 20_000, columnsPerType: 12)
}
