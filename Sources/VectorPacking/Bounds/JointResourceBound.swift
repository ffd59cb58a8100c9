// SPDX-License-Identifier: Apache-2.0

/// Supplies all resources at once: the cheapest mix of several kinds of bins.
///
/// One resource alone may be cheapest in bins that lack the others. A weighted sum of all
/// resources must be supplied too, whatever the weights, and over the best weights this reaches
/// the linear program that covers every resource together, by duality. The weights are found by
/// coordinate search with shrinking steps; wrong ones cost strength, never validity.
///
/// - Complexity: O(shapes × resources), then O(resources × bin types) for each of some hundred
///   trials.
public struct JointResourceBound: LowerBoundMethod {
  private static let rounds = 60
  private static let heaviest: Int64 = 1 << 12

  /// Creates the method.
  public init() {}

  /// The name that reports print.
  public var name: String { "joint-resource" }

  /// One line that says how the method argues.
  public var summary: String { "the cheapest mix of bin types for all resources together" }

  /// What the best weights found prove about one instance.
  public func evaluate(_ instance: BoundInstance) -> BoundFinding {
    var tally = BoundTally(instance)
    let columns = instance.columns.filter { ($0.capacities.max() ?? 0) > 0 }
    guard instance.bins.count > 1, columns.count > 1 else { return tally.result() }
    let totals = columns.map { $0.total(instance.counts) }
    let units = columns.map { max(1, (1 << 40) / ($0.capacities.max() ?? 1)) }
    let alike = instance.bins.map {
      BoundInstance.BinClass(binType: $0.binType, cost: 1, available: $0.available)
    }
    for cover in [BinCover(instance.bins), BinCover(alike)] {
      let weights = climb(from: columns.count) { weights in
        guard let (demand, supply) = combine(columns, totals, units, weights) else { return nil }
        return cover.fraction(demand, of: supply)
      }
      if let (demand, supply) = combine(columns, totals, units, weights) {
        tally.require(
          demand, of: supply, by: .sum(of: columns.map(\.sizes), factors(weights, units)),
          otherwise: "all resources together need more bins than there are")
      }
    }
    return tally.result()
  }

  /// The weighted sums of demands and of capacities, or `nil` where they grow too large.
  private func combine(
    _ columns: [BoundInstance.Column], _ totals: [Int128], _ units: [Int64], _ weights: [Int64]
  ) -> (demand: Int128, supply: [Int64])? {
    var demand: Int128 = 0
    var supply = columns[0].capacities.map { _ in Int128(0) }
    for index in columns.indices where weights[index] > 0 {
      let factor = Int128(weights[index]) * Int128(units[index])
      demand += factor * totals[index]
      for bin in supply.indices { supply[bin] += factor * Int128(columns[index].capacities[bin]) }
    }
    guard demand > 0, supply.allSatisfy({ $0 <= Int128(Int64.max) }) else { return nil }
    return (demand, supply.map { Int64($0) })
  }

  private func factors(_ weights: [Int64], _ units: [Int64]) -> [Int64] {
    zip(weights, units).map { $0 * $1 }
  }

  /// Raises and lowers one weight after the other, by less and less, while the value grows.
  private func climb(from count: Int, _ value: ([Int64]) -> Int128?) -> [Int64] {
    let start = Array(repeating: Self.heaviest / 8, count: count)
    var starts = [start]
    for index in 0..<count {
      var single = Array(repeating: Int64(0), count: count)
      single[index] = Self.heaviest / 8
      starts.append(single)
    }
    var best = start
    var bestValue: Int128 = -1
    for candidate in starts {
      if let found = value(candidate), found > bestValue { (best, bestValue) = (candidate, found) }
    }
    var step = Self.heaviest / 4
    for _ in 0..<Self.rounds where step > 0 {
      var improved = false
      for index in 0..<count {
        for change in [step, -step] {
          var candidate = best
          candidate[index] = min(Self.heaviest, max(0, candidate[index] + change))
          guard candidate != best, let found = value(candidate), found > bestValue else { continue }
          (best, bestValue, improved) = (candidate, found, true)
        }
      }
      if !improved { step /= 2 }
    }
    return best
  }
}
