// SPDX-License-Identifier: Apache-2.0

/// What containers, pods and claims of a namespace may ask for.
public struct LimitRange: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `LimitRange`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is asked for.
  public var spec: LimitRangeSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// What may be asked for.
public struct LimitRangeSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The rules.
  public var limits: [LimitRangeItem] {
    get { self[list: "limits"] }
    set { self[list: "limits"] = newValue }
  }
}

/// What one kind of thing may ask for.
public struct LimitRangeItem: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Container`, `Pod` or `PersistentVolumeClaim`.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// The limits of containers that have none.
  public var `default`: [String: Quantity] {
    get { self[map: "default"] }
    set { self[map: "default"] = newValue }
  }

  /// The requests of containers that have none.
  public var defaultRequest: [String: Quantity] {
    get { self[map: "defaultRequest"] }
    set { self[map: "defaultRequest"] = newValue }
  }

  /// The least that may be asked for.
  public var min: [String: Quantity] {
    get { self[map: "min"] }
    set { self[map: "min"] = newValue }
  }

  /// The most that may be asked for.
  public var max: [String: Quantity] {
    get { self[map: "max"] }
    set { self[map: "max"] = newValue }
  }

  /// How many times the request the limit may be.
  public var maxLimitRequestRatio: [String: Quantity] {
    get { self[map: "maxLimitRequestRatio"] }
    set { self[map: "maxLimitRequestRatio"] = newValue }
  }
}
