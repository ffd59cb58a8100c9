// SPDX-License-Identifier: Apache-2.0

/// Looks at one shape at a time: how many of its items one bin holds at most, by all resources,
/// devices and the limit per bin together.
///
/// - Complexity: O(shapes × bin types × resources).
public struct PerShapeBound: LowerBoundMethod {
  /// Creates the method.
  public init() {}

  /// The name that reports print.
  public var name: String { "per-shape" }

  /// One line that says how the method argues.
  public var summary: String { "the items of one shape over how many of them one bin holds" }

  /// What single shapes prove about one instance.
  public func evaluate(_ instance: BoundInstance) -> BoundFinding {
    var tally = BoundTally(instance)
    for index in instance.shapes.indices {
      if index & 0xFFFF == 0xFFFF, instance.deadline.isExpired { break }
      if instance.counts[index] == 1, tally.bins > 0 { continue }
      tally.require(
        Int128(instance.counts[index]), of: instance.copies(of: index),
        by: .single(index, of: instance.shapes.count),
        otherwise: shortage(of: index, in: instance))
    }
    return tally.result()
  }

  private func shortage(of index: Int, in instance: BoundInstance) -> String {
    let supply = zip(instance.copies(of: index), instance.bins).reduce(Int128(0)) {
      $0 + Int128($1.0) * Int128($1.1.available)
    }
    let name = instance.problem.name(of: Int(instance.shapes[index]))
    return "\(instance.counts[index]) items of \(name), but the bins take only \(supply) of them"
  }
}

extension BoundInstance {
  /// How many items of a shape one bin of each class holds.
  func copies(of index: Int) -> [Int64] {
    bins.map { Int64(problem.copies(of: Int(shapes[index]), inEmpty: $0.binType)) }
  }
}
