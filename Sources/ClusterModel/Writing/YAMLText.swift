// SPDX-License-Identifier: Apache-2.0

/// How text stands in YAML: plain, in quotes, or as a block.
enum YAMLText {
  /// Appends text on one line: plain where that reads as the same text, else in single quotes where
  /// the text has a sign that means something, and in double quotes where it would be a number, a
  /// truth value or a date, or has characters that need escapes.
  static func write(_ text: String, to bytes: inout [UInt8]) {
    if needsEscapes(text) || readsAsSomethingElse(text) {
      writeEscaped(text, to: &bytes)
    } else if hasIndicators(text) {
      bytes.append(UInt8(ascii: "'"))
      for byte in text.utf8 {
        if byte == UInt8(ascii: "'") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "'"))
    } else {
      bytes.append(contentsOf: text.utf8)
    }
  }

  /// Whether text of several lines can be written as a block.
  static func canBeBlock(_ text: String) -> Bool {
    var hasBreak = false
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        // Spaces at the end of a line would not be seen.
        if previous == " " { return false }
        hasBreak = true
      } else if !isPrintable(scalar) {
        return false
      }
      previous = scalar
    }
    guard hasBreak, let first = text.unicodeScalars.first else { return false }
    return first != " " && first != "\n" && previous != " "
  }

  /// Appends text of several lines as a block, with the line break after it.
  static func writeBlock(_ text: String, indent: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "|"))
    let utf8 = Array(text.utf8)
    let trailing = utf8.reversed().prefix { $0 == 0x0A }.count
    if trailing == 0 { bytes.append(UInt8(ascii: "-")) }
    if trailing > 1 { bytes.append(UInt8(ascii: "+")) }
    let lines = utf8.dropLast(trailing > 0 ? 1 : 0)
      .split(separator: 0x0A, omittingEmptySubsequences: false)
    for line in lines {
      bytes.append(UInt8(ascii: "\n"))
      if line.isEmpty { continue }
      bytes.append(spaces: indent)
      bytes.append(contentsOf: line)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  // MARK: When text needs quotes

  /// Whether a character may stand in YAML as it is and is no line break.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: true
    case 0x2028, 0x2029, 0xFEFF: false
    case 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static func needsEscapes(_ text: String) -> Bool {
    text.unicodeScalars.contains { !isPrintable($0) }
  }

  /// Whether plain text would be null, a truth value, a number, a date, or a merge key.
  private static func readsAsSomethingElse(_ text: String) -> Bool {
    if text == "=" || text == "<<" { return true }
    var copy = text
    let meaning = copy.withUTF8 { YAMLScalar.meaning($0) }
    guard case .value(.string) = meaning else { return true }
    guard let first = text.utf8.first else { return true }
    guard first &- 0x30 <= 9 || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else {
      return false
    }
    return isDateLike(text) || isBase60(text)
  }

  /// Whether text begins as dates do: four digits and a minus.
  private static func isDateLike(_ text: String) -> Bool {
    let digits = text.utf8.prefix { $0 &- 0x30 <= 9 }
    return digits.count == 4 && text.utf8.dropFirst(4).first == UInt8(ascii: "-")
      && text.utf8.dropFirst(5).first.map { $0 &- 0x30 <= 9 } == true
  }

  /// Whether other readers of YAML 1.1 take text for a number to the base 60, such as `1:30`.
  private static func isBase60(_ text: String) -> Bool {
    text.utf8.contains(UInt8(ascii: ":"))
      && text.utf8.dropFirst().allSatisfy {
        $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: ".")
      }
  }

  /// Whether text has signs in it that would not be text.
  private static func hasIndicators(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last else { return true }
    if first == 0x20 || last == 0x20 || last == UInt8(ascii: ":") { return true }
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
      if bytes.count == 1 || bytes[1] == 0x20 { return true }
    case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"),
      UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"),
      UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      return true
    default: break
    }
    if text.hasPrefix("---") || text.hasPrefix("...") { return true }
    for index in bytes.indices.dropFirst() {
      if bytes[index] == 0x20, bytes[index - 1] == UInt8(ascii: ":") { return true }
      if bytes[index] == UInt8(ascii: "#"), bytes[index - 1] == 0x20 { return true }
    }
    return false
  }

  // MARK: Double quotes

  private static func writeEscaped(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes.append("\\\"")
      case "\\": bytes.append("\\\\")
      case "\n": bytes.append("\\n")
      case "\r": bytes.append("\\r")
      case "\t": bytes.append("\\t")
      case "\u{0}": bytes.append("\\0")
      case _ where isPrintable(scalar): bytes.append(contentsOf: String(scalar).utf8)
      case _ where scalar.value < 0x100:
        bytes.append("\\x")
        bytes.append(hexadecimal: UInt8(scalar.value))
      default:
        bytes.append("\\U")
        for shift in [24, 16, 8, 0] as [UInt32] {
          bytes.append(hexadecimal: UInt8(truncatingIfNeeded: scalar.value >> shift))
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
