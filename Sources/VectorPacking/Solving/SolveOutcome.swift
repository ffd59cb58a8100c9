// SPDX-License-Identifier: Apache-2.0

/// What a solve ends with: why it stopped, what it found, and what it proved, kept apart.
public struct SolveOutcome: Sendable {
  /// The best packing found, if any.
  public var packing: Packing?

  /// The bound the method itself proved, if any.
  public var bound: LowerBound?

  /// Why it stopped.
  public var stop: StopReason

  /// Why no packing can place every placeable item, where that was proven.
  public var infeasibility: String?

  /// What an underlying solver said in its own words.
  public var solverMessage: String?

  /// Proofs of the bounds that can be checked without the method, as far as it gives any.
  public var proofs: [BoundProof]

  /// Creates an outcome.
  public init(
    packing: Packing?, bound: LowerBound? = nil, stop: StopReason = .completed,
    infeasibility: String? = nil, solverMessage: String? = nil, proofs: [BoundProof] = []
  ) {
    self.packing = packing
    self.bound = bound
    self.stop = stop
    self.infeasibility = infeasibility
    self.solverMessage = solverMessage
    self.proofs = proofs
  }
}

/// Why a method stopped.
public enum StopReason: String, Sendable, Hashable, CaseIterable {
  /// It had nothing left to do.
  case completed
  /// Its time was up.
  case timeLimit
  /// Its rounds were used up.
  case roundLimit
  /// Someone asked it to stop.
  case cancelled
  /// An underlying solver failed.
  case solverFailure
  /// The method does not handle this kind of problem.
  case unsupported
}

/// What is known about a result.
public enum SolveStatus: String, Sendable, Hashable, CaseIterable {
  /// The packing is proven to be the best.
  case optimal
  /// There is a packing; its gap to the bound says how good it is at least.
  case feasible
  /// It is proven that not all placeable items can be placed.
  case infeasible
  /// The method ended before it found a packing.
  case noSolution
}
