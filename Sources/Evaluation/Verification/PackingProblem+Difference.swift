// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

extension PackingProblem {
  /// The first respect in which another problem differs, or `nil` if what may be packed how is the
  /// same; the order of arrivals and the names of shapes do not count.
  ///
  /// - Complexity: O(shapes × (resources + bin types) + conflicts).
  public func difference(from other: PackingProblem) -> String? {
    if resources != other.resources { return "the resources" }
    if binTypes.count != other.binTypes.count { return "the number of node types" }
    for (own, others) in zip(binTypes, other.binTypes) where own != others {
      return "the node type '\(own.name)'"
    }
    if shapeCount != other.shapeCount { return "the number of shapes" }
    for shape in shapes {
      func differs(_ what: String) -> String { "\(what) of '\(other.name(of: shape))'" }
      if demand(of: shape) != other.demand(of: shape) { return differs("the demand") }
      if count(of: shape) != other.count(of: shape) { return differs("the number of items") }
      if perBinLimit(of: shape) != other.perBinLimit(of: shape) {
        return differs("the limit per node")
      }
      for binType in binTypes.indices
      where isCompatible(shape, with: binType) != other.isCompatible(shape, with: binType) {
        return differs("the node types")
      }
      if conflicts(of: shape) != other.conflicts(of: shape) { return differs("the conflicts") }
    }
    if spreadRules != other.spreadRules { return "what is spread over domains" }
    return nil
  }
}
