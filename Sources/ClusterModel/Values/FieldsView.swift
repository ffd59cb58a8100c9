// SPDX-License-Identifier: Apache-2.0

/// A typed view of an object's fields.
///
/// A view holds all fields of the object, also those that it has no name for, so whatever is read
/// is written again. A field of the wrong kind reads as absent; readers refuse such objects
/// before anyone sees them (`Schema`).
public protocol FieldsView: FieldValue, Hashable {
  /// All fields.
  var fields: Fields { get set }

  /// Creates a view.
  init(fields: Fields)
}

extension FieldsView {
  /// Creates a view without any field.
  public init() { self.init(fields: Fields()) }

  /// Creates a view of an object; `nil` for anything else.
  public init?(_ value: Value) {
    guard case .object(let fields) = value else { return nil }
    self.init(fields: fields)
  }

  /// The object.
  public var value: Value { .object(fields) }

  /// A field, or `nil` where it is absent or `null`; setting `nil` takes it out.
  public subscript<Field: FieldValue>(field key: String) -> Field? {
    get { fields[key].flatMap { Field($0) } }
    set { fields[key] = newValue?.value }
  }

  /// A list, empty where it is absent; setting an empty one takes it out.
  public subscript<Element: FieldValue>(list key: String) -> [Element] {
    get { self[field: key] ?? [] }
    set { self[field: key] = newValue.isEmpty ? nil : newValue }
  }

  /// A map, empty where it is absent; setting an empty one takes it out.
  public subscript<Element: FieldValue>(map key: String) -> [String: Element] {
    get { self[field: key] ?? [:] }
    set { self[field: key] = newValue.isEmpty ? nil : newValue }
  }

  /// An object, without fields where it is absent; setting one without fields takes it out.
  public subscript<View: FieldsView>(view key: String) -> View {
    get { self[field: key] ?? View() }
    set { self[field: key] = newValue.fields.isEmpty ? nil : newValue }
  }
}
