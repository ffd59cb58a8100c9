// SPDX-License-Identifier: Apache-2.0

/// A claim to a piece of storage.
public struct PersistentVolumeClaim: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `PersistentVolumeClaim`.
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
  public var spec: PersistentVolumeClaimSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: PersistentVolumeClaimStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What is claimed.
public struct PersistentVolumeClaimSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How it is to be mounted.
  public var accessModes: [String] {
    get { self[list: "accessModes"] }
    set { self[list: "accessModes"] = newValue }
  }

  /// Which volumes will do.
  public var selector: LabelSelectorSpec? {
    get { self[field: "selector"] }
    set { self[field: "selector"] = newValue }
  }

  /// How much, as `storage`.
  public var resources: ResourceRequirements {
    get { self[view: "resources"] }
    set { self[view: "resources"] = newValue }
  }

  /// The volume it is bound to.
  public var volumeName: String? {
    get { self[field: "volumeName"] }
    set { self[field: "volumeName"] = newValue }
  }

  /// The class; the default one where absent, none where empty.
  public var storageClassName: String? {
    get { self[field: "storageClassName"] }
    set { self[field: "storageClassName"] = newValue }
  }

  /// `Filesystem` or `Block`.
  public var volumeMode: String? {
    get { self[field: "volumeMode"] }
    set { self[field: "volumeMode"] = newValue }
  }
}

/// What was observed of a claim.
public struct PersistentVolumeClaimStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Pending`, `Bound` or `Lost`.
  public var phase: String? {
    get { self[field: "phase"] }
    set { self[field: "phase"] = newValue }
  }

  /// How the volume may be mounted.
  public var accessModes: [String] {
    get { self[list: "accessModes"] }
    set { self[list: "accessModes"] = newValue }
  }

  /// How much the volume holds.
  public var capacity: [String: Quantity] {
    get { self[map: "capacity"] }
    set { self[map: "capacity"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }
}
