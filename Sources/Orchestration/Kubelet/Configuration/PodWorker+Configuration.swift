// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// How a pod comes by its configuration.
extension PodWorker {
  private var context: ConfigurationContext {
    let address: String? = machine.sandbox(uid)?.address
    return ConfigurationContext(
      pod: pod, namespace: key.namespace, nodeName: machine.name, hostAddress: machine.address,
      podAddress: address ?? "", allocatable: kubelet.node.allocatable,
      lookup: { [unowned self] in
        self.kubelet.configurations.find($0, in: self.key.namespace)
      })
  }

  /// Whether everything is known that the pod uses; asks for it at first.
  private func isKnown(_ configuration: PodConfiguration) -> Bool {
    if !configuration.isUsed {
      configuration.isUsed = true
      kubelet.configurations.use(configuration.watched, in: key.namespace, by: uid)
    }
    return configuration.watched.allSatisfy { reference in
      if case .unknown = kubelet.configurations.find(reference, in: key.namespace) {
        return false
      }
      return true
    }
  }

  /// Does without what the pod used.
  func releaseConfiguration() {
    guard let configuration else { return }
    configuration.refresh?.cancel()
    configuration.refresh = nil
    if configuration.isUsed {
      kubelet.configurations.release(configuration.watched, in: key.namespace, by: uid)
      configuration.isUsed = false
    }
  }

  // MARK: Volumes

  /// Makes the volumes of the pod before anything else is done for it.
  ///
  /// - Returns: Whether they are there.
  func makeVolumes() -> Bool {
    guard let configuration else { return true }
    let isKnown = isKnown(configuration)
    if let sandbox = machine.sandbox(uid), sandbox.isAlive,
      sandbox.made != nil || configuration.volumes.isEmpty
    {
      return true
    }
    guard isKnown else { return false }
    if configuration.made != nil { return true }
    if let moment = configuration.nextTry, moment > now {
      look(at: moment)
      return false
    }
    guard let made = make(configuration) else {
      // Half a second at first, twice as long each time, 2 min 2 s at most
      // (`pkg/util/goroutinemap/exponentialbackoff`).
      let wait = min(122_000_000, Int64(500_000) << Int64(min(configuration.failures, 9)))
      configuration.failures += 1
      configuration.nextTry = now.advanced(by: wait)
      look(at: now.advanced(by: wait))
      return false
    }
    (configuration.failures, configuration.nextTry) = (0, nil)
    configuration.made = made
    return true
  }

  /// Puts the volumes into the sandbox, which keeps them from then on.
  func mountVolumes(in sandbox: PodSandbox) {
    guard let configuration, let made = configuration.made else { return }
    sandbox.made = made
    configuration.made = nil
  }

  /// The files of all volumes; `nil` where some could not be made, which is told.
  private func make(_ configuration: PodConfiguration) -> [String: VolumeProjection.Files]? {
    var made: [String: VolumeProjection.Files] = [:]
    var isWhole = true
    for volume in configuration.volumes {
      let name = volume["name"]?.string ?? ""
      do throws(ConfigurationFault) {
        made[name] = try VolumeProjection.files(of: volume, context)
      } catch {
        isWhole = false
        guard case .failed(let text) = error else { continue }
        kubelet.tell(
          pod, .warning, reason: "FailedMount",
          "MountVolume.SetUp failed for volume \"\(name)\" : \(text)")
      }
    }
    return isWhole ? made : nil
  }

  /// An object that the pod uses has become known, or has changed.
  func configurationChanged(isFirst: Bool) {
    guard let configuration, !hasEnded else { return }
    if isFirst { sync() }
    guard !configuration.volumes.isEmpty, machine.sandbox(uid)?.made != nil,
      configuration.refresh?.isPending != true
    else { return }
    // The kubelet looks at a pod once in one to one and a half periods; when it did last is as good
    // as random.
    let settings = kubelet.configuration
    var random = Draw.generator(
      seed: kubelet.environment.seed, "configuration", uid, String(now.microseconds))
    let period = Double(settings.syncFrequency) * (1 + settings.syncJitter * random.unit())
    let wait = settings.configurationDelay + Int64(period * random.unit())
    configuration.refresh = clock.schedule(after: wait) { [weak self] in self?.refreshVolumes() }
  }

  /// Brings the files of the volumes up to date; what can no longer be made stays as it is.
  func refreshVolumes() {
    guard let configuration, kubelet.isRunning, !configuration.volumes.isEmpty,
      let sandbox = machine.sandbox(uid), let before = sandbox.made
    else { return }
    configuration.refresh?.cancel()
    configuration.refresh = nil
    guard isKnown(configuration), let made = make(configuration), made != before else { return }
    sandbox.made = made
    guard machine.world.behaviors.rereads else { return }
    clock.scheduleNext { [machine] in machine.filesChanged(in: sandbox) }
  }

  // MARK: Containers

  /// What a container is given when it starts.
  ///
  /// - Returns: `nil` where that cannot be said, and the container has to wait.
  func configure(_ index: Int, in sandbox: PodSandbox) -> ContainerConfiguration?? {
    guard let configuration else { return .some(nil) }
    let name = shape.containers[index].name
    guard let container = machine.description(name, in: sandbox) else { return .some(nil) }
    refreshVolumes()
    let given = ContainerConfiguration()
    if EnvironmentBuilder.isFilledIn(container) {
      guard isKnown(configuration) else { return nil }
      do throws(ConfigurationFault) {
        let builder = try EnvironmentBuilder(container, context)
        for text in builder.skipped {
          kubelet.tell(pod, .warning, reason: "InvalidEnvironmentVariableNames", text)
        }
        given.environment = builder.values
      } catch {
        guard case .failed(let text) = error else { return nil }
        units[index].waiting = .configurationFailed(text)
        kubelet.tell(pod, .warning, reason: "Failed", "Error: \(text)")
        look(at: now.advanced(by: kubelet.configuration.startRetry))
        return nil
      }
    }
    for mount in container.objects("volumeMounts") {
      guard let path = mount["mountPath"]?.string, let part = mount["subPath"]?.string,
        !part.isEmpty, let files = sandbox.made?[mount["name"]?.string ?? ""]
      else { continue }
      var found: VolumeProjection.Files = [:]
      for (file, content) in files {
        if file == part { found[""] = content }
        if file.hasPrefix(part + "/") { found[String(file.dropFirst(part.count + 1))] = content }
      }
      given.parts[path] = found
    }
    return given.environment == nil && given.parts.isEmpty ? .some(nil) : given
  }

  // MARK: Images

  /// With what an image is fetched; `nil` where it is not known yet.
  func pullCredentials() -> [ImageCredentials]? {
    guard let configuration, !configuration.pullSecrets.isEmpty else { return [] }
    var credentials: [ImageCredentials] = []
    var missing: [String] = []
    for reference in configuration.pullSecrets {
      switch kubelet.configurations.find(reference, in: key.namespace) {
      case .unknown: return nil
      case .absent: missing.append(reference.name)
      case .present(let secret): credentials += ImageCredentials.all(in: secret)
      }
    }
    if !missing.isEmpty {
      kubelet.tell(
        pod, .warning, reason: "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (\(missing.joined(separator: ", "))); "
          + "attempting to pull the image may not succeed.")
    }
    return credentials
  }
}
