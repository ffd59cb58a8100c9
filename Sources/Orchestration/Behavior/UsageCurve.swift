// SPDX-License-Identifier: Apache-2.0

/// How much a container uses over time: straight lines between points, and the last value after
/// them.
public struct UsageCurve: Sendable, Hashable {
  /// One value.
  public struct Point: Sendable, Hashable {
    /// Microseconds since the container started.
    public var time: Int64
    /// How much it uses then.
    public var amount: Int64

    /// Creates a point.
    public init(at time: Int64, _ amount: Int64) { (self.time, self.amount) = (time, amount) }
  }

  /// The points, in the order of their times.
  public let points: [Point]

  /// Creates a curve.
  public init(_ points: [Point]) {
    self.points = points.sorted { $0.time < $1.time }
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
