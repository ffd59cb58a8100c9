// SPDX-License-Identifier: Apache-2.0

/// For each resource: large items fill bins of their own, and small ones do not count.
///
/// L2 of Martello and Toth, "Lower bounds and reduction procedures for the bin packing problem",
/// 1990, over every threshold that can matter. It is computed as the best of the dual feasible
/// functions U^(ε) and u^(1), which gives the same value for one bin type and stays valid for
/// several.
///
/// - Complexity: O(shapes log shapes) per resource with one bin type.
public struct MartelloTothBound: LowerBoundMethod {
  /// Creates the method.
  public init() {}

  /// The name that reports print.
  public var name: String { "l2" }

  /// One line that says how the method argues.
  public var summary: String { "Martello and Toth's L2 for each resource" }

  /// What L2 proves about one instance.
  public func evaluate(_ instance: BoundInstance) -> BoundFinding {
    var tally = BoundTally(instance)
    for column in instance.columns where !instance.deadline.isExpired {
      let histogram = SizeHistogram(
        sizes: column.sizes, counts: instance.counts, capacities: column.capacities)
      let name = instance.problem.resources[column.resource].name
      Self.tighten(
        &tally, with: histogram, thresholds: instance.workLimit / (16 * instance.bins.count),
        otherwise: "resource '\(name)': the large items need more bins than there are")
    }
    return tally.result()
  }

  /// Requires what U^(ε) and u^(1) demand, for at most so many thresholds.
  static func tighten(
    _ tally: inout BoundTally, with histogram: SizeHistogram, thresholds: Int,
    otherwise shortage: @autoclosure () -> String
  ) {
    let capacity = histogram.capacity
    guard capacity > 0, !histogram.sizes.isEmpty else { return }
    let halves = RoundedToSteps(steps: 1, capacity: capacity)
    tally.require(
      histogram.demand(under: halves), of: histogram.supply(under: halves),
      by: ItemWeights(histogram.values, through: halves), otherwise: shortage())
    let (sizes, counts) = (histogram.sizes, histogram.counts)
    // Sizes from `low` to before `high` count as they are, those from `high` on as whole bins.
    var (low, high) = (0, sizes.count)
    var middle: Int128 = zip(sizes, counts).reduce(0) { $0 + Int128($1.0) * Int128($1.1) }
    var large: Int128 = 0
    let stride = max(1, sizes.count / max(1, thresholds))
    while low < sizes.count, 2 * sizes[low] <= capacity {
      let threshold = sizes[low]
      while high > low, sizes[high - 1] > capacity - threshold {
        high -= 1
        large += Int128(counts[high])
        middle -= Int128(sizes[high]) * Int128(counts[high])
      }
      if low.isMultiple(of: stride) {
        let function = LargeFillsBin(threshold: threshold, capacity: capacity)
        tally.require(
          large * Int128(capacity) + middle, of: histogram.supply(under: function),
          by: ItemWeights(histogram.values, through: function), otherwise: shortage())
      }
      middle -= Int128(sizes[low]) * Int128(counts[low])
      low += 1
    }
  }
}
