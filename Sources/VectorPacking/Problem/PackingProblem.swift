// SPDX-License-Identifier: Apache-2.0

/// A vector bin packing problem: item shapes with counts, and the bin types they go into.
///
/// Identical items are one *shape* with a count, and every strategy works on shapes, so a
/// million items in three hundred shapes cost what three hundred shapes cost. All quantities
/// are integers. A problem that exists is valid: `Builder.build()` is the only way to one.
///
/// The task is to place every item that fits into some bin type at all, first leaving as few
/// as possible unplaced, then at the least total cost, then in the fewest bins.
public struct PackingProblem: Sendable {
  /// The dimensions of every demand and capacity.
  public let resources: [Resource]

  /// The kinds of bins, in the order they were added.
  public let binTypes: [BinType]

  /// The order in which items arrive, run-length encoded.
  ///
  /// Strategies without "decreasing" in their name take the items in this order.
  public let arrivals: [ShapeCount]

  /// The rules that link bins: which shapes must lie evenly over which domains.
  public let spreadRules: [SpreadRule]

  /// How many items there are, over all shapes.
  public let itemCount: Int

  /// Row-major demands: `demands[shape * resources.count + resource]`.
  package let demands: [Int64]

  /// How many items each shape has.
  package let counts: [Int32]

  /// Most items of a shape that one bin may hold; empty when no shape has a limit.
  package let perBinLimits: [Int32]

  /// For each shape, the row of `compatibilityRows` it obeys; empty when all shapes go anywhere.
  package let compatibilityOfShape: [Int32]

  /// The distinct compatibility rows, each with one flag per bin type.
  package let compatibilityRows: [[Bool]]

  /// For each shape, the shapes that may not share a bin with it, ascending; empty without conflicts.
  package let conflictLists: [[Int32]]

  /// The names of the shapes; empty when none was given.
  package let shapeNames: [String]

  /// For each spread rule the domains it compares, ascending.
  private(set) var spreadDomains: [[Int]] = []

  package init(
    resources: [Resource], binTypes: [BinType], arrivals: [ShapeCount], itemCount: Int,
    demands: [Int64], counts: [Int32], perBinLimits: [Int32], compatibilityOfShape: [Int32],
    compatibilityRows: [[Bool]], conflictLists: [[Int32]], shapeNames: [String],
    spreadRules: [SpreadRule] = []
  ) {
    self.resources = resources
    self.binTypes = binTypes
    self.arrivals = arrivals
    self.itemCount = itemCount
    self.demands = demands
    self.counts = counts
    self.perBinLimits = perBinLimits
    self.compatibilityOfShape = compatibilityOfShape
    self.compatibilityRows = compatibilityRows
    self.conflictLists = conflictLists
    self.shapeNames = shapeNames
    self.spreadRules = spreadRules
    spreadDomains = spreadRules.map { findDomains(of: $0) }
  }
}

/// Some items of one shape.
public struct ShapeCount: Sendable, Hashable {
  /// The shape's index in its problem.
  public var shape: Int { Int(rawShape) }

  /// How many items of it, at least one.
  public var count: Int { Int(rawCount) }

  package var rawShape: Int32
  package var rawCount: Int32

  /// Creates a run of items of one shape.
  public init(shape: Int, count: Int) {
    rawShape = Int32(shape)
    rawCount = Int32(count)
  }
}
