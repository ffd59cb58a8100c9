// SPDX-License-Identifier: Apache-2.0

/// Why a filter keeps a pod off a node.
public struct Refusal: Sendable, Hashable {
  /// The filter.
  public let filter: FilterName
  /// What it found; several only from `NodeResourcesFit`.
  public let reasons: [RefusalReason]
  /// Whether evicting pods might help.
  public let resolvability: Resolvability

  /// Creates a refusal.
  public init(
    _ filter: FilterName, _ reasons: [RefusalReason], _ resolvability: Resolvability
  ) {
    self.filter = filter
    self.reasons = reasons
    self.resolvability = resolvability
  }
}

/// Whether what keeps a pod off a node could be mended by evicting other pods.
public enum Resolvability: Sendable, Hashable {
  /// Evicting pods may help (`Unschedulable`).
  case byEviction
  /// Evicting pods does not help (`UnschedulableAndUnresolvable`).
  case never
}

/// What a filter found, with its figures.
public enum RefusalReason: Sendable, Hashable {
  /// The node takes no new pods.
  case unschedulable
  /// The pod names another node.
  case otherNode
  /// A taint that the pod does not bear.
  case untoleratedTaint(key: String, value: String, effect: String)
  /// Labels or the name of the node are not what the pod asks for.
  case nodeAffinity
  /// The node is not what the scheduler's configuration asks for.
  case addedNodeAffinity
  /// The node is not among those that the pod names.
  case notNamed
  /// No node can have all the names that the pod asks for.
  case conflictingNames
  /// A port of the node that is taken.
  case hostPort(Int)
  /// As many pods as the node takes.
  case tooManyPods(allowed: Int64)
  /// Too little of a resource.
  case insufficient(resource: String, requested: Int64, free: Int64, allocatable: Int64)
  /// A domain has more pods above the emptiest than a constraint allows.
  case skew(topologyKey: String, skew: Int, maxSkew: Int)
  /// The node lacks the label of a spread constraint.
  case missingTopologyLabel(String)
  /// No pod that required affinity asks for is near.
  case podAffinity(topologyKey: String)
  /// A pod that required anti-affinity forbids is near.
  case podAntiAffinity(topologyKey: String)
  /// A pod is near whose required anti-affinity forbids this pod.
  case existingAntiAffinity(topologyKey: String)
  /// As many pods of its owner are there as the pod's annotation allows.
  case tooManyOfOwner(held: Int, allowed: Int)
  /// Something about volumes, as kube-scheduler words it.
  case volume(VolumeReason)

  /// Whether it holds before any node is looked at.
  var isOfPod: Bool {
    switch self {
    case .conflictingNames: true
    case .volume(let reason): reason.isOfPod
    default: false
    }
  }

  /// The text that kube-scheduler has for it.
  public var message: String {
    switch self {
    case .unschedulable: "node(s) were unschedulable"
    case .otherNode: "node(s) didn't match the requested node name"
    case .untoleratedTaint: "node(s) had untolerated taint(s)"
    case .nodeAffinity: "node(s) didn't match Pod's node affinity/selector"
    case .addedNodeAffinity: "node(s) didn't match scheduler-enforced node affinity"
    case .notNamed: "node(s) didn't satisfy plugin(s) [NodeAffinity]"
    case .conflictingNames: "pod affinity terms conflict"
    case .hostPort: "node(s) didn't have free ports for the requested pod ports"
    case .tooManyPods: "Too many pods"
    case .insufficient(let resource, _, _, _): "Insufficient \(resource)"
    case .skew: "node(s) didn't match pod topology spread constraints"
    case .missingTopologyLabel:
      "node(s) didn't match pod topology spread constraints (missing required label)"
    case .podAffinity: "node(s) didn't match pod affinity rules"
    case .podAntiAffinity: "node(s) didn't match pod anti-affinity rules"
    case .existingAntiAffinity: "node(s) didn't satisfy existing pods anti-affinity rules"
    case .tooManyOfOwner:
      "node(s) had as many pods of the owner as stevedore.dev/max-per-node allows"
    case .volume(let reason): reason.message
    }
  }
}
