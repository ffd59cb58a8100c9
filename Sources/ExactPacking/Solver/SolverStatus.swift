// SPDX-License-Identifier: Apache-2.0

/// The three separate answers of a solver: why it stopped, what its result is, and what it said
/// in its own words.
package struct SolverStatus: Sendable, Hashable {
  /// Why a solver stopped.
  package enum Stop: Sendable, Hashable {
    /// It had nothing left to do.
    case completed
    /// Its time was up.
    case timeLimit
    /// It explored as many nodes as it may.
    case nodeLimit
    /// Someone asked it to stop.
    case cancelled
    /// It needed more memory than it may use.
    case memoryLimit
    /// It failed, or does not handle such a model.
    case failure
  }

  /// What the result is.
  package enum Result: Sendable, Hashable {
    /// The solution is the best there is.
    case optimal
    /// The solution keeps all rules.
    case feasible
    /// It is proven that nothing keeps all rules.
    case infeasible
    /// It is proven that the objective has no end.
    case unbounded
    /// Nothing is known.
    case none
  }

  /// Why the solver stopped.
  package var stop: Stop
  /// What the result is.
  package var result: Result
  /// The solver's own words or return code.
  package var message: String

  /// Creates a status.
  package init(stop: Stop, result: Result, message: String) {
    self.stop = stop
    self.result = result
    self.message = message
  }
}

/// What a solve with integer variables ends with.
package struct MIPResult: Sendable {
  /// Why it stopped and what came of it.
  package var status: SolverStatus
  /// The best point found, integer values exactly whole.
  package var solution: [Double]?
  /// What that point costs.
  package var objective: Double?
  /// No feasible point costs less; minus infinity where nothing was proven.
  package var bound: Double
  /// How many nodes of the search tree were looked at.
  package var nodes: Int

  /// Creates a result.
  package init(
    status: SolverStatus, solution: [Double]?, objective: Double?, bound: Double, nodes: Int
  ) {
    self.status = status
    self.solution = solution
    self.objective = objective
    self.bound = bound
    self.nodes = nodes
  }
}

/// What a solve of the linear relaxation ends with.
package struct LPResult: Sendable {
  /// Where a row or column stands in a basis.
  package enum BasisStatus: Sendable, Hashable {
    case basic, atLower, atUpper, free, fixed
  }

  /// Why it stopped and what came of it.
  package var status: SolverStatus
  /// What the point costs.
  package var objective: Double
  /// No feasible point costs less; proven by the duals alone, whatever the status.
  package var bound: Double
  /// The value of each variable.
  package var primal: [Double]
  /// The dual value of each row.
  package var duals: [Double]
  /// The reduced cost of each variable.
  package var reducedCosts: [Double]
  /// The basis, rows first.
  package var rowBasis: [BasisStatus]
  package var columnBasis: [BasisStatus]
  /// How many simplex iterations it took.
  package var iterations: Int
}
