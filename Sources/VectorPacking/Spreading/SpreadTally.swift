// SPDX-License-Identifier: Apache-2.0

/// How many items of each rule lie in each of its domains while a packing is made.
struct SpreadTally: Sendable {
  private let classes: SpreadClasses
  /// The items in each cell: one cell per rule and domain.
  private(set) var counts: [Int]
  /// The items in the emptiest domain of each rule.
  private var least: [Int]
  private let maxSkews: [Int]

  /// Starts a tally with so many items of each shape in each class.
  init(_ classes: SpreadClasses, _ items: [[Int]]) {
    self.classes = classes
    counts = Array(repeating: 0, count: classes.ruleOfCell.count)
    maxSkews = classes.problem.spreadRules.map(\.maxSkew)
    for (shape, row) in items.enumerated() {
      for (position, count) in row.enumerated() where count > 0 {
        for cell in classes.ofShape[shape][position].cells { counts[cell] += count }
      }
    }
    let counts = counts
    least = classes.cellsOfRule.map { counts[$0].min() ?? 0 }
  }

  /// Adds items of a class, or takes some away.
  mutating func add(_ count: Int, to target: SpreadClasses.Class) {
    for cell in target.cells {
      let rule = classes.ruleOfCell[cell]
      let wasLeast = counts[cell] == least[rule]
      counts[cell] += count
      if count < 0 {
        least[rule] = min(least[rule], counts[cell])
      } else if wasLeast {
        least[rule] = counts[classes.cellsOfRule[rule]].min() ?? 0
      }
    }
  }

  /// Whether one more item of a class breaks no rule that holds now.
  func allows(_ target: SpreadClasses.Class) -> Bool {
    target.cells.allSatisfy {
      counts[$0] - least[classes.ruleOfCell[$0]] < maxSkews[classes.ruleOfCell[$0]]
    }
  }

  /// How full the domains of a class are: how far above the emptiest, then in all.
  func fullness(of target: SpreadClasses.Class) -> (Int, Int) {
    var (worst, total) = (0, 0)
    for cell in target.cells {
      worst = max(worst, counts[cell] - least[classes.ruleOfCell[cell]])
      total += counts[cell]
    }
    return (worst, total)
  }

  /// The first cell that holds more than its rule allows, and by how much.
  func firstExcess() -> (cell: Int, excess: Int)? {
    for cell in counts.indices {
      let rule = classes.ruleOfCell[cell]
      let excess = counts[cell] - least[rule]
      if excess > maxSkews[rule] { return (cell, excess - maxSkews[rule]) }
    }
    return nil
  }

  /// Whether all rules hold.
  var isBalanced: Bool { firstExcess() == nil }
}
