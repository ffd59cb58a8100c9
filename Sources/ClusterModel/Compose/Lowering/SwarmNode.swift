// SPDX-License-Identifier: Apache-2.0

/// A node as constraints of Swarm see it.
///
/// A manager is a node with the role label `manager`, or without role label but with one of the
/// labels of a control plane. Labels of the node are labels of the node; those of its engine
/// are labels that begin with `engine.labels.`.
public struct SwarmNode: Sendable, Hashable {
  /// The name among the nodes.
  public let name: String
  /// The identity: the label `swarm.node.id`, or else the uid, or else the name.
  public let id: String
  /// The machine's name.
  public let hostname: String
  /// Whether it is a manager.
  public let isManager: Bool
  /// The operating system, where it is known.
  public let os: String?
  /// The processor as Go calls it, such as `amd64`, where it is known.
  public let architecture: String?
  /// Whether it takes new tasks (`active`, neither `pause` nor `drain`).
  public let isActive: Bool
  /// The labels.
  public let labels: [String: String]

  /// Sees a node with the eyes of Swarm.
  public init(_ node: Node) {
    let labels = node.metadata.labels
    let name = node.metadata.name ?? ""
    self.name = name
    self.labels = labels
    id = labels[SwarmNames.nodeIDLabel] ?? node.metadata.uid ?? name
    hostname = labels[SwarmNames.hostnameLabel] ?? name
    if let role = labels[SwarmNames.nodeRoleLabel] {
      isManager = role.lowercased() == "manager"
    } else {
      isManager =
        labels[SwarmNames.controlPlaneLabel] != nil || labels[SwarmNames.masterLabel] != nil
    }
    let info = node.fields["status"]?[path: "nodeInfo"]
    os = labels[SwarmNames.osLabel] ?? info?[path: "operatingSystem"]?.string
    architecture = (labels[SwarmNames.architectureLabel] ?? info?[path: "architecture"]?.string)
      .map(Self.architecture)
    isActive = node.spec.unschedulable != true
  }

  /// The name that Go has for a processor, which is also Kubernetes' and Swarm's.
  static func architecture(_ name: String) -> String {
    switch name.lowercased() {
    case "x86_64": "amd64"
    case "aarch64": "arm64"
    default: name
    }
  }

  /// What a constraint compares; `nil` where the node does not have it.
  public subscript(attribute: SwarmConstraint.Attribute) -> String? {
    switch attribute {
    case .id: id
    case .hostname: hostname
    case .role: isManager ? "manager" : "worker"
    case .os: os
    case .architecture: architecture
    case .label(let key): labels[key]
    case .engineLabel(let key): labels[SwarmNames.engineLabelPrefix + key]
    }
  }

  /// Whether the node keeps a constraint.
  public func satisfies(_ constraint: SwarmConstraint) -> Bool {
    let value = self[constraint.attribute] ?? ""
    return (value.lowercased() == constraint.value.lowercased()) == constraint.isEqual
  }

  /// The node with labels that say what Swarm sees, so that node affinity can ask for it.
  ///
  /// Labels are added where they are missing: the identity, the machine's name, the operating
  /// system, the processor; the label of the control plane is added or taken out by role.
  ///
  /// - Parameter node: The node that this was made from.
  /// - Returns: The node with those labels.
  public func labelling(_ node: Node) -> Node {
    var labels = labels
    for (key, value) in [
      (SwarmNames.nodeIDLabel, id), (SwarmNames.hostnameLabel, hostname),
      (SwarmNames.osLabel, os), (SwarmNames.architectureLabel, architecture),
    ] {
      guard labels[key] == nil, let value, LabelSyntax.fault(ofValue: value) == nil else {
        continue
      }
      labels[key] = value
    }
    if !isManager {
      labels[SwarmNames.controlPlaneLabel] = nil
    } else if labels[SwarmNames.controlPlaneLabel] == nil {
      labels[SwarmNames.controlPlaneLabel] = ""
    }
    var node = node
    node.metadata.labels = labels
    return node
  }
}
