// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The restricted master problem: the linear program over the patterns generated so far, kept in
/// one solver object that is never built again.
///
/// Rows: one per shape (covered at least so often, or exactly where a spread rule counts it), one
/// per limited bin type, one for the items left out where their number is limited, one per domain
/// of a spread rule. The first columns leave items out, at a price that is either the objective or
/// prohibitive; then come the variables of spread rules, and columns that break rows at a
/// prohibitive price, so that there always is a solution; then one column per pattern. Costs are
/// divided by the dearest price, so that everything is near 1.
final class MasterProblem {
  let model: CoverModel
  /// Where this and the linear programs beside it live.
  let environment: GLPKEnvironment
  private var session: GLPKSession
  private(set) var pool = PatternPool()
  /// The row of each limited type, or -1.
  private let typeRow: [Int]
  private let unplacedRow: Int
  private let firstSpreadRow: Int
  /// The columns that break rows.
  private let breaches: Range<Int>
  private let firstPatternColumn: Int
  private let firstDecisionRow: Int
  /// Rows of branching decisions behind the others, in the order in which they were added.
  private(set) var decisionRows: [DecisionRow] = []

  /// The value of each column after a solve.
  private(set) var values: [Double] = []
  /// The multiplier of each row after a solve.
  private(set) var duals: [Double] = []
  private(set) var objective = 0.0
  private var solvedColumns = 0

  init(_ model: CoverModel, in environment: GLPKEnvironment) throws(SessionError) {
    self.model = model
    self.environment = environment
    var session = try GLPKSession(in: environment)
    for (row, demand) in model.demands.enumerated() {
      try session.addRow(
        lower: Double(demand), upper: model.isExact(row: row) ? Double(demand) : .infinity,
        coefficients: [])
    }
    var typeRow = Array(repeating: -1, count: model.problem.binTypes.count)
    for type in model.types {
      guard let available = model.available(type) else { continue }
      typeRow[type] = session.rowCount
      try session.addRow(lower: -.infinity, upper: Double(available), coefficients: [])
    }
    var unplacedRow = -1
    if model.objective != .unplaced, model.mostUnplaced > 0 {
      unplacedRow = session.rowCount
      try session.addRow(lower: -.infinity, upper: Double(model.mostUnplaced), coefficients: [])
    }
    self.typeRow = typeRow
    self.unplacedRow = unplacedRow
    let firstSpreadRow = session.rowCount
    self.firstSpreadRow = firstSpreadRow
    for cell in model.spread.cells {
      try session.addRow(lower: 0, upper: Double(cell.skew), coefficients: [])
    }
    for row in model.demands.indices {
      var column = [(row: row, value: 1.0)]
      if unplacedRow >= 0 { column.append((unplacedRow, 1)) }
      let cost: Double =
        switch model.objective {
        case .unplaced: 1
        default: unplacedRow >= 0 ? 0 : MasterProblem.penalty
        }
      try session.addColumn(cost: cost, lower: 0, upper: .infinity, coefficients: column)
    }
    for range in model.spread.ofRule {
      try session.addColumn(
        cost: 0, lower: -.infinity, upper: .infinity,
        coefficients: range.map { (row: firstSpreadRow + $0, value: -1) })
    }
    let firstBreach = session.columnCount
    // Items too many, domains with items that there are not.
    let rows =
      model.shapes.indices.filter { model.isExact(row: $0) }.map { (row: $0, value: -1.0) }
      + model.spread.cells.indices.map { (row: firstSpreadRow + $0, value: 1.0) }
    for row in rows {
      try session.addColumn(
        cost: MasterProblem.penalty, lower: 0, upper: .infinity, coefficients: [row])
    }
    // Bins that decisions ask for, and more items left out than may be.
    try session.addColumn(
      cost: MasterProblem.penalty, lower: 0, upper: .infinity,
      coefficients: unplacedRow >= 0 ? [(unplacedRow, -1)] : [])
    breaches = firstBreach..<session.columnCount
    firstPatternColumn = session.columnCount
    firstDecisionRow = session.rowCount
    self.session = session
  }

  /// What leaving an item out costs where it is not allowed, in units of the dearest bin.
  static let penalty = 8.0

  /// How many rows shapes have.
  var shapeRows: Range<Int> { 0..<model.shapes.count }

  /// The value of each pattern in the last solution.
  ///
  /// Patterns added since have none.
  func value(of pattern: Int) -> Double {
    firstPatternColumn + pattern < solvedColumns ? values[firstPatternColumn + pattern] : 0
  }

  /// The least whole number of units that the objective of the last solution can stand for.
  var ceiling: Int64 {
    let units = objective * Double(model.largestPrice)
    return Int64((units - 1e-6 - 1e-9 * units).rounded(.up))
  }

  /// How many items the last solution leaves out, in parts, and how far it breaks rows.
  var unplacedValue: Double { values[shapeRows].reduce(0, +) + values[breaches].reduce(0, +) }

  /// How far the last solution does what is not allowed, only dear.
  var breach: Double {
    (mayLeaveOut ? 0 : values[shapeRows].reduce(0, +)) + values[breaches].reduce(0, +)
  }

  /// How many bins of a type the last solution uses.
  func binsUsed(of type: Int) -> Double {
    var sum = 0.0
    for pattern in 0..<pool.count where pool[pattern].binType == type { sum += value(of: pattern) }
    return sum
  }

  /// Adds a pattern as a column unless it is there.
  ///
  /// - Returns: Its position in the pool, and whether it is new.
  @discardableResult
  func add(_ pattern: Pattern) throws(SessionError) -> (position: Int, isNew: Bool) {
    let entry = pool.add(pattern)
    guard entry.isNew else { return entry }
    var column = pattern.contents.map {
      (row: model.rowOfShape[$0.shape], value: Double($0.rawCount))
    }
    if typeRow[pattern.binType] >= 0 { column.append((typeRow[pattern.binType], 1)) }
    for (cell, count) in model.spread.counts(in: pattern) {
      column.append((firstSpreadRow + cell, Double(count)))
    }
    for (index, row) in decisionRows.enumerated() where row.count.counts(pattern) {
      column.append((firstDecisionRow + index, 1))
    }
    try session.addColumn(
      cost: Double(model.prices[pattern.binType]) / Double(model.largestPrice), lower: 0,
      upper: .infinity, coefficients: column)
    return entry
  }

  /// Changes what the things cost that are not allowed.
  func setPenalty(_ penalty: Double) throws(SessionError) {
    if !mayLeaveOut {
      for column in shapeRows { try session.setCost(column, penalty) }
    }
    for column in breaches { try session.setCost(column, penalty) }
  }

  /// Whether items may be left out; else it is only dear.
  private var mayLeaveOut: Bool { model.objective == .unplaced || unplacedRow >= 0 }

  /// Restricts how often a pattern is used.
  func restrict(_ pattern: Int, lower: Double, upper: Double) throws(SessionError) {
    try session.setColumn(firstPatternColumn + pattern, lower: lower, upper: upper)
  }

  /// Adds a row that limits how many bins of a kind there are.
  func add(_ row: DecisionRow) throws(SessionError) {
    var coefficients: [(column: Int, value: Double)] = []
    for index in 0..<pool.count where row.count.counts(pool[index]) {
      coefficients.append((firstPatternColumn + index, 1))
    }
    if row.isAtLeast { coefficients.append((breaches.upperBound - 1, 1)) }
    try session.addRow(
      lower: row.isAtLeast ? Double(row.side) : -.infinity,
      upper: row.isAtLeast ? .infinity : Double(row.side), coefficients: coefficients)
    decisionRows.append(row)
  }

  /// Removes all but the first rows of decisions.
  func keepDecisionRows(_ count: Int) throws(SessionError) {
    guard count < decisionRows.count else { return }
    try session.removeRows(from: firstDecisionRow + count)
    decisionRows.removeSubrange(count...)
  }

  /// Optimises for some time at most, and reads the solution.
  ///
  /// - Returns: Whether the solution is optimal over the patterns there are.
  func solve(milliseconds: Int, dual: Bool) throws(SessionError) -> Bool {
    let status = try session.solve(milliseconds: milliseconds, dual: dual)
    guard status == .optimal else {
      if status == .infeasible { throw .failed("the master problem has no solution") }
      return false
    }
    objective = session.objective
    solvedColumns = session.columnCount
    if values.count < session.columnCount {
      values += Array(repeating: 0, count: session.columnCount - values.count + 256)
    }
    if duals.count < session.rowCount {
      duals = Array(repeating: 0, count: session.rowCount + 16)
    }
    session.readPrimal(into: &values)
    session.readDuals(into: &duals)
    return true
  }

  /// What a pattern costs beyond what its rows are worth, in parts of the dearest price.
  func reducedCost(of pattern: Pattern, _ multipliers: Multipliers) -> Double {
    var reduced =
      Double(model.prices[pattern.binType]) / Double(model.largestPrice)
      + multipliers.types[pattern.binType]
    for entry in pattern.contents {
      var worth = multipliers.shapes[model.rowOfShape[entry.shape]]
      if !model.spread.isEmpty {
        worth += model.spread.sum(multipliers.spread, of: entry.shape, in: pattern.binType)
      }
      reduced -= worth * Double(entry.rawCount)
    }
    for (row, value) in zip(decisionRows, multipliers.rows) where row.count.counts(pattern) {
      reduced -= value
    }
    return reduced
  }

  /// The multipliers of the last solution, in parts of the dearest price.
  var multipliers: Multipliers {
    Multipliers(
      shapes: shapeRows.map { model.isExact(row: $0) ? duals[$0] : max(0, duals[$0]) },
      types: typeRow.map { $0 >= 0 ? max(0, -duals[$0]) : 0 },
      unplaced: unplacedRow >= 0 ? max(0, -duals[unplacedRow]) : 0,
      spread: model.spread.cells.indices.map { duals[firstSpreadRow + $0] },
      rows: decisionRows.indices.map {
        let dual = duals[firstDecisionRow + $0]
        return decisionRows[$0].isAtLeast ? max(0, dual) : min(0, dual)
      })
  }
}

/// Multipliers of the rows, in parts of the dearest price.
struct Multipliers: Sendable {
  /// One per covered shape; of any sign where it is covered exactly.
  var shapes: [Double]
  /// One per bin type of the problem; 0 where it is not limited.
  var types: [Double]
  /// Of the number of items left out.
  var unplaced: Double
  /// One per domain of a spread rule, of any sign.
  var spread: [Double]
  /// One per row of a branching decision.
  var rows: [Double]

  /// The largest of them without its sign.
  var magnitude: Double {
    [shapes, types, [unplaced], spread, rows].joined().reduce(0) { max($0, abs($1)) }
  }

  /// A point between two.
  func mixed(with other: Multipliers, weight: Double) -> Multipliers {
    func mix(_ a: Double, _ b: Double) -> Double { weight * a + (1 - weight) * b }
    return Multipliers(
      shapes: zip(shapes, other.shapes).map(mix), types: zip(types, other.types).map(mix),
      unplaced: mix(unplaced, other.unplaced),
      spread: zip(spread, other.spread).map(mix), rows: zip(rows, other.rows).map(mix))
  }
}
