// SPDX-License-Identifier: Apache-2.0

extension ComposeFile {
  /// The stack as objects of Kubernetes.
  ///
  /// Each service becomes its tasks, a pod each: `stack_service.1` and so on, or
  /// `stack_service.NODE` on every node that is active and keeps the constraints of a service of
  /// global mode. Reservations are requests, and what is not reserved is not requested;
  /// constraints are required node affinity; preferences are spread constraints that may be
  /// broken, in their order; ports of host mode are ports of the node; things and devices are
  /// extended resources. A node without the label of a preference is out of the spread, where
  /// Swarm takes all such nodes for one more domain.
  ///
  /// - Parameters:
  ///   - stack: The stack's name.
  ///   - nodes: The nodes.
  ///   - options: What the file does not say.
  /// - Returns: The pods, the nodes with the labels that the pods ask for, and notes.
  /// - Throws: Names that cannot be labels or resources.
  /// - Complexity: O(services · nodes + pods).
  public func lowered(
    as stack: String, onto nodes: [Node] = [], options: StackOptions = StackOptions()
  ) throws(ComposeError) -> LoweredStack {
    if let fault = LabelSyntax.fault(ofValue: stack) ?? (stack.isEmpty ? "it has text" : nil) {
      throw ComposeError(
        field: "name", found: "'\(stack.prefix(80))'",
        expected: "the name of a stack of which holds: \(fault)")
    }
    let swarm = nodes.map(SwarmNode.init)
    var lowered = LoweredStack()
    lowered.nodes = zip(swarm, nodes).map { $0.labelling($1) }
    for service in services {
      guard service.profiles.isEmpty || !options.profiles.isDisjoint(with: service.profiles) else {
        lowered.notes.append(
          .notStarted(service: service.name, profiles: service.profiles))
        continue
      }
      var template = try TaskTemplate(service, stack: stack, nodes: swarm, options: options)
      template.noteVolumes(of: self)
      if service.deploy.mode.isGlobal {
        let fit = swarm.filter { node in
          node.isActive && service.deploy.placement.constraints.allSatisfy(node.satisfies)
        }
        if fit.isEmpty { template.notes.append(.noNode(service: service.name)) }
        for node in fit { lowered.pods.append(template.task(on: node)) }
      } else {
        let count = service.deploy.replicas ?? 1
        lowered.pods.reserveCapacity(lowered.pods.count + count)
        for slot in 0..<count { lowered.pods.append(template.task(slot: slot + 1)) }
      }
      lowered.notes += template.notes
    }
    return lowered
  }
}
