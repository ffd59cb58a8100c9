// SPDX-License-Identifier: Apache-2.0

/// Improves a packing under spread rules by a search that knows nothing of them.
///
/// How many items each domain has stays what the best greedy packing gives it, and the search works
/// within that: items change their bins, but not their domains.
struct SpreadImprovement {
  private let problem: PackingProblem
  private let context: SolveContext

  init(_ problem: PackingProblem, in context: SolveContext) {
    self.problem = problem
    self.context = context
  }

  /// Packs greedily and lets the search improve the packing.
  ///
  /// - Parameter search: A search for problems without linking rules.
  /// - Returns: The better of the two packings, with the combinatorial bound and proofs of it.
  func run(_ search: (PackingProblem, SolveContext) -> SolveOutcome) -> SolveOutcome {
    let start = GreedyPortfolio().solve(problem, in: context)
    guard let packing = start.packing, start.stop == .completed else { return start }
    let (bound, proofs) = CombinatorialBound.proven(for: problem, deadline: context.deadline)
    if packing.cost <= bound.cost, packing.binCount <= bound.bins, !leavesOut(packing) {
      return SolveOutcome(packing: packing, bound: bound, proofs: proofs)
    }
    let classes = SpreadClasses(problem)
    let divided = ApportionedProblem(classes, quotas: classes.counts(in: packing))
    let found = search(divided.problem, listening(to: packing, bound))
    var best = packing
    if let improved = found.packing {
      let kept = SpreadTrimming.trimmed(divided.restored(improved), classes)
      let filled = SpreadCompletion.completed(kept, classes, context)
      if filled.isBetter(than: best) { best = filled }
    }
    return SolveOutcome(packing: best, bound: bound, stop: found.stop, proofs: proofs)
  }

  private func leavesOut(_ packing: Packing) -> Bool {
    packing.unplaced.contains { !problem.usableBinTypes(for: $0.shape).isEmpty }
  }

  /// The context with reports that speak of the whole problem: the search's own bounds hold only
  /// for the quotas, and its packings count only once they are completed.
  private func listening(to packing: Packing, _ bound: LowerBound) -> SolveContext {
    var inner = context
    let report = context.progress
    inner.progress = { progress in
      var progress = progress
      progress.boundCost = bound.cost
      progress.incumbentCost = packing.cost
      progress.incumbentBins = packing.binCount
      report(progress)
    }
    return inner
  }
}
