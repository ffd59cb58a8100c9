// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `InterPodAffinity`: the weights of the terms that hold between the pod and those near.
  ///
  /// From `plugins/interpodaffinity/scoring.go`.
  ///
  /// - Returns: One sum for each of the nodes, or `nil` where no term speaks of the pod.
  func affinitySums(
    _ links: ClassLinks, _ profile: SchedulerProfile, _ candidates: [Int32]
  ) -> [Int64]? {
    let hard = profile.hardPodAffinityWeight
    if links.preferences.isEmpty, profile.ignoresPreferencesOfExistingPods { return nil }
    if links.preferences.isEmpty, links.preferring.isEmpty, links.attracting.isEmpty || hard == 0 {
      return nil
    }
    var sums = Array(repeating: Int64(0), count: candidates.count)
    for term in links.preferences {
      add(counters[term.counter].counts, term.topology, term.weight, candidates, &sums)
    }
    for term in links.preferring {
      add(owners[term.counter].sums, term.topology, 1, candidates, &sums)
    }
    if hard != 0 {
      for term in links.attracting {
        add(owners[term.counter].sums, term.topology, hard, candidates, &sums)
      }
    }
    return sums
  }

  private func add<Count: FixedWidthInteger>(
    _ counts: [Count], _ topology: Int, _ weight: Int64, _ candidates: [Int32],
    _ sums: inout [Int64]
  ) {
    let domains = topologies[topology].domainOfNode
    for (index, node) in candidates.enumerated() {
      let domain = domains[Int(node)]
      if domain >= 0 { sums[index] += weight * Int64(counts[Int(domain)]) }
    }
  }

  /// Spreads sums over 0 to 100.
  static func normalizeAffinity(_ sums: inout [Int64]) {
    guard let least = sums.min(), let most = sums.max() else { return }
    let span = most - least
    for index in sums.indices {
      sums[index] = span > 0 ? Int64(100 * (Double(sums[index] - least) / Double(span))) : 0
    }
  }
}
