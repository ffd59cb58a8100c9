// SPDX-License-Identifier: Apache-2.0

/// A proven limit: no packing that places every placeable item costs less or uses fewer bins.
public struct LowerBound: Sendable, Hashable {
  /// No packing of all placeable items costs less.
  public var cost: Int64

  /// No packing of all placeable items uses fewer bins.
  public var bins: Int

  /// The method that proved the cost, such as `per-resource` or `clique`.
  public var method: String

  /// Creates a bound.
  public init(cost: Int64, bins: Int, method: String) {
    self.cost = cost
    self.bins = bins
    self.method = method
  }

  /// What always holds.
  public static let trivial = LowerBound(cost: 0, bins: 0, method: "trivial")

  /// The stronger of two bounds in each figure, named after the one that is stronger in cost.
  public func strengthened(by other: LowerBound) -> LowerBound {
    LowerBound(
      cost: max(cost, other.cost), bins: max(bins, other.bins),
      method: (other.cost, other.bins) > (cost, bins) ? other.method : method)
  }

  /// Whether a packing that places `placeable` items shows this bound to be wrong.
  public func isContradicted(by packing: Packing) -> Bool {
    packing.cost < cost || packing.binCount < bins
  }
}
