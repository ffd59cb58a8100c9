// SPDX-License-Identifier: Apache-2.0

/// Prices one bin type several times: the best patterns, then the best of the items not used
/// yet, and so on, so that the new columns complement each other.
struct TypePricing {
  let knapsack: PatternKnapsack
  private let depthFirst: PatternSearch
  private let labels: LabelSearch

  /// How often labels are grown in a round.
  private static let mostSearches = 12

  /// What patterns are worth, and what is looked for.
  struct Request {
    /// What one copy of each item of the `PatternItems` is worth.
    var profits: [Int64]
    /// The most copies of each, where fewer than usual.
    var available: [Int]?
    /// Rules that look at whole patterns.
    var rows: [PricedRow]
    /// Patterns worth no more do not count.
    var threshold: Int64
  }

  /// What is found.
  struct Found {
    /// No pattern is worth more, or more than the threshold where that is higher.
    var upperBound: Int64
    /// Whether the search was cut short.
    var isCut: Bool
    /// Patterns worth more than the threshold, the best first: copies by item.
    var patterns: [[(item: Int, count: Int)]] = []
  }

  /// - Throws: What the solver says where it cannot go on.
  init(_ knapsack: PatternKnapsack, in environment: GLPKEnvironment) throws(SessionError) {
    self.knapsack = knapsack
    let relaxation =
      knapsack.resources > 1 ? try KnapsackRelaxation(knapsack, in: environment) : nil
    depthFirst = PatternSearch(knapsack, relaxation: relaxation)
    labels = LabelSearch(knapsack, relaxation: relaxation)
  }

  /// Looks for patterns: by labels where the effort says so and nothing but amounts matters,
  /// else depth-first.
  func search(_ request: Request, effort: PricingEffort, budget: WorkBudget) -> Found {
    effort.width > 0 && request.rows.isEmpty && !knapsack.hasRules
      ? byLabels(request, effort, budget) : byDepth(request, effort, budget)
  }

  private func byLabels(_ request: Request, _ effort: PricingEffort, _ budget: WorkBudget) -> Found
  {
    labels.prepare(
      profits: request.profits, available: request.available, tableEntries: effort.tableEntries,
      isQuick: effort.isQuick)
    var last = labels.run(
      above: request.threshold, width: effort.width, shouldStop: { budget.stop != nil })
    var found = Found(upperBound: last.upperBound, isCut: last.isCut)
    for _ in 0..<Self.mostSearches {
      found.patterns += last.complementary(effort.columns - found.patterns.count)
      guard found.patterns.count < effort.columns, let best = last.patterns.first else { break }
      labels.ban(best.copies)
      last = labels.run(above: request.threshold, width: effort.width)
    }
    return found
  }

  private func byDepth(_ request: Request, _ effort: PricingEffort, _ budget: WorkBudget) -> Found {
    depthFirst.prepare(
      profits: request.profits, available: request.available, rows: request.rows,
      tableEntries: effort.tableEntries)
    var last = depthFirst.run(
      above: request.threshold, stepLimit: effort.steps, shouldStop: { budget.stop != nil })
    var found = Found(upperBound: last.upperBound, isCut: last.isCut)
    var left = effort.searches
    while let best = last.patterns.last {
      found.patterns += last.patterns.suffix(2).reversed()
      left -= 1
      if left <= 0 { break }
      depthFirst.ban(best)
      last = depthFirst.run(above: request.threshold, stepLimit: effort.followUpSteps)
    }
    return found
  }
}
