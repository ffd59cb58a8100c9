// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the container of a task mounts: volumes, secrets and configs.
///
/// Secrets and configs are Secrets and ConfigMaps, each mounted as one file, secrets below
/// `/run/secrets`. Volumes of a node are directories below `/var/lib/docker/volumes`.
struct SwarmTaskMounts {
  /// The volumes of the pod.
  var volumes: [Value] = []
  /// The mounts of the container.
  var mounts: [Value] = []
  /// The labels of nodes that have the plugins of the volumes.
  var plugins: [String] = []

  init(_ container: Fields) {
    for case .object(let mount) in container["Mounts"]?.array ?? [] { add(mount) }
    for (kind, folder) in [("Secrets", "/run/secrets/"), ("Configs", "/")] {
      for case .object(let grant) in container[kind]?.array ?? [] {
        add(grant, isSecret: kind == "Secrets", folder: folder)
      }
    }
  }

  private mutating func add(_ mount: Fields) {
    guard let target = mount["Target"]?.string else { return }
    let source = mount["Source"]?.string ?? ""
    var volume: Fields = ["name": .string("volume-\(volumes.count + 1)")]
    switch mount["Type"]?.string ?? "volume" {
    case "bind":
      volume["hostPath"] = ["path": .string(source)]
    case "tmpfs":
      volume["emptyDir"] = ["medium": "Memory"]
    case "cluster":
      volume["persistentVolumeClaim"] = ["claimName": .string(NameLabel.made(of: source))]
    case "volume" where !source.isEmpty:
      volume["hostPath"] = [
        "path": .string("/var/lib/docker/volumes/\(source)/_data"), "type": "DirectoryOrCreate",
      ]
      let options = mount["VolumeOptions"]
      if let driver = options?[path: "DriverConfig", "Name"]?.string, !driver.isEmpty,
        driver != "local"
      {
        let label = SwarmLabels.pluginPrefix + "volume." + NameLabel.made(of: driver)
        if !plugins.contains(label) { plugins.append(label) }
      }
    case "volume": volume["emptyDir"] = .object(Fields())
    default: return
    }
    append(volume, target: target, isReadOnly: mount["ReadOnly"] == true)
  }

  private mutating func add(_ grant: Fields, isSecret: Bool, folder: String) {
    let file = grant["File"]?.object ?? Fields()
    let name = grant[isSecret ? "SecretName" : "ConfigName"]?.string ?? ""
    let written = file["Name"]?.string ?? name
    let target = written.hasPrefix("/") ? written : folder + written
    var items: Fields = ["key": "data", "path": "data"]
    if case .integer(let mode)? = file["Mode"], mode != 0 { items["mode"] = .integer(mode) }
    var volume: Fields = ["name": .string("volume-\(volumes.count + 1)")]
    let object = Value.string(NameLabel.made(of: name))
    if isSecret {
      volume["secret"] = ["secretName": object, "items": [.object(items)]]
    } else {
      volume["configMap"] = ["name": object, "items": [.object(items)]]
    }
    append(volume, target: target, isReadOnly: true, subPath: "data")
  }

  private mutating func append(
    _ volume: Fields, target: String, isReadOnly: Bool, subPath: String? = nil
  ) {
    var mount: Fields = ["name": volume["name"] ?? "", "mountPath": .string(target)]
    if isReadOnly { mount["readOnly"] = true }
    mount["subPath"] = subPath.map { .string($0) }
    volumes.append(.object(volume))
    mounts.append(.object(mount))
  }
}

/// A port of a service.
struct SwarmPort {
  /// The port in the container.
  let target: Int
  /// The port outside; 0 where any may be.
  let published: Int
  /// `tcp`, `udp` or `sctp`.
  let transport: String
  /// Whether the node of each task listens, and not all nodes for all tasks.
  let isHostMode: Bool

  /// The ports of a service.
  static func list(_ service: Fields) -> [SwarmPort] {
    let ports = service["spec"]?[path: "EndpointSpec", "Ports"]?.array ?? []
    return ports.compactMap { port in
      guard let fields = port.object, let target = fields.wholeNumber("TargetPort") else {
        return nil
      }
      return SwarmPort(
        target: target, published: fields.wholeNumber("PublishedPort") ?? 0,
        transport: fields["Protocol"]?.string ?? "tcp",
        isHostMode: fields["PublishMode"] == "host")
    }
  }
}
