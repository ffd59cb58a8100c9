// SPDX-License-Identifier: Apache-2.0

/// Why a linear model cannot be built: what was found, and where.
package enum LinearModelError: Error, Sendable, Hashable {
  /// A price is not a finite number.
  case objective(variable: Int, found: Double)
  /// The range of a variable is empty or not a range.
  case variableBounds(variable: Int, lower: Double, upper: Double)
  /// An integer variable has a bound that is not a whole number.
  case fractionalBound(variable: Int, found: Double)
  /// The range of a row is empty or not a range.
  case rowBounds(row: Int, lower: Double, upper: Double)
  /// A coefficient stands in a row or column that does not exist.
  case unknownPosition(row: Int, column: Int)
  /// A coefficient is not a finite number.
  case coefficient(row: Int, column: Int, found: Double)
  /// Two coefficients stand in one place.
  case duplicate(row: Int, column: Int)
}

extension LinearModelError: CustomStringConvertible {
  /// What was found, and on a new line what to do about it.
  package var description: String {
    switch self {
    case .objective(let variable, let found):
      "variable \(variable) has a price of \(found)\nA price is a finite number."
    case .variableBounds(let variable, let lower, let upper):
      "variable \(variable) ranges from \(lower) to \(upper)\nGive a lower bound that is not above the upper one."
    case .fractionalBound(let variable, let found):
      "integer variable \(variable) has the bound \(found)\nRound it inwards."
    case .rowBounds(let row, let lower, let upper):
      "row \(row) ranges from \(lower) to \(upper)\nGive a lower bound that is not above the upper one."
    case .unknownPosition(let row, let column):
      "there is a coefficient in row \(row), column \(column), which do not both exist\nAdd variables and rows before their coefficients."
    case .coefficient(let row, let column, let found):
      "the coefficient in row \(row), column \(column) is \(found)\nA coefficient is a finite number."
    case .duplicate(let row, let column):
      "row \(row), column \(column) has two coefficients\nAdd them up first."
    }
  }
}
