// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Prices all bin types under one set of duals, each several times: the best pattern, then the
/// best of the items not used yet, and so on, so that the new columns complement each other.
struct Pricing {
  let items: PatternItems
  let searches: [PatternSearch]
  let labels: [LabelSearch]
  let budget: WorkBudget

  /// How often the labels of one bin type are grown in a round.
  private static let mostSearches = 12

  /// What one round of pricing finds.
  struct Round {
    var patterns: [Pattern] = []
    /// The best pattern of each bin type that has one.
    var best: [Pattern] = []
    /// For each bin type of the problem, what no pattern of it is worth more than.
    var upperBounds: [Int64]
    /// Whether some search was cut short.
    var isCut = false
  }

  init(
    _ items: PatternItems, of model: CoverModel, memory: Int, budget: WorkBudget
  ) throws(SessionError) {
    self.items = items
    self.budget = budget
    let knapsacks = model.types.map { PatternKnapsack(items, binType: $0, in: model.problem) }
    let relaxations = try knapsacks.map { knapsack throws(SessionError) in
      knapsack.resources > 1 ? try KnapsackRelaxation(knapsack, memory: memory) : nil
    }
    searches = zip(knapsacks, relaxations).map { PatternSearch($0, relaxation: $1) }
    labels = zip(knapsacks, relaxations).map { LabelSearch($0, relaxation: $1) }
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
    for (index, search) in searches.enumerated() {
      let type = search.knapsack.binType
      var price = duals.price(of: type)
      let rows = duals.pricedRows(of: items, binType: type)
      // Rows without items count every bin of the type.
      for row in rows where row.items.isEmpty { price -= row.value }
      if effort.width > 0, rows.isEmpty, !search.knapsack.hasRules {
        let labels = labels[index]
        labels.prepare(
          profits: profits, available: available, tableEntries: effort.tableEntries,
          isQuick: effort.isQuick)
        let result = labels.run(
          above: max(0, price), width: effort.width, shouldStop: { budget.stop != nil })
        round.upperBounds[type] = result.upperBound + (duals.price(of: type) - price)
        round.isCut = round.isCut || result.isCut
        if let first = result.patterns.first {
          round.best.append(Pattern(first.copies, of: items, binType: type))
        }
        var last = result
        var left = effort.columnsPerType
        for _ in 0..<Self.mostSearches {
          for copies in last.complementary(left) {
            round.patterns.append(Pattern(copies, of: items, binType: type))
            left -= 1
          }
          guard left > 0, let first = last.patterns.first else { break }
          labels.ban(first.copies)
          last = labels.run(above: max(0, price), width: effort.width)
        }
        continue
      }
      search.prepare(
        profits: profits, available: available, rows: rows.filter { !$0.items.isEmpty },
        tableEntries: effort.tableEntries)
      let first = search.run(
        above: max(0, price), stepLimit: effort.steps,
        shouldStop: { budget.stop != nil })
      round.upperBounds[type] = first.upperBound + (duals.price(of: type) - price)
      round.isCut = round.isCut || first.isCut
      if let best = first.patterns.last {
        round.best.append(Pattern(best, of: items, binType: type))
      }
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
  /// How many labels of a layer go on; 0 searches depth-first.
  var width = 0
  /// Whether tables are left out where a bin holds many items.
  var isQuick = false

  /// For columns: much, quickly.
  static let quick = PricingEffort(
    tableEntries: 150_000, steps: 20_000, followUpSteps: 20_000, columnsPerType: 30,
    width: 100, isQuick: true)
  /// Where that finds nothing.
  static let wider = PricingEffort(
    tableEntries: 150_000, steps: 20_000, followUpSteps: 20_000, columnsPerType: 30, width: 900,
    isQuick: true)
  /// Where quick pricing finds nothing.
  static let broad = PricingEffort(
    tableEntries: 400_000, steps: 200_000, followUpSteps: 20_000, columnsPerType: 30, width: 4_500)
  /// For proofs: until all is looked at, if that is not far too much.
  static let thorough = PricingEffort(
    tableEntries: 1_500_000, steps: 2_000_000, followUpSteps: 20_000, columnsPerType: 30)
  /// For proofs: until all is looked at.
  static let complete = PricingEffort(
    tableEntries: 1_500_000, steps: .max, followUpSteps: 20_000, columnsPerType: 30)
}
