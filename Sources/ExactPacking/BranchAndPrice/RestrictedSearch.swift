// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Branch and bound over the patterns of the master problem as they are, without pricing: depth
/// first towards a packing of a wanted cost.
///
/// Where the pool holds all patterns that such a packing can use, this finds one if there is
/// any. Its bounds are those of the linear program in floating point, so it proves nothing.
final class RestrictedSearch {
  private let master: MasterProblem
  private let root: PatternItems
  private let target: Int64
  private let budget: WorkBudget
  private var isAllowed: [Bool]

  /// What a search ends with.
  enum End {
    /// Patterns that cover all items at the wanted cost or less.
    case found([(pattern: Pattern, count: Int)])
    /// No such patterns are left.
    case exhausted
    /// The nodes or the time ran out.
    case cut
  }

  init(_ master: MasterProblem, root: PatternItems, target: Int64, budget: WorkBudget) {
    self.master = master
    self.root = root
    self.target = target
    self.budget = budget
    isAllowed = Array(repeating: true, count: master.pool.count)
  }

  /// Searches, and leaves the bounds of the master as they were.
  ///
  /// - Parameters:
  ///   - aim: The fraction that is split first.
  ///   - nodes: How many nodes to look at.
  /// - Returns: What it found, or why nothing.
  /// - Throws: What the solver says where it cannot go on.
  func run(aim: Double, nodes: Int) throws(SessionError) -> End {
    var stack: [[Decision]] = [[]]
    var left = nodes
    var end: End?
    while end == nil, let decisions = stack.popLast() {
      guard left > 0, budget.stop == nil else {
        end = .cut
        break
      }
      left -= 1
      budget.countNode()
      let scope = NodeScope(root, decisions: decisions)
      try enter(scope)
      guard try solve(), master.breach < 1e-6, master.ceiling <= target else { continue }
      let choice = BranchChoice(master, items: scope.items, aim: aim)
      guard let candidate = choice.choose() else {
        if choice.isWhole { end = .found(choice.patterns) }
        continue
      }
      let most = Int64(candidate.value.rounded(.down))
      let fewer = DecisionRow(count: candidate.count, isAtLeast: false, side: most)
      let more = DecisionRow(count: candidate.count, isAtLeast: true, side: most + 1)
      for row in [fewer, more] {
        stack.append(decisions + [Decision(row: row, isPair: candidate.isPair)])
      }
    }
    try enter(NodeScope(root, decisions: []))
    if end == nil, budget.stop != nil { return .cut }
    return end ?? .exhausted
  }

  /// Optimises, unless time is up before.
  private func solve() throws(SessionError) -> Bool {
    while budget.stop == nil {
      if try master.solve(milliseconds: budget.slice, dual: true) { return true }
    }
    return false
  }

  private func enter(_ scope: NodeScope) throws(SessionError) {
    try master.keepDecisionRows(0)
    for pattern in 0..<master.pool.count {
      let allows = scope.allows(master.pool[pattern])
      guard allows != isAllowed[pattern] else { continue }
      isAllowed[pattern] = allows
      try master.restrict(pattern, lower: 0, upper: allows ? .infinity : 0)
    }
    for row in scope.rows { try master.add(row) }
  }
}
