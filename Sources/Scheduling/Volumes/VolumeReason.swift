// SPDX-License-Identifier: Apache-2.0

/// What a filter of volumes found.
public enum VolumeReason: Sendable, Hashable {
  /// As many volumes as a driver attaches to the node.
  case tooMany
  /// A claim that only one pod may use, and another does.
  case inUse
  /// A volume that can only be had on other nodes.
  case affinity
  /// A claim is bound to a volume that is not there.
  case missing
  /// No volume that would do, and none that could be made.
  case noneToBind
  /// Too little storage to make a volume.
  case noStorage
  /// A volume in another zone.
  case zone
  /// A claim that is not there.
  case noClaim(String, isEphemeral: Bool)
  /// A claim whose volume is lost.
  case lostClaim(String, volume: String)
  /// A claim that is being deleted.
  case terminatingClaim(String)
  /// A claim that should have been bound without a pod.
  case unboundImmediate

  /// Whether it holds before any node is looked at.
  var isOfPod: Bool {
    switch self {
    case .noClaim, .lostClaim, .terminatingClaim, .unboundImmediate: true
    default: false
    }
  }

  /// The text that kube-scheduler has for it.
  public var message: String {
    switch self {
    case .tooMany: "node(s) exceed max volume count"
    case .inUse:
      "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode "
        + "already in-use by another pod"
    case .affinity: "node(s) didn't match PersistentVolume's node affinity"
    case .missing: "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
    case .noneToBind: "node(s) didn't find available persistent volumes to bind"
    case .noStorage: "node(s) did not have enough free storage"
    case .zone: "node(s) had no available volume zone"
    case .noClaim(let name, true):
      "waiting for ephemeral volume controller to create the persistentvolumeclaim \"\(name)\""
    case .noClaim(let name, false): "persistentvolumeclaim \"\(name)\" not found"
    case .lostClaim(let name, let volume):
      "persistentvolumeclaim \"\(name)\" bound to non-existent persistentvolume \"\(volume)\""
    case .terminatingClaim(let name): "persistentvolumeclaim \"\(name)\" is being deleted"
    case .unboundImmediate: "pod has unbound immediate PersistentVolumeClaims"
    }
  }
}
