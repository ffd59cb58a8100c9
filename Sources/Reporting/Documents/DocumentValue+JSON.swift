// SPDX-License-Identifier: Apache-2.0

extension DocumentValue {
  /// The value as JSON, indented by two spaces, with a line feed at its end.
  ///
  /// Arrays of a few plain values stay on one line. Control and invisible characters are escaped, so
  /// the text can be shown on a terminal.
  var json: String {
    var writer = JSONText()
    writer.append(self, depth: 0)
    return writer.text + "\n"
  }

  /// The value as JSON on a line of its own, with a line feed at its end.
  var jsonLine: String {
    var writer = JSONText(isOneLine: true)
    writer.append(self, depth: 0)
    return writer.text + "\n"
  }

  /// The shortest digits that read back as the same number; a whole one has no point.
  static func digits(of number: Double) -> String {
    if number.magnitude < 0x1p53, number == number.rounded() { return String(Int64(number)) }
    return "\(number)"
  }

  /// About how many characters a plain value takes; `nil` for one with parts.
  fileprivate var plainLength: Int? {
    switch self {
    case .array, .object: nil
    case .string(let text): text.utf8.count + 4
    default: 8
    }
  }
}

private struct JSONText {
  /// Whether objects and arrays are not broken into lines.
  var isOneLine = false
  var text = ""

  mutating func append(_ value: DocumentValue, depth: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .unsigned(let number): text += String(number)
    case .number(let number): text += DocumentValue.digits(of: number)
    case .string(let string): appendQuoted(string)
    case .array(let values): append(values, depth: depth)
    case .object(let fields): append(fields, depth: depth)
    }
  }

  private mutating func append(_ values: [DocumentValue], depth: Int) {
    let lengths = values.compactMap(\.plainLength)
    let isShort = isOneLine || lengths.count == values.count && lengths.reduce(0, +) <= 88
    text += "["
    for (position, value) in values.enumerated() {
      if position > 0 { text += isShort ? ", " : "," }
      if !isShort { breakLine(depth: depth + 1) }
      append(value, depth: depth + 1)
    }
    if !isShort { breakLine(depth: depth) }
    text += "]"
  }

  private mutating func append(_ fields: [DocumentValue.Field], depth: Int) {
    text += "{"
    for (position, field) in fields.enumerated() {
      if position > 0 { text += isOneLine ? ", " : "," }
      breakLine(depth: depth + 1)
      appendQuoted(field.name)
      text += ": "
      append(field.value, depth: depth + 1)
    }
    if !fields.isEmpty { breakLine(depth: depth) }
    text += "}"
  }

  private mutating func breakLine(depth: Int) {
    if isOneLine { return }
    text += "\n"
    for _ in 0..<depth { text += "  " }
  }

  private mutating func appendQuoted(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if isInvisible(scalar) {
          for unit in String(scalar).utf16 { appendEscape(unit) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }

  private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  private mutating func appendEscape(_ unit: UInt16) {
    let digits = String(unit, radix: 16)
    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
