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

  /// What one method after the other proves about a problem, and the first proof that its bins
  /// do not suffice.
  static func analysis(
    of problem: PackingProblem, methods: [any LowerBoundMethod], deadline: Deadline
  ) -> (bound: LowerBound, shortage: String?) {
    let parts = BoundPart.parts(of: problem, deadline: deadline)
    guard !parts.isEmpty else { return (.trivial, nil) }
    var best = Array(repeating: BoundFinding(), count: parts.count)
    var bound = LowerBound.trivial
    for (position, method) in methods.enumerated() {
      if position > 0, deadline.isExpired { break }
      for (index, part) in parts.enumerated() {
        let finding = method.evaluate(part.instance)
        if let shortage = finding.shortage { return (.trivial, shortage) }
        best[index].cost = max(best[index].cost, finding.cost)
        best[index].bins = max(best[index].bins, finding.bins)
      }
      let total = BoundPart.combined(parts, best)
      bound = bound.strengthened(
        by: LowerBound(cost: total.cost, bins: Int(total.bins), method: method.name))
    }
    return (bound, nil)
  }
}
