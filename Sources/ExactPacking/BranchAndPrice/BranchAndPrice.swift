// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Branch-and-price on one kept master problem: depth first, the side with more bins of a kind
/// (or with two items tied) first, because it leads to packings faster.
final class BranchAndPrice {
  private let solve: PatternSolve
  private let master: MasterProblem
  private let root: PatternItems
  private let budget: WorkBudget
  private var stack: [Open]
  private var proofs: [BoundProof.Node?] = [nil]

  private struct Open {
    var decisions: [Decision]
    var bound: Int64
    var proof: Int
  }

  init(_ solve: PatternSolve, master: MasterProblem, root: PatternItems) {
    self.solve = solve
    self.master = master
    self.root = root
    budget = solve.budget
    stack = [Open(decisions: [], bound: solve.bound, proof: 0)]
  }

  /// Searches until the incumbent is proven or the budget is used up.
  func run() throws(SessionError) -> StopReason {
    while let node = stack.popLast() {
      budget.countNode()
      if let stop = budget.stop {
        stack.append(node)
        return stop
      }
      if let stop = try process(node) {
        stack.append(node)
        try leave()
        return stop
      }
      if solve.isProven { break }
      raise()
    }
    try leave()
    if stack.isEmpty {
      // Every case is closed: nothing is cheaper than the incumbent.
      solve.raise(solve.incumbent, method: "branch-and-price", proof: proof())
    }
    return .completed
  }

  /// The bound of the tree is that of its weakest open node.
  private func raise() {
    guard let weakest = stack.map({ $0.bound }).min() else { return }
    solve.raise(weakest, method: "branch-and-price", proof: nil)
  }

  private func proof() -> BoundProof? {
    let nodes = proofs.compactMap { $0 }
    guard nodes.count == proofs.count else { return nil }
    return BoundProof(
      objective: solve.model.objective,
      value: solve.incumbent * (solve.model.objective == .cost ? solve.model.unit : 1),
      mostUnplaced: solve.model.mostUnplaced, nodes: nodes)
  }

  private func leave() throws(SessionError) {
    try master.keepDecisionRows(0)
    try master.setPenalty(MasterProblem.penalty)
    for pattern in 0..<master.pool.count {
      try master.restrict(pattern, lower: 0, upper: .infinity)
    }
  }

  /// Solves a node and branches.
  ///
  /// - Returns: Why it could not be finished, if so.
  private func process(_ node: Open) throws(SessionError) -> StopReason? {
    let scope = NodeScope(root, decisions: node.decisions)
    try enter(scope)
    let pricing = try Pricing(
      scope.items, of: master.model, in: master.environment, budget: budget)
    var generation = ColumnGeneration(
      master, pricing: pricing,
      known: 0, efforts: [.quick, .wider, .broad, .complete], budget: budget)
    var penalty = MasterProblem.penalty
    while true {
      let end = try generation.run(target: solve.incumbent)
      solve.columns = master.pool.count
      switch end {
      case .reachedTarget:
        close(node, scope, generation.proof)
        return nil
      case .stopped(let reason):
        return reason
      case .tight, .converged, .exhausted:
        break
      }
      guard master.breach > 1e-6 else { break }
      // Nothing seems to keep all rules here: make that dear enough to be proven.
      penalty *= 8
      guard penalty < 1e7 else { return .solverFailure }
      try master.setPenalty(penalty)
    }
    let choice = BranchChoice(master, items: scope.items)
    guard let candidate = choice.choose() else {
      var assembly = PackingAssembly(solve.problem)
      for entry in choice.patterns { assembly.add(entry.pattern, count: entry.count) }
      solve.adopt(assembly.completed(seed: solve.context.seed))
      if generation.bound >= solve.incumbent {
        close(node, scope, generation.proof)
        return nil
      }
      return .solverFailure
    }
    if budget.nodes % 8 == 1 || node.decisions.count < 3 {
      var dive = Dive(
        master, pricing: pricing,
        target: solve.incumbent - 1, limit: solve.incumbent - 1,
        seed: solve.context.seed &+ UInt64(budget.nodes), blur: 0,
        discrepancies: 2, budget: budget)
      if let packing = try dive.run(isAllowed: { scope.allows(master.pool[$0]) }) {
        solve.adopt(packing)
      }
      if solve.isProven { return nil }
    }
    branch(node, on: candidate, bound: generation.bound)
    return nil
  }

  private func enter(_ scope: NodeScope) throws(SessionError) {
    try master.keepDecisionRows(0)
    try master.setPenalty(MasterProblem.penalty)
    for pattern in 0..<master.pool.count {
      try master.restrict(
        pattern, lower: 0, upper: scope.allows(master.pool[pattern]) ? .infinity : 0)
    }
    for row in scope.rows { try master.add(row) }
  }

  private func close(_ node: Open, _ scope: NodeScope, _ solution: BoundProof.DualSolution?) {
    proofs[node.proof] = solution.map { .leaf(scope.proof($0, of: master.model)) }
  }

  private func branch(_ node: Open, on candidate: BranchChoice.Candidate, bound: Int64) {
    let most = Int64(candidate.value.rounded(.down))
    let fewer = DecisionRow(count: candidate.count, isAtLeast: false, side: most)
    let more = DecisionRow(count: candidate.count, isAtLeast: true, side: most + 1)
    let places = (proofs.count, proofs.count + 1)
    proofs.append(nil)
    proofs.append(nil)
    proofs[node.proof] = .split(
      candidate.count, most: most, fewer: places.0, more: places.1)
    let better = max(bound, node.bound)
    for (row, place) in [(fewer, places.0), (more, places.1)] {
      stack.append(
        Open(
          decisions: node.decisions + [Decision(row: row, isPair: candidate.isPair)],
          bound: better, proof: place))
    }
  }
}
