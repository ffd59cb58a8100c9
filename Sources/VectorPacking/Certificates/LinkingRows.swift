// SPDX-License-Identifier: Apache-2.0

/// The linking rules of a problem, as far as proofs use them.
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

  private let problem: PackingProblem

  /// Looks at the rules of a problem.
  init(_ problem: PackingProblem) {
    self.problem = problem
  }

  /// The row of the rule at a position, for two of its domains; `nil` if there is no such rule.
  func row(rule: Int, domain: Int, over: Int) -> Row? {
    guard problem.spreadRules.indices.contains(rule), domain != over else { return nil }
    let domains = problem.domains(of: rule)
    guard domains.contains(domain), domains.contains(over) else { return nil }
    let spread = problem.spreadRules[rule]
    return Row(
      shapes: spread.shapes,
      signOfBinType: problem.binTypes.indices.map { binType in
        switch problem.domain(of: binType, in: rule) {
        case domain: 1
        case over: -1
        default: 0
        }
      }, side: Int64(spread.maxSkew))
  }
}
