// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Nodes that are alike and that a cloud provider starts and takes away: how many there are to be,
/// and what is there.
///
/// Who wants more or fewer writes `spec`; the provider brings the machines there and writes
/// `status`. As with the machine deployments of Cluster API, nodes that are to go are named.
public struct NodeGroup: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `stevedore.dev/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `NodeGroup`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What was asked for.
  public var spec: NodeGroupSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What is there.
  public var status: NodeGroupStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }

  /// The label of a node that says which group it is of.
  public static let label = "stevedore.dev/node-group"
}

/// What was asked for of a group.
public struct NodeGroupSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many nodes there are to be.
  public var replicas: Int {
    get { self[field: "replicas"] ?? 0 }
    set { self[field: "replicas"] = newValue }
  }

  /// The fewest that an autoscaler leaves.
  public var minReplicas: Int {
    get { self[field: "minReplicas"] ?? 0 }
    set { self[field: "minReplicas"] = newValue }
  }

  /// The most that an autoscaler asks for.
  public var maxReplicas: Int {
    get { self[field: "maxReplicas"] ?? replicas }
    set { self[field: "maxReplicas"] = newValue }
  }

  /// Whether an autoscaler may take nodes away.
  public var scaleDown: Bool {
    get { self[field: "scaleDown"] ?? true }
    set { self[field: "scaleDown"] = newValue }
  }

  /// The nodes that are to go, by name.
  public var nodesToDelete: [String] {
    get { self[list: "nodesToDelete"] }
    set { self[list: "nodesToDelete"] = newValue }
  }

  /// The zones of its nodes, one after another.
  public var zones: [String] {
    get { self[list: "zones"] }
    set { self[list: "zones"] = newValue }
  }

  /// What an hour of a node costs: a number, or one as text.
  public var pricePerHour: Double {
    get {
      guard let value = fields["pricePerHour"] else { return 0 }
      return value.string.flatMap { Double($0) } ?? value.realNumber ?? 0
    }
    set { self[field: "pricePerHour"] = String("\(newValue)") }
  }

  /// What a node is like: its labels, taints, capacity and allocatable amounts.
  public var template: Node {
    get { self[view: "template"] }
    set { self[view: "template"] = newValue }
  }
}

/// What is there of a group.
public struct NodeGroupStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How many machines run or are about to.
  public var replicas: Int {
    get { self[field: "replicas"] ?? 0 }
    set { self[field: "replicas"] = newValue }
  }

  /// How many machines run.
  public var runningReplicas: Int {
    get { self[field: "runningReplicas"] ?? 0 }
    set { self[field: "runningReplicas"] = newValue }
  }

  /// How many machines were ever ordered; the next is the one after.
  public var orderedReplicas: Int {
    get { self[field: "orderedReplicas"] ?? 0 }
    set { self[field: "orderedReplicas"] = newValue }
  }

  /// The machines, in the order in which they were ordered.
  public var instances: [NodeGroupInstance] {
    get { self[list: "instances"] }
    set { self[list: "instances"] = newValue }
  }
}

/// A machine of a group.
public struct NodeGroupInstance: FieldsView {
  /// How far a machine has come.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// It was ordered.
    case creating = "Creating"
    /// It runs.
    case running = "Running"
    /// It will never run.
    case failed = "Failed"
  }

  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The name that its node has or is to have.
  public var name: String {
    get { self[field: "name"] ?? "" }
    set { self[field: "name"] = newValue }
  }

  /// How far it has come.
  public var state: State {
    get { self[field: "state"].flatMap { (text: String) in State(rawValue: text) } ?? .creating }
    set { self[field: "state"] = newValue.rawValue }
  }

  /// When it was ordered; from then on it costs.
  public var orderedAt: Timestamp? {
    get { self[field: "orderedAt"] }
    set { self[field: "orderedAt"] = newValue }
  }

  /// What kind of failure, such as `OutOfResourcesErrorClass`.
  public var errorClass: String? {
    get { self[field: "errorClass"] }
    set { self[field: "errorClass"] = newValue }
  }

  /// Why it failed.
  public var errorMessage: String? {
    get { self[field: "errorMessage"] }
    set { self[field: "errorMessage"] = newValue }
  }
}

extension NodeGroup {
  /// The group's name.
  public var name: String { metadata.name ?? "" }

  /// A node of the group as it registers.
  ///
  /// - Parameters:
  ///   - number: Its number, from 1, which decides about its zone.
  ///   - name: Its name; that of the group and the number where `nil`.
  /// - Returns: The node.
  public func node(number: Int, named name: String? = nil) -> Node {
    let name = name ?? "\(self.name)-\(number)"
    var node = spec.template
    node.apiVersion = "v1"
    node.kind = "Node"
    node.metadata.name = name
    var labels = node.metadata.labels
    labels["kubernetes.io/hostname"] = name
    labels["kubernetes.io/os"] = labels["kubernetes.io/os"] ?? "linux"
    labels["kubernetes.io/arch"] = labels["kubernetes.io/arch"] ?? "amd64"
    labels[Self.label] = self.name
    let zones = spec.zones
    if !zones.isEmpty {
      labels["topology.kubernetes.io/zone"] = zones[(max(1, number) - 1) % zones.count]
    }
    node.metadata.labels = labels
    let price = spec.pricePerHour
    if price > 0 { node.metadata.annotations[NodeTallies.priceAnnotation] = "\(price)" }
    node.spec.providerID = "stevedore://\(self.name)/\(name)"
    if node.status.allocatable.isEmpty { node.status.allocatable = node.status.capacity }
    return node
  }
}
