// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps claims that are to be deleted for as long as a pod on a node uses them.
///
/// From `pkg/controller/volume/pvcprotection`. Other than there, the finalizer is added here alone,
/// and not by admission already.
public final class ClaimProtectionController: Component {
  /// The name.
  public let name = "persistentvolumeclaim-protection-controller"
  private static let finalizer = "kubernetes.io/pvc-protection"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let claims: Informer
  private let pods: Informer

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    (claims, pods) = (environment.informers[.persistentVolumeClaims], environment.informers[.pods])
    pods.indexByClaim()
    loop.watch(.persistentVolumeClaims) { change in
      if case .removed = change { return [] }
      let claim = change.object
      return claim.isTerminating || !claim.finalizerNames.contains(Self.finalizer)
        ? [change.key] : []
    }
    loop.watch(.pods) { [unowned self] change in
      guard case .removed = change else { return [] }
      return change.object.claimKeys.filter { self.claims[$0]?.isTerminating == true }
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let claim = claims[key] else { return }
    guard claim.isTerminating else {
      try environment.client.change(.persistentVolumeClaims, key, uid: claim.uid) {
        $0.isTerminating ? false : $0.addFinalizer(Self.finalizer)
      }
      return
    }
    guard claim.finalizerNames.contains(Self.finalizer), try !isUsed(key) else { return }
    try environment.client.removeFinalizer(
      Self.finalizer, from: .persistentVolumeClaims, key, uid: claim.uid)
  }

  /// Whether a pod on a node uses a claim; the informer may be behind, so the API is asked, too.
  private func isUsed(_ key: ObjectKey) throws(APIStatus) -> Bool {
    func uses(_ pod: Fields) -> Bool { !pod.boundNode.isEmpty && pod.claimKeys.contains(key) }
    if pods.pods(using: key).contains(where: uses) { return true }
    return try environment.client.list(.pods, ListOptions(namespace: key.namespace)).items
      .contains(where: uses)
  }
}
