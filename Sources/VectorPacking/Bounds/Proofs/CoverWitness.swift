// SPDX-License-Identifier: Apache-2.0

/// Why the bins used must supply a demand: what items are worth, and what a bin holds at most.
///
/// Most bounds end in such a requirement. It says all that is needed to check it; the weights are
/// worked out only when somebody asks.
struct CoverWitness: Sendable {
  /// The most that the items in one bin of each class of the instance are worth together.
  let supply: [Int64]
  /// What the items are worth.
  let weights: @Sendable () -> ItemWeights

  init(supply: [Int64], weights: @escaping @Sendable () -> ItemWeights) {
    self.supply = supply
    self.weights = weights
  }

  /// The items of a shape lie in some bins.
  static func items(_ index: Int, of instance: BoundInstance) -> CoverWitness {
    let count = instance.shapes.count
    return CoverWitness(supply: instance.copies(of: index)) { .single(index, of: count) }
  }
}

/// What the figures of a finding rest on.
struct BoundWitnesses: Sendable {
  var cost: CoverWitness?
  var bins: CoverWitness?
}

/// What the items of an instance are worth.
struct ItemWeights: Sendable {
  /// A shape whose weight counts once for each bin that holds items of it.
  struct Filled: Sendable {
    /// The position among the instance's shapes.
    var index: Int
    /// The most items of it in one bin.
    var copies: Int64
  }

  /// What one item of each shape of the instance is worth.
  var ofShape: [Int64]
  /// Shapes that count by bins rather than by items.
  var filled: [Filled] = []

  init(_ ofShape: [Int64]) {
    self.ofShape = ofShape
  }

  /// The images of sizes.
  init(_ sizes: [Int64], through function: any DualFeasibleFunction) {
    ofShape = sizes.map { function($0) }
  }

  /// One for each item of one shape.
  static func single(_ index: Int, of count: Int) -> ItemWeights {
    var weights = ItemWeights(Array(repeating: 0, count: count))
    weights.ofShape[index] = 1
    return weights
  }

  /// A weighted sum of sizes, clamped where it grows too large.
  static func sum(of sizes: [[Int64]], _ factors: [Int64]) -> ItemWeights {
    var sum = Array(repeating: Int128(0), count: sizes.first?.count ?? 0)
    for (column, factor) in zip(sizes, factors) where factor > 0 {
      for index in column.indices { sum[index] += Int128(column[index]) * Int128(factor) }
    }
    return ItemWeights(sum.map { Int64(clamping: $0) })
  }

  /// Counts every bin with items of a shape as so much.
  mutating func fill(_ index: Int, of instance: BoundInstance, worth: Int64) {
    ofShape[index] = worth
    let copies = min(instance.counts[index], instance.copies(of: index).max() ?? 1)
    if copies > 1 { filled.append(Filled(index: index, copies: copies)) }
  }
}

extension Int64 {
  /// The product, or the largest number where it is larger.
  func multipliedClamped(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
