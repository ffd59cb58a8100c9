// SPDX-License-Identifier: Apache-2.0

/// A linear program that is kept by a solver and grows, for column generation.
///
/// Positions of rows and columns start at 0. It minimises. Implementations keep these promises:
/// a call never ends the process; each solve starts from where the last one stopped; a solve
/// returns soon after its time.
protocol LinearSession: ~Copyable {
  var rowCount: Int { get }
  var columnCount: Int { get }

  /// Adds a row behind the others; bounds may be infinite.
  mutating func addRow(
    lower: Double, upper: Double, coefficients: [(column: Int, value: Double)]
  ) throws(SessionError)

  /// Adds a column behind the others; bounds may be infinite.
  mutating func addColumn(
    cost: Double, lower: Double, upper: Double, coefficients: [(row: Int, value: Double)]
  ) throws(SessionError)

  /// Changes the range of a column.
  mutating func setColumn(_ column: Int, lower: Double, upper: Double) throws(SessionError)

  /// Changes what a column costs.
  mutating func setCost(_ column: Int, _ cost: Double) throws(SessionError)

  /// Removes all rows from a position on.
  mutating func removeRows(from first: Int) throws(SessionError)

  /// Optimises for some time at most.
  ///
  /// - Parameters:
  ///   - milliseconds: The time.
  ///   - dual: Whether the last basis is expected to be dual feasible, as after a change of
  ///     bounds, rather than primal feasible, as after new columns.
  /// - Returns: How far it came.
  /// - Throws: What the solver says where it cannot go on.
  mutating func solve(milliseconds: Int, dual: Bool) throws(SessionError) -> SessionStatus

  /// What the current point costs.
  var objective: Double { get }

  /// Reads the multiplier of each row; the array has room for all.
  func readDuals(into duals: inout [Double])

  /// Reads the value of each column; the array has room for all.
  func readPrimal(into values: inout [Double])
}

/// What one optimisation of a `LinearSession` ends with.
enum SessionStatus: Sendable, Hashable {
  /// The point is optimal.
  case optimal
  /// Nothing keeps all rows and bounds.
  case infeasible
  /// Time was up.
  case stopped
}

/// Why a `LinearSession` cannot go on.
enum SessionError: Error, Sendable, Hashable {
  /// A fatal error of the solver, in its own words; the linear program is lost.
  case fatal(String, isMemoryLimit: Bool)
  /// The solver gave up, in its own words.
  case failed(String)
  /// A call that makes no sense.
  case invalid(String)
}

extension SessionError {
  /// What happened.
  var message: String {
    switch self {
    case .fatal(let message, _), .failed(let message), .invalid(let message): message
    }
  }
}
