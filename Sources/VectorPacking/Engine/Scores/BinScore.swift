// SPDX-License-Identifier: Apache-2.0

/// Ranks a bin for an item by the state the bin would be in with it.
///
/// The score of a bin depends on that bin and the item alone, so it changes only when the bin
/// does.
protocol BinScore: Sendable {
  /// The score; the highest wins.
  ///
  /// - Parameters:
  ///   - shape: The item's shape.
  ///   - group: The bin's group, in which the item fits.
  ///   - bins: The open bins.
  ///   - free: What the bin has free, one value per column.
  ///   - demand: What the item needs, one value per column.
  /// - Returns: The score.
  func value(
    of shape: Int, in group: Int, of bins: OpenBins, free: UnsafePointer<Int64>,
    demand: UnsafePointer<Int64>
  ) -> Int64
}

/// The capacities of all bin types, row-major, for scores that work with shares of them.
struct CapacityTable: Sendable {
  let resources: Int
  private let values: [Int64]
  /// Whether a percentage computed in floating point and cut off equals the integer division.
  private let exactInDouble: Bool

  init(_ problem: PackingProblem) {
    resources = problem.resources.count
    values = problem.binTypes.flatMap(\.capacity)
    // The quotient is at most 100, where a `Double` is off by at most 2^-47, and it differs from
    // the next whole number by at least one part in the capacity.
    exactInDouble = values.allSatisfy { $0 < 1 << 44 }
  }

  /// The capacity of a bin type.
  @inline(__always)
  subscript(type: Int32, resource: Int) -> Int64 {
    values[Int(type) * resources + resource]
  }

  /// How many whole percent of a positive capacity an amount from 0 to that capacity is.
  @inline(__always)
  func percent(_ amount: Int64, of capacity: Int64) -> Int64 {
    if exactInDouble { return Int64(Double(amount &* 100) / Double(capacity)) }
    return Int64(Int128(amount) * 100 / Int128(capacity))
  }
}
