// SPDX-License-Identifier: Apache-2.0

/// The pod that all tasks of a service are made after.
struct TaskTemplate {
  let service: ComposeService
  let name: String
  var pod = Pod()
  var notes: [StackNote] = []

  init(
    _ service: ComposeService, stack: String, nodes: [SwarmNode], options: StackOptions
  ) throws(ComposeError) {
    self.service = service
    name = "\(stack)_\(service.name)"
    if let fault = LabelSyntax.fault(ofValue: name) {
      throw ComposeError(
        field: "services.\(service.name)", found: "'\(name.prefix(80))' as its name in the stack",
        expected: "a name of which holds: \(fault)")
    }
    pod.apiVersion = "v1"
    pod.kind = "Pod"
    pod.metadata.namespace = "default"
    pod.metadata.labels = [SwarmNames.stackLabel: stack, SwarmNames.serviceLabel: name]
    try addContainer(options)
    addPlacement(nodes)
    if options.managersTakeTasks {
      pod.spec.tolerations = [SwarmNames.controlPlaneLabel, SwarmNames.masterLabel].map { key in
        var toleration = Toleration()
        toleration.key = key
        toleration.operator = "Exists"
        return toleration
      }
    }
    pod.spec.fields["restartPolicy"] = .string(restartPolicy)
    if let period = service.stopGracePeriod {
      let (seconds, attoseconds) = period.components
      pod.spec.fields["terminationGracePeriodSeconds"] = .integer(
        attoseconds > 0 ? seconds + 1 : seconds)
    }
  }

  /// The task of a slot.
  func task(slot: Int) -> Pod {
    var pod = pod
    pod.metadata.name = "\(name).\(slot)"
    return pod
  }

  /// The task of a node, as a daemon's pod is tied to it.
  func task(on node: SwarmNode) -> Pod {
    var pod = pod
    pod.metadata.name = "\(name).\(node.name)"
    var isNode = SelectorRequirement()
    isNode.key = "metadata.name"
    isNode.operator = "In"
    isNode.values = [node.name]
    var affinity = pod.spec.affinity ?? Affinity()
    var nodeAffinity = affinity.nodeAffinity ?? NodeAffinity()
    var term = nodeAffinity.required?.nodeSelectorTerms.first ?? NodeSelectorTerm()
    term.matchFields = [isNode]
    var selector = NodeSelector()
    selector.nodeSelectorTerms = [term]
    nodeAffinity.required = selector
    affinity.nodeAffinity = nodeAffinity
    pod.spec.affinity = affinity
    return pod
  }

  private var restartPolicy: String {
    switch service.deploy.restart?.condition {
    case ComposeRestart.Condition.none?: "Never"
    case .onFailure?: "OnFailure"
    case .any?, nil: service.deploy.mode.isJob ? "OnFailure" : "Always"
    }
  }
}
