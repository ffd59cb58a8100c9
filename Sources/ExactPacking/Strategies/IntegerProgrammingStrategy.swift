// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// The exact method that suits the problem, chosen by what is already proven and by size.
///
/// Where the best greedy packing meets the best combinatorial bound, that is the answer, at
/// once. Else the assignment model is solved where it is small enough for the time left; where
/// it is not, the greedy packing and the bound stand as they are, and `solverMessage` says so.
public struct IntegerProgrammingStrategy: PackingStrategy {
  private let engine: any MIPEngine

  /// Creates the strategy.
  public init() {
    engine = GLPKEngine()
  }

  /// `ilp`.
  public var name: String { "ilp" }
  /// One line for lists of strategies.
  public var summary: String {
    "exact: greedy and bounds first, then the integer program that suits the size"
  }
  /// It proves how good its packing is.
  public var family: StrategyFamily { .exact }

  /// Packs a problem; the outcome always holds a packing and a bound.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var solve = AssignmentSolve(
      problem, in: context, engine: engine, from: Start(problem, in: context))
    var outcome = solve.run()
    // Choosing not to use a model is no refusal of the problem.
    if outcome.stop == .unsupported { outcome.stop = .completed }
    return outcome
  }
}
