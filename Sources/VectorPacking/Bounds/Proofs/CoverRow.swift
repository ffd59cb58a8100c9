// SPDX-License-Identifier: Apache-2.0

/// A requirement of a witness with its numbers made small: bins of each class hold at most so
/// much, and all of them together have to hold the demand.
struct CoverRow {
  /// What one item is worth, one value per shape of the instance; empty for a count of bins.
  private(set) var weights: [Int64] = []
  /// Shapes that count by bins.
  private(set) var filled: [ItemWeights.Filled] = []
  /// What a bin of each class holds.
  private(set) var supply: [Int64]
  /// What all items are worth.
  private(set) var demand: Int128

  /// More than any product of two numbers that a proof is made of.
  static let largest: Int128 = 1 << 62

  /// So many bins of the block at least.
  init(bins: Int64, classes: Int) {
    supply = Array(repeating: 1, count: classes)
    demand = Int128(bins)
  }

  /// The requirement of a witness, or `nil` where its numbers are too large to be made small.
  ///
  /// - Complexity: O(shapes).
  init?(_ witness: CoverWitness, of instance: BoundInstance) {
    let found = witness.weights()
    weights = found.ofShape
    filled = found.filled
    supply = witness.supply
    demand = 0
    guard weights.allSatisfy({ $0 < .max }), supply.allSatisfy({ $0 < .max }) else { return nil }
    // Every worth is a multiple of the divisor, so the rest of a supply is of no use.
    let divisor = weights.reduce(0) { greatestCommonDivisor($0, $1) }
    guard divisor > 0 else { return nil }
    for index in weights.indices { weights[index] /= divisor }
    for index in supply.indices { supply[index] /= divisor }
    let price = max(1, instance.bins.reduce(0) { max($0, $1.cost) })
    let largest = Int128(max(weights.max() ?? 0, supply.max() ?? 0))
    var shift = 0
    while (largest >> shift) * Int128(price) > Self.largest { shift += 1 }
    if shift > 0 {
      // Items lose what is rounded down, and bins keep it, so that sums stay clearly below.
      for index in weights.indices { weights[index] >>= shift }
      for index in supply.indices { supply[index] = supply[index] >> shift + 1 }
    }
    let isFilled = Dictionary(
      filled.map { ($0.index, $0.copies) }, uniquingKeysWith: { first, _ in first })
    for index in weights.indices {
      let (count, copies) = (instance.counts[index], isFilled[index] ?? 1)
      demand += Int128(weights[index]) * Int128((count + copies - 1) / copies)
    }
  }
}
