// SPDX-License-Identifier: Apache-2.0

/// A piece of storage.
public struct PersistentVolume: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `PersistentVolume`.
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
  public var spec: PersistentVolumeSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: PersistentVolumeStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What a volume is, and what it is for.
public struct PersistentVolumeSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How much it holds, as `storage`.
  public var capacity: [String: Quantity] {
    get { self[map: "capacity"] }
    set { self[map: "capacity"] = newValue }
  }

  /// How it may be mounted.
  public var accessModes: [String] {
    get { self[list: "accessModes"] }
    set { self[list: "accessModes"] = newValue }
  }

  /// The claim it is bound to.
  public var claimRef: ObjectReference? {
    get { self[field: "claimRef"] }
    set { self[field: "claimRef"] = newValue }
  }

  /// `Retain`, `Delete` or `Recycle` when the claim is gone.
  public var persistentVolumeReclaimPolicy: String? {
    get { self[field: "persistentVolumeReclaimPolicy"] }
    set { self[field: "persistentVolumeReclaimPolicy"] = newValue }
  }

  /// The class it belongs to.
  public var storageClassName: String? {
    get { self[field: "storageClassName"] }
    set { self[field: "storageClassName"] = newValue }
  }

  /// `Filesystem` or `Block`.
  public var volumeMode: String? {
    get { self[field: "volumeMode"] }
    set { self[field: "volumeMode"] = newValue }
  }

  /// Which nodes can reach it.
  public var nodeAffinity: VolumeNodeAffinity? {
    get { self[field: "nodeAffinity"] }
    set { self[field: "nodeAffinity"] = newValue }
  }

  /// The driver that serves it.
  public var csi: CSIPersistentVolumeSource? {
    get { self[field: "csi"] }
    set { self[field: "csi"] = newValue }
  }
}

/// Which nodes can reach a volume.
public struct VolumeNodeAffinity: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The nodes.
  public var required: NodeSelector? {
    get { self[field: "required"] }
    set { self[field: "required"] = newValue }
  }
}

/// A volume of a driver.
public struct CSIPersistentVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The driver's name.
  public var driver: String? {
    get { self[field: "driver"] }
    set { self[field: "driver"] = newValue }
  }

  /// The volume's name at the driver.
  public var volumeHandle: String? {
    get { self[field: "volumeHandle"] }
    set { self[field: "volumeHandle"] = newValue }
  }
}

/// What was observed of a volume.
public struct PersistentVolumeStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Pending`, `Available`, `Bound`, `Released` or `Failed`.
  public var phase: String? {
    get { self[field: "phase"] }
    set { self[field: "phase"] = newValue }
  }

  /// Why it is so, in one word.
  public var reason: String? {
    get { self[field: "reason"] }
    set { self[field: "reason"] = newValue }
  }

  /// Why it is so, for people.
  public var message: String? {
    get { self[field: "message"] }
    set { self[field: "message"] = newValue }
  }
}
