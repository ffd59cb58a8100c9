// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The specs of services as Docker's command makes them from a stack file
/// (`docker/cli`, `cli/compose/convert/service.go`).
extension ComposeService {
  /// What the service wants.
  ///
  /// - Parameters:
  ///   - stack: The stack.
  ///   - file: The file that the service is of.
  ///   - variables: Values of variables of the environment that the file names without value.
  /// - Returns: The fields of the spec.
  func swarmSpec(stack: String, _ file: ComposeFile, _ variables: [String: String]) -> Fields {
    var labels = deploy.labels
    labels[SwarmNames.stackLabel] = stack
    var template: Fields = ["ContainerSpec": .object(containerSpec(stack, file, variables))]
    let resources = resourceSpec
    if !resources.isEmpty { template["Resources"] = .object(resources) }
    if let restart = deploy.restart { template["RestartPolicy"] = .object(restart.swarmPolicy) }
    let placement = placementSpec
    if !placement.isEmpty { template["Placement"] = .object(placement) }
    template["ForceUpdate"] = 0
    template["Networks"] = .array(networkSpecs(stack, file))
    var spec: Fields = [
      "Name": .string("\(stack)_\(name)"), "Labels": labels.value,
      "TaskTemplate": .object(template), "Mode": mode,
    ]
    if let update = deploy.update { spec["UpdateConfig"] = .object(update.swarmConfig) }
    if let rollback = deploy.rollback { spec["RollbackConfig"] = .object(rollback.swarmConfig) }
    var endpoint: Fields = ["Mode": .string(deploy.endpointMode.rawValue)]
    if !ports.isEmpty { endpoint["Ports"] = .array(ports.map(\.swarmPort)) }
    spec["EndpointSpec"] = .object(endpoint)
    return spec
  }

  private var mode: Value {
    let count = Int64(deploy.replicas ?? 1)
    return switch deploy.mode {
    case .replicated: ["Replicated": ["Replicas": .integer(count)]]
    case .global: ["Global": .object(Fields())]
    case .replicatedJob:
      ["ReplicatedJob": ["MaxConcurrent": .integer(count), "TotalCompletions": .integer(count)]]
    case .globalJob: ["GlobalJob": .object(Fields())]
    }
  }

  private func containerSpec(
    _ stack: String, _ file: ComposeFile, _ variables: [String: String]
  ) -> Fields {
    // A service that is built has no image in a stack; its name stands for it.
    var spec: Fields = ["Image": .string(image ?? "\(stack)_\(name)")]
    var all = labels
    all[SwarmNames.stackLabel] = stack
    spec["Labels"] = all.value
    if let entrypoint = Self.words(fields["entrypoint"]) { spec["Command"] = entrypoint }
    if let command = Self.words(fields["command"]) { spec["Args"] = command }
    for (key, name) in [("hostname", "Hostname"), ("user", "User"), ("working_dir", "Dir")] {
      spec[name] = fields[key]
    }
    let names = environment.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let settings = names.compactMap { name -> Value? in
      guard let value = environment[name] ?? nil ?? variables[name] else { return nil }
      return .string("\(name)=\(value)")
    }
    if !settings.isEmpty { spec["Env"] = .array(settings) }
    if let period = stopGracePeriod { spec["StopGracePeriod"] = period.nanoseconds }
    if let check = healthcheck?.swarmCheck { spec["Healthcheck"] = .object(check) }
    let mounts = volumes.map { mount($0, stack, file) }
    if !mounts.isEmpty { spec["Mounts"] = .array(mounts) }
    let secrets = grants(self.secrets, of: file.secrets, "Secret")
    if !secrets.isEmpty { spec["Secrets"] = .array(secrets) }
    let configs = grants(self.configs, of: file.configs, "Config")
    if !configs.isEmpty { spec["Configs"] = .array(configs) }
    return spec
  }

  /// A command: a list, or one text that is split at spaces outside of quotes.
  private static func words(_ value: Value?) -> Value? {
    switch value {
    case .array(let elements)?:
      return .array(
        elements.compactMap { element in
          DocumentField(element, at: "").scalarText.map { .string($0) }
        })
    case .string(let text)?: return .array(ShellWords.split(text).map { .string($0) })
    default: return nil
    }
  }

  private func mount(_ mount: ComposeMount, _ stack: String, _ file: ComposeFile) -> Value {
    var fields: Fields = [
      "Type": .string(mount.kind.rawValue), "Target": .string(mount.target),
    ]
    if let source = mount.source {
      let volume = file.volumes.first { $0.name == source }
      let isNamed = mount.kind == .volume || mount.kind == .cluster
      let outside =
        volume.map { $0.outsideName ?? ($0.isExternal ? $0.name : "\(stack)_\($0.name)") }
      fields["Source"] = .string(isNamed ? outside ?? "\(stack)_\(source)" : source)
      if isNamed, let driver = volume?.driver {
        fields["VolumeOptions"] = ["DriverConfig": ["Name": .string(driver)]]
      }
    }
    if mount.isReadOnly { fields["ReadOnly"] = true }
    return .object(fields)
  }

  private func grants(
    _ grants: [ComposeGrant], of resources: [ComposeResource], _ kind: String
  ) -> [Value] {
    grants.map { grant in
      let resource = resources.first { $0.name == grant.source }
      let name = resource?.outsideName ?? grant.source
      var file: Fields = [
        "Name": .string(grant.target ?? grant.source), "UID": grant.fields["uid"] ?? "0",
        "GID": grant.fields["gid"] ?? "0",
      ]
      if let mode = grant.fields["mode"], case .integer = mode { file["Mode"] = mode }
      return ["File": .object(file), "\(kind)Name": .string(name)]
    }
  }

  private func networkSpecs(_ stack: String, _ file: ComposeFile) -> [Value] {
    let attached =
      networks.isEmpty ? [ComposeAttachment(network: "default", aliases: [])] : networks
    return attached.map { attachment in
      let network = file.networks.first { $0.name == attachment.network }
      let target =
        network?.outsideName
        ?? (network?.isExternal == true ? attachment.network : "\(stack)_\(attachment.network)")
      let aliases = [name] + attachment.aliases.filter { $0 != name }
      return ["Target": .string(target), "Aliases": .array(aliases.map { .string($0) })]
    }
  }

  private var resourceSpec: Fields {
    var spec = Fields()
    for (name, amounts) in [("Limits", deploy.limits), ("Reservations", deploy.reservations)] {
      var fields = Fields()
      fields["NanoCPUs"] = amounts.nanoCPUs.map { .integer($0) }
      fields["MemoryBytes"] = amounts.memory.map { .integer($0) }
      fields["Pids"] = amounts.pids.map { .integer($0) }
      var things = amounts.generic.map { ($0.kind, $0.count) }
      things += amounts.devices.map { device in
        (device.capabilities.contains("gpu") ? "gpu" : device.capabilities[0], device.count ?? 1)
      }
      if !things.isEmpty {
        fields["GenericResources"] = .array(
          things.map {
            ["DiscreteResourceSpec": ["Kind": .string($0.0), "Value": .integer($0.1)]]
          })
      }
      if !fields.isEmpty { spec[name] = .object(fields) }
    }
    return spec
  }

  private var placementSpec: Fields {
    let placement = deploy.placement
    var spec = Fields()
    if !placement.constraints.isEmpty {
      spec["Constraints"] = .array(placement.constraints.map { .string($0.description) })
    }
    if !placement.preferences.isEmpty {
      spec["Preferences"] = .array(
        placement.preferences.map { preference in
          let text = Value.string(preference.attribute.description)
          return preference.isPack
            ? ["PackInto": ["PackDescriptor": text]] : ["Spread": ["SpreadDescriptor": text]]
        })
    }
    spec["MaxReplicas"] = placement.maxReplicasPerNode.map { .integer(Int64($0)) }
    return spec
  }
}
