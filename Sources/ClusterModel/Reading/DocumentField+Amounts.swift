// SPDX-License-Identifier: Apache-2.0

extension DocumentField {
  /// A span of time as Go writes it, such as `1m30s`, `1.5h` or `0`.
  package func duration() throws(FieldFault) -> Duration {
    guard let text = scalarText, let nanoseconds = DurationText.nanoseconds(text) else {
      throw error(expected: "a duration such as 1m30s, 10s or 500ms")
    }
    return .nanoseconds(nanoseconds)
  }

  /// A size in bytes as Docker writes it, such as `512M`, `1gb`, `1.5g` or `1048576`.
  ///
  /// All units are powers of 1,024. A fraction of a byte is rounded up.
  package func bytes() throws(FieldFault) -> Int64 {
    let expected = "a size such as 512M, 1.5g or 1048576"
    guard let text = scalarText else { throw error(expected: expected) }
    var rest = text.lowercased()[...]
    if rest.hasSuffix("b") { rest = rest.dropLast() }
    let hasI = rest.hasSuffix("i")
    if hasI { rest = rest.dropLast() }
    var power = 0
    if let unit = rest.last, let index = ["k", "m", "g", "t", "p"].firstIndex(of: unit) {
      power = (index + 1) * 10
      rest = rest.dropLast()
    }
    if rest.hasSuffix(" ") { rest = rest.dropLast() }
    guard !hasI || power > 0, let size = amount(rest)?.scaled(powerOfTwo: power),
      let bytes = try? size.value(in: .bytes)
    else { throw error(expected: expected) }
    return bytes
  }

  /// A number of CPUs, such as `0.5`, in billionths; more decimals than nine are refused, as
  /// Swarm does.
  package func nanoCPUs() throws(FieldFault) -> Int64 {
    guard let text = scalarText, let cpus = amount(text[...]), cpus.decimals <= 9,
      let nano = try? cpus.scaled(powerOfTen: 9).value(in: .count)
    else { throw error(expected: "a number of CPUs such as 0.5 or 2, with at most 9 decimals") }
    return nano
  }

  /// A decimal number without sign, suffix and exponent.
  private func amount(_ text: Substring) -> Quantity? {
    guard let first = text.utf8.first, first != UInt8(ascii: "."),
      text.utf8.last != UInt8(ascii: "."),
      text.utf8.allSatisfy({
        $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      })
    else { return nil }
    return try? Quantity(String(text))
  }

  /// A share of one, such as `0.25`.
  package func ratio() throws(FieldFault) -> Double {
    guard let text = scalarText, let ratio = Double(text), (0...1).contains(ratio) else {
      throw error(expected: "a number from 0 to 1")
    }
    return ratio
  }
}

/// Spans of time as Go writes them.
package enum DurationText {
  private static let units: [(String, Int64)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// Reads a span as `time.ParseDuration` does; `nil` for anything else, below zero, or longer
  /// than 292 years.
  package static func nanoseconds(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    var rest = text[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
      rest = rest[number.endIndex...]
      let name = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
      rest = rest[name.endIndex...]
      guard let unit = units.first(where: { $0.0 == name })?.1,
        let span = nanoseconds(number, of: unit)
      else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(span)
      if overflow { return nil }
      total = sum
    }
    return total
  }

  /// So many units; what is below a nanosecond is dropped.
  private static func nanoseconds(_ number: Substring, of unit: Int64) -> Int64? {
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }) else { return nil }
    guard let whole = parts[0].isEmpty ? 0 : Int64(parts[0]) else { return nil }
    let (span, overflow) = whole.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    guard parts.count == 2, !parts[1].isEmpty else { return span }
    // 15 digits are below a nanosecond of an hour, the longest unit.
    let digits = parts[1].prefix(15)
    guard let fraction = UInt64(digits) else { return nil }
    let scale = digits.reduce(into: UInt64(1)) { scale, _ in scale *= 10 }
    let product = fraction.multipliedFullWidth(by: UInt64(unit))
    let (sum, sumOverflow) = span.addingReportingOverflow(
      Int64(scale.dividingFullWidth(product).quotient))
    return sumOverflow ? nil : sum
  }
}
