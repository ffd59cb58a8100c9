// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Binds claims and volumes to each other, asks for volumes to be made, and says what becomes of
/// volumes whose claim is gone.
///
/// From `pkg/controller/volume/persistentvolume/pv_controller.go`. What writes to a claim or volume
/// looks at it anew first, so that what informers tell late does no harm.
public final class PersistentVolumeController: Component {
  /// The name.
  public let name = "persistentvolume-binder-controller"
  let environment: ComponentEnvironment
  let claims: Informer
  let volumes: Informer
  let classes: Informer
  let pods: Informer
  private let loop: ControllerLoop
  /// The name of the index of claims that name no volume, by their class.
  private static let unboundIndex = "unbound"
  /// The name of the index of claims by the volume that they name.
  private static let volumeIndex = "volume"
  /// The name of the index of volumes that can be had: by their class, or by the claim that they are
  /// meant for.
  private static let offerIndex = "offer"

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    claims = environment.informers[.persistentVolumeClaims]
    volumes = environment.informers[.persistentVolumes]
    classes = environment.informers[.storageClasses]
    pods = environment.informers[.pods]
    claims.addIndex(Self.unboundIndex) { claim in
      claim.boundVolume.isEmpty ? [claim.storageClass ?? ""] : []
    }
    claims.addIndex(Self.volumeIndex) { claim in
      claim.boundVolume.isEmpty ? [] : [claim.boundVolume]
    }
    volumes.addIndex(Self.offerIndex) { volume in
      if let reference = volume.claimReference {
        return ["claim " + Self.key(reference).description]
      }
      return volume.phase == "Available" ? ["class " + (volume.storageClass ?? "")] : []
    }
    pods.indexByClaim()
    loop.watch(.storageClasses) { [unowned self] in self.claimsOf(class: $0.key.name) }
    loop.watch(.persistentVolumes) { [unowned self] in self.keys(volume: $0) }
    loop.watch(.persistentVolumeClaims) { change in
      let names = [change.object.boundVolume, change.previous?.boundVolume ?? ""]
      return [change.key] + Set(names).sorted().filter { !$0.isEmpty }.map { ObjectKey(name: $0) }
    }
    loop.watch(.pods) { [unowned self] change in
      // Who waits for a pod says so.
      if change.previous?.boundNode == change.object.boundNode { return [] }
      return change.object.claimKeys.filter { self.claims[$0]?.boundVolume.isEmpty == true }
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      if key.namespace.isEmpty {
        if let volume = self.volumes[key] { try self.reconcile(volume: volume) }
      } else if let claim = self.claims[key] {
        try self.reconcile(claim: claim)
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() { loop.stop() }

  private func claimsOf(class name: String) -> [ObjectKey] {
    let unnamed = name.isEmpty ? [] : claims.objects("", in: Self.unboundIndex)
    return (claims.objects(name, in: Self.unboundIndex) + unnamed).map { ObjectKey($0) }
  }

  private func keys(volume change: Informer.Change) -> [ObjectKey] {
    var keys = [change.key]
    keys += claims.objects(change.key.name, in: Self.volumeIndex).map { ObjectKey($0) }
    for object in [change.object, change.previous].compactMap({ $0 }) {
      if let reference = object.claimReference { keys.append(Self.key(reference)) }
    }
    if case .removed = change { return keys }
    // One that can be had may be what others wait for.
    if change.object.claimReference == nil, change.object.phase == "Available",
      change.previous?.phase != "Available"
    {
      keys += claimsOf(class: change.object.storageClass ?? "")
    }
    return keys
  }

  /// The claim of a reference.
  static func key(_ reference: Fields) -> ObjectKey {
    ObjectKey(
      namespace: reference["namespace"]?.string ?? "", name: reference["name"]?.string ?? "")
  }

  /// The volumes that a claim may get: those that are meant for it, and those of its class.
  func offers(for claim: Fields) -> [Fields] {
    volumes.objects("claim " + ObjectKey(claim).description, in: Self.offerIndex)
      + volumes.objects("class " + (claim.storageClass ?? ""), in: Self.offerIndex)
  }

  // MARK: Classes

  /// The class of a claim.
  func storageClass(of claim: Fields) -> Fields? {
    guard let name = claim.storageClass, !name.isEmpty else { return nil }
    return classes[ObjectKey(name: name)]
  }

  /// Whether a claim gets its volume only where a pod goes, and no pod has gone anywhere yet.
  func waitsForPod(_ claim: Fields) -> Bool {
    guard claim.annotation(VolumeAnnotation.selectedNode) == nil else { return false }
    return storageClass(of: claim)?["volumeBindingMode"] == "WaitForFirstConsumer"
  }

  /// The class of claims that name none.
  var usualClass: String? {
    var best: (created: String, name: String)?
    for object in classes.all {
      guard object.annotation("storageclass.kubernetes.io/is-default-class") == "true" else {
        continue
      }
      let created = object.metadata["creationTimestamp"]?.string ?? ""
      if best == nil || created > best?.created ?? "" { best = (created, object.objectName) }
    }
    return best?.name
  }
}
