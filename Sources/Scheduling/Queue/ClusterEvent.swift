// SPDX-License-Identifier: Apache-2.0

/// Something that happened in a cluster, after which some pods may fit.
public enum ClusterEvent: Sendable, Hashable {
  /// A node came, or its labels, taints or resources changed.
  case nodeChanged
  /// A pod was bound to a node.
  case podBound
  /// A pod ended or was deleted.
  case podGone
  /// A volume, claim or class of storage came or changed.
  case storageChanged

  /// Whether pods that a filter refused may fit after it, as queueing hints have it.
  func mayHelp(_ filter: FilterName) -> Bool {
    switch self {
    case .nodeChanged: true
    case .podBound: filter == .interPodAffinity || filter == .podTopologySpread
    case .podGone:
      switch filter {
      case .nodePorts, .nodeResourcesFit, .volumeRestrictions, .nodeVolumeLimits,
        .podTopologySpread, .interPodAffinity, .maxPerNode:
        true
      default: false
      }
    case .storageChanged:
      switch filter {
      case .volumeBinding, .volumeZone, .nodeVolumeLimits, .volumeRestrictions: true
      default: false
      }
    }
  }
}
