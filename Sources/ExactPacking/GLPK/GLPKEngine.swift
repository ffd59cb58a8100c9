// SPDX-License-Identifier: Apache-2.0

import CGLPK

/// The solver GLPK behind the neutral seam.
///
/// GLPK looks at the clock only between the steps of its search, so everything here is chosen
/// so that no step is long: its presolver is off; the root relaxation is solved by the simplex
/// method in slices of a tenth of a second, each from the basis where the last one stopped;
/// branching takes the first fractional variable, which costs nothing (and on the
/// assignment model, whose columns come largest items first, also proves the most); cuts, feasibility pump and
/// proximity search are off. The relaxation of a node obeys the time limit by itself. What
/// remains are single simplex iterations and refactorisations, which on models of the size that
/// the size guard of the strategies lets through take milliseconds.
package struct GLPKEngine: MIPEngine {
  let configuration: SearchConfiguration

  /// Creates the engine.
  package init() {
    configuration = SearchConfiguration()
  }

  init(configuration: SearchConfiguration) {
    self.configuration = configuration
  }

  /// GLPK and its version.
  package var name: String { "GLPK \(String(cString: glp_version()))" }

  /// Solves on a thread of its own and waits for the result.
  package func solve(
    _ model: LinearModel, limits: SolverLimits, start: [Double]?, callbacks: SolverCallbacks
  ) -> MIPResult {
    let start = start.flatMap { model.isFeasible($0) ? $0 : nil }
    return SolverThread.run { [configuration] in
      var solve = GLPKSolve(model: model, limits: limits, start: start, callbacks: callbacks)
      return solve.run(configuration)
    }
      ?? MIPResult(
        status: .noThread, solution: start, objective: start.map(model.objective),
        bound: -.infinity, nodes: 0)
  }

  /// Solves the relaxation on a thread of its own and waits for the result.
  package func relax(_ model: LinearModel, limits: SolverLimits, callbacks: SolverCallbacks)
    -> LPResult
  {
    SolverThread.run {
      var solve = GLPKSolve(model: model, limits: limits, start: nil, callbacks: callbacks)
      return solve.relax()
    } ?? LPResult(nothingKnown: .noThread, of: model)
  }
}

extension SolverStatus {
  /// The system has no thread to give.
  static let noThread = SolverStatus(
    stop: .failure, result: .none, message: "the system could not start a thread")
}

extension LPResult {
  /// A result that says nothing about a model.
  init(nothingKnown status: SolverStatus, of model: LinearModel) {
    self.init(
      status: status, objective: .nan, bound: -.infinity, primal: [], duals: [],
      reducedCosts: [], rowBasis: [], columnBasis: [], iterations: 0)
  }
}
