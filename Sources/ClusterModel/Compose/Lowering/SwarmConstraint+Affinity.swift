// SPDX-License-Identifier: Apache-2.0

extension SwarmConstraint.Attribute {
  /// The label of a node that has the attribute.
  ///
  /// A role is the label of the control plane, there or not: `node.role == manager` also works
  /// on nodes of Kubernetes, and no node has to be changed for it.
  public var nodeLabel: String {
    switch self {
    case .id: SwarmNames.nodeIDLabel
    case .hostname: SwarmNames.hostnameLabel
    case .role: SwarmNames.controlPlaneLabel
    case .os: SwarmNames.osLabel
    case .architecture: SwarmNames.architectureLabel
    case .label(let key): key
    case .engineLabel(let key): SwarmNames.engineLabelPrefix + key
    }
  }
}

extension SwarmConstraint {
  /// The condition as one of node affinity.
  ///
  /// Labels are compared with regard to case, constraints are not: the values are the one that
  /// is written and all those of the nodes that Swarm takes for it.
  ///
  /// - Parameter nodes: The nodes that a task may come to.
  /// - Returns: A condition that holds for the nodes that keep the constraint, once they have
  ///   the labels of `SwarmNode.labelling(_:)`.
  public func requirement(among nodes: [SwarmNode]) -> SelectorRequirement {
    var requirement = SelectorRequirement()
    requirement.key = attribute.nodeLabel
    if attribute == .role {
      let isManager = (value == "manager") == isEqual
      requirement.operator = isManager ? "Exists" : "DoesNotExist"
      return requirement
    }
    var values: Set = [value]
    let equal = SwarmConstraint(attribute, isEqual: true, value)
    for node in nodes where node[attribute] != nil && node.satisfies(equal) {
      if let label = node.labels[attribute.nodeLabel] ?? node[attribute] { values.insert(label) }
    }
    requirement.operator = isEqual ? "In" : "NotIn"
    requirement.values = values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return requirement
  }
}
