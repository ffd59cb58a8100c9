// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Limits on what one bin of a type can hold that follow from all resources together.
struct BinLimits {
  let type: Int
  private let problem: PackingProblem

  init(type: Int, in problem: PackingProblem) {
    self.type = type
    self.problem = problem
  }

  /// An upper limit on the number of items in one bin.
  ///
  /// For each resource, and for the sum of all shares of the resources, the smallest items are
  /// counted that fit together. Shares are rounded down, so the limit is valid.
  ///
  /// - Parameter items: Shapes, and how many items of each the bin may hold.
  /// - Returns: The least of the counts.
  /// - Complexity: O(resources × items × log(items)).
  func mostItems(of items: [(shape: Int, most: Int)]) -> Int {
    let free = problem.binTypes[type].free
    let one: Int64 = 1 << 20
    var sums = Array(repeating: Int64(0), count: items.count)
    var most = items.reduce(0) { $0 + $1.most }
    var counted: Int64 = 0
    for resource in problem.resources.indices where free[resource] > 0 {
      counted += 1
      let shares = items.map {
        let product = problem.demand(of: $0.shape, in: resource).multipliedFullWidth(by: one)
        return free[resource].dividingFullWidth(product).quotient
      }
      most = min(most, count(items, sizes: shares, within: one))
      for index in sums.indices { sums[index] += shares[index] }
    }
    return min(most, count(items, sizes: sums, within: counted * one))
  }

  private func count(
    _ items: [(shape: Int, most: Int)], sizes: [Int64], within capacity: Int64
  ) -> Int {
    var left = capacity
    var count = 0
    for index in items.indices.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }) {
      let fitting = sizes[index] > 0 ? min(Int64(items[index].most), left / sizes[index]) : .max
      let taken = min(Int(clamping: fitting), items[index].most)
      count += taken
      left -= sizes[index] * Int64(taken)
      if taken < items[index].most { break }
    }
    return count
  }
}
