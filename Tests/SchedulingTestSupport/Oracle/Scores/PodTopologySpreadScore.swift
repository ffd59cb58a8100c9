// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation

extension Oracle {
  /// For each ScheduleAnyway constraint: pods in the node's domain times the logarithm of the
  /// number of domains, and `maxSkew - 1`; the lowest sum gets 100.
  ///
  /// The sizes are of the domains of the nodes that are scored, the counts are over all nodes
  /// that the policies include. A node that lacks a key, where all are needed, is out of both and
  /// gets 0. Where not all are needed (the system's constraints), scored nodes without the key
  /// together count as one domain, and such a node gets nothing for that constraint. On the
  /// domain `kubernetes.io/hostname` the pods of the node itself are counted, whatever the
  /// policies say.
  func podTopologySpreadScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    let rules = spreadRules(pod, whenUnsatisfiable: "ScheduleAnyway")
    if rules.isEmpty { return nil }
    let needsAllKeys = spreadNeedsAllKeys(pod)
    func isIgnored(_ node: Node) -> Bool {
      needsAllKeys && !rules.allSatisfy { node.metadata.labels[$0.key] != nil }
    }
    let scored = nodes.filter { !isIgnored($0) }

    var sums: [Int64?] = []
    for node in nodes {
      if isIgnored(node) {
        sums.append(nil)
        continue
      }
      var sum = 0.0
      for rule in rules {
        guard let domain = node.metadata.labels[rule.key] else { continue }
        var size = scored.count
        var count: Int64 = 0
        if rule.key == "kubernetes.io/hostname" {
          count = rule.matchingPods(on: node, in: cluster, for: pod)
        } else {
          size = Set(scored.map { $0.metadata.labels[rule.key] ?? "" }).count
          for other in cluster.nodes
          where other.metadata.labels[rule.key] == domain && !isIgnored(other)
            && rule.includes(other, for: pod)
          {
            count += rule.matchingPods(on: other, in: cluster, for: pod)
          }
        }
        sum += Double(count) * log(Double(size + 2)) + Double(rule.maxSkew - 1)
      }
      sums.append(Int64(sum.rounded()))
    }

    let most = max(0, sums.compactMap { $0 }.max() ?? 0)
    let least = sums.compactMap { $0 }.min() ?? 0
    return sums.map { sum in
      guard let sum else { return OracleScore(raw: 0, normalised: 0) }
      return OracleScore(
        raw: sum, normalised: most == 0 ? 100 : 100 * (most + least - sum) / most)
    }
  }
}
