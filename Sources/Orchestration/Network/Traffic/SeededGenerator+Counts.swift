// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Random numbers of requests.
extension SeededGenerator {
  /// A number of events that know nothing of each other, by multiplication (Knuth, "The Art of
  /// Computer Programming", 3.4.1) up to a mean of 30, above by the normal distribution.
  mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    guard mean < 30 else {
      return max(0, Int((mean + mean.squareRoot() * normal()).rounded()))
    }
    let limit = ReproducibleMath.exponential(-mean)
    var (count, product) = (0, unit())
    while product > limit {
      count += 1
      product *= unit()
    }
    return count
  }

  /// How many of some events happen that are as likely each.
  mutating func binomial(_ count: Int, _ probability: Double) -> Int {
    guard probability > 0, count > 0 else { return 0 }
    guard probability < 1 else { return count }
    if count <= 64 { return (0..<count).count { _ in unit() < probability } }
    let mean = Double(count) * probability
    let deviation = (mean * (1 - probability)).squareRoot()
    return max(0, min(count, Int((mean + deviation * normal()).rounded())))
  }

  /// An exponential number.
  mutating func exponential(_ mean: Double) -> Int64 {
    Int64(min(1e15, -mean * ReproducibleMath.logarithm(1 - unit())).rounded())
  }

  /// A normal number, by the polar method (Marsaglia and Bray, 1964).
  private mutating func normal() -> Double {
    while true {
      let (x, y) = (2 * unit() - 1, 2 * unit() - 1)
      let square = x * x + y * y
      if square > 0, square < 1 {
        return x * (-2 * ReproducibleMath.logarithm(square) / square).squareRoot()
      }
    }
  }
}
