// SPDX-License-Identifier: Apache-2.0

/// Writes values as JSON, as `kubectl` and the API server do.
public struct JSONWriter: Sendable, Hashable {
  /// How the text is laid out.
  public enum Layout: Sendable, Hashable {
    /// On one line, without spaces.
    case compact
    /// On several lines, each level indented by four spaces, as `kubectl get -o json` prints.
    case indented
  }

  /// How the text is laid out.
  public var layout: Layout
  /// Whether fields come in ascending order of their names; otherwise in their own order.
  public var sortsFields: Bool

  /// Creates a writer.
  public init(layout: Layout = .compact, sortsFields: Bool = false) {
    (self.layout, self.sortsFields) = (layout, sortsFields)
  }

  /// The text of a value.
  public func text(_ value: Value) -> String {
    var bytes: [UInt8] = []
    write(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text of a value, without a line break at the end.
  ///
  /// - Complexity: Linear in the length of the text; n log n in the number of an object's fields
  ///   where they are sorted.
  public func write(_ value: Value, to bytes: inout [UInt8]) {
    write(value, indent: 0, to: &bytes)
  }

  private func write(_ value: Value, indent: Int, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append("null")
    case .bool(let truth): bytes.append(truth ? "true" : "false")
    case .integer(let number): bytes.append(decimal: number)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .string(let text): Self.write(text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        breakLine(indent + 4, to: &bytes)
        write(element, indent: indent + 4, to: &bytes)
      }
      if !elements.isEmpty { breakLine(indent, to: &bytes) }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      if sortsFields {
        for (offset, index) in fields.sortedIndices.enumerated() {
          write(fields, at: index, isFirst: offset == 0, indent: indent, to: &bytes)
        }
      } else {
        for index in fields.keys.indices {
          write(fields, at: index, isFirst: index == 0, indent: indent, to: &bytes)
        }
      }
      if !fields.isEmpty { breakLine(indent, to: &bytes) }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private func write(
    _ fields: Fields, at index: Int, isFirst: Bool, indent: Int, to bytes: inout [UInt8]
  ) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    breakLine(indent + 4, to: &bytes)
    Self.write(fields.keys[index], to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    if layout == .indented { bytes.append(UInt8(ascii: " ")) }
    write(fields.values[index], indent: indent + 4, to: &bytes)
  }

  private func breakLine(_ indent: Int, to bytes: inout [UInt8]) {
    if layout == .indented { bytes.breakLine(indent: indent) }
  }

  /// Appends text in quotes.
  ///
  /// As Go does, `<`, `>` and `&` are escaped, too, so that the text may stand in HTML.
  static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for (index, byte) in utf8.enumerated() {
        let escape: StaticString
        switch byte {
        case UInt8(ascii: "\""): escape = "\\\""
        case UInt8(ascii: "\\"): escape = "\\\\"
        case 0x0A: escape = "\\n"
        case 0x0D: escape = "\\r"
        case 0x09: escape = "\\t"
        case 0x08: escape = "\\b"
        case 0x0C: escape = "\\f"
        case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): escape = "\\u00"
        case 0xA8, 0xA9:
          // U+2028 and U+2029 are line breaks in JavaScript.
          guard index >= 2, utf8[index - 1] == 0x80, utf8[index - 2] == 0xE2 else { continue }
          bytes.append(contentsOf: utf8[start..<index - 2])
          bytes.append(byte == 0xA8 ? "\\u2028" : "\\u2029")
          start = index + 1
          continue
        default: continue
        }
        bytes.append(contentsOf: utf8[start..<index])
        bytes.append(escape)
        if escape.utf8CodeUnitCount == 4 { bytes.append(hexadecimal: byte) }
        start = index + 1
      }
      bytes.append(contentsOf: utf8[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
