// SPDX-License-Identifier: Apache-2.0

/// A kind of bin: what one holds, what it costs, and how many there are.
public struct BinType: Sendable, Hashable {
  /// The name that reports print.
  public let name: String

  /// What one bin holds, one value per resource.
  public let capacity: [Int64]

  /// What is already in every bin of this type before packing starts, one value per resource.
  public let load: [Int64]

  /// What one used bin costs; a bin that receives no item costs nothing.
  public let cost: Int64

  /// How many bins of this type there are, or `nil` when there is no end to them.
  public let available: Int?

  /// Creates a bin type.
  ///
  /// - Parameters:
  ///   - name: The name that reports print.
  ///   - capacity: What one bin holds, one value per resource of the problem.
  ///   - load: What is already in each bin; nothing when omitted.
  ///   - cost: What one used bin costs.
  ///   - available: How many there are; `nil` for as many as wanted.
  public init(
    name: String = "bin", capacity: [Int64], load: [Int64]? = nil, cost: Int64 = 1,
    available: Int? = nil
  ) {
    self.name = name
    self.capacity = capacity
    self.load = load ?? Array(repeating: 0, count: capacity.count)
    self.cost = cost
    self.available = available
  }

  /// What one bin still takes, one value per resource.
  public var free: [Int64] {
    zip(capacity, load).map { $0 - $1 }
  }
}
