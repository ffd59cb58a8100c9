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
    let outcome = SolverThread.run { () -> SolveOutcome in
      let start = Start(problem, in: context)
      let model = CoverModel(problem, objective: .cost)
      let solve = PatternSolve(
        model, from: start, bound: start.bound.cost / model.unit, in: context)
      var stop = StopReason.completed
      do {
        stop = try solve.run(memory: 4_096)
      } catch {
        solve.note("\(error)")
        stop = .solverFailure
      }
      let bound = LowerBound(cost: solve.bound * model.unit, bins: max(start.bound.bins, Int(solve.bound)), method: solve.boundMethod)
      return SolveOutcome(packing: solve.best, bound: bound, stop: stop, solverMessage: "\(solve.phase) cols \(solve.columns) nodes \(solve.nodes) " + solve.messages.joined(separator: "; "))
    } ?? SolveOutcome(packing: nil)
    return outcome
  }
}
