// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is wrong with an object, worded as a real server words it
/// (`apimachinery/pkg/util/validation/field`).
///
/// The path of a field is a stack and becomes text only where something is wrong.
struct Findings {
  private enum Step {
    case field(String)
    case element(Int)
    case key(String)
  }

  /// What was found, in order.
  private(set) var causes: [APIStatus.Cause] = []
  private var path: [Step] = []

  init() { path.reserveCapacity(12) }

  // MARK: Where

  /// Looks at a field.
  mutating func within(_ names: String..., looking body: (inout Findings) -> Void) {
    for name in names { path.append(.field(name)) }
    body(&self)
    path.removeLast(names.count)
  }

  /// Looks at each object of a list under a name.
  mutating func each(
    _ name: String, of fields: Fields, _ body: (inout Findings, Fields, Int) -> Void
  ) {
    guard case .array(let elements)? = fields[name] else { return }
    path.append(.field(name))
    for index in elements.indices {
      path.append(.element(index))
      body(&self, elements[index].object ?? [:], index)
      path.removeLast()
    }
    path.removeLast()
  }

  /// Looks at an object under a name, if there is one.
  mutating func object(
    _ name: String, of fields: Fields, _ body: (inout Findings, Fields) -> Void
  ) {
    guard case .object(let inner)? = fields[name] else { return }
    path.append(.field(name))
    body(&self, inner)
    path.removeLast()
  }

  /// Looks at an element of a map.
  mutating func within(key: String, looking body: (inout Findings) -> Void) {
    path.append(.key(key))
    body(&self)
    path.removeLast()
  }

  /// Looks at an element of a list.
  mutating func within(index: Int, looking body: (inout Findings) -> Void) {
    path.append(.element(index))
    body(&self)
    path.removeLast()
  }

  private func text(_ name: String) -> String {
    var text = ""
    for step in path + (name.isEmpty ? [] : [.field(name)]) {
      switch step {
      case .field(let name): text += text.isEmpty ? name : ".\(name)"
      case .element(let index): text += "[\(index)]"
      case .key(let key): text += "[\(key)]"
      }
    }
    return text
  }

  // MARK: What

  private mutating func add(
    _ reason: String, _ name: String, _ message: String, _ detail: String
  ) {
    causes.append(
      APIStatus.Cause(
        reason: reason, message: detail.isEmpty ? message : "\(message): \(detail)",
        field: text(name)))
  }

  /// A field has to be there.
  mutating func required(_ name: String = "", _ detail: String = "") {
    add("FieldValueRequired", name, "Required value", detail)
  }

  /// A field has a value that it may not have.
  mutating func invalid(_ name: String = "", _ value: Value?, _ detail: String) {
    add("FieldValueInvalid", name, "Invalid value: \(Self.text(value))", detail)
  }

  /// A field has to have one of some values.
  mutating func unsupported(_ name: String = "", _ value: Value?, _ supported: [String]) {
    let values = supported.map { "\"\($0)\"" }.joined(separator: ", ")
    add(
      "FieldValueNotSupported", name, "Unsupported value: \(Self.text(value))",
      "supported values: \(values)")
  }

  /// A field may not be there, or may not be changed.
  mutating func forbidden(_ name: String = "", _ detail: String) {
    add("FieldValueForbidden", name, "Forbidden", detail)
  }

  /// Another element of a list has the value.
  mutating func duplicate(_ name: String = "", _ value: Value) {
    add("FieldValueDuplicate", name, "Duplicate value: \(Self.text(value))", "")
  }

  /// A name stands for nothing.
  mutating func notFound(_ name: String = "", _ value: Value) {
    add("FieldValueNotFound", name, "Not found: \(Self.text(value))", "")
  }

  /// A field is too long.
  mutating func tooLong(_ name: String = "", _ most: Int) {
    add("FieldValueTooLong", name, "Too long", "may not be more than \(most) bytes")
  }

  /// There are too many elements.
  mutating func tooMany(_ name: String = "", _ count: Int, _ most: Int) {
    add("FieldValueTooMany", name, "Too many: \(count)", "must have at most \(most) items")
  }

  private static func text(_ value: Value?) -> String {
    guard let value, !value.isNull else { return "null" }
    return JSONWriter(sortsFields: true).text(value)
  }

  // MARK: What often is

  /// A number may not be below 0.
  mutating func notNegative(_ name: String, of fields: Fields) {
    guard case .integer(let number)? = fields[name], number < 0 else { return }
    invalid(name, .integer(number), "must be greater than or equal to 0")
  }

  /// A field is one of some values; absent ones are left to others.
  mutating func oneOf(_ name: String, of fields: Fields, _ supported: [String]) {
    guard let value = fields[name], case .string(let text) = value, !supported.contains(text)
    else { return }
    unsupported(name, value, supported)
  }

  /// A field stays as it is.
  mutating func immutable(_ name: String, _ new: Fields, _ old: Fields) {
    if new[name] != old[name] { invalid(name, new[name], "field is immutable") }
  }

  /// A text that is there is as a syntax has it.
  mutating func syntax(
    _ name: String, of fields: Fields, _ fault: (String) -> String?
  ) {
    guard case .string(let text)? = fields[name], let fault = fault(text) else { return }
    invalid(name, .string(text), fault)
  }
}
