// SPDX-License-Identifier: Apache-2.0

/// A linear minimisation problem, with or without integer variables, that is known to be valid.
///
/// Columns are sparse. `Builder.build()` is the only way to a model, and it checks everything,
/// so an engine may hand a model to its library without looking again.
package struct LinearModel: Sendable {
  /// One column: its range, its price, and whether only whole numbers will do.
  package struct Variable: Sendable, Hashable {
    package var lower: Double
    package var upper: Double
    package var objective: Double
    package var isInteger: Bool
  }

  /// One row: the range of its activity.
  package struct Row: Sendable, Hashable {
    package var lower: Double
    package var upper: Double
  }

  package let variables: [Variable]
  package let rows: [Row]

  /// Where each column starts in `rowIndices` and `coefficients`; one more entry than columns.
  package let columnStarts: [Int]
  /// The rows of the non-zero coefficients, column by column, ascending within a column.
  package let rowIndices: [Int32]
  /// The non-zero coefficients, column by column.
  package let coefficients: [Double]

  /// How many coefficients are not zero.
  package var nonzeroCount: Int { coefficients.count }

  /// Whether any variable is integer.
  package var hasIntegers: Bool { variables.contains { $0.isInteger } }

  /// What a point costs.
  package func objective(of point: [Double]) -> Double {
    zip(variables, point).reduce(0) { $0 + $1.0.objective * $1.1 }
  }

  /// Whether a point keeps every bound, row and integrality, up to a tolerance relative to the
  /// size of each bound.
  ///
  /// - Complexity: O(non-zeros).
  package func isFeasible(_ point: [Double], tolerance: Double = 1e-7) -> Bool {
    guard point.count == variables.count else { return false }
    func within(_ value: Double, _ lower: Double, _ upper: Double) -> Bool {
      value >= lower - tolerance * (1 + abs(lower)) && value <= upper + tolerance * (1 + abs(upper))
    }
    var activity = Array(repeating: 0.0, count: rows.count)
    for (column, variable) in variables.enumerated() {
      let value = point[column]
      guard value.isFinite, within(value, variable.lower, variable.upper) else { return false }
      if variable.isInteger, abs(value - value.rounded()) > tolerance { return false }
      for entry in columnStarts[column]..<columnStarts[column + 1] {
        activity[Int(rowIndices[entry])] += coefficients[entry] * value
      }
    }
    return zip(rows, activity).allSatisfy { within($1, $0.lower, $0.upper) }
  }
}

extension LinearModel {
  /// A bound on the objective that any row multipliers prove, good ones a good bound.
  ///
  /// Multiplying each row by its multiplier and adding up leaves every variable with a reduced
  /// cost, and the cheapest point of the box they span costs no more than any feasible point.
  /// That holds for multipliers of any quality, so the bound does not depend on a simplex run
  /// that was cut short or slightly wrong; only the rounding of this sum remains (Neumaier and
  /// Shcherbina, "Safe bounds in linear and mixed-integer linear programming", 2004).
  ///
  /// - Returns: The bound, minus infinity where an unbounded variable spoils it.
  /// - Complexity: O(non-zeros).
  package func bound(provenBy multipliers: [Double]) -> Double {
    var bound = 0.0
    var usable = multipliers
    for (index, row) in rows.enumerated() {
      let side = usable[index] > 0 ? row.lower : row.upper
      if !usable[index].isFinite || side.isInfinite { usable[index] = 0 }
      if usable[index] != 0 { bound += usable[index] * side }
    }
    for (column, variable) in variables.enumerated() {
      var reduced = variable.objective
      for entry in columnStarts[column]..<columnStarts[column + 1] {
        reduced -= usable[Int(rowIndices[entry])] * coefficients[entry]
      }
      if reduced != 0 { bound += reduced * (reduced > 0 ? variable.lower : variable.upper) }
    }
    return bound.isNaN ? -.infinity : bound
  }
}
