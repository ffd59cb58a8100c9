// SPDX-License-Identifier: Apache-2.0

/// How much a container uses over time: straight lines between points, and the last value after
/// them.
public struct UsageCurve: Sendable, Hashable {
  /// What the times of a curve are counted from.
  public enum Base: String, Sendable, Hashable, CaseIterable {
    /// The start of the container.
    case start
    /// The beginning of each day in UTC.
    case day
    /// The beginning of the scenario.
    case scenario
  }

  /// One value.
  public struct Point: Sendable, Hashable {
    /// Microseconds since what the curve counts from, as a rule the start of the container.
    public var time: Int64
    /// How much it uses then.
    public var amount: Int64

    /// Creates a point.
    public init(at time: Int64, _ amount: Int64) { (self.time, self.amount) = (time, amount) }
  }

  /// The points, in the order of their times.
  public let points: [Point]
  /// What the times are counted from.
  public let base: Base
  /// Under which name the amount is for all containers together that have the same; `nil` where
  /// each of them uses it.
  public let share: String?

  /// Creates a curve.
  public init(_ points: [Point], base: Base = .start, share: String? = nil) {
    self.points = points.sorted { $0.time < $1.time }
    (self.base, self.share) = (base, share)
  }

  /// The mean of what is used from one time to another.
  ///
  /// - Complexity: Linear in the points.
  public func mean(from: Int64, to: Int64) -> Double {
    guard from < to else { return Double(amount(at: to)) }
    var edges = points.map(\.time).filter { $0 > from && $0 < to }
    edges.append(to)
    var (left, sum) = (from, 0.0)
    for edge in edges where edge > left {
      sum += Double(amount(at: left) + amount(at: edge)) / 2 * Double(edge - left)
      left = edge
    }
    return sum / Double(to - from)
  }

  /// How much is used some microseconds after the start.
  ///
  /// - Complexity: Linear in the points.
  public func amount(at time: Int64) -> Int64 {
    guard let first = points.first else { return 0 }
    if time <= first.time { return first.amount }
    for (left, right) in zip(points, points.dropFirst()) where time < right.time {
      let part = Double(time - left.time) / Double(right.time - left.time)
      return left.amount + Int64((Double(right.amount - left.amount) * part).rounded())
    }
    return points[points.count - 1].amount
  }

  /// The first moment from some time on at which more than an amount is used; `nil` where never.
  public func firstTime(above amount: Int64, from time: Int64 = 0) -> Int64? {
    UsageCurve.firstTime(
      from: time, edges: points.map(\.time), above: amount
    ) { self.amount(at: $0) }
  }

  /// The first moment at which a function that is straight between edges is above an amount.
  ///
  /// - Complexity: Linear in the edges, and logarithmic in the length of a line.
  static func firstTime(
    from start: Int64, edges: [Int64], above amount: Int64, _ function: (Int64) -> Int64
  ) -> Int64? {
    if function(start) > amount { return start }
    var left = start
    for edge in edges.sorted() where edge > start {
      if function(edge) > amount {
        var (low, high) = (left, edge)
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if function(middle) > amount { high = middle } else { low = middle }
        }
        return high
      }
      left = edge
    }
    return nil
  }
}
