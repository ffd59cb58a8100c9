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
  /// Proofs of the bound.
  let proofs: [BoundProof]

  init(packing: Packing, bound: LowerBound, proofs: [BoundProof] = []) {
    self.packing = packing
    self.bound = bound
    self.proofs = proofs
  }

  /// How many items one pass may place though time is up: some hundredths of a second.
  private static let quickItems = 50_000

  init(_ problem: PackingProblem, in context: SolveContext) {
    let portfolio = GreedyPortfolio().solve(problem, in: context)
    var packing = portfolio.packing ?? Packing.Builder().build(for: problem)
    if portfolio.stop != .completed, problem.itemCount <= Self.quickItems {
      let pass = ItemCentricStrategy(.first).solve(problem, in: SolveContext(seed: context.seed))
      if let quick = pass.packing, quick.isBetter(than: packing) { packing = quick }
    }
    self.packing = packing
    (bound, proofs) = CombinatorialBound.proven(for: problem, deadline: context.deadline)
  }
}
