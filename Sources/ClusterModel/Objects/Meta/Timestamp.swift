// SPDX-License-Identifier: Apache-2.0

/// A moment, in microseconds since 1970 in UTC.
public struct Timestamp: Sendable, Hashable {
  /// Microseconds since the first moment of 1970.
  public var microseconds: Int64

  /// Creates a moment.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Creates a moment.
  public init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }
}

extension Timestamp: Comparable {
  /// Whether one moment is before another.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension Timestamp: CustomStringConvertible {
  /// The moment as RFC 3339 has it, with six decimals where it is not a whole second.
  public var description: String {
    let (seconds, fraction) = microseconds.quotientAndRemainder(rounded: 1_000_000)
    let (days, time) = seconds.quotientAndRemainder(rounded: 86_400)
    let (year, month, day) = CivilDate.date(ofDay: days)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let clock =
      "\(padded(time / 3_600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
    return date + "T" + clock + (fraction == 0 ? "" : ".\(padded(fraction, 6))") + "Z"
  }
}

extension Timestamp: FieldValue {
  /// Reads a moment as RFC 3339 has it.
  public init?(_ value: Value) {
    guard case .string(let text) = value, let moment = Timestamp(rfc3339: text) else { return nil }
    self = moment
  }
  /// The moment as a value.
  public var value: Value { .string(description) }

  /// Reads a moment such as `2024-05-01T12:00:00Z` or `2024-05-01T14:00:00.25+02:00`.
  ///
  /// Digits beyond microseconds are dropped.
  ///
  /// - Parameter text: The text; nothing may follow the moment.
  public init?(rfc3339 text: String) {
    var rest = Array(text.utf8)[...]
    func number(_ digits: Int) -> Int64? {
      guard rest.count >= digits else { return nil }
      var value: Int64 = 0
      for byte in rest.prefix(digits) {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      rest = rest.dropFirst(digits)
      return value
    }
    func skip(_ characters: StaticString) -> Bool {
      guard let first = rest.first, characters.withUTF8Buffer({ $0.contains(first) }) else {
        return false
      }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4), skip("-"), let month = number(2), (1...12).contains(month),
      skip("-"), let day = number(2), day >= 1, day <= CivilDate.days(in: month, of: year),
      skip("Tt "), let hour = number(2), hour < 24, skip(":"), let minute = number(2),
      minute < 60, skip(":"), let second = number(2), second <= 60
    else { return nil }
    var fraction: Int64 = 0
    if skip(".") {
      var scale: Int64 = 100_000
      var digits = 0
      while let digit = number(1) {
        fraction += digit * scale
        scale /= 10
        digits += 1
      }
      if digits == 0 { return nil }
    }
    var offset: Int64 = 0
    if !skip("Zz") {
      guard let sign = rest.first, skip("+-"), let hours = number(2), hours < 24, skip(":"),
        let minutes = number(2), minutes < 60
      else { return nil }
      offset = (hours * 3_600 + minutes * 60) * (sign == 0x2D ? -1 : 1)
    }
    guard rest.isEmpty else { return nil }
    let days = CivilDate.day(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }
}
