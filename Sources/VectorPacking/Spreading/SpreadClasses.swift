// SPDX-License-Identifier: Apache-2.0

/// The choices that spread rules leave to each shape: classes of bin types that lie in the same
/// domains under all rules that count the shape.
///
/// Where in a class an item lies makes no difference to any rule.
struct SpreadClasses: Sendable {
  /// Bin types that count alike for a shape.
  struct Class: Sendable {
    /// The bin types, ascending.
    var types: [Int]
    /// Where an item in them is counted: one cell per rule of the shape.
    let cells: [Int]
  }

  /// The classes of each shape, by their first bin type; none for a shape that no rule counts.
  let ofShape: [[Class]]
  /// For each shape and bin type the class, or -1.
  private let classOfType: [[Int32]]
  /// The cells of each rule: one per domain, ascending by domain.
  let cellsOfRule: [Range<Int>]
  /// The rule of each cell.
  let ruleOfCell: [Int]
  let problem: PackingProblem

  init(_ problem: PackingProblem) {
    self.problem = problem
    var cells: [Range<Int>] = []
    var rules: [Int] = []
    var positions: [[Int: Int]] = []
    var rulesOfShape = Array(repeating: [Int](), count: problem.shapeCount)
    for rule in problem.spreadRules.indices {
      let domains = problem.domains(of: rule)
      let start = rules.count
      rules += Array(repeating: rule, count: domains.count)
      cells.append(start..<rules.count)
      positions.append(
        Dictionary(uniqueKeysWithValues: domains.enumerated().map { ($1, start + $0) }))
      for shape in problem.spreadRules[rule].shapes { rulesOfShape[shape].append(rule) }
    }
    var classes: [[Class]] = []
    var byType: [[Int32]] = []
    for shape in problem.shapes {
      var found: [Class] = []
      var index: [[Int]: Int] = [:]
      var row: [Int32] = []
      if !rulesOfShape[shape].isEmpty {
        row = Array(repeating: -1, count: problem.binTypes.count)
        for type in problem.usableBinTypes(for: shape) {
          let key = rulesOfShape[shape].compactMap { rule in
            problem.domain(of: type, in: rule).flatMap { positions[rule][$0] }
          }
          let known = index[key] ?? found.count
          if known == found.count {
            index[key] = known
            found.append(Class(types: [], cells: key))
          }
          found[known].types.append(type)
          row[type] = Int32(known)
        }
      }
      classes.append(found)
      byType.append(row)
    }
    ofShape = classes
    classOfType = byType
    cellsOfRule = cells
    ruleOfCell = rules
  }

  /// Whether any rule counts a shape.
  func isRuled(_ shape: Int) -> Bool { !classOfType[shape].isEmpty }

  /// The class of a bin type for a shape that a rule counts, if the shape can use the type.
  func `class`(of shape: Int, in type: Int) -> Int? {
    let found = classOfType[shape][type]
    return found < 0 ? nil : Int(found)
  }

  /// How many items of each shape a packing has in each class.
  ///
  /// - Complexity: O(entries).
  func counts(in packing: Packing) -> [[Int]] {
    var counts = ofShape.map { Array(repeating: 0, count: $0.count) }
    for pattern in packing.patterns {
      for entry in pattern.contents where isRuled(entry.shape) {
        guard let found = self.class(of: entry.shape, in: pattern.binType) else { continue }
        counts[entry.shape][found] += entry.count * pattern.count
      }
    }
    return counts
  }
}
