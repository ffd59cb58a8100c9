// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a container was given when it started and keeps until it ends.
///
/// Containers that are given nothing have none.
final class ContainerConfiguration {
  /// Its variables; `nil` where they stand in the pod as they are.
  var environment: [String: String]?
  /// The single files and folders of volumes that were mounted by `subPath`, by the path of the
  /// mount: they stay as they were.
  var parts: [String: VolumeProjection.Files] = [:]
  /// From when to when behaviors with a condition applied, by their number.
  var applications: [Int: [BehaviorCondition.Application]] = [:]
  /// How much memory it may use.
  var memoryLimit: Int64?
}

extension SimulatedMachine {
  /// The description of a container in its pod.
  func description(_ name: String, in sandbox: PodSandbox) -> Fields? {
    let spec = sandbox.pod["spec"]?.object ?? Fields()
    for list in ["containers", "initContainers"] {
      if let found = spec.objects(list).first(where: { $0["name"]?.string == name }) {
        return found
      }
    }
    return nil
  }

  /// The variables of a container, which do not change while it runs.
  func environment(_ container: MachineContainer, in sandbox: PodSandbox) -> [String: String] {
    if let known = container.configuration?.environment { return known }
    return description(container.name, in: sandbox).map { EnvironmentBuilder.plain($0) } ?? [:]
  }

  /// The variables of a running container.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - name: The container.
  /// - Returns: The variables by name; `nil` where the container does not run.
  public func environment(of pod: ObjectKey, container name: String) -> [String: String]? {
    guard let (container, sandbox) = running(name, of: pod) else { return nil }
    return environment(container, in: sandbox)
  }

  /// What may be done with a file of a ConfigMap, a Secret or the like, as a Unix mode.
  ///
  /// - Parameters:
  ///   - path: The file in the container.
  ///   - pod: The pod.
  ///   - name: The container.
  /// - Returns: The mode, such as `0o644`; `nil` where there is no such file.
  public func mode(of path: String, of pod: ObjectKey, container name: String) -> Int? {
    guard let (container, sandbox) = running(name, of: pod) else { return nil }
    return madeFile(path, container, in: sandbox).map { Int($0.mode) }
  }

  /// The bytes of a file of a ConfigMap, a Secret or the like.
  ///
  /// - Parameters:
  ///   - path: The file in the container.
  ///   - pod: The pod.
  ///   - name: The container.
  /// - Returns: The bytes; `nil` where there is no such file.
  public func bytes(of path: String, of pod: ObjectKey, container name: String) -> [UInt8]? {
    guard let (container, sandbox) = running(name, of: pod) else { return nil }
    return madeFile(path, container, in: sandbox)?.bytes
  }

  /// A running container of a pod.
  func running(_ name: String, of pod: ObjectKey) -> (MachineContainer, PodSandbox)? {
    for sandbox in knownSandboxes where sandbox.key == pod {
      if let container = sandbox.latest(name), container.isRunning { return (container, sandbox) }
    }
    return nil
  }

  // MARK: Programs that depend on it

  /// What a behavior's condition looks at.
  private func inside(
    _ container: MachineContainer, _ sandbox: PodSandbox
  ) -> BehaviorCondition.Inside {
    BehaviorCondition.Inside(
      environment: environment(container, in: sandbox),
      file: { [unowned self] in self.read($0, container, in: sandbox) })
  }

  /// Finds out which behaviors with a condition apply to a container that starts.
  func noteConditions(_ container: MachineContainer, in sandbox: PodSandbox) {
    guard world.behaviors.hasConditions else { return }
    let holding = world.behaviors.holding(
      subject(container, in: sandbox), inside(container, sandbox))
    guard !holding.isEmpty || world.behaviors.rereads else { return }
    let configuration = container.configuration ?? ContainerConfiguration()
    container.configuration = configuration
    for index in holding {
      configuration.applications[index] = [BehaviorCondition.Application(from: 0)]
    }
  }

  /// The files of a pod have changed: programs that read them again may do something else now.
  func filesChanged(in sandbox: PodSandbox) {
    guard world.behaviors.rereads else { return }
    for container in sandbox.containers where container.isRunning {
      guard let configuration = container.configuration else { continue }
      let subject = subject(container, in: sandbox)
      let holding = world.behaviors.holding(subject, inside(container, sandbox))
      let age = clock.now.microseconds - container.startedAt.microseconds
      guard
        world.behaviors.reapply(holding, at: age, to: &configuration.applications)
      else { continue }
      container.plan = world.behaviors.plan(
        for: subject, at: clock.now, applying: configuration.applications)
      scheduleEnd(container, in: sandbox, configuration.memoryLimit)
      listener?.containerChanged(container, in: sandbox)
    }
  }
}
