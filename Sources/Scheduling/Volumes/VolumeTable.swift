// SPDX-License-Identifier: Apache-2.0

/// What a filter of volumes found.
public enum VolumeReason: String, Sendable, Hashable {
  /// As many volumes as a driver attaches to the node.
  case tooMany = "node(s) exceed max volume count"
  /// A claim that only one pod may use, and another does.
  case inUse =
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod"
  /// A volume that can only be had on other nodes.
  case affinity = "node(s) didn't match PersistentVolume's node affinity"
  /// No volume that would do, and none that could be made.
  case noneToBind = "node(s) didn't find available persistent volumes to bind"
  /// A volume in another zone.
  case zone = "node(s) had no available volume zone"

  /// The text that kube-scheduler has for it.
  public var message: String { rawValue }
}

/// The volumes of a cluster and who uses them.
struct VolumeTable: Sendable {
  mutating func apply(_ pods: PodClass, node: Int, sign: Int64) {}
}

extension VolumeTable {
  func refusal(_ filter: FilterName, _ pods: PodClass, _ node: Int) -> Refusal? { nil }
}
