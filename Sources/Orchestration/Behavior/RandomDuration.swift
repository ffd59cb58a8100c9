// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// A time that is drawn at random, in microseconds.
public struct RandomDuration: Sendable, Hashable {
  /// How it is spread.
  public enum Distribution: Sendable, Hashable {
    /// Always the same.
    case constant(Int64)
    /// Equally likely between two times, both included.
    case uniform(from: Int64, to: Int64)
    /// The time until an event that is as likely at any moment.
    case exponential(mean: Int64)
    /// Normal.
    case normal(mean: Int64, deviation: Int64)
    /// Its logarithm is normal.
    case logNormal(median: Int64, sigma: Double)
  }

  /// How it is spread.
  public var distribution: Distribution
  /// The least; what is drawn below becomes it.
  public var minimum: Int64 = 0
  /// The most; what is drawn above becomes it.
  public var maximum: Int64 = Self.limit
  /// No time is longer than this: ten thousand years would not fit a clock.
  static let limit: Int64 = 1 << 55

  /// Creates a time.
  public init(_ distribution: Distribution, minimum: Int64 = 0, maximum: Int64? = nil) {
    self.distribution = distribution
    self.minimum = minimum
    self.maximum = maximum ?? Self.limit
  }

  /// A time that is always the same.
  public static func constant(_ microseconds: Int64) -> RandomDuration {
    RandomDuration(.constant(microseconds))
  }

  /// Draws a time.
  public func draw(_ generator: inout SeededGenerator) -> Int64 {
    let drawn: Int64
    switch distribution {
    case .constant(let time): drawn = time
    case .uniform(let from, let to):
      drawn = from >= to ? from : generator.integer(in: from...to)
    case .exponential(let mean):
      drawn = Self.whole(
        -Double(mean) * ReproducibleMath.logarithm(1 - generator.unit()))
    case .normal(let mean, let deviation):
      drawn = Self.whole(Double(mean) + Double(deviation) * Self.normal(&generator))
    case .logNormal(let median, let sigma):
      drawn = Self.whole(
        Double(median) * ReproducibleMath.exponential(sigma * Self.normal(&generator)))
    }
    return max(0, max(minimum, min(maximum, drawn)))
  }

  private static func whole(_ value: Double) -> Int64 {
    value >= Double(limit) ? limit : value <= 0 ? 0 : Int64(value.rounded())
  }

  /// A normal number, by the polar method (Marsaglia and Bray, "A convenient method for generating
  /// normal variables", 1964).
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    while true {
      let (x, y) = (2 * generator.unit() - 1, 2 * generator.unit() - 1)
      let square = x * x + y * y
      if square > 0, square < 1 {
        return x * (-2 * ReproducibleMath.logarithm(square) / square).squareRoot()
      }
    }
  }
}
