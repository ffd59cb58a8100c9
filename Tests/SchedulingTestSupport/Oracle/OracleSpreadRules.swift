// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A spread constraint with its defaults filled in.
struct OracleSpreadRule {
  var maxSkew: Int64
  var key: String
  var minDomains: Int64
  var selector: OracleSelector
  var honorsAffinity: Bool
  var honorsTaints: Bool

  /// Fills in the defaults of a constraint of a pod.
  init(_ constraint: TopologySpreadConstraint, of pod: Pod) {
    maxSkew = constraint.maxSkew ?? 1
    key = constraint.topologyKey ?? ""
    minDomains = constraint.minDomains ?? 1
    selector = OracleSelector(constraint.labelSelector)
    for key in constraint.matchLabelKeys {
      guard let value = pod.metadata.labels[key] else { continue }
      selector.conditions.append(
        OracleSelector.Condition(key: key, comparison: "In", values: [value]))
    }
    honorsAffinity = constraint.nodeAffinityPolicy != "Ignore"
    honorsTaints = constraint.nodeTaintsPolicy == "Honor"
  }

  /// Whether a node's pods count, as far as the two policies go.
  func includes(_ node: Node, for pod: Pod) -> Bool {
    if honorsAffinity && !oracleMatchesNodeAffinity(pod, node) { return false }
    if honorsTaints
      && oracleUntolerated(pod, node, effects: ["NoSchedule", "NoExecute"]) != nil
    {
      return false
    }
    return true
  }

  /// How many pods on a node match: of the pod's namespace and not being deleted.
  ///
  /// A selector that is there but empty counts no pods (`countPodsMatchSelector`), though a pod
  /// matches it itself.
  func matchingPods(on node: Node, in cluster: OracleCluster, for pod: Pod) -> Int64 {
    if selector.isEverything { return 0 }
    var count: Int64 = 0
    for other in cluster.pods(on: node)
    where other.oracleNamespace == pod.oracleNamespace
      && other.metadata.deletionTimestamp == nil
      && selector.matches(other.metadata.labels)
    {
      count += 1
    }
    return count
  }
}

extension Oracle {
  /// The pod's constraints of one kind, or the default ones where it has none of either kind.
  func spreadRules(_ pod: Pod, whenUnsatisfiable: String) -> [OracleSpreadRule] {
    var constraints = pod.spec.topologySpreadConstraints
    if constraints.isEmpty {
      // Default constraints select the pods of the services and the owner that the pod is of.
      guard let selector = defaultSelector(pod) else { return [] }
      return (profile.defaultSpreadConstraints ?? Self.systemConstraints)
        .filter { ($0.whenUnsatisfiable ?? "DoNotSchedule") == whenUnsatisfiable }
        .map {
          var rule = OracleSpreadRule($0, of: pod)
          rule.selector = selector
          return rule
        }
    }
    constraints.removeAll { ($0.whenUnsatisfiable ?? "DoNotSchedule") != whenUnsatisfiable }
    return constraints.map { OracleSpreadRule($0, of: pod) }
  }

  /// Whether nodes have to have the keys of all constraints to be scored.
  func spreadNeedsAllKeys(_ pod: Pod) -> Bool {
    !pod.spec.topologySpreadConstraints.isEmpty || profile.defaultSpreadConstraints != nil
  }

  /// The constraints of the system.
  private static var systemConstraints: [TopologySpreadConstraint] {
    var host = TopologySpreadConstraint()
    host.topologyKey = "kubernetes.io/hostname"
    host.maxSkew = 3
    host.whenUnsatisfiable = "ScheduleAnyway"
    var zone = host
    zone.topologyKey = "topology.kubernetes.io/zone"
    zone.maxSkew = 5
    return [host, zone]
  }
}
