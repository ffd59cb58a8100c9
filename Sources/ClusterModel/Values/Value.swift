// SPDX-License-Identifier: Apache-2.0

/// A value of a JSON or YAML document, from which it can be written again without loss.
///
/// Two values are equal when they mean the same in JSON: the order of an object's fields does not
/// count, the way a number is written does (`1` and `1.0` differ).
public enum Value: Sendable, Hashable {
  /// No value.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number of 64 bits.
  case integer(Int64)
  /// Any other number, as JSON writes it, such as `0.5` or `1e400`.
  case number(String)
  /// Text.
  case string(String)
  /// A list.
  case array([Value])
  /// Named fields.
  case object(Fields)
}

extension Value {
  /// The text, where it is one.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The list, where it is one.
  public var array: [Value]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The fields, where it is an object.
  public var object: Fields? {
    if case .object(let fields) = self { fields } else { nil }
  }

  /// Whether it is `null`.
  public var isNull: Bool { self == .null }

  /// What kind of value it is, for messages: `a list`, `text`.
  public var kindText: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The value at the end of a path of field names, or `nil` where the path breaks off.
  ///
  /// - Parameter path: Field names from the outside in.
  public subscript(path path: String...) -> Value? {
    var value = self
    for key in path {
      guard case .object(let fields) = value, let next = fields[key] else { return nil }
      value = next
    }
    return value
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  /// Creates text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates a whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// Creates a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Creates a list.
  public init(arrayLiteral elements: Value...) { self = .array(elements) }
  /// Creates an object; of fields with one name the last counts.
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .object(Fields(elements))
  }
  /// Creates `null`.
  public init(nilLiteral: ()) { self = .null }
}
