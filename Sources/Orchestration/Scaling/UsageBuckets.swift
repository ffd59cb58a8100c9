// SPDX-License-Identifier: Apache-2.0

/// How amounts are put into buckets that grow: each is larger than the one before by the same part.
///
/// From `vertical-pod-autoscaler/pkg/recommender/util/histogram_options.go`.
struct UsageBuckets: Sendable, Equatable {
  /// Where each bucket begins; the first at 0.
  let starts: [Double]

  /// Creates buckets.
  ///
  /// - Parameters:
  ///   - most: The last bucket begins here or above.
  ///   - first: How large the first bucket is.
  ///   - growth: By which part of itself a bucket is smaller than the next one.
  init(upTo most: Double, first: Double, growth: Double = 0.05) {
    var starts = [0.0]
    var (start, size) = (0.0, first)
    while start < most {
      start += size
      size *= 1 + growth
      starts.append(start)
    }
    self.starts = starts
  }

  /// The buckets of processors, in cores: the first holds a hundredth.
  static let cpu = UsageBuckets(upTo: 1_000, first: 0.01)
  /// The buckets of memory, in bytes: the first holds ten megabytes.
  static let memory = UsageBuckets(upTo: 1e12, first: 1e7)

  /// The bucket of an amount.
  ///
  /// - Complexity: Logarithmic in the buckets.
  func index(of amount: Double) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= amount { low = middle } else { high = middle }
    }
    return low
  }
}
