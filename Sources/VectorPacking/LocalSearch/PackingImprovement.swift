// SPDX-License-Identifier: Apache-2.0

/// Makes a given packing better: the local search as a part of other methods.
package struct PackingImprovement {
  private let problem: PackingProblem

  /// Prepares for packings of one problem.
  package init(_ problem: PackingProblem) {
    self.problem = problem
  }

  /// The best packing the search reaches from another, never a worse one.
  ///
  /// Under spread rules, items change their bins but not their domains.
  ///
  /// The same start, target, seed and rounds give the same packing unless the context's deadline
  /// or a cancellation cut the search short.
  ///
  /// - Parameters:
  ///   - start: Any feasible packing; items that it leaves out are packed where that is possible.
  ///   - target: Ends the search once the packing costs no more and uses no more bins.
  ///   - seed: Where the search starts; another seed takes another way.
  ///   - rounds: The most rounds, each a small piece of work.
  ///   - context: Ends the search early; its seed, round limit and progress are not used.
  ///   - adopt: Receives every better packing at once.
  /// - Returns: The start or the best packing found.
  package func improved(
    _ start: Packing, until target: LowerBound, seed: UInt64, rounds: Int,
    context: SolveContext, adopt: (Packing) -> Void
  ) -> Packing {
    var limited = context
    limited.seed = seed
    limited.roundLimit = rounds
    guard problem.hasLinkingRules else {
      var improvement = Improvement(
        from: start, bound: target, problem: problem, context: limited)
      _ = improvement.run(adopt: adopt)
      return improvement.best
    }
    let classes = SpreadClasses(problem)
    let divided = ApportionedProblem(classes, quotas: classes.counts(in: start))
    guard divided.problem.itemCount > 0 else { return start }
    func whole(_ packing: Packing) -> Packing {
      let kept = SpreadTrimming.trimmed(divided.restored(packing), classes)
      return SpreadCompletion.completed(kept, classes, limited)
    }
    var improvement = Improvement(
      from: divided.divided(start, classes), bound: target, problem: divided.problem,
      context: limited)
    _ = improvement.run { adopt(whole($0)) }
    let better = whole(improvement.best)
    return better.isBetter(than: start) ? better : start
  }
}
