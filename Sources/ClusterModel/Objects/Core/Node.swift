// SPDX-License-Identifier: Apache-2.0

/// A machine that pods run on.
public struct Node: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `Node`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What was asked of it.
  public var spec: NodeSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: NodeStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// What was asked of a node.
public struct NodeSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Whether new pods are kept off.
  public var unschedulable: Bool? {
    get { self[field: "unschedulable"] }
    set { self[field: "unschedulable"] = newValue }
  }

  /// What keeps pods off.
  public var taints: [Taint] {
    get { self[list: "taints"] }
    set { self[list: "taints"] = newValue }
  }

  /// The machine's name at the provider.
  public var providerID: String? {
    get { self[field: "providerID"] }
    set { self[field: "providerID"] = newValue }
  }

  /// The addresses of its pods.
  public var podCIDR: String? {
    get { self[field: "podCIDR"] }
    set { self[field: "podCIDR"] = newValue }
  }
}

/// What was observed of a node.
public struct NodeStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What the machine has.
  public var capacity: [String: Quantity] {
    get { self[map: "capacity"] }
    set { self[map: "capacity"] = newValue }
  }

  /// What pods may request.
  public var allocatable: [String: Quantity] {
    get { self[map: "allocatable"] }
    set { self[map: "allocatable"] = newValue }
  }

  /// What holds.
  public var conditions: [Condition] {
    get { self[list: "conditions"] }
    set { self[list: "conditions"] = newValue }
  }

  /// The images it has.
  public var images: [ContainerImage] {
    get { self[list: "images"] }
    set { self[list: "images"] = newValue }
  }

  /// Its addresses.
  public var addresses: [NodeAddress] {
    get { self[list: "addresses"] }
    set { self[list: "addresses"] = newValue }
  }
}

/// An image on a node.
public struct ContainerImage: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The names it is known by.
  public var names: [String] {
    get { self[list: "names"] }
    set { self[list: "names"] = newValue }
  }

  /// Its size.
  public var sizeBytes: Int64? {
    get { self[field: "sizeBytes"] }
    set { self[field: "sizeBytes"] = newValue }
  }
}

/// An address of a node.
public struct NodeAddress: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What kind of address.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }

  /// The address.
  public var address: String? {
    get { self[field: "address"] }
    set { self[field: "address"] = newValue }
  }
}
