// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// Numbers as people read them.
///
/// Commas stand between thousands, a point before decimals, a space before the unit. The same on every machine, whatever its language settings.
package enum Figures {
  /// A whole number: `1,234,567`.
  package static func grouped(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + grouped(digits: digits)
  }

  /// A number with a fixed number of decimals, rounded half away from zero: `1,234.5`.
  static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : number < 0 ? "-∞" : "∞" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (number.magnitude * scale).rounded()
    guard scaled < 0x1p62 else { return String(number) }
    let sign = number < 0 && scaled > 0 ? "-" : ""
    let digits = String(Int64(scaled))
    guard decimals > 0 else { return sign + grouped(digits: digits) }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + grouped(digits: String(padded.dropLast(decimals))) + "."
      + padded.suffix(decimals)
  }

  /// A number with at most so many decimals, without trailing zeros: `1.5`, `96`.
  static func trimmed(_ number: Double, decimals: Int) -> String {
    var text = fixed(number, decimals: decimals)
    guard text.contains(".") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  /// A share as a percentage with one decimal: `1.9 %`.
  ///
  /// What is more than nothing but would be
  /// rounded to it reads `<0.1 %`.
  package static func percent(_ ratio: Double) -> String {
    if ratio > 0, ratio < 0.0005 { return "<0.1 %" }
    return fixed(ratio * 100, decimals: 1) + " %"
  }

  /// A length of time in the unit that suits it: `350 µs`, `1.2 ms`, `2.3 s`, `1 min 05 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "–" }
    if seconds < 0.000_000_5 { return "0 µs" }
    if seconds < 0.000_999_5 { return fixed(seconds * 1e6, decimals: 0) + " µs" }
    if seconds < 0.099_95 { return fixed(seconds * 1e3, decimals: 1) + " ms" }
    if seconds < 0.999_5 { return fixed(seconds * 1e3, decimals: 0) + " ms" }
    if seconds < 59.95 { return fixed(seconds, decimals: 1) + " s" }
    guard seconds < 0x1p53 else { return "∞" }
    let whole = Int64(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(grouped(whole / 3600)) h \(twoDigits(whole % 3600 / 60)) min"
  }

  /// An amount of a resource in its unit: cores from millicores, binary multiples of bytes.
  static func quantity(_ amount: Int64, unit: ResourceUnit) -> String {
    switch unit {
    case .milli: trimmed(Double(amount) / 1000, decimals: 3)
    case .count: grouped(amount)
    case .bytes: bytes(amount)
    }
  }

  /// A large total of a resource, with no more digits than tell something.
  static func total(_ amount: Double, unit: ResourceUnit) -> String {
    guard amount.magnitude < 0x1p62 else { return "∞" }
    guard unit == .milli else { return quantity(Int64(amount), unit: unit) }
    return trimmed(amount / 1000, decimals: amount.magnitude < 100_000 ? 1 : 0)
  }

  private static func bytes(_ amount: Int64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var value = Double(amount)
    var unit = 0
    while value.magnitude >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return "\(trimmed(value, decimals: 1)) \(units[unit])"
  }

  private static func twoDigits(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static func grouped(digits: String) -> String {
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
