// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How clients find the tasks of a service: a Service that selects them.
///
/// A virtual address is a ClusterIP, DNS round robin a headless Service; a port of mode `ingress` is a
/// node port on all nodes, the routing mesh. Ports of mode `host` stand in the pods.
extension SwarmSync {
  /// Creates or changes the Service.
  func syncEndpoint() throws(APIStatus) {
    let wanted = endpoint
    guard let known = try environment.client.find(.services, key) else {
      environment.events.record(
        service, reason: "EndpointCreated",
        "Service \(key.name) with \(wanted.count) fields finds the tasks")
      try environment.client.create(.services, object(wanted))
      return
    }
    guard ControllerReference(of: known)?.uid == service.uid else {
      environment.events.record(
        service, .warning, reason: "EndpointConflict",
        "there is a Service \(key.name) that is not of this service")
      return
    }
    let spec = known["spec"]?.object ?? Fields()
    let isHeadless = wanted["clusterIP"] == "None"
    if isHeadless != (spec["clusterIP"] == "None") {
      // The kind of address may not change: the Service is made anew.
      try environment.client.deleteIfPresent(.services, key, DeleteOptions(uid: known.uid))
      return
    }
    if spec["selector"] == wanted["selector"], spec["type"] == wanted["type"],
      Self.mean(spec["ports"], wanted["ports"])
    {
      return
    }
    var changed = known
    changed.modify("spec") { spec in
      for name in ["selector", "type", "ports"] { spec[name] = wanted[name] }
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

  private func object(_ wanted: Fields) -> Fields {
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

  /// What the Service wants.
  private var endpoint: Fields {
    let isRoundRobin = service["spec"]?[path: "EndpointSpec", "Mode"] == "dnsrr"
    let ports = SwarmPort.list(service)
    let ingress = ports.filter { !$0.isHostMode && $0.published > 0 }
    var made: [Value] = []
    var taken: Set<String> = []
    for port in ports {
      let isIngress = !port.isHostMode && port.published > 0
      let number = isIngress ? port.published : port.target
      guard taken.insert("\(number)/\(port.transport)").inserted else { continue }
      var fields: Fields = [
        "name": .string("\(port.transport)-\(number)"), "port": .integer(Int64(number)),
        "targetPort": .integer(Int64(port.target)),
        "protocol": .string(port.transport.uppercased()),
      ]
      if isIngress { fields["nodePort"] = .integer(Int64(port.published)) }
      made.append(.object(fields))
    }
    var spec: Fields = [
      "selector": [SwarmNames.serviceLabel: .string(self.spec.name)],
      "type": isRoundRobin || ingress.isEmpty ? "ClusterIP" : "NodePort",
    ]
    // A service without ports has names all the same, by which its tasks are found.
    if isRoundRobin || made.isEmpty { spec["clusterIP"] = "None" }
    if !made.isEmpty { spec["ports"] = .array(made) }
    return spec
  }
}
