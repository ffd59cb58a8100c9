// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// How many more bins the rows of the master problem allow beside those that are fixed: of each
/// limited type, and of what branching decisions limit.
struct RowRoom {
  private let decisions: [DecisionRow]
  /// Bins left of each type of the problem; `Int64.max` where there is no end to them.
  private var bins: [Int64]
  /// Bins left in each decision that limits them.
  private var decided: [Int64]

  init(_ master: MasterProblem, fixed: [Int: Int]) {
    decisions = master.decisionRows
    bins = master.model.problem.binTypes.indices.map { master.model.available($0) ?? .max }
    decided = decisions.map { $0.isAtLeast ? .max : $0.side }
    for (pattern, count) in fixed {
      use(master.pool[pattern], Int64(count))
    }
  }

  /// Takes one bin with a pattern if there is room for it.
  mutating func take(_ pattern: Pattern) -> Bool {
    guard bins[pattern.binType] > 0 else { return false }
    for (index, row) in decisions.enumerated() where row.count.counts(pattern) {
      guard decided[index] > 0 else { return false }
    }
    use(pattern, 1)
    return true
  }

  private mutating func use(_ pattern: Pattern, _ count: Int64) {
    if bins[pattern.binType] != .max { bins[pattern.binType] -= count }
    for (index, row) in decisions.enumerated()
    where decided[index] != .max && row.count.counts(pattern) {
      decided[index] -= count
    }
  }
}
