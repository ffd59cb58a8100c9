// SPDX-License-Identifier: Apache-2.0

/// The texts with which the filters of Kubernetes 1.36 refuse a node.
///
/// `Insufficient <resource>` and the texts that name a claim are made where they are used.
public enum OracleReason: String, Sendable, CaseIterable {
  /// NodeUnschedulable.
  case unschedulable = "node(s) were unschedulable"
  /// NodeName.
  case nodeName = "node(s) didn't match the requested node name"
  /// TaintToleration.
  case taint = "node(s) had untolerated taint(s)"
  /// NodeAffinity: the pod's own terms.
  case nodeAffinity = "node(s) didn't match Pod's node affinity/selector"
  /// NodeAffinity: the profile's terms.
  case addedAffinity = "node(s) didn't match scheduler-enforced node affinity"
  /// NodeAffinity, before any node is looked at: no node can have all of the names asked for.
  case affinityConflict = "pod affinity terms conflict"
  /// NodeAffinity, before any node is looked at: the node is not among those named.
  case notNamed = "node(s) didn't satisfy plugin(s) [NodeAffinity]"
  /// NodePorts.
  case ports = "node(s) didn't have free ports for the requested pod ports"
  /// NodeResourcesFit: the number of pods.
  case tooManyPods = "Too many pods"
  /// VolumeRestrictions.
  case readWriteOncePod =
    """
    node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already \
    in-use by another pod
    """
  /// NodeVolumeLimits.
  case volumeLimit = "node(s) exceed max volume count"
  /// VolumeBinding: a bound volume is not to be had from the node.
  case volumeAffinity = "node(s) didn't match PersistentVolume's node affinity"
  /// VolumeBinding: a claim names a volume that is not there.
  case volumeMissing = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
  /// VolumeBinding: no volume can be found or made for a claim.
  case noVolume = "node(s) didn't find available persistent volumes to bind"
  /// VolumeBinding: the storage behind a class has too little left.
  case noStorage = "node(s) did not have enough free storage"
  /// VolumeBinding, before any node is looked at.
  case unboundImmediate = "pod has unbound immediate PersistentVolumeClaims"
  /// VolumeZone.
  case volumeZone = "node(s) had no available volume zone"
  /// PodTopologySpread: the skew would be too large.
  case spread = "node(s) didn't match pod topology spread constraints"
  /// PodTopologySpread: the node is in no domain.
  case spreadLabel =
    "node(s) didn't match pod topology spread constraints (missing required label)"
  /// InterPodAffinity: the pod's affinity.
  case podAffinity = "node(s) didn't match pod affinity rules"
  /// InterPodAffinity: the pod's anti-affinity.
  case podAntiAffinity = "node(s) didn't match pod anti-affinity rules"
  /// InterPodAffinity: the anti-affinity of pods that are there.
  case existingAntiAffinity = "node(s) didn't satisfy existing pods anti-affinity rules"
  /// MaxPerNode, which is not of Kubernetes.
  case maxPerNode = "node(s) had as many pods of the owner as stevedore.dev/max-per-node allows"
}
