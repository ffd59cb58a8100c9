// SPDX-License-Identifier: Apache-2.0

/// A type that a field of an object may have.
public protocol FieldValue: Sendable {
  /// Reads a value; `nil` where it is of another kind.
  init?(_ value: Value)

  /// The value as it stands in a document.
  var value: Value { get }
}

extension Value: FieldValue {
  /// Takes any value.
  public init?(_ value: Value) { self = value }
  /// The value itself.
  public var value: Value { self }
}

extension String: FieldValue {
  /// Reads text.
  public init?(_ value: Value) {
    guard case .string(let text) = value else { return nil }
    self = text
  }
  /// The text as a value.
  public var value: Value { .string(self) }
}

extension Bool: FieldValue {
  /// Reads a truth value.
  public init?(_ value: Value) {
    guard case .bool(let truth) = value else { return nil }
    self = truth
  }
  /// The truth value as a value.
  public var value: Value { .bool(self) }
}

extension Int64: FieldValue {
  /// Reads a whole number.
  public init?(_ value: Value) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
  /// The number as a value.
  public var value: Value { .integer(self) }
}

extension Int: FieldValue {
  /// Reads a whole number.
  public init?(_ value: Value) {
    guard case .integer(let number) = value, let number = Int(exactly: number) else { return nil }
    self = number
  }
  /// The number as a value.
  public var value: Value { .integer(Int64(self)) }
}

extension Array: FieldValue where Element: FieldValue {
  /// Reads a list, all of whose elements have to be of the element's kind.
  public init?(_ value: Value) {
    guard case .array(let elements) = value else { return nil }
    var list: [Element] = []
    list.reserveCapacity(elements.count)
    for element in elements {
      guard let element = Element(element) else { return nil }
      list.append(element)
    }
    self = list
  }
  /// The list as a value.
  public var value: Value { .array(map(\.value)) }
}

extension Dictionary: FieldValue where Key == String, Value: FieldValue {
  /// Reads a map, all of whose values have to be of the value's kind.
  public init?(_ value: ClusterModel.Value) {
    guard case .object(let fields) = value else { return nil }
    var map = Self(minimumCapacity: fields.count)
    for (key, value) in fields {
      guard let value = Value(value) else { return nil }
      map[key] = value
    }
    self = map
  }
  /// The map as a value, its names in ascending order.
  public var value: ClusterModel.Value {
    let names = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return .object(
      Fields(distinctKeys: names, values: names.map { self[$0]?.value ?? .null }))
  }
}

extension Quantity: FieldValue {
  /// Reads an amount, whether it stands as text or as a number.
  public init?(_ value: Value) {
    let text: String
    switch value {
    case .string(let written), .number(let written): text = written
    case .integer(let number): text = String(number)
    case .null, .bool, .array, .object: return nil
    }
    guard let quantity = try? Quantity(text) else { return nil }
    self = quantity
  }
  /// The amount as a value, in its canonical form.
  public var value: Value { .string(description) }
}
