// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Prices one bin type: by labels where the effort says so, else depth-first.
struct TypePricing {
  let knapsack: PatternKnapsack
  private let relaxation: KnapsackRelaxation?
  private let searches: TypeSearches

  /// What patterns are worth, and what is looked for.
  struct Request: Sendable {
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
  struct Found: Sendable {
    /// No pattern is worth more, or more than the threshold where that is higher.
    var upperBound: Int64
    /// The value of the best pattern found, or the threshold.
    var value: Int64
    /// Whether the search was cut short.
    var isCut: Bool
    /// Patterns worth more than the threshold, the best first: copies by item.
    var patterns: [[(item: Int, count: Int)]] = []
  }

  /// - Throws: What the solver says where it cannot go on.
  init(_ knapsack: PatternKnapsack, in environment: GLPKEnvironment) throws(SessionError) {
    self.knapsack = knapsack
    relaxation =
      knapsack.resources > 1 ? try KnapsackRelaxation(knapsack, in: environment) : nil
    searches = TypeSearches(knapsack)
  }

  /// Prepares a search, which any thread can do.
  ///
  /// - Parameters:
  ///   - request: What is looked for.
  ///   - effort: How much work it may take.
  ///   - shouldStop: Asked now and then; true ends the search early.
  /// - Returns: The search.
  func search(
    _ request: Request, effort: PricingEffort, shouldStop: @escaping @Sendable () -> Bool
  ) -> @Sendable () -> Found {
    let weights = relaxation?.weights(profits: request.profits, available: request.available)
    let searches = searches
    return { searches.find(request, weights: weights, effort: effort, shouldStop: shouldStop) }
  }
}

/// The searches of one bin type with all their memory, each used by one thread at a time.
private final class TypeSearches: Sendable {
  private let labels: Mutex<LabelSearch>
  private let depthFirst: Mutex<DepthFirst>

  /// A depth-first search, and whether it is worth trying before labels.
  private struct DepthFirst {
    let search: PatternSearch
    /// How many steps the next trial may take.
    var steps = 100_000
    /// How many labels come first from now on.
    var wait = 0
  }

  /// The most steps of a trial.
  private static let mostSteps = 4_000_000
  /// How many labels there are at least for each step of trials in vain.
  private static let labelsPerStep = 4

  /// How often labels are grown in a round.
  private static let mostSearches = 12

  init(_ knapsack: PatternKnapsack) {
    labels = Mutex(LabelSearch(knapsack))
    depthFirst = Mutex(DepthFirst(search: PatternSearch(knapsack)))
  }

  /// Searches several times: the best patterns, then the best of the items not used yet, and so
  /// on, so that the new columns complement each other.
  func find(
    _ request: TypePricing.Request, weights: [Double]?, effort: PricingEffort,
    shouldStop: @escaping @Sendable () -> Bool
  ) -> TypePricing.Found {
    if effort.width > 0, request.rows.allSatisfy(\.looksAtPresence) {
      if let found = complete(request, weights, effort, shouldStop) { return found }
      let (found, work) = labels.withLock { search in
        search.prepare(
          profits: request.profits, weights: weights, available: request.available,
          rows: request.rows, tableEntries: effort.tableEntries, isQuick: effort.isQuick)
        return (Self.grow(search, request.threshold, effort, shouldStop), search.work)
      }
      depthFirst.withLock { $0.wait -= work }
      return found
    }
    return depthFirst.withLock { depth in
      depth.search.prepare(
        profits: request.profits, weights: weights, available: request.available,
        rows: request.rows, tableEntries: effort.tableEntries)
      return Self.descend(depth.search, request.threshold, effort, shouldStop)
    }
  }

  /// Looks at all patterns, where that takes few steps: no more than a part of those that labels
  /// took since this was last tried in vain.
  private func complete(
    _ request: TypePricing.Request, _ weights: [Double]?, _ effort: PricingEffort,
    _ shouldStop: @escaping @Sendable () -> Bool
  ) -> TypePricing.Found? {
    depthFirst.withLock { depth in
      guard depth.wait <= 0 else { return nil }
      depth.search.prepare(
        profits: request.profits, weights: weights, available: request.available,
        rows: request.rows, tableEntries: effort.tableEntries)
      var effort = effort
      effort.steps = depth.steps
      let found = Self.descend(depth.search, request.threshold, effort, shouldStop)
      guard found.isCut else { return found }
      depth.steps = min(Self.mostSteps, Self.labelsPerStep * depth.steps)
      depth.wait = Self.labelsPerStep * depth.steps
      return nil
    }
  }

  private static func grow(
    _ search: LabelSearch, _ threshold: Int64, _ effort: PricingEffort,
    _ shouldStop: () -> Bool
  ) -> TypePricing.Found {
    var last = search.run(above: threshold, width: effort.width, shouldStop: shouldStop)
    var found = TypePricing.Found(
      upperBound: last.upperBound, value: last.patterns.first?.value ?? threshold,
      isCut: last.isCut)
    for _ in 0..<(effort.width > 1_000 ? 2 : mostSearches) {
      found.patterns += last.complementary(effort.columns - found.patterns.count)
      guard found.patterns.count < effort.columns, let best = last.patterns.first else { break }
      search.ban(best.copies)
      last = search.run(above: threshold, width: effort.width)
    }
    return found
  }

  private static func descend(
    _ search: PatternSearch, _ threshold: Int64, _ effort: PricingEffort,
    _ shouldStop: @escaping @Sendable () -> Bool
  ) -> TypePricing.Found {
    var last = search.run(above: threshold, stepLimit: effort.steps, shouldStop: shouldStop)
    var found = TypePricing.Found(
      upperBound: last.upperBound, value: last.best ?? threshold, isCut: last.isCut)
    var left = effort.searches
    while let best = last.patterns.last {
      found.patterns += last.patterns.suffix(2).reversed()
      left -= 1
      if left <= 0 { break }
      search.ban(best)
      last = search.run(above: threshold, stepLimit: effort.followUpSteps)
    }
    return found
  }
}
