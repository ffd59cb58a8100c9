// SPDX-License-Identifier: Apache-2.0

/// Times as Go writes them: `1h30m`, `1.5s`, `200ms`.
package enum DurationText {
  private static let units: [(name: String, microseconds: Double)] = [
    ("ms", 1_000), ("us", 1), ("µs", 1), ("h", 3_600_000_000), ("m", 60_000_000),
    ("s", 1_000_000), ("d", 86_400_000_000),
  ]

  /// Reads a time; days are understood as well.
  ///
  /// - Returns: Microseconds, `nil` where it is no time.
  package static func parse(_ text: String) -> Int64? {
    var rest = Substring(text)
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard !digits.isEmpty, let number = Double(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
      rest = rest.dropFirst(unit.name.count)
      total += number * unit.microseconds
    }
    return total < Double(RandomDuration.limit) ? Int64(total.rounded()) : nil
  }

  /// A time as Go's `Duration` prints it: `10s`, `1m20s`, `5m0s`, `1.5s`, `200ms`.
  static func text(_ microseconds: Int64) -> String {
    if microseconds == 0 { return "0s" }
    if microseconds.magnitude < 1_000 { return "\(microseconds)µs" }
    if microseconds.magnitude < 1_000_000 { return decimal(microseconds, 1_000) + "ms" }
    var (minutes, rest) = microseconds.quotientAndRemainder(dividingBy: 60_000_000)
    let seconds = decimal(rest, 1_000_000) + "s"
    guard minutes > 0 else { return seconds }
    (minutes, rest) = minutes.quotientAndRemainder(dividingBy: 60)
    return minutes > 0 ? "\(minutes)h\(rest)m\(seconds)" : "\(rest)m\(seconds)"
  }

  private static func decimal(_ value: Int64, _ unit: Int64) -> String {
    let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
    guard rest != 0 else { return String(whole) }
    var digits = String(rest + unit).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
