// SPDX-License-Identifier: Apache-2.0

/// Functions that give the same bits on every machine, which those of a system's library need not.
///
/// They use nothing but the operations that IEEE 754 rounds exactly.
enum ReproducibleMath {
  private static let logarithmOfTwo = 0.693_147_180_559_945_3

  /// The natural logarithm of a positive, finite number, by the series of the inverse hyperbolic
  /// tangent.
  static func logarithm(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : .nan }
    var significand = x.significand
    var exponent = Double(x.exponent)
    if significand > 1.414_213_562_373_095_1 {
      significand /= 2
      exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for power in stride(from: 25, through: 1, by: -2) { sum = sum * square + 1 / Double(power) }
    return 2 * ratio * sum + exponent * logarithmOfTwo
  }

  /// The exponential function, by its series after halving.
  static func exponential(_ x: Double) -> Double {
    if x > 700 { return .infinity }
    if x < -700 { return 0 }
    let exponent = (x / logarithmOfTwo).rounded()
    let rest = x - exponent * logarithmOfTwo
    var sum = 1.0
    for term in stride(from: 20, through: 1, by: -1) { sum = 1 + sum * rest / Double(term) }
    return sum * Double(sign: .plus, exponent: Int(exponent), significand: 1)
  }
}
