// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How clients find the tasks of a service: Services that select them.
///
/// A virtual address is a ClusterIP, DNS round robin a headless Service of the service's name. Ports
/// of mode `ingress` are those of a second one, `NAME-ingress`, whose external addresses are those of
/// all nodes: the routing mesh, with any number that Docker allows. Ports of mode `host` stand in the
/// pods.
extension SwarmSync {
  /// What stands after the name of a service in that of the Service of its published ports.
  private static let ingressSuffix = "-ingress"

  /// Creates, changes or deletes the Services; what the API refuses is told and tried again later.
  mutating func syncEndpoint() {
    let ingressKey = ObjectKey(namespace: key.namespace, name: key.name + Self.ingressSuffix)
    for (key, wanted) in [(key, endpoint), (ingressKey, ingress)] {
      do throws(APIStatus) {
        try sync(key, wanted)
      } catch {
        if error.reason == .alreadyExists || error.reason == .conflict { continue }
        environment.events.record(
          service, .warning, reason: "EndpointFailed", "Service \(key.name): \(error.message)")
        look(at: now + 30_000_000)
      }
    }
  }

  private func sync(_ key: ObjectKey, _ wanted: Fields?) throws(APIStatus) {
    guard let known = endpoints(key) else {
      if let wanted { try environment.client.create(.services, object(key, wanted)) }
      return
    }
    guard ControllerReference(of: known)?.uid == service.uid else {
      if wanted == nil { return }
      throw .conflict(.services, key.name, "it is not of this Swarm service")
    }
    let spec = known["spec"]?.object ?? Fields()
    let isHeadless = wanted?["clusterIP"] == "None"
    guard let wanted, isHeadless == (spec["clusterIP"] == "None") else {
      // The kind of address may not change: the Service is made anew.
      try environment.client.deleteIfPresent(.services, key, DeleteOptions(uid: known.uid))
      return
    }
    if spec["selector"] == wanted["selector"], spec["externalIPs"] == wanted["externalIPs"],
      Self.mean(spec["ports"], wanted["ports"])
    {
      return
    }
    var changed = known
    changed.modify("spec") { spec in
      for name in ["selector", "ports", "externalIPs"] { spec[name] = wanted[name] }
    }
    try environment.client.update(.services, changed)
  }

  /// Whether ports mean the same, whatever the server has filled in.
  private static func mean(_ known: Value?, _ wanted: Value?) -> Bool {
    let (known, wanted) = (known?.array ?? [], wanted?.array ?? [])
    guard known.count == wanted.count else { return false }
    return zip(known, wanted).allSatisfy { known, wanted in
      (wanted.object ?? Fields()).allSatisfy { known.object?[$0.0] == $0.1 }
    }
  }

  private func object(_ key: ObjectKey, _ wanted: Fields) -> Fields {
    var labels = Fields()
    labels[SwarmNames.stackLabel] = spec.labels[SwarmNames.stackLabel].map { .string($0) }
    labels[SwarmNames.serviceLabel] = .string(spec.name)
    return [
      "apiVersion": "v1", "kind": "Service",
      "metadata": [
        "name": .string(key.name), "namespace": .string(key.namespace), "labels": .object(labels),
        "ownerReferences": [ControllerReference.value(to: service, .swarmServices)],
      ],
      "spec": .object(wanted),
    ]
  }

  private var selector: Value { [SwarmNames.serviceLabel: .string(spec.name)] }

  /// The Service of the virtual address, or of the names of all tasks.
  private var endpoint: Fields {
    let isRoundRobin = service["spec"]?[path: "EndpointSpec", "Mode"] == "dnsrr"
    let ports = Self.ports(SwarmPort.list(service).map { ($0, $0.target) })
    var spec: Fields = ["selector": selector, "type": "ClusterIP"]
    // A service without ports has names all the same, by which its tasks are found.
    if isRoundRobin || ports.isEmpty { spec["clusterIP"] = "None" }
    if !ports.isEmpty { spec["ports"] = .array(ports) }
    return spec
  }

  /// The Service of the published ports; `nil` where there are none.
  private var ingress: Fields? {
    let published = SwarmPort.list(service).filter { !$0.isHostMode && $0.published > 0 }
    let addresses = sorted(nodes.keys).compactMap { nodes[$0]?.address }
    guard !published.isEmpty, !addresses.isEmpty else { return nil }
    return [
      "selector": selector, "type": "ClusterIP",
      "ports": .array(Self.ports(published.map { ($0, $0.published) })),
      "externalIPs": .array(addresses.map { .string($0) }),
    ]
  }

  private static func ports(_ ports: [(port: SwarmPort, number: Int)]) -> [Value] {
    var taken: Set<String> = []
    return ports.compactMap { port, number in
      guard taken.insert("\(number)/\(port.transport)").inserted else { return nil }
      return [
        "name": .string("\(port.transport)-\(number)"), "port": .integer(Int64(number)),
        "targetPort": .integer(Int64(port.target)),
        "protocol": .string(port.transport.uppercased()),
      ]
    }
  }
}
