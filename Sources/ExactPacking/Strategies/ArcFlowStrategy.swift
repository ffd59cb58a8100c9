// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// The arc-flow model, solved as it stands by GLPK: all patterns as ways through one compressed
/// graph, and one integer program over its arcs.
///
/// It starts from the best greedy packing and the best combinatorial bound and never returns a
/// worse one. The relaxation is as strong as that of the pattern model, and no column has to be
/// generated: strong where bins hold few items or amounts are coarse, so that the graph is small
/// (Brandão and Pedroso, "Bin packing and related problems: general arc-flow formulation with graph
/// compression", 2016). Where the graph would be too large it says so and returns the start.
///
/// Several resources and bin types, limited or not, limits per bin, compatibility and conflicts are
/// part of the graph. Shares of single devices and spread rules are not; of such problems it
/// returns the start, with the stop reason `unsupported` unless that is proven to be the best.
///
/// Every packing it returns has passed `PackingVerifier`. The bound of the relaxation is decided in
/// integers and handed over as a `BoundProof`; what the search tree proves beyond is lowered by a
/// tolerance before it is rounded up, and comes without a proof.
public struct ArcFlowStrategy: PackingStrategy {
  private let settings: ArcFlowSettings
  private let start: @Sendable (PackingProblem, SolveContext) -> Start

  /// Creates the strategy.
  public init() {
    self.init(ArcFlowSettings()) { Start($0, in: $1) }
  }

  init(
    _ settings: ArcFlowSettings, start: @escaping @Sendable (PackingProblem, SolveContext) -> Start
  ) {
    self.settings = settings
    self.start = start
  }

  /// `ilp-arc-flow`.
  public var name: String { "ilp-arc-flow" }
  /// One line for lists of strategies.
  public var summary: String {
    "integer program over a compressed graph of patterns, solved by GLPK; for coarse sizes"
  }
  /// It proves how good its packing is.
  public var family: StrategyFamily { .exact }

  /// Packs a problem; the outcome always holds a packing and a bound.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var run = PatternRun(problem, from: start(problem, context), in: context) {
      [settings] solve throws(SessionError) in
      solve.runArcFlow(settings)
    }
    return run.outcome()
  }
}
