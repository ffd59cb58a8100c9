// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A stack as objects of the API: what `docker stack deploy` makes of a compose file.
///
/// A stack has a namespace of its own, so that `web` is a service of it and `shop_web` its name in
/// Docker. Secrets and configs are immutable Secrets and ConfigMaps with the one key `data`.
public struct SwarmStack: Sendable, Hashable {
  /// The stack's name.
  public var name: String
  /// The namespace, networks, configs, secrets and services, in this order.
  public var objects: [Fields]
  /// Networks, secrets and configs that have to be there before, by kind.
  public var externals: [String] = []
  /// What was assumed and left out, a sentence each.
  public var notes: [String] = []

  /// Gives the text of a file that a stack names.
  public typealias Contents = (_ path: String) -> String?

  /// Makes the objects of a stack.
  ///
  /// - Parameters:
  ///   - file: The compose file.
  ///   - name: The stack's name.
  ///   - variables: Values that configs take from the environment.
  ///   - contents: Gives the text of a file of a secret or config; where it gives none, the path
  ///     stands for it.
  /// - Throws: Names that cannot be those of objects.
  public init(
    _ file: ComposeFile, name: String, variables: [String: String] = [:],
    contents: Contents = { _ in nil }
  ) throws(ComposeError) {
    let namespace = NameLabel.made(of: name)
    guard !namespace.isEmpty, NameSyntax.label(namespace) == nil else {
      throw ComposeError(
        field: "name", found: "'\(name.prefix(80))'", expected: "a name such as shop")
    }
    self.name = name
    objects = [
      [
        "apiVersion": "v1", "kind": "Namespace",
        "metadata": [
          "name": .string(namespace), "labels": [SwarmNames.stackLabel: .string(name)],
        ],
      ]
    ]
    notes = file.assumptions.map(\.description)
    addNetworks(file)
    for (resources, kind) in [(file.configs, "ConfigMap"), (file.secrets, "Secret")] {
      for resource in resources {
        add(resource, kind: kind, variables, contents)
      }
    }
    for service in file.services {
      try Self.check(service, file)
      guard service.profiles.isEmpty else {
        notes.append(
          StackNote.notStarted(service: service.name, profiles: service.profiles).description)
        continue
      }
      for port in service.ports {
        if let ports = port.published, ports.count > 1 {
          notes.append(StackNote.portOfRange(service: service.name, ports: ports).description)
        }
      }
      objects.append(
        object(
          "\(ResourceType.swarmGroup)/v1", "SwarmService", service.name,
          ["spec": .object(service.swarmSpec(stack: name, file, variables))]))
    }
  }

  /// Refuses services that refer to what the file does not have.
  private static func check(
    _ service: ComposeService, _ file: ComposeFile
  ) throws(ComposeError) {
    let uses = [
      ("networks", service.networks.map(\.network), file.networks.map(\.name) + ["default"]),
      ("secrets", service.secrets.map(\.source), file.secrets.map(\.name)),
      ("configs", service.configs.map(\.source), file.configs.map(\.name)),
    ]
    for (kind, used, known) in uses {
      guard let missing = used.first(where: { !known.contains($0) }) else { continue }
      throw ComposeError(
        field: "services.\(service.name).\(kind)", found: "'\(missing.prefix(80))'",
        expected: "one of the \(kind) of the file")
    }
  }

  private func object(
    _ apiVersion: String, _ kind: String, _ name: String, _ fields: Fields
  ) -> Fields {
    var object: Fields = [
      "apiVersion": .string(apiVersion), "kind": .string(kind),
      "metadata": [
        "name": .string(NameLabel.made(of: name)),
        "namespace": .string(NameLabel.made(of: self.name)),
        "labels": [SwarmNames.stackLabel: .string(self.name)],
      ],
    ]
    for (name, value) in fields { object[name] = value }
    return object
  }

  private mutating func addNetworks(_ file: ComposeFile) {
    var networks = file.networks
    let usesDefault = file.services.contains { service in
      service.networks.isEmpty || service.networks.contains { $0.network == "default" }
    }
    if usesDefault, !networks.contains(where: { $0.name == "default" }) {
      networks.append(ComposeResource(named: "default"))
    }
    for network in networks {
      if network.isExternal {
        externals.append("network \(network.outsideName ?? network.name)")
        continue
      }
      var spec: Fields = [
        "Name": .string(network.outsideName ?? "\(name)_\(network.name)"),
        "Driver": .string(network.driver ?? "overlay"), "Scope": "swarm",
      ]
      for (key, name) in [("attachable", "Attachable"), ("internal", "Internal")]
      where network.fields[key] == true {
        spec[name] = true
      }
      objects.append(
        object(
          "\(ResourceType.swarmGroup)/v1", "SwarmNetwork", network.name, ["spec": .object(spec)]))
    }
  }

  private mutating func add(
    _ resource: ComposeResource, kind: String, _ variables: [String: String],
    _ contents: Contents
  ) {
    let noun = kind == "Secret" ? "secret" : "config"
    if resource.isExternal {
      externals.append("\(noun) \(resource.outsideName ?? resource.name)")
      return
    }
    var text = resource.fields["content"]?.string
    if let variable = resource.fields["environment"]?.string { text = variables[variable] }
    if let path = resource.fields["file"]?.string {
      text = contents(path)
      if text == nil { notes.append("\(noun) \(resource.name): '\(path)' is not read") }
      text = text ?? path
    }
    let content = text ?? ""
    let data = kind == "Secret" ? Base64Text.encode(Array(content.utf8)) : content
    objects.append(
      object(
        "v1", kind, resource.outsideName ?? resource.name,
        ["immutable": true, "data": ["data": .string(data)]]))
  }
}
