// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension ClusterSnapshot {
  mutating func makeCache(_ index: Int) -> ClassCache {
    let made = classes[index]
    let profile = configuration.profiles[made.profile]
    var set = nodes.nodes { _ in true }
    if profile.filters.contains(.nodeUnschedulable), !Self.bearsUnschedulable(made) {
      set = nodes.nodes { !nodes.isUnschedulable[$0] }
    }
    if profile.filters.contains(.taintToleration) {
      set = set.intersection(nodeSets.tolerated(by: made.tolerations, nodes))
    }
    if profile.filters.contains(.nodeAffinity), !made.nodes.isEmpty {
      set = set.intersection(nodeSets.nodes(made.nodes, nodes))
    }
    var preferences: [Int64]?
    if !made.preferredNodes.isEmpty, profile.weights[.nodeAffinity] != nil {
      var sums = Array(repeating: Int64(0), count: nodes.count)
      for preferred in made.preferredNodes {
        let members = nodeSets.nodes(preferred.term, nodes)
        for node in 0..<nodes.count where members[node] { sums[node] += preferred.weight }
      }
      preferences = sums
    }
    var taints: [Int64]?
    if profile.weights[.taintToleration] != nil {
      let counts = nodes.taintLists.map { Self.taintCount(made, $0) }
      if counts.contains(where: { $0 > 0 }) {
        taints = nodes.taintList.map { counts[$0] }
      }
    }
    return ClassCache(
      isAllowed: (0..<nodes.count).map { set[$0] }, preferences: preferences, taints: taints,
      scores: OwnScores(profile, in: self),
      stamps: Array(repeating: 0, count: nodes.count),
      states: Array(repeating: -1, count: nodes.count))
  }

  /// What a node alone decides about a class: its weighted scores, or -1 where it refuses.
  func ownState(
    _ index: Int, _ made: PodClass, _ profile: SchedulerProfile, _ scores: OwnScores,
    _ node: Int
  ) -> Int32 {
    guard passesOwnFilters(index, filterMasks[made.profile], node) else { return -1 }
    var sum: Int64 = 0
    if let weight = scores.fit {
      sum += weight * fitScore(made, profile, scores.fitResources, node)
    }
    if let weight = scores.balance {
      sum += weight * balanceScore(made, profile, scores.balancedResources, node)
    }
    if let weight = scores.image { sum += weight * imageScore(made, node) }
    return Int32(clamping: sum)
  }
}
