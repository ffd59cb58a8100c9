// SPDX-License-Identifier: Apache-2.0

/// The lower bounds that need no linear program, and the strongest of them.
///
/// Rules that link bins, such as spread rules, are left out of account. That only adds packings, so
/// the bounds hold with them too.
public enum CombinatorialBound {
  /// Every method, the cheapest first.
  public static let methods: [any LowerBoundMethod] = [
    PerResourceBound(), JointResourceBound(), PerShapeBound(), MartelloTothBound(), CliqueBound(),
    DualFeasibleBound(),
  ]

  /// The strongest bound on the cost and on the number of bins that any method proves.
  ///
  /// Only items that fit into some available bin count. Where the bins provably cannot hold
  /// all of those the bound is trivial: `infeasibility(of:)` says why.
  ///
  /// - Complexity: About O(shapes × resources) plus a fixed amount of work per method; a million
  ///   distinct shapes take about a second. Methods that have not begun when the deadline passes
  ///   are left out.
  public static func best(
    for problem: PackingProblem, deadline: Deadline = .never
  ) -> LowerBound {
    analysis(of: problem, methods: methods, deadline: deadline).bound
  }

  /// Why the available bins cannot hold all items that fit into some bin, where that is proven.
  public static func infeasibility(of problem: PackingProblem) -> String? {
    analysis(of: problem, methods: methods, deadline: .never).shortage
  }

  /// The bound and the reason of infeasibility in one go, for callers that want both.
  public static func assess(
    _ problem: PackingProblem, deadline: Deadline = .never
  ) -> (bound: LowerBound, infeasibility: String?) {
    let found = analysis(of: problem, methods: methods, deadline: deadline)
    return (found.bound, found.shortage)
  }

  /// The strongest bounds with proofs of them that can be checked without the methods.
  ///
  /// There is at most one proof of the cost and one of the number of bins, in this order; the
  /// latter is left out where all bins cost the same and the cost says it too. Nearly
  /// every bound comes with a proof. Where one follows from more case distinctions than a proof
  /// should have, or its numbers do not fit, the proof speaks of a smaller value or is missing.
  /// Where a proof says more than the methods do, its value is the bound.
  ///
  /// - Complexity: That of `best(for:deadline:)`, and O(shapes) for each case distinction.
  public static func proven(
    for problem: PackingProblem, deadline: Deadline = .never
  ) -> (bound: LowerBound, proofs: [BoundProof]) {
    let found = analysis(of: problem, methods: methods, deadline: deadline)
    let proofs = [BoundProof.Objective.cost, .bins].compactMap { found.proof(of: $0) }
    var bound = found.bound
    for proof in proofs {
      if proof.objective == .cost {
        bound.cost = max(bound.cost, proof.value)
      } else {
        bound.bins = max(bound.bins, Int(proof.value))
      }
    }
    return (bound, proofs.filter { $0.objective == .cost || !isImplied($0, by: proofs, problem) })
  }

  /// Whether a number of bins follows from a proof of the cost, all bins costing the same.
  private static func isImplied(
    _ proof: BoundProof, by others: [BoundProof], _ problem: PackingProblem
  ) -> Bool {
    let costs = Set(problem.binTypes.filter { $0.available != 0 }.map(\.cost))
    guard costs.count == 1, let cost = costs.first, cost > 0 else { return false }
    return others.contains {
      $0.objective == .cost && ($0.value - 1) / cost + 1 >= proof.value
    }
  }

  /// What one method after the other proves about a problem, up to the first proof that its bins
  /// do not suffice.
  static func analysis(
    of problem: PackingProblem, methods: [any LowerBoundMethod], deadline: Deadline
  ) -> BoundAnalysis {
    var found = BoundAnalysis()
    found.parts = BoundPart.parts(of: problem, deadline: deadline)
    guard !found.parts.isEmpty else { return found }
    found.findings = found.parts.map { _ in BoundFinding() }
    for (position, method) in methods.enumerated() {
      if position > 0, deadline.isExpired { break }
      for (index, part) in found.parts.enumerated() {
        let finding = method.evaluate(part.instance)
        if let shortage = finding.shortage {
          (found.bound, found.shortage) = (.trivial, shortage)
          return found
        }
        found.findings[index].strengthen(by: finding)
      }
      let total = BoundPart.combined(found.parts, found.findings)
      found.bound = found.bound.strengthened(
        by: LowerBound(cost: total.cost, bins: Int(total.bins), method: method.name))
      found.total = total
    }
    return found
  }
}
