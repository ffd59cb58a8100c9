// SPDX-License-Identifier: Apache-2.0

/// The distinct sizes of one column, ascending, with how many items have each.
struct SizeHistogram {
  /// The most distinct sizes that are told apart; beyond it sizes are rounded down to a grid,
  /// which keeps every bound from a nondecreasing function valid.
  static let finest = 1 << 15

  /// The sizes before they were sorted, one value per shape.
  let values: [Int64]
  private(set) var sizes: [Int64] = []
  private(set) var counts: [Int64] = []
  /// What one bin of each class holds.
  let capacities: [Int64]
  /// The largest of those.
  let capacity: Int64

  /// - Complexity: O(n log n) in the number of sizes up to the finest, O(n) beyond.
  init(sizes values: [Int64], counts amounts: [Int64], capacities: [Int64]) {
    self.values = values
    self.capacities = capacities
    capacity = capacities.max() ?? 0
    if values.count > Self.finest {
      collectOnGrid(values, amounts)
    } else {
      let order = values.indices.filter { values[$0] > 0 }
        .map { (size: values[$0], count: amounts[$0]) }.sorted { $0.size < $1.size }
      for entry in order {
        if entry.size == sizes.last {
          counts[counts.count - 1] += entry.count
        } else {
          sizes.append(entry.size)
          counts.append(entry.count)
        }
      }
    }
  }

  private mutating func collectOnGrid(_ values: [Int64], _ amounts: [Int64]) {
    let step = capacity / Int64(Self.finest) + 1
    var smallest = Array(repeating: Int64.max, count: Int(capacity / step) + 1)
    var total = Array(repeating: Int64(0), count: smallest.count)
    for index in values.indices where values[index] > 0 {
      let cell = Int(values[index] / step)
      smallest[cell] = min(smallest[cell], values[index])
      total[cell] += amounts[index]
    }
    for cell in total.indices where total[cell] > 0 {
      sizes.append(smallest[cell])
      counts.append(total[cell])
    }
  }

  /// What the images of all items add up to.
  ///
  /// - Complexity: O(distinct sizes).
  func demand<Function: DualFeasibleFunction>(under function: Function) -> Int128 {
    var total: Int128 = 0
    for index in sizes.indices {
      let product = function(sizes[index]).multipliedFullWidth(by: counts[index])
      total &+= Int128(product.high) << 64 | Int128(product.low)
    }
    return total
  }

  /// What each class of bins supplies of the images.
  func supply<Function: DualFeasibleFunction>(under function: Function) -> [Int64] {
    capacities.map { function($0) }
  }

  /// At most a number of the distinct sizes, evenly spread over their ranks.
  func sample(_ most: Int) -> [Int64] {
    guard sizes.count > most else { return sizes }
    return (0..<most).map { sizes[$0 * sizes.count / most] }
  }
}
