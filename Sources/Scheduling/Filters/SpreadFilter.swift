// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `PodTopologySpread`: the first constraint that the pod would break here.
  ///
  /// From `plugins/podtopologyspread/filtering.go`.
  func spreadRefusal(_ links: ClassLinks, _ node: Int) -> Refusal? {
    for constraint in links.hardSpread {
      let topology = topologies[constraint.topology]
      if topology.domainOfNode[node] < 0 {
        return Refusal(.podTopologySpread, [.missingTopologyLabel(topology.key)], .never)
      }
      let skew = skew(constraint, node)
      if skew > constraint.maxSkew {
        return Refusal(
          .podTopologySpread,
          [
            .skew(
              topologyKey: topology.key, skew: Int(skew), maxSkew: Int(constraint.maxSkew))
          ], .byEviction)
      }
    }
    return nil
  }

  /// By how much the node's domain would exceed the emptiest, once the pod is there.
  private func skew(_ constraint: ClassLinks.Spread, _ node: Int) -> Int32 {
    let domain = topologies[constraint.topology].domainOfNode[node]
    let minimum =
      counters[constraint.counter].domainCount < constraint.minDomains
      ? 0 : counters[constraint.counter].minimum
    return counters[constraint.counter].counts[Int(domain)] + constraint.own - minimum
  }

  func keepsSpread(_ constraints: [ClassLinks.Spread], _ node: Int) -> Bool {
    for constraint in constraints
    where topologies[constraint.topology].domainOfNode[node] < 0
      || skew(constraint, node) > constraint.maxSkew
    {
      return false
    }
    return true
  }
}
