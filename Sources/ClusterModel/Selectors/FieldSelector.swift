// SPDX-License-Identifier: Apache-2.0

/// Which objects are meant, by their fields: `metadata.name=web,status.phase!=Running`.
///
/// Only equality exists (`apimachinery/pkg/fields/selector.go`). Which fields an object can be
/// selected by depends on its kind, so that is not checked here.
public struct FieldSelector: Sendable, Hashable {
  /// One condition on a field.
  public struct Requirement: Sendable, Hashable {
    /// The path of the field, such as `spec.nodeName`.
    public var field: String
    /// Whether the field has the value, or has not.
    public var isEqual: Bool
    /// The value; a field that is absent has the empty one.
    public var value: String

    /// Creates a condition.
    public init(field: String, isEqual: Bool, value: String) {
      self.field = field
      self.isEqual = isEqual
      self.value = value
    }
  }

  /// The conditions, all of which have to hold.
  public var requirements: [Requirement]

  /// Creates a selector; without conditions it selects everything.
  public init(_ requirements: [Requirement] = []) {
    self.requirements = requirements
  }

  /// Reads a selector as `kubectl --field-selector` takes it.
  ///
  /// Conditions are separated by commas: `field=value`, `field==value`, `field!=value`. In a value,
  /// `\,`, `\=` and `\\` stand for themselves.
  ///
  /// - Parameter text: The selector; empty selects everything.
  /// - Throws: What is wrong, and at which character.
  public init(_ text: String) throws(SelectorError) {
    requirements = []
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: ",") {
        end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      end = min(end, bytes.count)
      if end > start { requirements.append(try Self.requirement(bytes, start..<end)) }
      start = end + 1
    }
  }

  private static func requirement(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws(SelectorError) -> Requirement {
    let equals = UInt8(ascii: "=")
    guard let sign = bytes[range].firstIndex(of: equals) else {
      let found = String(decoding: bytes[range], as: UTF8.self)
      throw .text(
        found: "'\(found)'", at: range.lowerBound + 1,
        expected: "a field, '=' or '!=', and a value")
    }
    let isEqual = sign == range.lowerBound || bytes[sign - 1] != UInt8(ascii: "!")
    var value = sign + 1
    if isEqual, value < range.upperBound, bytes[value] == equals { value += 1 }
    let field = bytes[range.lowerBound..<(isEqual ? sign : sign - 1)]
    guard !field.isEmpty else {
      throw .text(found: "'='", at: sign + 1, expected: "a field before it")
    }
    return Requirement(
      field: String(decoding: field, as: UTF8.self), isEqual: isEqual,
      value: try unescaped(bytes, value..<range.upperBound))
  }

  private static func unescaped(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws(SelectorError) -> String {
    var plain: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      if bytes[position] == UInt8(ascii: "\\") {
        position += 1
        guard position < range.upperBound, "\\,=".utf8.contains(bytes[position]) else {
          throw .text(
            found: "'\\'", at: position, expected: "'\\\\', '\\,' or '\\=' in a value")
        }
      } else if bytes[position] == UInt8(ascii: "=") {
        throw .text(found: "'='", at: position + 1, expected: "'\\=' within a value")
      }
      plain.append(bytes[position])
      position += 1
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Whether an object is selected.
  ///
  /// - Parameter value: The value of a field by its path, `nil` where there is none.
  /// - Returns: Whether all conditions hold.
  public func matches(_ value: (String) -> String?) -> Bool {
    requirements.allSatisfy { ((value($0.field) ?? "") == $0.value) == $0.isEqual }
  }
}
