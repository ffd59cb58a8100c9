// SPDX-License-Identifier: Apache-2.0

/// A rule that links bins: the items of some shapes must lie evenly over domains such as zones.
///
/// A packing keeps the rule when, for every two of its domains, the bins of one hold at most
/// `maxSkew` items of the shapes more than those of the other. Only items that are placed count,
/// and only the finished packing is judged.
///
/// A bin of a type without a domain may hold no item of the shapes, as in Kubernetes a node
/// without the topology key is not eligible under a hard constraint.
///
/// The domains that are compared are those that occur among the bin types which an item of some
/// shape of the rule may use and fits into when they are empty, and of which there is at least one
/// bin. A domain that none of the items could ever enter holds nobody back.
public struct SpreadRule: Sendable, Hashable {
  /// The shapes whose items are counted together, ascending.
  public let shapes: [Int]

  /// For each bin type the domain its bins lie in, or `nil` when they lie in none.
  public let domainOfBinType: [Int?]

  /// How many items the fullest domain may hold more than the emptiest, at least one.
  public let maxSkew: Int

  package init(shapes: [Int], domainOfBinType: [Int?], maxSkew: Int) {
    (self.shapes, self.domainOfBinType, self.maxSkew) = (shapes, domainOfBinType, maxSkew)
  }
}
