// SPDX-License-Identifier: Apache-2.0

package import VectorPacking

/// A library that solves linear models.
///
/// Methods talk to this, never to a library itself.
///
/// Every implementation keeps these promises: it never ends the process; it returns soon after
/// the deadline or a cancellation; the solution it returns keeps every rule of the model with
/// integer variables exactly whole; it calls back from one thread at a time, with bounds that
/// only rise and incumbents that only fall.
package protocol MIPEngine: Sendable {
  /// The name and version of the library.
  var name: String { get }

  /// Minimises a model with integer variables.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - limits: When to stop early.
  ///   - start: A point to start from. It is ignored unless it is feasible; if it is, the
  ///     result is never worse.
  ///   - callbacks: Whom to tell and whom to ask.
  /// - Returns: The best point, the best bound and why the solver stopped.
  func solve(
    _ model: LinearModel, limits: SolverLimits, start: [Double]?, callbacks: SolverCallbacks
  ) -> MIPResult

  /// Minimises the model as if no variable were integer.
  func relax(_ model: LinearModel, limits: SolverLimits, callbacks: SolverCallbacks) -> LPResult
}

/// When a solver stops early.
package struct SolverLimits: Sendable {
  /// When its time is up.
  package var deadline: Deadline
  /// The most nodes of the search tree it may look at.
  package var nodes: Int?
  /// The most memory it may use, in MiB.
  package var memory: Int

  /// Creates limits.
  package init(deadline: Deadline = .never, nodes: Int? = nil, memory: Int = 2_048) {
    self.deadline = deadline
    self.nodes = nodes
    self.memory = memory
  }
}

/// Whom a solver tells what it knows, and whom it asks whether to go on.
package struct SolverCallbacks: Sendable {
  /// What a solver knows at one moment.
  package struct Progress: Sendable, Hashable {
    /// What the best point so far costs.
    package var incumbent: Double?
    /// No feasible point costs less.
    package var bound: Double
    /// How many nodes it has looked at.
    package var nodes: Int
  }

  /// Asked often; true ends the solve.
  package var isCancelled: @Sendable () -> Bool
  /// Told whenever the incumbent or the bound has become better.
  package var progress: @Sendable (Progress) -> Void

  /// Creates callbacks; without arguments nobody listens and nobody cancels.
  package init(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.isCancelled = isCancelled
    self.progress = progress
  }
}
