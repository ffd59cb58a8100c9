// SPDX-License-Identifier: Apache-2.0

/// A driver that makes volumes.
public struct CSIDriver: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `storage.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `CSIDriver`.
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
  public var spec: CSIDriverSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// What a driver does.
public struct CSIDriverSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Whether volumes have to be attached; true where absent.
  public var attachRequired: Bool? {
    get { self[field: "attachRequired"] }
    set { self[field: "attachRequired"] = newValue }
  }

  /// Whether it is told of the pod.
  public var podInfoOnMount: Bool? {
    get { self[field: "podInfoOnMount"] }
    set { self[field: "podInfoOnMount"] = newValue }
  }

  /// Whether its CSIStorageCapacity objects count.
  public var storageCapacity: Bool? {
    get { self[field: "storageCapacity"] }
    set { self[field: "storageCapacity"] = newValue }
  }

  /// How it treats the owner of files.
  public var fsGroupPolicy: String? {
    get { self[field: "fsGroupPolicy"] }
    set { self[field: "fsGroupPolicy"] = newValue }
  }

  /// Which kinds of volumes it makes.
  public var volumeLifecycleModes: [String] {
    get { self[list: "volumeLifecycleModes"] }
    set { self[list: "volumeLifecycleModes"] = newValue }
  }
}
