// SPDX-License-Identifier: Apache-2.0

/// A way in which volumes are made.
public struct StorageClass: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `storage.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `StorageClass`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// Who makes them.
  public var provisioner: String? {
    get { self[field: "provisioner"] }
    set { self[field: "provisioner"] = newValue }
  }

  /// What the maker is told.
  public var parameters: [String: String] {
    get { self[map: "parameters"] }
    set { self[map: "parameters"] = newValue }
  }

  /// `Delete` or `Retain` when the claim is gone.
  public var reclaimPolicy: String? {
    get { self[field: "reclaimPolicy"] }
    set { self[field: "reclaimPolicy"] = newValue }
  }

  /// `Immediate` or `WaitForFirstConsumer`.
  public var volumeBindingMode: String? {
    get { self[field: "volumeBindingMode"] }
    set { self[field: "volumeBindingMode"] = newValue }
  }

  /// Whether volumes can grow.
  public var allowVolumeExpansion: Bool? {
    get { self[field: "allowVolumeExpansion"] }
    set { self[field: "allowVolumeExpansion"] = newValue }
  }

  /// Where volumes can be made.
  public var allowedTopologies: [TopologySelectorTerm] {
    get { self[list: "allowedTopologies"] }
    set { self[list: "allowedTopologies"] = newValue }
  }
}

/// Nodes that a volume can be made for.
public struct TopologySelectorTerm: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What has to hold of their labels.
  public var matchLabelExpressions: [TopologySelectorLabelRequirement] {
    get { self[list: "matchLabelExpressions"] }
    set { self[list: "matchLabelExpressions"] = newValue }
  }
}

/// A label with one of some values.
public struct TopologySelectorLabelRequirement: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The label's key.
  public var key: String? {
    get { self[field: "key"] }
    set { self[field: "key"] = newValue }
  }

  /// The values.
  public var values: [String] {
    get { self[list: "values"] }
    set { self[list: "values"] = newValue }
  }
}
