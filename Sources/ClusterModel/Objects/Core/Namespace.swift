// SPDX-License-Identifier: Apache-2.0

/// A space in which names are unique.
public struct Namespace: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Namespace`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What was observed.
  public var status: NamespaceStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What was observed of a namespace.
public struct NamespaceStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Active` or `Terminating`.
  public var phase: String? {
    get { self[field: "phase"] }
    set { self[field: "phase"] = newValue }
  }
}
