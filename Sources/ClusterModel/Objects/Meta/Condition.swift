// SPDX-License-Identifier: Apache-2.0

/// Something that holds of an object, or does not.
public struct Condition: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// `True`, `False` or `Unknown`.
  public var status: String? {
    get { self[field: "status"] }
    set { self[field: "status"] = newValue }
  }

  /// Why, in one word.
  public var reason: String? {
    get { self[field: "reason"] }
    set { self[field: "reason"] = newValue }
  }

  /// Why, for people.
  public var message: String? {
    get { self[field: "message"] }
    set { self[field: "message"] = newValue }
  }

  /// When it last changed.
  public var lastTransitionTime: Timestamp? {
    get { self[field: "lastTransitionTime"] }
    set { self[field: "lastTransitionTime"] = newValue }
  }
}
