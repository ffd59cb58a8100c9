// SPDX-License-Identifier: Apache-2.0

/// The linking rules of a problem, as far as proofs use them.
///
/// A problem has none yet, so that every row that names one is refused.
struct LinkingRows: Sendable {
  /// A linking rule as a row: what it counts is a sum over the items of a pattern.
  struct Row: Sendable {
    /// The shapes whose items count.
    var shapes: [Int]
    /// What each item of these counts in a bin of each type: 1, 0 or -1.
    var signOfBinType: [Int64]
    /// The most that all bins together may count.
    var side: Int64
  }

  /// Looks at the rules of a problem.
  init(_ problem: PackingProblem) {}

  /// The row of the rule at a position, for two of its domains; `nil` if there is no such rule.
  func row(rule: Int, domain: Int, over: Int) -> Row? {
    nil
  }
}
