// SPDX-License-Identifier: Apache-2.0

/// A knapsack with one resource that is never worth less than the patterns it stands for.
///
/// For every pattern, the weights of its items add up to at most the capacity, and what it is
/// worth is at most the offset plus the profits of its items. Both are facts about integers: a
/// weight is a demand, or a share of it rounded down against a capacity rounded likewise; a profit
/// is an item's worth less the price of what it takes, rounded down, and the offset is the price
/// of all that is free (Lagrangian relaxation).
struct PatternRelaxation<Value: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
  /// The weight of one item of each candidate.
  let weights: [Int]
  let capacity: Int
  let profits: [Value]
  let offset: Value

  /// For each free capacity, for each position, the most that the candidates from that position
  /// on can bring: `completions[capacity × (candidates + 1) + position]`.
  let completions: [Value]

  /// Fills the table.
  ///
  /// - Complexity: O(candidates × capacity × log of the most copies).
  init(weights: [Int], capacity: Int, profits: [Value], offset: Value, most: [Int]) {
    self.weights = weights
    self.capacity = capacity
    self.profits = profits
    self.offset = offset
    let width = weights.count + 1
    var table = [Value](repeating: 0, count: width * (capacity + 1))
    var row = [Value](repeating: 0, count: capacity + 1)
    for position in weights.indices.reversed() {
      Self.add(
        copies: most[position], weight: weights[position], profit: profits[position], to: &row)
      table.withUnsafeMutableBufferPointer { table in
        row.withUnsafeBufferPointer { row in
          for free in 0...capacity { table[free * width + position] = row[free] }
        }
      }
    }
    completions = table
  }

  /// Lets a knapsack choose among some copies of one more item.
  private static func add(copies: Int, weight: Int, profit: Value, to row: inout [Value]) {
    guard profit > 0 else { return }
    if weight == 0 {
      for free in row.indices { row[free] += profit * Value(copies) }
      return
    }
    guard weight < row.count else { return }
    row.withUnsafeMutableBufferPointer { row in
      if (row.count - 1) / weight <= copies {
        for free in weight..<row.count { row[free] = max(row[free], row[free - weight] + profit) }
        return
      }
      var left = copies
      var chunk = 1
      while left > 0 {
        let part = min(chunk, left)
        let (size, gain) = (part * weight, profit * Value(part))
        if size < row.count {
          for free in stride(from: row.count - 1, through: size, by: -1) {
            row[free] = max(row[free], row[free - size] + gain)
          }
        }
        left -= part
        chunk *= 2
      }
    }
  }
}
