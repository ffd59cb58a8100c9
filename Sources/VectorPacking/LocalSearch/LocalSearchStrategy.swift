// SPDX-License-Identifier: Apache-2.0

/// Improves the best greedy packing by emptying one bin after the other.
///
/// Each attempt takes a bin away and lays its items into the others, by insertions, by swaps that
/// throw one or two lighter items out, and by random exchanges between bins; an attempt that
/// succeeds saves the bin's cost. Bins are also exchanged for cheaper types that hold the same.
///
/// Under spread rules each domain keeps as many items of each shape as the greedy packing gave it;
/// the search moves them between bins of one domain only.
public struct LocalSearchStrategy: PackingStrategy {
  /// How many items it moves one by one; a larger problem keeps its greedy packing.
  public static let mostItems = 200_000

  /// Creates the strategy.
  public init() {}

  /// `local-search`.
  public var name: String { "local-search" }

  /// What it does, in one line.
  public var summary: String {
    "the best greedy packing, then empties bins by ejections and swaps until time is up"
  }

  /// Improvement.
  public var family: StrategyFamily { .improvement }

  /// Packs a problem, and improves until the bound is met, the deadline or the round limit is
  /// reached, or, where there is neither, many attempts in a row have failed.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    if problem.hasLinkingRules {
      return SpreadImprovement(problem, in: context).run { solve($0, in: $1) }
    }
    let start = GreedyPortfolio().solve(problem, in: context)
    guard let packing = start.packing, start.stop == .completed else { return start }
    let (bound, proofs) = CombinatorialBound.proven(for: problem, deadline: context.deadline)
    guard problem.itemCount <= Self.mostItems else {
      return SolveOutcome(packing: packing, bound: bound, proofs: proofs)
    }
    var improvement = Improvement(
      from: packing, bound: bound, problem: problem, context: context)
    report(packing, bound, of: problem, in: context)
    let stop = improvement.run { report($0, bound, of: problem, in: context) }
    return SolveOutcome(packing: improvement.best, bound: bound, stop: stop, proofs: proofs)
  }

  private func report(
    _ packing: Packing, _ bound: LowerBound, of problem: PackingProblem, in context: SolveContext
  ) {
    let isComplete = packing.placesAllPlaceable(of: problem)
    context.progress(
      SolveProgress(
        phase: name, incumbentCost: isComplete ? packing.cost : nil,
        incumbentBins: isComplete ? packing.binCount : nil, boundCost: bound.cost))
  }
}

extension StrategyRegistry {
  /// The strategies of this module that go on improving until time is up.
  public static let improving = StrategyRegistry([LocalSearchStrategy()])
}
