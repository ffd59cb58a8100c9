// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// For each DoNotSchedule constraint: matching pods in the node's domain, and the pod itself
  /// where it matches, may be at most `maxSkew` above the domain with the fewest.
  func podTopologySpread(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    let rules = spreadRules(pod, whenUnsatisfiable: "DoNotSchedule")
    for rule in rules {
      guard let domain = node.metadata.labels[rule.key] else {
        return .refused("PodTopologySpread", .spreadLabel, unresolvable: true)
      }
      // How many pods match in each eligible domain. An eligible node has the keys of all rules.
      var counts: [String: Int64] = [:]
      for other in cluster.nodes {
        guard rules.allSatisfy({ other.metadata.labels[$0.key] != nil }),
          rule.includes(other, for: pod), let value = other.metadata.labels[rule.key]
        else { continue }
        counts[value, default: 0] += rule.matchingPods(on: other, in: cluster, for: pod)
      }
      // Fewer domains than asked for: the fewest counts as none. So it does without any domain.
      var fewest = counts.values.min() ?? 0
      if Int64(counts.count) < rule.minDomains { fewest = 0 }
      let own: Int64 = rule.selector.matches(pod.metadata.labels) ? 1 : 0
      // A domain without an eligible node has no pods that count.
      if (counts[domain] ?? 0) + own - fewest > rule.maxSkew {
        return .refused("PodTopologySpread", .spread, unresolvable: false)
      }
    }
    return nil
  }
}
