// SPDX-License-Identifier: Apache-2.0

/// What plain scalars of YAML mean, as `kubectl` reads them (goyaml.v2, YAML 1.1 in the main).
enum YAMLScalar {
  /// What a scalar turned out to be.
  enum Meaning {
    case value(Value)
    /// Infinity or not a number, which JSON has not.
    case notFinite
  }

  /// The meaning of a plain scalar without a tag.
  ///
  /// Numbers keep their digits and their exponent; only what JSON does not allow is changed: signs
  /// and zeros in front, a point without digits on both sides, underscores, and other bases.
  static func meaning(_ bytes: UnsafeBufferPointer<UInt8>) -> Meaning {
    guard let first = bytes.first else { return .value(.null) }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      if let meaning = number(bytes) { return meaning }
    case UInt8(ascii: "~"):
      if bytes.count == 1 { return .value(.null) }
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"),
      UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
      UInt8(ascii: "o"), UInt8(ascii: "O"):
      if bytes.count <= 5, let value = word(String(decoding: bytes, as: UTF8.self)) {
        return .value(value)
      }
    default: break
    }
    return .value(.string(String(decoding: bytes, as: UTF8.self)))
  }

  /// The truth value or `null` that a word means.
  static func word(_ text: String) -> Value? {
    switch text {
    case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": true
    case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": false
    case "null", "Null", "NULL": .null
    default: nil
    }
  }

  // MARK: Numbers

  private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Meaning? {
    if bytes.count <= 18, let value = plainInteger(bytes) { return .value(.integer(value)) }
    let text = String(decoding: bytes, as: UTF8.self)
    switch text {
    case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf",
      "-.Inf", "-.INF":
      return .notFinite
    default: break
    }
    var digits = text.utf8.filter { $0 != UInt8(ascii: "_") }[...]
    var isNegative = false
    var hasSign = false
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      (isNegative, hasSign) = (sign == UInt8(ascii: "-"), true)
      digits = digits.dropFirst()
    }
    if let value = integer(digits, isNegative: isNegative, hasSign: hasSign) {
      return .value(value)
    }
    return decimal(digits, isNegative: isNegative).map { .value($0) }
  }

  /// Digits without a zero in front, maybe after a minus.
  private static func plainInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    let isNegative = bytes[0] == UInt8(ascii: "-")
    let digits = bytes[(isNegative ? 1 : 0)...]
    guard let first = digits.first else { return nil }
    if first == UInt8(ascii: "0") { return bytes.count == 1 ? 0 : nil }
    var number: Int64 = 0
    for byte in digits {
      let digit = byte &- 0x30
      guard digit <= 9 else { return nil }
      number = number &* 10 &+ Int64(digit)
    }
    return isNegative ? -number : number
  }

  private static func integer(
    _ digits: ArraySlice<UInt8>, isNegative: Bool, hasSign: Bool
  ) -> Value? {
    guard let first = digits.first else { return nil }
    var (rest, radix) = (digits, 10)
    if first == UInt8(ascii: "0"), digits.count > 1 {
      switch digits[digits.startIndex + 1] | 0x20 {
      case UInt8(ascii: "x"): (rest, radix) = (digits.dropFirst(2), 16)
      case UInt8(ascii: "o"): (rest, radix) = (digits.dropFirst(2), 8)
      case UInt8(ascii: "b"): (rest, radix) = (digits.dropFirst(2), 2)
      default: (rest, radix) = (digits.dropFirst(), 8)
      }
    }
    guard rest.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 <= 9 }),
      let magnitude = UInt64(String(decoding: rest, as: UTF8.self), radix: radix)
    else { return nil }
    if isNegative, magnitude == 0, digits.count == 1 { return .number("-0") }
    if isNegative {
      guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
      return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }
    if let number = Int64(exactly: magnitude) { return .integer(number) }
    return hasSign ? nil : .number(String(magnitude))
  }

  /// A number with a point, an exponent or too many digits, as JSON writes it.
  private static func decimal(_ digits: ArraySlice<UInt8>, isNegative: Bool) -> Value? {
    var index = digits.startIndex
    func run() -> ArraySlice<UInt8> {
      let first = index
      while index < digits.endIndex, digits[index] &- 0x30 <= 9 { index += 1 }
      return digits[first..<index]
    }
    let whole = run()
    var fraction: ArraySlice<UInt8>?
    if index < digits.endIndex, digits[index] == UInt8(ascii: ".") {
      index += 1
      fraction = run()
    }
    if whole.isEmpty, fraction?.isEmpty ?? true { return nil }
    var exponent = digits[index...]
    if let letter = exponent.first {
      guard letter | 0x20 == UInt8(ascii: "e") else { return nil }
      index += 1
      if index < digits.endIndex,
        digits[index] == UInt8(ascii: "+") || digits[index] == UInt8(ascii: "-")
      {
        index += 1
      }
      if run().isEmpty || index != digits.endIndex { return nil }
      exponent = digits[exponent.startIndex...]
    }
    let significant = whole.drop { $0 == UInt8(ascii: "0") }
    var text = isNegative ? "-" : ""
    text += significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self)
    if let fraction {
      text += "." + (fraction.isEmpty ? "0" : String(decoding: fraction, as: UTF8.self))
    }
    text += String(decoding: exponent, as: UTF8.self)
    return Int64(text).map { .integer($0) } ?? .number(text)
  }
}
