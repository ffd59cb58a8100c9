// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// The textbook assignment model, solved as it stands by a MIP engine.
///
/// It starts from the best greedy packing and never returns a worse one. The model is small and
/// easy to understand but weak: its relaxation knows little more than how full the bins are,
/// so beyond a few dozen items it seldom proves anything that simple bounds do not.
///
/// Where bins are scarce, it first finds out how few items can be left over, and then what
/// that costs at least: two solves, so that no weight has to balance items against costs.
///
/// Every packing it returns has passed `PackingVerifier`. A bound that comes out of floating-
/// point arithmetic is lowered by a tolerance before it is rounded up to whole cost.
public struct AssignmentStrategy: PackingStrategy {
  private let engine: any MIPEngine
  private let start: @Sendable (PackingProblem, SolveContext) -> Start

  /// Creates the strategy.
  public init() {
    self.init(engine: GLPKEngine())
  }

  package init(engine: any MIPEngine) {
    self.init(engine: engine) { Start($0, in: $1) }
  }

  init(
    engine: any MIPEngine, start: @escaping @Sendable (PackingProblem, SolveContext) -> Start
  ) {
    self.engine = engine
    self.start = start
  }

  /// `ilp-assignment`.
  public var name: String { "ilp-assignment" }
  /// One line for lists of strategies.
  public var summary: String {
    "integer program of shapes and bins, solved by GLPK; proves small problems"
  }
  /// It proves how good its packing is.
  public var family: StrategyFamily { .exact }

  /// Packs a problem; the outcome always holds a packing and a bound.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var solve = AssignmentSolve(problem, in: context, engine: engine, from: start(problem, context))
    return solve.run()
  }
}
