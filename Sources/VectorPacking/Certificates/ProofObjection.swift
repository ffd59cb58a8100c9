// SPDX-License-Identifier: Apache-2.0

/// A reason why a proof of a bound does not hold: what is wrong, and where.
///
/// `node` is the position of a node in the proof's list, `row` that of a row in its leaf.
public enum ProofObjection: Sendable, Hashable {
  /// The proof has no node at all.
  case noNodes
  /// The number of items that may be left out is negative.
  case negativeMostUnplaced(Int64)
  /// A case is not a later node of the list.
  case caseOutOfOrder(node: Int, child: Int)
  /// Two case distinctions, or one twice, lead to the same node.
  case sharedNode(node: Int)
  /// No case distinction leads to a node.
  case unreachableNode(node: Int)
  /// A case distinction has no room for one more bin than `most`.
  case splitOutOfRange(node: Int, most: Int64)
  /// A count of bins names a bin type or a shape that does not exist, or not in ascending order.
  case malformedCount(node: Int, row: Int?, BoundProof.BinCount)
  /// A cut names a shape that does not exist, not in ascending order, or has no denominator.
  case malformedCut(node: Int, row: Int, BoundProof.RankOneCut)

  /// A leaf has not one multiplier for every shape, or for every bin type.
  case multiplierCount(node: Int, Subject, found: Int, expected: Int)
  /// A multiplier that must not be negative is.
  case negativeMultiplier(node: Int, Subject, position: Int, found: Int64)
  /// A row has a multiplier of the sign that it must not have.
  case signOfRow(node: Int, row: Int, found: Int64)
  /// A bin type without an end has a multiplier other than zero.
  case multiplierOfUnlimited(node: Int, binType: Int, found: Int64)
  /// The case distinctions on the way to a leaf do not say what its row says.
  case rowNotImplied(node: Int, row: Int)
  /// A row names a linking rule that the problem does not have.
  case unknownRule(node: Int, row: Int, rule: Int)

  /// A shape is worth more than leaving out one of its items costs.
  case shapeAboveUnplaced(node: Int, shape: Int, worth: Int64, limit: Int64)
  /// A pattern is worth more than its bin costs.
  case patternAboveCost(node: Int, binType: Int, contents: [ShapeCount], excess: Int128)
  /// Whether some pattern is worth more than its bin costs was not found out in so many steps.
  case undecided(node: Int, binType: Int, steps: Int)
  /// The weighted sum of the rules does not reach the value; without a scale it is not positive.
  case sumTooSmall(node: Int, sum: Int128, scale: Int64, proven: Int128?)

  /// Whose multiplier it is.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    /// Of the shapes.
    case shapes
    /// Of the bin types.
    case binTypes
    /// Of the items left out.
    case unplaced
    /// The price of the objective.
    case scale
  }

  /// Whether the proof may still hold, because the check ran out of steps.
  public var isUndecided: Bool {
    if case .undecided = self { true } else { false }
  }
}
