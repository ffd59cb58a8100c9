// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

extension Oracle {
  private typealias Score = (Pod, [Node]) -> [OracleScore]?

  /// What each plugin gives each node, and the weighted sum.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - feasible: The names of the nodes on which it fits; only these are scored.
  /// - Returns: The scores by the node's name.
  public func scores(_ pod: Pod, feasible: [String]) -> [String: OracleNodeScore] {
    let nodes = feasible.compactMap { name in
      cluster.nodes.first { $0.metadata.name == name }
    }
    let plugins: [(String, Score)] = [
      ("TaintToleration", taintTolerationScores), ("NodeAffinity", nodeAffinityScores),
      ("NodeResourcesFit", nodeResourcesFitScores),
      ("PodTopologySpread", podTopologySpreadScores),
      ("InterPodAffinity", interPodAffinityScores),
      ("NodeResourcesBalancedAllocation", balancedAllocationScores),
      ("ImageLocality", imageLocalityScores),
    ]
    var result: [String: OracleNodeScore] = [:]
    for node in nodes {
      result[node.metadata.name ?? ""] = OracleNodeScore(plugins: [:], total: 0)
    }
    for (plugin, score) in plugins where !profile.disabledScores.contains(plugin) {
      // A plugin that has nothing to say about the pod is skipped, which is as if it gave 0.
      let skipped = nodes.map { _ in OracleScore(raw: 0, normalised: 0) }
      let scores = score(pod, nodes) ?? skipped
      for (node, score) in zip(nodes, scores) {
        let name = node.metadata.name ?? ""
        result[name]?.plugins[plugin] = score
        result[name]?.total += score.normalised * (profile.weights[plugin] ?? 1)
      }
    }
    return result
  }

  /// Scores that are from 0 to 100 as they are.
  func unnormalised(_ raw: [Int64]) -> [OracleScore] {
    raw.map { OracleScore(raw: $0, normalised: $0) }
  }
}
