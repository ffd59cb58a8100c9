// SPDX-License-Identifier: Apache-2.0

/// The drivers on a node, which has the same name.
public struct CSINode: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `storage.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `CSINode`.
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
  public var spec: CSINodeSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// The drivers on a node.
public struct CSINodeSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The drivers.
  public var drivers: [CSINodeDriver] {
    get { self[list: "drivers"] }
    set { self[list: "drivers"] = newValue }
  }
}

/// A driver on a node.
public struct CSINodeDriver: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The driver's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The node's name at the driver.
  public var nodeID: String? {
    get { self[field: "nodeID"] }
    set { self[field: "nodeID"] = newValue }
  }

  /// Labels that say where volumes can be reached.
  public var topologyKeys: [String] {
    get { self[list: "topologyKeys"] }
    set { self[list: "topologyKeys"] = newValue }
  }

  /// How much it can do on the node.
  public var allocatable: VolumeNodeResources? {
    get { self[field: "allocatable"] }
    set { self[field: "allocatable"] = newValue }
  }
}

/// How much a driver can do on a node.
public struct VolumeNodeResources: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many volumes; any number where absent.
  public var count: Int? {
    get { self[field: "count"] }
    set { self[field: "count"] = newValue }
  }
}
