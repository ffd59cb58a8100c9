// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// How many items of each spread rule a packing has in each of the rule's domains.
struct SpreadCount {
  private let problem: PackingProblem
  private var held: [[Int: Int]]

  /// Counts the items of a packing.
  ///
  /// - Complexity: O(rules × entries).
  init(_ packing: Packing, in problem: PackingProblem) {
    self.problem = problem
    held = []
    for (index, rule) in problem.spreadRules.enumerated() {
      let counted = Set(rule.shapes)
      var counts = Dictionary(
        uniqueKeysWithValues: problem.domains(of: index).map { ($0, 0) })
      for pattern in packing.patterns {
        guard let domain = problem.domain(of: pattern.binType, in: index) else { continue }
        for entry in pattern.contents where counted.contains(entry.shape) {
          counts[domain, default: 0] += entry.count * pattern.count
        }
      }
      held.append(counts)
    }
  }

  /// The first rule that one more item of a shape in a bin of a type would break.
  func ruleBroken(byOneMore shape: Int, in binType: Int) -> Int? {
    problem.spreadRules.indices.first { rule in
      guard problem.spreadRules[rule].shapes.contains(shape),
        let domain = problem.domain(of: binType, in: rule), var count = held[rule][domain]
      else { return false }
      count += 1
      let least = held[rule].reduce(count) { $1.key == domain ? $0 : min($0, $1.value) }
      return count - least > problem.spreadRules[rule].maxSkew
    }
  }
}
