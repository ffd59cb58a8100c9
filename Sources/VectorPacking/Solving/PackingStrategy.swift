// SPDX-License-Identifier: Apache-2.0

/// A method that packs: one value, known by its name.
public protocol PackingStrategy: Sendable {
  /// The name users type: lower case with hyphens.
  var name: String { get }

  /// One line for lists of strategies.
  var summary: String { get }

  /// What kind of method it is.
  var family: StrategyFamily { get }

  /// Packs a problem.
  ///
  /// The packing in the outcome is feasible. Items may be left unplaced where nothing takes
  /// them or where the method stopped early. The same problem, seed and round limit give the
  /// same packing unless the deadline or a cancellation cut the solve short.
  func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome
}

/// What kind of method a strategy is.
public enum StrategyFamily: String, Sendable, Hashable, CaseIterable {
  /// One pass, item by item: each item goes into a bin at once and stays.
  case itemCentric = "item-centric"
  /// One pass, bin by bin: each bin is filled with the items that suit it best.
  case binCentric = "bin-centric"
  /// Item by item with the scores by which orchestrators rank nodes.
  case allocationScore = "allocation-score"
  /// Starts from a packing and improves it until time is up.
  case improvement
  /// Proves how good its packing is.
  case exact

  /// Whether strategies of this family take one pass and need no time limit.
  public var isGreedy: Bool {
    switch self {
    case .itemCentric, .binCentric, .allocationScore: true
    case .improvement, .exact: false
    }
  }
}
