// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The restricted master problem: the linear program over the patterns generated so far, kept in
/// one solver object that is never built again.
///
/// Rows: one per shape (covered at least so often), one per limited bin type, one for the items
/// left out where their number is limited. The first columns leave items out, at a price that is
/// either the objective or prohibitive; then one column per pattern. Costs are divided by the
/// dearest price, so that everything is near 1.
final class MasterProblem {
  let model: CoverModel
  /// The most memory the solver may use, in MiB.
  let memory: Int
  private var session: GLPKSession
  private(set) var pool = PatternPool()
  /// The row of each limited type, or -1.
  private let typeRow: [Int]
  private let unplacedRow: Int
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

  init(_ model: CoverModel, memory: Int) throws(SessionError) {
    self.model = model
    self.memory = memory
    var session = try GLPKSession(memory: memory)
    for demand in model.demands {
      try session.addRow(lower: Double(demand), upper: .infinity, coefficients: [])
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

  /// How many items the last solution leaves out, in parts.
  var unplacedValue: Double { values.prefix(firstPatternColumn).reduce(0, +) }

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
    for (index, row) in decisionRows.enumerated() where row.count.counts(pattern) {
      column.append((firstDecisionRow + index, 1))
    }
    try session.addColumn(
      cost: Double(model.prices[pattern.binType]) / Double(model.largestPrice), lower: 0,
      upper: .infinity, coefficients: column)
    return entry
  }

  /// Changes what leaving an item out costs where it is not allowed.
  func setPenalty(_ penalty: Double) throws(SessionError) {
    guard hasPenalty else { return }
    for column in 0..<firstPatternColumn { try session.setCost(column, penalty) }
  }

  /// Whether leaving items out is not allowed, only dear.
  var hasPenalty: Bool { model.objective != .unplaced && unplacedRow < 0 }

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
      reduced -= multipliers.shapes[model.rowOfShape[entry.shape]] * Double(entry.rawCount)
    }
    for (row, value) in zip(decisionRows, multipliers.rows) where row.count.counts(pattern) {
      reduced -= value
    }
    return reduced
  }

  /// The multipliers of the last solution, in parts of the dearest price.
  var multipliers: Multipliers {
    Multipliers(
      shapes: shapeRows.map { max(0, duals[$0]) },
      types: typeRow.map { $0 >= 0 ? max(0, -duals[$0]) : 0 },
      unplaced: unplacedRow >= 0 ? max(0, -duals[unplacedRow]) : 0,
      rows: decisionRows.indices.map {
        let dual = duals[firstDecisionRow + $0]
        return decisionRows[$0].isAtLeast ? max(0, dual) : min(0, dual)
      })
  }
}

/// Multipliers of the rows, in parts of the dearest price.
struct Multipliers: Sendable {
  /// One per covered shape.
  var shapes: [Double]
  /// One per bin type of the problem; 0 where it is not limited.
  var types: [Double]
  /// Of the number of items left out.
  var unplaced: Double
  /// One per row of a branching decision.
  var rows: [Double]

  /// A point between two.
  func mixed(with other: Multipliers, weight: Double) -> Multipliers {
    func mix(_ a: Double, _ b: Double) -> Double { weight * a + (1 - weight) * b }
    return Multipliers(
      shapes: zip(shapes, other.shapes).map(mix), types: zip(types, other.types).map(mix),
      unplaced: mix(unplaced, other.unplaced), rows: zip(rows, other.rows).map(mix))
  }
}
