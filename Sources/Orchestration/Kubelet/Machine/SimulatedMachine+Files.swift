// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension SimulatedMachine {
  /// Where a file of a container is kept.
  private enum Place {
    case layer(String)
    case emptyDirectory(String, String)
    case disk(String, String)
    case host(String)
    /// It is one of a ConfigMap or the like, which only the kubelet writes.
    case made(ConfigurationFile?)
  }

  private func place(
    _ path: String, _ container: MachineContainer, _ sandbox: PodSandbox
  ) -> Place {
    let spec = Pod(fields: sandbox.pod).spec
    let described = (spec.initContainers + spec.containers).first { $0.name == container.name }
    // The longest path that the file is under counts.
    var found: (volume: String, mount: String, sub: String, rest: String, length: Int)?
    for mount in described?.volumeMounts ?? [] {
      guard let mountPath = mount.mountPath, let volume = mount.name else { continue }
      let folder = mountPath.hasSuffix("/") ? mountPath : mountPath + "/"
      guard path == mountPath || path.hasPrefix(folder),
        folder.utf8.count > found?.length ?? 0
      else { continue }
      found = (
        volume, mountPath, mount.subPath ?? "", String(path.dropFirst(folder.count)),
        folder.utf8.count
      )
    }
    guard let found, let volume = spec.volumes.first(where: { $0.name == found.volume }) else {
      return .layer(path)
    }
    if VolumeProjection.isMade(volume.fields) {
      if let part = container.configuration?.parts[found.mount] { return .made(part[found.rest]) }
      return .made(sandbox.made?[found.volume]?[found.rest])
    }
    let rest =
      found.sub.isEmpty
      ? found.rest : found.rest.isEmpty ? found.sub : found.sub + "/" + found.rest
    if let mounted = mount(found.volume, of: sandbox.uid) {
      switch mounted.place {
      case .disk(let handle): return .disk(handle, rest)
      case .host(let path): return .host(path + "/" + rest)
      }
    }
    if let path = volume.hostPath?.path { return .host(path + "/" + rest) }
    return .emptyDirectory(found.volume, rest)
  }

  /// Writes what a container writes by itself.
  func write(
    _ write: ContainerPlan.Write, _ container: MachineContainer, in sandbox: PodSandbox
  ) {
    guard container.isRunning else { return }
    let old = write.isAppended ? read(write.path, container, in: sandbox) ?? "" : ""
    let text = old + write.text
    switch place(write.path, container, sandbox) {
    case .layer(let path): container.layer[path] = text
    case .emptyDirectory(let volume, let path):
      sandbox.emptyDirectories[volume, default: [:]][path] = text
    case .disk(let handle, let path):
      // What the machine cannot reach any more is not written.
      guard world.storage.isUsable(handle, on: name) else { return }
      world.volumes[handle, path] = text
    case .host(let path): hostFiles[path] = text
    case .made: break
    }
  }

  /// How long it takes until what is written is on its volume.
  func writeDelay(
    _ path: String, _ container: MachineContainer, in sandbox: PodSandbox
  ) -> Int64 {
    guard hasMounts(sandbox.uid), case .disk(let handle, _) = place(path, container, sandbox) else {
      return 0
    }
    return world.storage.delay(.write, handle)
  }

  /// A file that is made from a ConfigMap or the like; `nil` where there is none at a path.
  func madeFile(
    _ path: String, _ container: MachineContainer, in sandbox: PodSandbox
  ) -> ConfigurationFile? {
    if case .made(let file) = place(path, container, sandbox) { file } else { nil }
  }

  func read(
    _ path: String, _ container: MachineContainer, in sandbox: PodSandbox
  ) -> String? {
    switch place(path, container, sandbox) {
    case .layer(let path): container.layer[path]
    case .emptyDirectory(let volume, let path): sandbox.emptyDirectories[volume]?[path]
    case .disk(let handle, let path):
      world.storage.isUsable(handle, on: name) ? world.volumes[handle, path] : nil
    case .host(let path): hostFiles[path]
    case .made(let file): file.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
  }

  /// What a running container sees in a file.
  ///
  /// - Parameters:
  ///   - path: The file in the container.
  ///   - pod: The pod.
  ///   - name: The container.
  /// - Returns: The text, `nil` where there is no file, or the container does not run.
  public func read(_ path: String, of pod: ObjectKey, container name: String) -> String? {
    for sandbox in knownSandboxes where sandbox.key == pod {
      guard let container = sandbox.latest(name), container.isRunning else { continue }
      return read(path, container, in: sandbox)
    }
    return nil
  }
}
