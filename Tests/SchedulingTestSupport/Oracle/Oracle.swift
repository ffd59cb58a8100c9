// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What kube-scheduler 1.36 says about a pod in a cluster: a slow, literal reading of its rules.
///
/// Everything is looked up anew for every question, in plain loops over all nodes and pods. It
/// shares no code with the engine, which is tested against it. Dynamic resource allocation,
/// declared node features and the volumes of clouds that are no CSI volumes are left out.
///
/// Where the rules in words leave a choice, it reads them as the source of Kubernetes does:
///
/// - Nodes that a pod's terms do not name are refused before any filter, with a reason of their
///   own; so are all nodes where no node can have all names, or where a claim is missing or
///   unbound.
/// - Reasons of a message are sorted with their numbers before them.
/// - `Too many pods` never refuses for good.
/// - A request of a container is the sum of exact quantities, rounded once per pod.
/// - The defaults of containers without requests count for init containers and sidecars as well.
/// - Of the ports of the host those of sidecars count.
/// - A pod serves an affinity term only if it matches all of the terms; the first of a group may
///   start where no such pod is in any domain of the terms, although one may be outside them.
/// - An empty selector of a spread constraint counts no pods, an absent one none either.
/// - An eligible node of a hard constraint has the keys of all hard constraints; a domain without
///   an eligible node counts as empty.
/// - Of soft constraints sizes are of the scored nodes, counts of all nodes; on hosts the node's
///   own pods count whatever the policies say; under the system's constraints all nodes without a
///   zone together are one domain.
/// - Affinity between pods is normalised in floating point, so 29 of 100 gives 28.
/// - A plugin that skips a pod gives 0 to every node.
public struct Oracle: Sendable {
  /// The objects.
  public var cluster: OracleCluster
  /// The settings.
  public var profile: OracleProfile

  /// Creates an oracle.
  public init(_ cluster: OracleCluster, profile: OracleProfile = OracleProfile()) {
    (self.cluster, self.profile) = (cluster, profile)
  }

  /// What the filters say about a pod on a node; a node that is not there fits nothing.
  public func verdict(_ pod: Pod, on nodeName: String) -> OracleVerdict {
    for node in cluster.nodes where node.metadata.name == nodeName {
      return verdict(pod, on: node)
    }
    return .refused("NodeName", .nodeName, unresolvable: true)
  }

  /// What the filters say about a pod on a node.
  ///
  /// Where pods of at least the same priority are nominated to the node, the filters have to pass
  /// with those there and without.
  public func verdict(_ pod: Pod, on node: Node) -> OracleVerdict {
    var nominated: [Int] = []
    for (index, other) in cluster.pods.enumerated()
    where other.spec.nodeName == nil && other.status.nominatedNodeName != nil
      && other.status.nominatedNodeName == node.metadata.name
      && other.spec.priority ?? 0 >= pod.spec.priority ?? 0
      && !(other.oracleNamespace == pod.oracleNamespace
        && other.metadata.name == pod.metadata.name)
    {
      nominated.append(index)
    }
    if !nominated.isEmpty {
      var other = self
      for index in nominated {
        other.cluster.pods[index].spec.nodeName = node.metadata.name
      }
      let verdict = other.verdictOfFilters(pod, node)
      if !verdict.isFit { return verdict }
    }
    return verdictOfFilters(pod, node)
  }

  /// The names of the nodes on which a pod fits, in the order of the nodes.
  public func feasibleNodes(_ pod: Pod) -> [String] {
    cluster.nodes.filter { verdict(pod, on: $0).isFit }.compactMap(\.metadata.name)
  }
}

extension Oracle {
  private typealias Filter = (Pod, Node) -> OracleVerdict?

  /// The first refusal, in the order of section 3.2.
  private func verdictOfFilters(_ pod: Pod, _ node: Node) -> OracleVerdict {
    // What is found out about the pod before any node is looked at goes first.
    if let refusal = refusalBeforeFilters(pod) { return refusal }
    if isOn("NodeAffinity"), let names = namedNodes(pod),
      !names.contains(node.metadata.name ?? "")
    {
      return .refused("NodeAffinity", .notNamed, unresolvable: true)
    }

    let filters: [(String, Filter)] = [
      ("NodeUnschedulable", nodeUnschedulable), ("NodeName", nodeName),
      ("TaintToleration", taintToleration), ("NodeAffinity", nodeAffinity),
      ("NodePorts", nodePorts), ("NodeResourcesFit", nodeResourcesFit),
      ("VolumeRestrictions", volumeRestrictions), ("NodeVolumeLimits", nodeVolumeLimits),
      ("VolumeBinding", volumeBinding), ("VolumeZone", volumeZone),
      ("PodTopologySpread", podTopologySpread), ("InterPodAffinity", interPodAffinity),
      ("MaxPerNode", maxPerNode),
    ]
    for (name, filter) in filters where isOn(name) {
      if let refusal = filter(pod, node) { return refusal }
    }
    return .fits
  }

  /// Why no node at all is looked at for a pod, where that is so.
  func refusalBeforeFilters(_ pod: Pod) -> OracleVerdict? {
    if isOn("NodeAffinity"), let names = namedNodes(pod), names.isEmpty {
      return .refused("NodeAffinity", .affinityConflict, unresolvable: true)
    }
    if isOn("VolumeBinding"), let refusal = refusalOfClaims(pod) { return refusal }
    return nil
  }

  /// Whether a filter is on.
  func isOn(_ filter: String) -> Bool { !profile.disabledFilters.contains(filter) }
}
