// SPDX-License-Identifier: Apache-2.0

import Scheduling

/// What filters found, with the figures that decided.
enum RefusalPhrases {
  /// All that keeps a pod off a node: `needs 500m cpu, 200m free of 4`.
  static func text(_ refusals: [Refusal]) -> String {
    refusals.flatMap(\.reasons).map(text).joined(separator: "; ")
  }

  /// One reason.
  static func text(_ reason: RefusalReason) -> String {
    switch reason {
    case .unschedulable: "is cordoned"
    case .otherNode: "is not the node that the pod names"
    case .untoleratedTaint(let key, let value, let effect):
      "has the taint \(taint(key, value, effect)), which the pod does not tolerate"
    case .nodeAffinity: "does not match the pod's node selector or affinity"
    case .addedNodeAffinity: "does not match the node affinity of the scheduler's profile"
    case .notNamed: "is not among the nodes that the pod's affinity names"
    case .conflictingNames: "no node can have all the names that the pod's affinity asks for"
    case .hostPort(let port): "port \(port) is taken"
    case .tooManyPods(let allowed): "holds all \(allowed) pods that it takes"
    case .insufficient(let resource, let requested, let free, let allocatable):
      "needs \(AmountText.text(requested, of: resource, rounding: .up)) \(resource), "
        + "\(AmountText.text(free, of: resource)) free of "
        + AmountText.text(allocatable, of: resource)
    case .skew(let key, let skew, let maxSkew):
      "would be skewed by \(skew) over \(key), \(maxSkew) allowed"
    case .missingTopologyLabel(let key): "lacks the label \(key) that pods are spread over"
    case .podAffinity(let key): "no pod that the pod's affinity asks for is in its \(key)"
    case .podAntiAffinity(let key): "a pod that the pod's anti-affinity forbids is in its \(key)"
    case .existingAntiAffinity(let key):
      "a pod whose anti-affinity forbids this one is in its \(key)"
    case .tooManyOfOwner(let held, let allowed):
      "holds \(held) of the same owner, \(allowed) allowed by stevedore.dev/max-per-node"
    case .volume(let reason): reason.message
    }
  }

  /// A taint as kubectl writes it: `dedicated=gpu:NoSchedule`.
  static func taint(_ key: String, _ value: String, _ effect: String) -> String {
    (value.isEmpty ? key : "\(key)=\(value)") + ":\(effect)"
  }
}
