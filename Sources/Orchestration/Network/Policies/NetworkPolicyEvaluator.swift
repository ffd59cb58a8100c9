// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Whether network policies let a connection through.
enum PolicyVerdict: Hashable, Sendable {
  /// A direction in which a policy restricts a pod.
  enum Direction: String, Hashable, Sendable {
    /// What comes in at the pod that is called.
    case ingress
    /// What goes out of the pod that calls.
    case egress
  }

  /// They do.
  case allowed
  /// A pod is restricted in a direction by some policies, by their names in order, and none of them
  /// allows it.
  case refused(Direction, pod: ObjectKey, policies: [ObjectKey])
}

/// The network policies of a cluster, found by the pods that they are about.
///
/// A pod is restricted in a direction once a policy that says so selects it; then a connection needs
/// a rule of any of its policies, at both ends. From the documentation of the API
/// (`networking.k8s.io/v1`). A block of addresses means whoever has the address, pods too. What a
/// node does to its own pods, and a pod to itself, is always allowed; pods in their node's network
/// are not restricted.
///
/// Which policies are about pods with the same labels is worked out once.
final class NetworkPolicyEvaluator {
  private struct Labelled: Hashable {
    var namespace: String
    var labels: [String: String]
  }

  private var policies: [String: [ObjectKey: NetworkPolicyRules]] = [:]
  private var namespaces: [String: [String: String]] = [:]
  private var found: [Labelled: [NetworkPolicyRules]] = [:]

  /// Creates an evaluator that allows everything.
  init() {}

  /// Whether there is no policy.
  var isEmpty: Bool { policies.isEmpty }

  /// Takes a policy, in the place of the one of its name.
  func set(_ policy: Fields) {
    let rules = NetworkPolicyRules(policy)
    policies[rules.key.namespace, default: [:]][rules.key] = rules
    found = [:]
  }

  /// Takes a policy out.
  func remove(_ key: ObjectKey) {
    policies[key.namespace]?[key] = nil
    if policies[key.namespace]?.isEmpty == true { policies[key.namespace] = nil }
    found = [:]
  }

  /// Takes the labels of a namespace, none where it is gone.
  func setNamespace(_ name: String, labels: [String: String]?) { namespaces[name] = labels }

  /// Forgets everything.
  func removeAll() {
    policies = [:]
    namespaces = [:]
    found = [:]
  }

  /// The policies that are about a pod, by their names.
  func policies(for party: PolicyParty) -> [NetworkPolicyRules] {
    guard let pod = party.pod, let known = policies[pod.namespace] else { return [] }
    let labelled = Labelled(namespace: pod.namespace, labels: party.labels)
    if let rules = found[labelled] { return rules }
    if found.count > 10_000 { found = [:] }
    let rules = known.keys.sorted().compactMap { known[$0] }.filter {
      $0.selector?.matches(party.labels) ?? false
    }
    found[labelled] = rules
    return rules
  }

  /// Whether a connection is let through.
  ///
  /// - Parameters:
  ///   - source: Who opens it.
  ///   - target: Who is called.
  ///   - port: The port there.
  ///   - transport: The protocol.
  /// - Returns: Whether it is, and else which policies restrict which pod.
  /// - Complexity: Linear in the rules of the policies that are about either end.
  func verdict(
    from source: PolicyParty, to target: PolicyParty, port: Int,
    _ transport: Connection.Transport = .tcp
  ) -> PolicyVerdict {
    if policies.isEmpty { return .allowed }
    if let pod = source.pod, pod == target.pod { return .allowed }
    let isOwnNode = source.node == target.node && !source.node.isEmpty
    if let pod = source.pod, !(target.pod == nil && isOwnNode) {
      let restricting = policies(for: source).filter { $0.egress != nil }
      let isAllowed = restricting.contains {
        allows($0.egress ?? [], of: $0.key.namespace, target, port, transport, target)
      }
      if !restricting.isEmpty, !isAllowed {
        return .refused(.egress, pod: pod, policies: restricting.map(\.key))
      }
    }
    guard let pod = target.pod, !(source.pod == nil && isOwnNode) else { return .allowed }
    let restricting = policies(for: target).filter { $0.ingress != nil }
    let isAllowed = restricting.contains {
      allows($0.ingress ?? [], of: $0.key.namespace, source, port, transport, target)
    }
    if !restricting.isEmpty, !isAllowed {
      return .refused(.ingress, pod: pod, policies: restricting.map(\.key))
    }
    return .allowed
  }

  private func allows(
    _ rules: [NetworkPolicyRules.Rule], of namespace: String, _ peer: PolicyParty, _ port: Int,
    _ transport: Connection.Transport, _ target: PolicyParty
  ) -> Bool {
    rules.contains { rule in
      (rule.ports?.contains { $0.matches(port, transport, of: target) } ?? true)
        && (rule.peers?.contains { isMeant(peer, by: $0, of: namespace) } ?? true)
    }
  }

  private func isMeant(
    _ party: PolicyParty, by peer: NetworkPolicyRules.Peer, of namespace: String
  ) -> Bool {
    if let block = peer.block {
      guard let address = party.address, block.contains(address) else { return false }
      return !peer.exceptions.contains { $0.contains(address) }
    }
    guard let pod = party.pod else { return false }
    if let selector = peer.namespaces {
      let labels = namespaces[pod.namespace] ?? party.namespaceLabels
      guard let labels, selector.matches(labels) else { return false }
    } else if pod.namespace != namespace {
      return false
    }
    return peer.pods?.matches(party.labels) ?? true
  }
}
