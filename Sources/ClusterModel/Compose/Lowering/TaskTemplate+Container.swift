// SPDX-License-Identifier: Apache-2.0

extension TaskTemplate {
  /// Adds the container: its image, resources and ports.
  mutating func addContainer(_ options: StackOptions) throws(ComposeError) {
    var container = Container()
    container.name = service.name
    container.image = service.image
    container.resources = try resources(options)
    for port in service.ports { container.ports.append(containerPort(port)) }
    pod.spec.containers = [container]
  }

  /// Requests from reservations, and limits where something is reserved.
  private mutating func resources(
    _ options: StackOptions
  ) throws(ComposeError) -> ResourceRequirements {
    let deploy = service.deploy
    var resources = ResourceRequirements()
    var requests = Self.amounts(deploy.reservations)
    let limits = Self.amounts(deploy.limits)
    resources.limits = limits.filter { requests[$0.key] != nil }
    let bare = limits.filter { requests[$0.key] == nil }
    if !bare.isEmpty {
      let names = bare.keys.sorted()
      pod.metadata.annotations[SwarmNames.bareLimitsAnnotation] = names.map { name in
        "\(name)=\(bare[name]?.description ?? "")"
      }.joined(separator: ",")
      notes.append(.limitsWithoutReservation(service: service.name, resources: names))
    }
    if let pids = deploy.limits.pids, pids > 0 {
      notes.append(.processLimit(service: service.name, limit: pids))
    }
    for (name, count) in try extended(options) where count > 0 {
      requests[name] = Quantity(count)
    }
    resources.requests = requests
    return resources
  }

  /// CPUs and memory; nothing of either is as good as not said.
  private static func amounts(_ resources: ComposeResources) -> [String: Quantity] {
    var amounts: [String: Quantity] = [:]
    if let nano = resources.nanoCPUs, nano > 0 {
      amounts["cpu"] = Quantity(nano).scaled(powerOfTen: -9)
    }
    if let memory = resources.memory, memory > 0,
      let quantity = try? Quantity(QuantityUnit.bytes.format(memory))
    {
      amounts["memory"] = quantity
    }
    return amounts
  }

  /// Things and devices, by the name of the extended resource.
  private mutating func extended(
    _ options: StackOptions
  ) throws(ComposeError) -> [String: Int64] {
    let path = "services.\(service.name).deploy.resources.reservations"
    var counts: [String: Int64] = [:]
    func add(_ name: String, _ count: Int64, at field: String) throws(ComposeError) {
      if let fault = LabelSyntax.fault(ofKey: name) {
        throw ComposeError(
          field: "\(path).\(field)", found: "'\(name.prefix(80))' as the name of a resource",
          expected: "a name of which holds: \(fault)")
      }
      let (sum, overflow) = counts[name, default: 0].addingReportingOverflow(count)
      if overflow {
        throw ComposeError(
          field: "\(path).\(field)", found: "'\(count)'", expected: "less than 2^63 in all")
      }
      counts[name] = sum
    }
    let reservations = service.deploy.reservations
    for (index, resource) in reservations.generic.enumerated() {
      let name =
        options.resourceNames[resource.kind]
        ?? (resource.kind.contains("/")
          ? resource.kind : SwarmNames.resourcePrefix + resource.kind)
      try add(name, resource.count, at: "generic_resources[\(index)]")
    }
    for (index, device) in reservations.devices.enumerated() {
      let name = Self.resourceName(of: device)
      if device.count == nil {
        notes.append(.allDevices(service: service.name, resource: name))
      }
      try add(name, device.count ?? 1, at: "devices[\(index)]")
    }
    return counts
  }

  /// GPUs stand under the name that their vendor's plugin gives them.
  private static func resourceName(of device: ComposeDevice) -> String {
    if device.capabilities.contains("gpu") {
      switch device.driver {
      case nil, "", "nvidia": return "nvidia.com/gpu"
      case "amd": return "amd.com/gpu"
      default: break
      }
    }
    return SwarmNames.resourcePrefix + (device.driver ?? device.capabilities[0])
  }

  private mutating func containerPort(_ port: ComposePort) -> ContainerPort {
    var result = ContainerPort()
    result.containerPort = port.target
    result.protocol = port.transport.rawValue.uppercased()
    if port.mode == .host, let published = port.published {
      result.hostPort = published.lowerBound
      result.hostIP = port.hostIP
      if published.count > 1 {
        notes.append(.portOfRange(service: service.name, ports: published))
      }
    }
    return result
  }
}
