// SPDX-License-Identifier: Apache-2.0

extension LinearModel {
  /// Collects variables, rows and coefficients, and checks them as a whole.
  package struct Builder: Sendable {
    private var variables: [Variable] = []
    private var rows: [Row] = []
    private var entryRows: [Int32] = []
    private var entryColumns: [Int32] = []
    private var entryValues: [Double] = []

    /// Starts an empty model.
    package init() {}

    /// How many variables there are so far.
    package var variableCount: Int { variables.count }

    /// How many rows there are so far.
    package var rowCount: Int { rows.count }

    /// Adds a variable and returns its index.
    package mutating func addVariable(
      in range: ClosedRange<Double>, objective: Double = 0, isInteger: Bool = false
    ) -> Int {
      addVariable(
        Variable(
          lower: range.lowerBound, upper: range.upperBound, objective: objective,
          isInteger: isInteger))
    }

    /// Adds a variable and returns its index.
    package mutating func addVariable(_ variable: Variable) -> Int {
      variables.append(variable)
      return variables.count - 1
    }

    /// Adds a row and returns its index.
    @discardableResult
    package mutating func addRow(
      lower: Double = -.infinity, upper: Double = .infinity,
      _ terms: some Sequence<(Int, Double)>
    ) -> Int {
      rows.append(Row(lower: lower, upper: upper))
      for (column, value) in terms { setCoefficient(row: rows.count - 1, column: column, value) }
      return rows.count - 1
    }

    /// Sets a coefficient, once for each row and column; zeros are left out.
    package mutating func setCoefficient(row: Int, column: Int, _ value: Double) {
      guard value != 0 else { return }
      entryRows.append(Int32(clamping: row))
      entryColumns.append(Int32(clamping: column))
      entryValues.append(value)
    }

    /// Checks everything and makes the model.
    ///
    /// - Throws: The first `LinearModelError` found.
    /// - Complexity: O(variables + rows + non-zeros).
    package func build() throws(LinearModelError) -> LinearModel {
      for (index, variable) in variables.enumerated() { try check(variable, at: index) }
      for (index, row) in rows.enumerated() {
        try check(row.lower, row.upper) { .rowBounds(row: index, lower: $0, upper: $1) }
      }
      for entry in entryValues.indices {
        let (row, column) = (Int(entryRows[entry]), Int(entryColumns[entry]))
        guard rows.indices.contains(row), variables.indices.contains(column) else {
          throw .unknownPosition(row: row, column: column)
        }
        guard entryValues[entry].isFinite else {
          throw .coefficient(row: row, column: column, found: entryValues[entry])
        }
      }
      return try assembled()
    }

    /// Sorts the entries into columns by counting, first by row, then stably by column.
    private func assembled() throws(LinearModelError) -> LinearModel {
      func sorted(_ order: [Int], by keys: [Int32], buckets: Int) -> (order: [Int], starts: [Int]) {
        var starts = Array(repeating: 0, count: buckets + 1)
        for key in keys { starts[Int(key) + 1] += 1 }
        for bucket in 0..<buckets { starts[bucket + 1] += starts[bucket] }
        var next = starts
        var result = order
        for entry in order {
          let bucket = Int(keys[entry])
          result[next[bucket]] = entry
          next[bucket] += 1
        }
        return (result, starts)
      }
      let byRow = sorted(Array(entryValues.indices), by: entryRows, buckets: rows.count).order
      let (order, starts) = sorted(byRow, by: entryColumns, buckets: variables.count)
      for position in order.indices.dropFirst() {
        let (last, this) = (order[position - 1], order[position])
        if entryRows[last] == entryRows[this], entryColumns[last] == entryColumns[this] {
          throw .duplicate(row: Int(entryRows[this]), column: Int(entryColumns[this]))
        }
      }
      return LinearModel(
        variables: variables, rows: rows, columnStarts: starts,
        rowIndices: order.map { entryRows[$0] }, coefficients: order.map { entryValues[$0] })
    }

    private func check(_ variable: Variable, at index: Int) throws(LinearModelError) {
      guard variable.objective.isFinite else {
        throw .objective(variable: index, found: variable.objective)
      }
      try check(variable.lower, variable.upper) {
        .variableBounds(variable: index, lower: $0, upper: $1)
      }
      if variable.isInteger {
        for bound in [variable.lower, variable.upper]
        where bound.isFinite && bound != bound.rounded() {
          throw .fractionalBound(variable: index, found: bound)
        }
      }
    }

    private func check(
      _ lower: Double, _ upper: Double, _ error: (Double, Double) -> LinearModelError
    ) throws(LinearModelError) {
      if lower.isNaN || upper.isNaN || lower > upper || lower == .infinity || upper == -.infinity {
        throw error(lower, upper)
      }
    }
  }
}
