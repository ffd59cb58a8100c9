// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Where the exact methods get their first packing and their first bound.
///
/// The only place that knows which greedy methods and combinatorial bounds there are.
struct Start {
  /// The best greedy packing; it is feasible.
  let packing: Packing
  /// The best combinatorial bound.
  let bound: LowerBound

  init(packing: Packing, bound: LowerBound) {
    self.packing = packing
    self.bound = bound
  }

  init(_ problem: PackingProblem, in context: SolveContext) {
    packing =
      GreedyPortfolio().solve(problem, in: context).packing
      ?? FirstFit(problem).pack()
    bound = CombinatorialBound.best(for: problem, deadline: context.deadline)
  }
}
