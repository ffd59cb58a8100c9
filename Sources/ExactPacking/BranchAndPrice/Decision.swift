// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// One branching decision on the way from the root to a node.
struct Decision: Sendable, Hashable {
  /// What the decision says; the other side of the branch says the opposite.
  var row: DecisionRow
  /// Whether two single items are tied or kept apart, which pricing obeys by itself instead of
  /// through a row.
  var isPair: Bool
}

/// A node of the search tree as its decisions make it.
struct NodeScope {
  let decisions: [Decision]
  let items: PatternItems

  init(_ root: PatternItems, decisions: [Decision]) {
    self.decisions = decisions
    var items = root
    for decision in decisions where decision.isPair {
      let pair = decision.row.count.atLeast
      guard let first = items.item(of: pair[0].shape), let second = items.item(of: pair[1].shape)
      else { continue }
      if decision.row.isAtLeast {
        if first != second { items.tie(first, second) }
      } else {
        items.separate(first, second)
      }
    }
    self.items = items
  }

  /// The decisions that are rows of the master problem.
  var rows: [DecisionRow] { decisions.filter { !$0.isPair }.map { $0.row } }

  /// Whether a pattern obeys the pairs.
  func allows(_ pattern: Pattern) -> Bool {
    decisions.allSatisfy { decision in
      guard decision.isPair else { return true }
      let pair = decision.row.count.atLeast
      let held = pattern.contents.count {
        $0.rawShape == pair[0].rawShape || $0.rawShape == pair[1].rawShape
      }
      return decision.row.isAtLeast ? held != 1 : held < 2
    }
  }

  /// What a dual solution of this node's linear program says about the whole problem.
  ///
  /// A pair that is kept apart gets a multiplier that takes away all a pattern with both could
  /// gain; a tied pair gets a bonus for being together that each of the two pays half of, so
  /// that a pattern with only one of them loses more than it could gain. What it could gain is
  /// what it is worth more than without the items: their worth in the bin type where that is
  /// most, and the rows that reward them.
  func proof(_ solution: BoundProof.DualSolution, of model: CoverModel) -> BoundProof.DualSolution {
    var solution = solution
    let worth = items.items.map { item in
      item.members.reduce(Int64(0)) { $0 + gain(from: $1, under: solution, of: model) }
    }
    var rows: [BoundProof.DualSolution.Priced] = []
    for decision in decisions where decision.isPair {
      let pair = decision.row.count.atLeast.map { $0.shape }
      let value = Set(pair.compactMap { items.item(of: $0) }).reduce(0) { $0 + worth[$1] }
      if decision.row.isAtLeast {
        for shape in pair { solution.shapes[shape] -= value }
        rows.append(.init(row: decision.row.row, price: 2 * value))
      } else {
        rows.append(.init(row: decision.row.row, price: -value))
      }
    }
    solution.rows += rows.filter { $0.price != 0 }
    return solution
  }

  /// The most a pattern can gain by an item of a shape.
  private func gain(
    from shape: Int, under solution: BoundProof.DualSolution, of model: CoverModel
  ) -> Int64 {
    var most: Int64 = 0
    if model.spread.counts(shape) {
      for type in model.types where model.problem.fits(shape, inEmpty: type) {
        most = max(most, solution.worth(of: shape, in: type, of: model.problem))
      }
    } else {
      most = max(0, solution.shapes[shape])
    }
    for priced in solution.rows where priced.price > 0 {
      if case .atLeast(let count, _) = priced.row,
        count.atLeast.contains(where: { $0.shape == shape })
      {
        most += priced.price
      }
    }
    return most
  }
}
