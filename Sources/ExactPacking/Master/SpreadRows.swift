// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The spread rules of a problem as rows of the master problem: one per rule and domain.
///
/// With *S(d)* for the items of a rule in its domain *d* and a free variable *m* of the rule, the
/// rows say 0 ≤ *S(d)* − *m* ≤ skew. There is such an *m* exactly if no domain holds more than
/// the skew above another, so these rows, as many as domains, stand for the rows of all ordered
/// pairs of domains. `SpreadPrices` turns their multipliers back into those of pairs.
struct SpreadRows: Sendable {
  /// A domain of a rule.
  struct Cell: Sendable {
    var rule: Int
    var domain: Int
    /// The skew that the rule allows.
    var skew: Int64
  }

  /// The domains of all rules that say something, by rule and then by domain: rules of one domain,
  /// or with a skew of all their items, do not.
  let cells: [Cell]
  /// The cells of each rule that says something.
  let ofRule: [Range<Int>]
  /// For each shape the positions in `ofRule` of the rules that count its items.
  private let rulesOfShape: [[Int]]
  /// For each of these rules and each bin type the cell, or -1.
  private let cellOfType: [[Int]]

  init(_ problem: PackingProblem) {
    var cells: [Cell] = []
    var ranges: [Range<Int>] = []
    var rulesOfShape = Array(repeating: [Int](), count: problem.shapeCount)
    var cellOfType: [[Int]] = []
    for (rule, spread) in problem.spreadRules.enumerated() {
      let domains = problem.domains(of: rule)
      let items = spread.shapes.reduce(0) { $0 + problem.count(of: $1) }
      guard domains.count > 1, spread.maxSkew < items else { continue }
      let start = cells.count
      cells += domains.map { Cell(rule: rule, domain: $0, skew: Int64(spread.maxSkew)) }
      for shape in spread.shapes { rulesOfShape[shape].append(ranges.count) }
      ranges.append(start..<cells.count)
      cellOfType.append(
        problem.binTypes.indices.map { type in
          problem.domain(of: type, in: rule).flatMap { domains.firstIndex(of: $0) }
            .map { start + $0 } ?? -1
        })
    }
    self.cells = cells
    ofRule = ranges
    self.rulesOfShape = rulesOfShape
    self.cellOfType = cellOfType
  }

  /// Whether there are no rows.
  var isEmpty: Bool { cells.isEmpty }

  /// Whether items of a shape count in any row, so that no more of them may be placed than there
  /// are: leaving one out again could break a rule.
  func counts(_ shape: Int) -> Bool { !rulesOfShape[shape].isEmpty }

  /// Calls a function with each cell that an item of a shape in a bin of a type counts in.
  func forEachCell(of shape: Int, in type: Int, _ body: (Int) -> Void) {
    for rule in rulesOfShape[shape] where cellOfType[rule][type] >= 0 {
      body(cellOfType[rule][type])
    }
  }

  /// How many items of a pattern count in each cell, by cell; only cells with any.
  func counts(in pattern: Pattern) -> [(cell: Int, count: Int64)] {
    guard !isEmpty else { return [] }
    var counted: [Int: Int64] = [:]
    for entry in pattern.contents {
      forEachCell(of: entry.shape, in: pattern.binType) {
        counted[$0, default: 0] += Int64(entry.rawCount)
      }
    }
    return counted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The sum of what the cells of an item are worth.
  func sum<Value: AdditiveArithmetic>(_ values: [Value], of shape: Int, in type: Int) -> Value {
    var sum = Value.zero
    forEachCell(of: shape, in: type) { sum += values[$0] }
    return sum
  }
}
