// SPDX-License-Identifier: Apache-2.0

extension ReproducibleMath {
  /// The cosine of an angle in whole turns, by its series between 0 and an eighth of a turn.
  static func cosine(turns: Double) -> Double {
    var part = abs(turns - turns.rounded(.towardZero))
    if part > 0.5 { part = 1 - part }
    if part > 0.25 { return -cosine(turns: 0.5 - part) }
    let angle = part * 6.283_185_307_179_586_5
    let square = angle * angle
    var sum = 1.0
    for term in stride(from: 22, through: 2, by: -2) {
      sum = 1 - sum * square / Double(term * (term - 1))
    }
    return sum
  }

  /// A power of a positive number.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    base <= 0 ? 0 : exponential(exponent * logarithm(base))
  }
}
