// SPDX-License-Identifier: Apache-2.0

extension ProofObjection {
  /// What is wrong, in one sentence with the names of a problem.
  public func sentence(for problem: PackingProblem) -> String {
    func shape(_ index: Int) -> String {
      problem.shapes.contains(index) ? "'\(problem.name(of: index))'" : "shape \(index)"
    }
    func binType(_ index: Int) -> String {
      problem.binTypes.indices.contains(index)
        ? "'\(problem.binTypes[index].name)'" : "bin type \(index)"
    }
    switch self {
    case .noNodes: return "the proof has no case"
    case .negativeMostUnplaced(let found):
      return "the proof is about packings that leave out at most \(found) items"
    case .caseOutOfOrder(let node, let child):
      return "case \(node) leads to \(child), which is no later case"
    case .sharedNode(let node): return "two distinctions lead to case \(node)"
    case .unreachableNode(let node): return "no distinction leads to case \(node)"
    case .splitOutOfRange(let node, let most):
      return "case \(node) distinguishes at \(most) bins, which is out of range"
    case .malformedCount(let node, let row, _):
      return "\(place(node, row)) counts bins by shapes or types that do not exist or are not in "
        + "ascending order"
    case .malformedCut(let node, let row, _):
      return "\(place(node, row)) is no cut: it needs shapes that exist, in ascending order, and a "
        + "denominator of at least 2"
    case .multiplierCount(let node, let subject, let found, let expected):
      return "case \(node) has \(found) multipliers of \(subject.words), but needs \(expected)"
    case .negativeMultiplier(let node, let subject, let position, let found):
      return "case \(node) has the negative multiplier \(found) of \(subject.words) at position "
        + "\(position)"
    case .signOfRow(let node, let row, let found):
      return "\(place(node, row)) has the multiplier \(found), which has the wrong sign"
    case .multiplierOfUnlimited(let node, let type, let found):
      return
        "case \(node) has the multiplier \(found) of \(binType(type)), of which there is no end"
    case .rowNotImplied(let node, let row):
      return "\(place(node, row)) says more than the distinctions that lead there"
    case .unknownRule(let node, let row, let rule):
      return "\(place(node, row)) names the linking rule \(rule), which the problem does not have"
    case .shapeAboveUnplaced(let node, let index, let worth, let limit):
      return "case \(node) says \(worth) for an item of \(shape(index)), but leaving it out costs "
        + "\(limit)"
    case .patternAboveCost(let node, let type, let contents, let excess):
      let items = contents.map { "\($0.count) × \(shape($0.shape))" }.joined(separator: ", ")
      return "in case \(node) a bin of type \(binType(type)) with \(items) is worth \(excess) more "
        + "than it costs"
    case .undecided(let node, let type, let steps):
      return "case \(node) could not be decided for bins of type \(binType(type)) within \(steps) "
        + "steps"
    case .sumTooSmall(let node, let sum, let scale, let proven):
      return proven.map { "case \(node) proves \($0) only, by the sum \(sum) over \(scale)" }
        ?? "case \(node) is not shown to be empty: its sum is \(sum)"
    }
  }

  private func place(_ node: Int, _ row: Int?) -> String {
    row.map { "row \($0) of case \(node)" } ?? "case \(node)"
  }
}

extension ProofObjection.Subject {
  fileprivate var words: String {
    switch self {
    case .shapes: "shapes"
    case .binTypes: "bin types"
    case .unplaced: "items left out"
    case .scale: "the objective"
    }
  }
}
