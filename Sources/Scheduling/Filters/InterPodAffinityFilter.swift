// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `InterPodAffinity`: whether the pods near the node are those that are asked for, and none is
  /// forbidden.
  ///
  /// From `plugins/interpodaffinity/filtering.go`.
  func affinityRefusal(_ links: ClassLinks, _ node: Int) -> Refusal? {
    if let term = missingAffinity(links, node) {
      return Refusal(
        .interPodAffinity, [.podAffinity(topologyKey: topologies[term.topology].key)], .never)
    }
    for term in links.antiAffinity where count(term, near: node) > 0 {
      return Refusal(
        .interPodAffinity, [.podAntiAffinity(topologyKey: topologies[term.topology].key)],
        .byEviction)
    }
    for term in links.forbidding where forbids(term, node) {
      return Refusal(
        .interPodAffinity, [.existingAntiAffinity(topologyKey: topologies[term.topology].key)],
        .byEviction)
    }
    return nil
  }

  func keepsAffinity(_ links: ClassLinks, _ node: Int) -> Bool {
    missingAffinity(links, node) == nil
      && !links.antiAffinity.contains { count($0, near: node) > 0 }
      && !links.forbidding.contains { forbids($0, node) }
  }

  /// The first affinity term that no pod near the node fulfils.
  ///
  /// The first pod of a group that is drawn to itself may be anywhere where the labels are.
  private func missingAffinity(_ links: ClassLinks, _ node: Int) -> ClassLinks.Term? {
    guard !links.affinity.isEmpty else { return nil }
    var missing: ClassLinks.Term?
    for term in links.affinity {
      if topologies[term.topology].domainOfNode[node] < 0 { return term }
      if missing == nil, count(term, near: node) == 0 { missing = term }
    }
    guard missing != nil, links.meansItself else { return missing }
    let isFirst = links.affinity.allSatisfy { counters[$0.counter].total == 0 }
    return isFirst ? nil : missing
  }

  private func count(_ term: ClassLinks.Term, near node: Int) -> Int32 {
    let domain = topologies[term.topology].domainOfNode[node]
    return domain < 0 ? 0 : counters[term.counter].counts[Int(domain)]
  }

  private func forbids(_ term: ClassLinks.Term, _ node: Int) -> Bool {
    let domain = topologies[term.topology].domainOfNode[node]
    return domain >= 0 && owners[term.counter].sums[Int(domain)] > 0
  }
}
