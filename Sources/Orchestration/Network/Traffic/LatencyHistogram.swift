// SPDX-License-Identifier: Apache-2.0

/// How long requests took, in buckets whose width grows with the time: none is wider than 3.2% of
/// the times in it.
///
/// As HdrHistogram (Tene) has them: 32 buckets to each doubling. Memory is bounded by the greatest
/// time, about 1,000 counts for an hour.
public struct LatencyHistogram: Sendable, Hashable {
  /// How many requests there are in each bucket.
  private var counts: [Int] = []
  /// How many requests there are.
  public private(set) var count = 0

  /// Creates a histogram of no requests.
  public init() {}

  /// Adds requests.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - time: How long each took, in microseconds.
  public mutating func add(_ count: Int, time: Int64) {
    let index = Self.bucket(max(0, time))
    if index >= counts.count {
      counts += Array(repeating: 0, count: index + 1 - counts.count)
    }
    counts[index] += count
    self.count += count
  }

  /// Adds the requests of another histogram.
  public mutating func add(_ other: LatencyHistogram) {
    if other.counts.count > counts.count {
      counts += Array(repeating: 0, count: other.counts.count - counts.count)
    }
    for (index, number) in other.counts.enumerated() { counts[index] += number }
    count += other.count
  }

  /// The time that a share of the requests did not exceed, in seconds; 0 where there are none.
  ///
  /// The percentile of n requests is that of rank ceil(p·n); of its bucket the longest time is told.
  public func percentile(_ share: Double) -> Double {
    guard count > 0 else { return 0 }
    let rank = max(1, min(count, Int((share * Double(count)).rounded(.up))))
    var sum = 0
    for (index, number) in counts.enumerated() where number > 0 {
      sum += number
      if sum >= rank { return Double(Self.longest(index)) / 1e6 }
    }
    return 0
  }

  /// The bucket of a time.
  static func bucket(_ time: Int64) -> Int {
    guard time >= 64 else { return Int(time) }
    let shift = 58 - time.leadingZeroBitCount
    return shift * 32 + Int(time >> Int64(shift))
  }

  /// The longest time of a bucket.
  static func longest(_ bucket: Int) -> Int64 {
    guard bucket >= 64 else { return Int64(bucket) }
    let shift = bucket / 32 - 1
    return (Int64(bucket - shift * 32 + 1) << Int64(shift)) - 1
  }
}
