// SPDX-License-Identifier: Apache-2.0

/// What keeps pods off a node.
public struct Taint: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The key.
  public var key: String? {
    get { self[field: "key"] }
    set { self[field: "key"] = newValue }
  }

  /// The value.
  public var value: String? {
    get { self[field: "value"] }
    set { self[field: "value"] = newValue }
  }

  /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
  public var effect: String? {
    get { self[field: "effect"] }
    set { self[field: "effect"] = newValue }
  }

  /// When it was added.
  public var timeAdded: Timestamp? {
    get { self[field: "timeAdded"] }
    set { self[field: "timeAdded"] = newValue }
  }
}

/// A taint that a pod bears.
public struct Toleration: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The taint's key; every taint where absent.
  public var key: String? {
    get { self[field: "key"] }
    set { self[field: "key"] = newValue }
  }

  /// `Equal`, `Exists`, `Lt` or `Gt`; `Equal` where absent.
  public var `operator`: String? {
    get { self[field: "operator"] }
    set { self[field: "operator"] = newValue }
  }

  /// The taint's value.
  public var value: String? {
    get { self[field: "value"] }
    set { self[field: "value"] = newValue }
  }

  /// The taint's effect; every effect where absent.
  public var effect: String? {
    get { self[field: "effect"] }
    set { self[field: "effect"] = newValue }
  }

  /// For how long `NoExecute` is borne.
  public var tolerationSeconds: Int64? {
    get { self[field: "tolerationSeconds"] }
    set { self[field: "tolerationSeconds"] = newValue }
  }
}
