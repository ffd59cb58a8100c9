// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ExactPacking

@Suite("A linear model that exists is valid")
struct LinearModelTests {
  /// A builder with one variable and one row.
  private func small() -> LinearModel.Builder {
    var builder = LinearModel.Builder()
    _ = builder.addVariable(in: 0...1)
    builder.addRow(upper: 1, [(0, 1)])
    return builder
  }

  @Test("mistakes are refused, each by its name")
  func refusals() {
    var builder = small()
    _ = builder.addVariable(in: 0...1, objective: .infinity)
    #expect(throws: LinearModelError.objective(variable: 1, found: .infinity)) {
      try builder.build()
    }
    builder = small()
    _ = builder.addVariable(.init(lower: 2, upper: 1, objective: 0, isInteger: false))
    #expect(throws: LinearModelError.variableBounds(variable: 1, lower: 2, upper: 1)) {
      try builder.build()
    }
    builder = small()
    _ = builder.addVariable(in: 0...1.5, isInteger: true)
    #expect(throws: LinearModelError.fractionalBound(variable: 1, found: 1.5)) {
      try builder.build()
    }
    builder = small()
    builder.addRow(lower: 3, upper: 2, [])
    #expect(throws: LinearModelError.rowBounds(row: 1, lower: 3, upper: 2)) { try builder.build() }
    builder = small()
    builder.setCoefficient(row: 0, column: 7, 1)
    #expect(throws: LinearModelError.unknownPosition(row: 0, column: 7)) { try builder.build() }
    builder = small()
    builder.setCoefficient(row: -1, column: 0, 1)
    #expect(throws: LinearModelError.unknownPosition(row: -1, column: 0)) { try builder.build() }
    builder = small()
    builder.addRow(upper: 1, [(0, .infinity)])
    #expect(throws: LinearModelError.coefficient(row: 1, column: 0, found: .infinity)) {
      try builder.build()
    }
    builder = small()
    builder.setCoefficient(row: 0, column: 0, 2)
    #expect(throws: LinearModelError.duplicate(row: 0, column: 0)) { try builder.build() }
  }

  @Test("columns are sorted by row, whatever the order of the entries")
  func columns() throws {
    var builder = LinearModel.Builder()
    for _ in 0..<3 { _ = builder.addVariable(in: 0...1) }
    builder.addRow(upper: 1, [(2, 1), (0, 2)])
    builder.addRow(upper: 1, [(1, 3), (0, 0)])
    builder.addRow(upper: 1, [(2, 4), (0, 5)])
    let model = try builder.build()
    #expect(model.columnStarts == [0, 2, 3, 5])
    #expect(model.rowIndices == [0, 2, 1, 0, 2])
    #expect(model.coefficients == [2, 5, 3, 1, 4])
  }

  @Test("a message says what was found and then what to do")
  func messages() {
    let text = LinearModelError.duplicate(row: 4, column: 2).description
    #expect(text == "row 4, column 2 has two coefficients\nAdd them up first.")
  }
}
