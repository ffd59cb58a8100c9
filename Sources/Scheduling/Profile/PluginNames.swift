// SPDX-License-Identifier: Apache-2.0

/// The filters, in the order in which they are asked.
public enum FilterName: String, Sendable, Hashable, CaseIterable {
  /// Nodes that take no new pods.
  case nodeUnschedulable = "NodeUnschedulable"
  /// The node that a pod names.
  case nodeName = "NodeName"
  /// Taints that the pod does not bear.
  case taintToleration = "TaintToleration"
  /// Labels that the node has to have.
  case nodeAffinity = "NodeAffinity"
  /// Ports of the node that are in use.
  case nodePorts = "NodePorts"
  /// What the node has free.
  case nodeResourcesFit = "NodeResourcesFit"
  /// Volumes that only one pod may use.
  case volumeRestrictions = "VolumeRestrictions"
  /// How many volumes may be attached.
  case nodeVolumeLimits = "NodeVolumeLimits"
  /// Where volumes can be had.
  case volumeBinding = "VolumeBinding"
  /// Zones of volumes.
  case volumeZone = "VolumeZone"
  /// Spreading over domains.
  case podTopologySpread = "PodTopologySpread"
  /// Nearness and distance of pods.
  case interPodAffinity = "InterPodAffinity"
  /// How many pods of one owner a node takes, by the annotation `stevedore.dev/max-per-node`.
  ///
  /// kube-scheduler has no such filter; it is for the `max_replicas_per_node` of Swarm. It is the
  /// last to be asked, and no pod without the annotation is ever refused by it.
  case maxPerNode = "MaxPerNode"
}

/// The scores, in the order in which kube-scheduler lists them.
public enum ScoreName: String, Sendable, Hashable, CaseIterable {
  /// Few taints that the pod had better avoid.
  case taintToleration = "TaintToleration"
  /// Labels that the pod prefers.
  case nodeAffinity = "NodeAffinity"
  /// What the node would have in use.
  case nodeResourcesFit = "NodeResourcesFit"
  /// Even spreading.
  case podTopologySpread = "PodTopologySpread"
  /// Nearness and distance of pods that had better be.
  case interPodAffinity = "InterPodAffinity"
  /// How evenly resources are in use.
  case nodeResourcesBalancedAllocation = "NodeResourcesBalancedAllocation"
  /// Images that the node has.
  case imageLocality = "ImageLocality"

  /// The weights that kube-scheduler gives them.
  public static let defaultWeights: [ScoreName: Int64] = [
    .taintToleration: 3, .nodeAffinity: 2, .nodeResourcesFit: 1, .podTopologySpread: 2,
    .interPodAffinity: 2, .nodeResourcesBalancedAllocation: 1, .imageLocality: 1,
  ]
}
