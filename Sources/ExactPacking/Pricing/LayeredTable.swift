// SPDX-License-Identifier: Apache-2.0

/// The same bounds as a `CompletionTable`, one contiguous row of all amounts left per suffix of
/// the item order: for a search that goes through the items layer by layer.
///
/// - Complexity: O(buckets × copies × items) time and O(buckets × items) memory.
final class LayeredTable {
  /// How many buckets the whole bin has.
  private(set) var buckets = 0

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

  /// The bounds of a suffix, by the buckets left.
  @inline(__always)
  func layer(_ suffix: Int) -> UnsafePointer<Int64> {
    UnsafePointer(storage + suffix * (buckets + 1))
  }

  /// Fills the table.
  ///
  /// - Parameters:
  ///   - profits: What one copy of each item is worth, in order; at least 0.
  ///   - sizes: The buckets one copy takes, rounded down.
  ///   - most: The most copies.
  ///   - buckets: How many buckets the bin has.
  func fill(profits: [Int64], sizes: [Int32], most: [Int32], buckets: Int) {
    let count = profits.count
    self.buckets = buckets
    let width = buckets + 1
    let needed = width * (count + 1)
    if needed > capacity {
      storage.deallocate()
      capacity = needed
      storage = .allocate(capacity: needed)
    }
    (storage + count * width).initialize(repeating: 0, count: width)
    var item = count - 1
    while item >= 0 {
      let below = storage + (item + 1) * width
      let row = storage + item * width
      let (profit, copies) = (profits[item], Int(most[item]))
      let need = Int(sizes[item])
      if need == 0 {
        let (product, overflow) = profit.multipliedReportingOverflow(by: Int64(copies))
        let gain = overflow ? Self.ceiling : min(product, Self.ceiling)
        for left in 0..<width { row[left] = min(Self.ceiling, below[left] + gain) }
      } else if copies >= buckets / need || copies > Self.mostCounted {
        // Where the copies of an item are many, their number is given up: still a bound.
        for left in 0..<min(need, width) { row[left] = below[left] }
        if need < width {
          for left in need..<width { row[left] = max(below[left], row[left - need] + profit) }
        }
      } else {
        row.update(from: below, count: width)
        var amount = 1
        while amount <= copies, amount * need < width {
          let gain = profit * Int64(amount)
          let shift = amount * need
          for left in shift..<width { row[left] = max(row[left], below[left - shift] + gain) }
          amount += 1
        }
      }
      item -= 1
    }
  }

  /// Up to how many copies are counted one by one.
  private static let mostCounted = 12
}
