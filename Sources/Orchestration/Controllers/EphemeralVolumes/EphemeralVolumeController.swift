// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes the claims of the generic ephemeral volumes of pods; they belong to their pod and go with
/// it.
///
/// From `pkg/controller/volume/ephemeral/controller.go`.
public final class EphemeralVolumeController: Component {
  /// The name.
  public let name = "ephemeral-volume-controller"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let pods: Informer
  private let claims: Informer

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (pods, claims) = (environment.informers[.pods], environment.informers[.persistentVolumeClaims])
    loop.watch(.pods) { change in
      guard case .added(let key, let pod) = change else { return [] }
      return pod.claimVolumes.contains(where: \.isEphemeral) ? [key] : []
    }
    loop.watch(.persistentVolumeClaims) { change in
      // A claim that is gone is made again for as long as its pod is there.
      guard case .removed = change,
        let owner = ControllerReference(of: change.object), owner.kind == "Pod"
      else { return [] }
      return [ObjectKey(namespace: change.key.namespace, name: owner.name)]
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      guard let pod = self.pods[key], !pod.isTerminating, !pod.hasFinishedPhase else { return }
      for volume in pod["spec"]?.object?["volumes"]?.array ?? [] {
        guard let volume = volume.object, let source = volume["ephemeral"]?.object else { continue }
        try self.makeClaim(volume["name"]?.string ?? "", source, for: pod, key)
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() { loop.stop() }

  private func makeClaim(
    _ volume: String, _ source: Fields, for pod: Fields, _ key: ObjectKey
  ) throws(APIStatus) {
    let claimKey = ObjectKey(namespace: key.namespace, name: "\(key.name)-\(volume)")
    if let known = try environment.client.find(.persistentVolumeClaims, claimKey) {
      guard ControllerReference(of: known)?.uid != pod.uid else { return }
      let message =
        "PVC \(claimKey) was not created for pod \(key) (pod is not owner)"
      environment.events.record(pod, .warning, reason: "FailedBinding", message)
      throw APIStatus(.conflict, message)
    }
    let template = source["volumeClaimTemplate"]?.object ?? Fields()
    var metadata = Fields()
    let written = template["metadata"]?.object
    metadata["labels"] = written?["labels"]
    metadata["annotations"] = written?["annotations"]
    metadata["name"] = .string(claimKey.name)
    metadata["namespace"] = .string(claimKey.namespace)
    metadata["ownerReferences"] = [ControllerReference.value(to: pod, .pods)]
    do throws(APIStatus) {
      try environment.client.create(
        .persistentVolumeClaims,
        [
          "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": .object(metadata),
          "spec": template["spec"] ?? .object([:]),
        ])
    } catch {
      environment.events.record(
        pod, .warning, reason: "FailedBinding",
        "create PVC \(claimKey): \(error.message)")
      throw error
    }
  }
}
