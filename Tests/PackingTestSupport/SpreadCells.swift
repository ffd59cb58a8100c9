// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The domains of all spread rules of a problem, numbered through, found without the library's own
/// code for them.
struct SpreadCells {
  private let problem: PackingProblem
  /// For each rule the number of each domain it compares.
  private let cells: [[Int: Int]]

  init(_ problem: PackingProblem) {
    self.problem = problem
    var cells: [[Int: Int]] = []
    var next = 0
    for rule in problem.spreadRules {
      var ofRule: [Int: Int] = [:]
      for type in problem.binTypes.indices where problem.binTypes[type].available != 0 {
        guard let domain = rule.domainOfBinType[type], ofRule[domain] == nil else { continue }
        let isUsable = rule.shapes.contains { shape in
          var one = Array(repeating: 0, count: problem.shapeCount)
          one[shape] = 1
          return ExhaustiveSearch.allows(one, in: type, of: problem)
        }
        if isUsable {
          ofRule[domain] = next
          next += 1
        }
      }
      cells.append(ofRule)
    }
    self.cells = cells
  }

  /// What a bin with these contents adds to the domains, four bits each.
  func added(by counts: [Int], in type: Int) -> UInt64 {
    var sum: UInt64 = 0
    for (rule, cells) in zip(problem.spreadRules, cells) {
      guard let cell = rule.domainOfBinType[type].flatMap({ cells[$0] }) else { continue }
      precondition(cell < 16, "the domains of all spread rules together must be at most 16")
      for shape in rule.shapes { sum += UInt64(counts[shape]) << (4 * UInt64(cell)) }
    }
    return sum
  }

  /// Whether every rule holds.
  func areBalanced(_ linked: UInt64) -> Bool {
    areBalanced { Int(linked >> (4 * UInt64($0)) & 15) }
  }

  /// Whether one more item of a shape in a bin of a type keeps every rule.
  func allow(_ shape: Int, in type: Int, after packing: Packing) -> Bool {
    var held: [Int: Int] = [:]
    for (rule, cells) in zip(problem.spreadRules, cells) {
      for pattern in packing.patterns {
        guard let cell = rule.domainOfBinType[pattern.binType].flatMap({ cells[$0] }) else {
          continue
        }
        for entry in pattern.contents where rule.shapes.contains(entry.shape) {
          held[cell, default: 0] += entry.count * pattern.count
        }
      }
      if rule.shapes.contains(shape),
        let cell = rule.domainOfBinType[type].flatMap({ cells[$0] })
      {
        held[cell, default: 0] += 1
      }
    }
    return areBalanced { held[$0] ?? 0 }
  }

  private func areBalanced(_ held: (Int) -> Int) -> Bool {
    zip(problem.spreadRules, cells).allSatisfy { rule, cells in
      let counts = cells.values.map(held)
      guard let most = counts.max(), let least = counts.min() else { return true }
      return most - least <= rule.maxSkew
    }
  }
}
