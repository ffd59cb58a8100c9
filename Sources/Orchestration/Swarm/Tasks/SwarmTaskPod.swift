// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The pod that all tasks of a Swarm service are made after.
///
/// Tasks are never restarted in place: a pod that has ended is replaced by another one.
struct SwarmTaskPod {
  private let service: Fields
  private let spec: SwarmServiceSpec
  private let container: Fields
  private let nodes: [SwarmNode]

  init(_ service: Fields, _ spec: SwarmServiceSpec, nodes: [SwarmNode]) {
    (self.service, self.spec, self.nodes) = (service, spec, nodes)
    container = spec.template["ContainerSpec"]?.object ?? Fields()
  }

  /// A task.
  ///
  /// - Parameters:
  ///   - slot: Its slot, or its node where the service is global.
  ///   - attempt: The how manieth of the slot it is.
  /// - Returns: The pod.
  func task(slot: String, attempt: Int) -> Fields {
    let base = "\(service.objectName).\(slot)"
    let name = attempt == 1 ? base : "\(base).\(attempt)"
    var labels = container["Labels"].flatMap { [String: String]($0) } ?? [:]
    labels = labels.filter {
      LabelSyntax.fault(ofKey: $0.key) == nil && LabelSyntax.fault(ofValue: $0.value) == nil
    }
    labels[SwarmNames.stackLabel] = spec.labels[SwarmNames.stackLabel]
    labels[SwarmNames.serviceLabel] = spec.name
    labels[SwarmLabels.serviceID] = service.uid
    labels[SwarmLabels.slot] = slot
    labels[SwarmLabels.attempt] = String(attempt)
    labels[SwarmLabels.specVersion] = spec.version
    let identity = TemplateHash.text(
      of: .array([.string(service.uid), .string(slot), .integer(Int64(attempt))]), collisions: nil)
    labels[SwarmLabels.taskID] = identity
    labels[SwarmLabels.taskName] = "\(spec.name).\(slot).\(identity)"
    var annotations: [String: String] = [:]
    if !spec.preferences.isEmpty, !spec.mode.isGlobal {
      annotations[SwarmLabels.preferences] =
        spec.preferences.map(\.description).joined(separator: ",")
    }
    if let most = spec.maxReplicas, !spec.mode.isGlobal {
      annotations[SwarmNames.maxPerNodeAnnotation] = String(most)
    }
    let platforms = platforms
    if !platforms.isEmpty { annotations[SwarmLabels.platforms] = platforms }
    let resources = SwarmTaskResources(spec.template["Resources"]?.object ?? Fields())
    annotations[SwarmNames.bareLimitsAnnotation] = resources.bareLimits
    var pod: Fields = [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": [
        "name": .string(name), "namespace": service.metadata["namespace"] ?? "default",
        "labels": labels.value, "annotations": annotations.value,
        "ownerReferences": [ControllerReference.value(to: service, .swarmServices)],
      ],
    ]
    pod["spec"] = .object(podSpec(slot: slot, resources))
    return pod
  }

  /// The platforms of the image, as the scheduler reads them.
  private var platforms: String {
    (spec.template["Placement"]?[path: "Platforms"]?.array ?? []).map { platform in
      let machine = platform[path: "Architecture"]?.string ?? ""
      let known = ["x86_64": "amd64", "aarch64": "arm64"]
      return "\(platform[path: "OS"]?.string ?? "")/\(known[machine] ?? machine)"
    }.joined(separator: ",")
  }

  private func podSpec(slot: String, _ resources: SwarmTaskResources) -> Fields {
    var main: Fields = [
      "name": .string(containerName), "image": container["Image"] ?? "",
    ]
    main["command"] = container["Command"]
    main["args"] = container["Args"]
    main["workingDir"] = container["Dir"]
    let environment = (container["Env"]?.array ?? []).compactMap(\.string).map { text -> Value in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return [
        "name": .string(String(parts[0])),
        "value": .string(parts.count > 1 ? String(parts[1]) : ""),
      ]
    }
    if !environment.isEmpty { main["env"] = .array(environment) }
    if !resources.fields.isEmpty { main["resources"] = .object(resources.fields) }
    let ports = containerPorts
    if !ports.isEmpty { main["ports"] = .array(ports) }
    SwarmTaskHealth(container["Healthcheck"]?.object ?? Fields())?.apply(to: &main)
    let mounts = SwarmTaskMounts(container)
    if !mounts.mounts.isEmpty { main["volumeMounts"] = .array(mounts.mounts) }
    var pod: Fields = [
      "schedulerName": .string(SwarmLabels.scheduler), "restartPolicy": "Never",
      "containers": [.object(main)], "tolerations": Self.tolerations,
      "terminationGracePeriodSeconds": .integer(graceSeconds),
    ]
    if !mounts.volumes.isEmpty { pod["volumes"] = .array(mounts.volumes) }
    if !mounts.plugins.isEmpty {
      pod["nodeSelector"] = .object(Fields(mounts.plugins.map { ($0, Value.string("true")) }))
    }
    if let hostname = container["Hostname"]?.string, NameLabel.isValid(hostname) {
      pod["hostname"] = .string(hostname)
    }
    if let affinity = affinity(slot: slot) { pod["affinity"] = affinity }
    return pod
  }

  private var containerName: String {
    let name = service.objectName
    return NameLabel.isValid(name) ? name : "task"
  }

  /// Managers take tasks unless they are drained.
  private static var tolerations: Value {
    .array(
      ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"].map {
        ["key": .string($0), "operator": "Exists"]
      })
  }

  /// How long a task may take to end: ten seconds where nothing is said, as Docker has it.
  private var graceSeconds: Int64 {
    guard let period = container.microseconds("StopGracePeriod") else { return 10 }
    return (period + 999_999) / 1_000_000
  }

  private var containerPorts: [Value] {
    var taken: Set<String> = []
    var ports: [Value] = []
    for port in SwarmPort.list(service) {
      var made: Fields = [
        "containerPort": .integer(Int64(port.target)),
        "protocol": .string(port.transport.uppercased()),
      ]
      if port.isHostMode, port.published > 0 { made["hostPort"] = .integer(Int64(port.published)) }
      if taken.insert("\(port.target)/\(port.transport)/\(port.isHostMode ? port.published : 0)")
        .inserted
      {
        ports.append(.object(made))
      }
    }
    return ports
  }

  /// Constraints, and the node of a task of a global service.
  private func affinity(slot: String) -> Value? {
    var term = NodeSelectorTerm()
    term.matchExpressions = spec.constraints.map { $0.requirement(among: nodes) }
    if spec.mode.isGlobal {
      var isNode = SelectorRequirement()
      isNode.key = "metadata.name"
      isNode.operator = "In"
      isNode.values = [slot]
      term.matchFields = [isNode]
    }
    guard !term.fields.isEmpty else { return nil }
    var selector = NodeSelector()
    selector.nodeSelectorTerms = [term]
    var affinity = Affinity()
    var nodeAffinity = NodeAffinity()
    nodeAffinity.required = selector
    affinity.nodeAffinity = nodeAffinity
    return affinity.value
  }
}

/// Names that may be those of containers and hosts.
enum NameLabel {
  static func isValid(_ name: String) -> Bool { NameSyntax.label(name) == nil }

  /// A text as the name of an object: in lower case, with dashes for what names may not have.
  static func made(of text: String) -> String {
    let bytes = text.lowercased().utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: UInt8(ascii: "-")
      }
    }
    let dash = UInt8(ascii: "-")
    let trimmed = bytes.drop { $0 == dash }
    let end = trimmed.lastIndex { $0 != dash }.map { trimmed.index(after: $0) }
    return String(decoding: trimmed[..<(end ?? trimmed.startIndex)], as: UTF8.self)
  }
}
