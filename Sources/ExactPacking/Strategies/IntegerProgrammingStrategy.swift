// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// The strong exact method: patterns by column generation, with everything that leads to good
/// packings on one side and to proofs on the other.
///
/// It starts from the best greedy packing and the best combinatorial bound, improves the packing
/// by local search, solves the pattern model (Gilmore and Gomory, 1961) by column generation on
/// GLPK, dives for packings, and closes what remains by branch-and-price. Where bins are scarce,
/// it first finds out how few items can be left out, and then what that costs at least.
///
/// Rules that link bins, such as a spread over zones, are rows of the pattern model.
///
/// Every packing it returns has passed `PackingVerifier`. A bound counts only as far as integer
/// multipliers prove it, and those are handed over as `BoundProof`s.
public struct IntegerProgrammingStrategy: PackingStrategy {
  private let memory: Int
  private let beforeSimplex: (@Sendable (OpaquePointer) -> Void)?
  private let start: @Sendable (PackingProblem, SolveContext) -> Start

  /// Creates the strategy.
  public init() {
    self.init(memory: 4_096)
  }

  /// Creates the strategy with a limit to the memory of the solver, in MiB.
  package init(memory: Int) {
    self.init(memory: memory) { Start($0, in: $1) }
  }

  init(
    memory: Int, beforeSimplex: (@Sendable (OpaquePointer) -> Void)? = nil,
    start: @escaping @Sendable (PackingProblem, SolveContext) -> Start
  ) {
    self.memory = memory
    self.beforeSimplex = beforeSimplex
    self.start = start
  }

  /// `ilp`.
  public var name: String { "ilp" }
  /// One line for lists of strategies.
  public var summary: String {
    "exact: column generation, diving and branch-and-price on GLPK; proves its bound"
  }
  /// It proves how good its packing is.
  public var family: StrategyFamily { .exact }

  /// Packs a problem; the outcome always holds a packing and a bound.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    let start = start(problem, context)
    return SolverThread.run { [memory, beforeSimplex] in
      var run = PatternRun(problem, from: start, in: context) { solve throws(SessionError) in
        try solve.run(in: GLPKEnvironment(memory: memory, beforeSimplex: beforeSimplex))
      }
      return run.outcome()
    }
      ?? SolveOutcome(
        packing: start.packing, bound: start.bound, stop: .solverFailure,
        solverMessage: SolverStatus.noThread.message, proofs: start.proofs)
  }
}
