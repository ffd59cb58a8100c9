// SPDX-License-Identifier: Apache-2.0

extension ResourceUnit {
  /// An amount as people write it: `0.5` for 500 thousandths, `1.5 GiB` for bytes.
  ///
  /// Bytes are cut, not rounded, to two decimals of the largest binary unit that they reach.
  package func text(_ amount: Int64) -> String {
    switch self {
    case .count: String(amount)
    case .milli: ResourceUnit.decimal(amount, scale: 1_000, digits: 3)
    case .bytes: ResourceUnit.binary(amount)
    }
  }

  private static func binary(_ amount: Int64) -> String {
    var (unit, scale) = ("B", Int64(1))
    for larger in ["KiB", "MiB", "GiB", "TiB", "PiB"] where scale <= amount.magnitude / 1_024 {
      (unit, scale) = (larger, scale * 1_024)
    }
    return "\(decimal(amount, scale: scale, digits: 2)) \(unit)"
  }

  /// A quotient with at most so many decimals and no zeros at the end.
  private static func decimal(_ amount: Int64, scale: Int64, digits: Int) -> String {
    let (whole, rest) = amount.magnitude.quotientAndRemainder(dividingBy: scale.magnitude)
    let sign = amount < 0 ? "-" : ""
    var remainder = rest
    var decimals = ""
    for _ in 0..<digits where remainder > 0 {
      remainder *= 10
      decimals += String(remainder / scale.magnitude)
      remainder %= scale.magnitude
    }
    while decimals.last == "0" { decimals.removeLast() }
    return sign + (decimals.isEmpty ? "\(whole)" : "\(whole).\(decimals)")
  }
}
