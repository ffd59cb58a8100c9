// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// All that filters and scores look at of pods that are alike.
///
/// Pods of one workload mostly are one class. What it costs to decide about a pod is paid for a
/// class once.
struct PodClass: Sendable, Hashable {
  var namespace: String
  var labels: [String: String] = [:]
  /// Whether its pods are being deleted: spreading does not count them.
  var isTerminating = false
  /// What is set aside for one on its node.
  var amounts = ResourceAmounts()
  /// What scores count for one.
  var scored = ResourceAmounts()
  var tolerations: [CompiledToleration] = []
  var nodes = NodeCondition()
  var preferredNodes: [Weighted<NodeTerm>] = []
  var hostPorts: [HostPort] = []
  var affinity: [PodTerm] = []
  var antiAffinity: [PodTerm] = []
  /// Preferred terms, those of anti-affinity with a weight below zero.
  var preferences: [Weighted<PodTerm>] = []
  var spread: [SpreadTerm] = []
  /// Whether `spread` comes from the system's defaults, with which nodes need not have all keys.
  var hasSystemSpread = false
  /// The images of all containers and image volumes, with tag.
  var images: [String] = []
  var containerCount = 0
  /// The claims of its volumes by name.
  var claims: [ClaimUse] = []
  var priority: Int64 = 0
  var mayPreempt = true
  var gates: [String] = []
  /// How many pods of its owner a node may have.
  var perNode: PerNodeLimit?
  /// The profile of the scheduler that places them.
  var profile = 0
}

/// A claim of a volume of a pod.
struct ClaimUse: Sendable, Hashable {
  let name: String
  /// Whether it is made for the pod and lives as long.
  let isEphemeral: Bool
}

/// Something with a weight.
struct Weighted<Term: Sendable & Hashable>: Sendable, Hashable {
  let weight: Int64
  let term: Term
}

/// Some pods, and the label whose values say what is near.
struct PodTerm: Sendable, Hashable {
  let pods: PodMatcher.Clause
  let topologyKey: String
}

/// How pods are to be spread over the values of a label.
struct SpreadTerm: Sendable, Hashable {
  let topologyKey: String
  let maxSkew: Int64
  let minDomains: Int64
  let isHard: Bool
  let honorsAffinity: Bool
  let honorsTaints: Bool
  let pods: PodMatcher.Clause
}

/// A port on the node that a container takes for itself.
struct HostPort: Sendable, Hashable {
  let port: Int
  let transport: String
  let address: String

  static let anyAddress = "0.0.0.0"

  /// Whether both cannot be on one node: any address conflicts with every other.
  func conflicts(with other: HostPort) -> Bool {
    port == other.port && transport == other.transport
      && (address == other.address || address == Self.anyAddress
        || other.address == Self.anyAddress)
  }
}
