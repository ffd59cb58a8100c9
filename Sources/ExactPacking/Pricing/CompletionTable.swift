// SPDX-License-Identifier: Apache-2.0

/// For every amount left of one surrogate resource and every suffix of the item order, the most
/// profit that fits: a bound on what any pattern can still gain.
///
/// A bounded knapsack solved by dynamic programming over the surrogate amount, cut into at most
/// so many buckets; demands are rounded down and the capacity is not, so the bound holds for
/// the real amounts. Where a surrogate is a small integer already nothing is rounded.
///
/// - Complexity: O(buckets × copies) time and O(buckets × items) memory.
final class CompletionTable {
  /// How many buckets the whole bin has.
  private(set) var buckets = 0
  /// One more than the number of items.
  private(set) var stride = 1

  private var storage: UnsafeMutablePointer<Int64>
  private var capacity: Int

  /// More than any pattern is worth.
  private static let ceiling: Int64 = 1 << 60

  init() {
    capacity = 1
    storage = .allocate(capacity: 1)
    storage.initialize(to: 0)
  }

  deinit { storage.deallocate() }

  /// The bounds with so many buckets left, by suffix.
  @inline(__always)
  func row(_ left: Int) -> UnsafePointer<Int64> { UnsafePointer(storage + left * stride) }

  /// Fills the table.
  ///
  /// - Parameters:
  ///   - profits: What one copy of each item is worth, in order; positive.
  ///   - sizes: The buckets one copy takes, rounded down.
  ///   - most: The most copies.
  ///   - buckets: How many buckets the bin has.
  func fill(profits: [Int64], sizes: [Int32], most: [Int32], buckets: Int) {
    let count = profits.count
    self.buckets = buckets
    stride = count + 1
    let needed = (buckets + 1) * stride
    if needed > capacity {
      storage.deallocate()
      capacity = needed
      storage = .allocate(capacity: needed)
    }
    // Where the copies of an item are many, their number is given up: still a bound.
    let isFree = (0..<count).map { sizes[$0] == 0 }
    let isRepeated = (0..<count).map { item in
      !isFree[item]
        && (Int(most[item]) >= buckets / Int(sizes[item]) || most[item] > 12)
    }
    profits.withUnsafeBufferPointer { profit in
      sizes.withUnsafeBufferPointer { size in
        most.withUnsafeBufferPointer { most in
          for left in 0...buckets {
            let row = storage + left * stride
            row[count] = 0
            var best: Int64 = 0
            var item = count - 1
            while item >= 0 {
              let need = Int(size[item])
              if isFree[item] {
                let (product, overflow) = profit[item].multipliedReportingOverflow(
                  by: Int64(most[item]))
                let gain = overflow ? Self.ceiling : min(product, Self.ceiling)
                best = min(Self.ceiling, best + gain)
              } else if need <= left {
                if isRepeated[item] {
                  best = max(best, profit[item] + (row - need * stride)[item])
                } else {
                  var copies = 1
                  var from = row - need * stride
                  while copies <= Int(most[item]), copies * need <= left {
                    best = max(best, profit[item] * Int64(copies) + from[item + 1])
                    copies += 1
                    from -= need * stride
                  }
                }
              }
              row[item] = best
              item -= 1
            }
          }
        }
      }
    }
  }
}
