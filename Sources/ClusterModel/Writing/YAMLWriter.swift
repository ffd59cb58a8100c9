// SPDX-License-Identifier: Apache-2.0

/// Writes values as YAML in block style, as `kubectl get -o yaml` does.
///
/// Lists are not indented below their name. Text stands in quotes only where it would read as
/// something else, and text of several lines as a block. Long lines are not folded. What is written
/// reads as the same value with `YAMLReader`.
public struct YAMLWriter: Sendable, Hashable {
  /// Whether fields come in ascending order of their names; otherwise in their own order.
  public var sortsFields: Bool

  /// Creates a writer.
  public init(sortsFields: Bool = true) { self.sortsFields = sortsFields }

  /// The text of a document.
  public func text(_ value: Value) -> String {
    var bytes: [UInt8] = []
    write(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text of a document, with a line break at the end.
  ///
  /// Between two documents the caller puts the line `---`.
  ///
  /// - Complexity: Linear in the length of the text; n log n in the number of an object's fields
  ///   where they are sorted.
  public func write(_ value: Value, to bytes: inout [UInt8]) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
      write(elements, indent: 0, to: &bytes)
    case .object(let fields) where !fields.isEmpty:
      write(fields, indent: 0, to: &bytes)
    default: writeScalar(value, indent: 0, to: &bytes)
    }
  }

  // Everything below begins where the cursor is and ends with a line break.

  private func write(_ elements: [Value], indent: Int, to bytes: inout [UInt8]) {
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(spaces: indent) }
      bytes.append("- ")
      switch element {
      case .array(let inner) where !inner.isEmpty:
        write(inner, indent: indent + 2, to: &bytes)
      case .object(let fields) where !fields.isEmpty:
        write(fields, indent: indent + 2, to: &bytes)
      default: writeScalar(element, indent: indent + 2, to: &bytes)
      }
    }
  }

  private func write(_ fields: Fields, indent: Int, to bytes: inout [UInt8]) {
    let order = sortsFields ? fields.sortedIndices : Array(fields.keys.indices)
    for (offset, index) in order.enumerated() {
      if offset > 0 { bytes.append(spaces: indent) }
      writeName(fields.keys[index], indent: indent, to: &bytes)
      switch fields.values[index] {
      case .array(let elements) where !elements.isEmpty:
        bytes.breakLine(indent: indent)
        write(elements, indent: indent, to: &bytes)
      case .object(let inner) where !inner.isEmpty:
        bytes.breakLine(indent: indent + 2)
        write(inner, indent: indent + 2, to: &bytes)
      case let value:
        bytes.append(UInt8(ascii: " "))
        writeScalar(value, indent: indent + 2, to: &bytes)
      }
    }
  }

  private func writeName(_ name: String, indent: Int, to bytes: inout [UInt8]) {
    var written: [UInt8] = []
    YAMLText.write(name, to: &written)
    // A name before a colon may have 1,024 characters.
    if written.count > 1000 {
      bytes.append("? ")
      bytes.append(contentsOf: written)
      bytes.breakLine(indent: indent)
    } else {
      bytes.append(contentsOf: written)
    }
    bytes.append(UInt8(ascii: ":"))
  }

  private func writeScalar(_ value: Value, indent: Int, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append("null")
    case .bool(let truth): bytes.append(truth ? "true" : "false")
    case .integer(let number): bytes.append(decimal: number)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .array: bytes.append("[]")
    case .object: bytes.append("{}")
    case .string(let text):
      if YAMLText.canBeBlock(text) {
        YAMLText.writeBlock(text, indent: max(indent, 2), to: &bytes)
        return
      }
      YAMLText.write(text, to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}
