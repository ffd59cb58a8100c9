// SPDX-License-Identifier: Apache-2.0

/// Times on a scale where each length stands for a factor.
struct TimeAxis {
  /// The time at the start of the axis; what came before lies there too.
  let first: Double
  /// The time at the end of the axis.
  let last: Double

  /// So many powers of ten are shown at most.
  private static let mostDecades = 5

  /// An axis on which times have room: it starts at a power of ten, one decade before the last
  /// time or earlier.
  init(from earliest: Double, to latest: Double) {
    last = min(1e9, max(latest, 1e-4))
    var start = 1e-5
    while start * 10 <= earliest { start *= 10 }
    var floor = 1e-5
    while floor * 10 <= last { floor *= 10 }
    let oldest = (0..<TimeAxis.mostDecades).reduce(floor) { value, _ in value / 10 }
    first = max(min(start, last / 10), oldest)
  }

  /// Where a time lies, from 0 at the start to 1 at the end.
  func position(_ seconds: Double) -> Double {
    let (start, end) = (TimeAxis.log(first), TimeAxis.log(last))
    return (TimeAxis.log(min(last, max(first, seconds))) - start) / (end - start)
  }

  /// The powers of ten on the axis, each with its label.
  var ticks: [(seconds: Double, label: String)] {
    let units = [
      "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s", "1,000 s", "10,000 s",
      "100,000 s", "1,000,000 s", "10,000,000 s", "100,000,000 s", "1,000,000,000 s",
    ]
    var ticks: [(seconds: Double, label: String)] = []
    var power = 1e-5
    for label in units {
      if power >= first * 0.999, power <= last * 1.001 { ticks.append((power, label)) }
      power *= 10
    }
    return ticks
  }

  /// The binary logarithm of a positive number, the same on every machine.
  private static func log(_ number: Double) -> Double {
    // The series of the inverse hyperbolic tangent; its argument is at most a third.
    let ratio = (number.significand - 1) / (number.significand + 1)
    var power = ratio
    var sum = 0.0
    for odd in stride(from: 1.0, through: 15, by: 2) {
      sum += power / odd
      power *= ratio * ratio
    }
    return Double(number.exponent) + 2 * sum / 0.693_147_180_559_945_3
  }
}
