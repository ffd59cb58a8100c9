// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterSnapshot {
  /// Every filter that refuses a pod on a node, not only the first.
  ///
  /// - Parameters:
  ///   - pod: A pod that is on no node.
  ///   - node: The node.
  /// - Returns: The refusals in the order of the filters.
  public func refusals(of pod: Int, on node: Int) -> [Refusal] {
    let index = classIndex(pod)
    let made = classes[index]
    let filters = configuration.profiles[made.profile].filters
    return FilterName.allCases.filter { filters.contains($0) }
      .compactMap { refusal($0, ofClass: index, made, on: node) }
  }

  /// The smallest changes after which a pod would fit on some node, the smallest first.
  ///
  /// For each node, every reason why it refuses the pod is answered by the smallest change that
  /// takes it away, and the pod so changed is put to all filters again. Nodes for which that does
  /// not help are left out.
  ///
  /// - Parameters:
  ///   - pod: A pod that is on no node.
  ///   - limit: How many sets of changes at most; of nodes that ask for the same, only the first
  ///     counts.
  /// - Returns: The changes by their size, then in the order of the nodes.
  public func smallestChanges(for pod: Int, limit: Int = 3) -> [ChangeSet] {
    var found: [ChangeSet] = []
    for node in 0..<nodes.count {
      guard let changes = changes(for: pod, on: node), !changes.isEmpty else { continue }
      found.append(ChangeSet(node: node, changes: changes, size: size(changes)))
    }
    found.sort { $0.size != $1.size ? $0.size < $1.size : $0.node < $1.node }
    var helpful: [ChangeSet] = []
    var seen: Set<[Change]> = []
    for set in found where !seen.contains(set.changes) {
      guard helpful.count < limit else { break }
      var variant = PodVariant(pod, on: set.node, in: self)
      for change in set.changes { variant.apply(change) }
      guard variant.fits(set.changes) else { continue }
      seen.insert(set.changes)
      helpful.append(set)
    }
    return helpful
  }

  /// The changes that answer every refusal of a node; `nil` where one has no answer.
  private func changes(for pod: Int, on node: Int) -> [Change]? {
    var changes: [Change] = []
    let made = classes[classIndex(pod)]
    for refusal in refusals(of: pod, on: node) {
      if refusal.filter == .taintToleration {
        changes += untolerated(made, node)
        continue
      }
      for reason in refusal.reasons {
        guard let more = answers(to: reason, made, node) else { return nil }
        changes += more
      }
    }
    return changes
  }

  private func answers(
    to reason: RefusalReason, _ made: PodClass, _ node: Int
  ) -> [Change]? {
    switch reason {
    case .unschedulable: [.uncordon]
    case .untoleratedTaint: untolerated(made, node)
    case .nodeAffinity: missingLabels(made, node)
    case .hostPort(let port): [.freePort(port)]
    case .tooManyPods(let allowed):
      [.allowMorePods(from: allowed, to: Int64(podCounts[node]) + 1)]
    case .insufficient(let resource, let requested, let free, let allocatable):
      free > 0
        ? [.requestLess(resource: resource, from: requested, to: free)]
        : [
          .moreAllocatable(
            resource: resource, from: allocatable, to: allocatable - free + requested)
        ]
    case .skew(let key, let skew, let maxSkew):
      [.raiseMaxSkew(topologyKey: key, from: maxSkew, to: skew)]
    case .missingTopologyLabel(let key): [.addTopologyLabel(key)]
    case .podAffinity(let key): [.dropAffinity(topologyKey: key)]
    case .podAntiAffinity(let key): [.dropAntiAffinity(topologyKey: key, isExisting: false)]
    case .existingAntiAffinity(let key):
      [.dropAntiAffinity(topologyKey: key, isExisting: true)]
    case .notNamed, .conflictingNames: [.relaxNodeAffinity]
    case .otherNode, .volume, .addedNodeAffinity: nil
    }
  }

  private func untolerated(_ made: PodClass, _ node: Int) -> [Change] {
    nodes.taints(of: node).filter { taint in
      taint.effect != .preferNoSchedule && !made.tolerations.contains { $0.tolerates(taint) }
    }.map { .tolerate(key: $0.key, value: $0.value, effect: $0.effect.rawValue) }
  }

  /// The labels that the node lacks for the selector and for the term that lacks the fewest.
  private func missingLabels(_ made: PodClass, _ node: Int) -> [Change] {
    func missing(_ requirements: [Requirement]) -> [Change] {
      requirements.filter { !$0.matches(nodes.labels[node]) }
        .map { .label(key: $0.key, comparison: $0.comparison.rawValue, values: $0.values) }
    }
    var changes = missing(made.nodes.selector)
    for terms in [made.nodes.terms, made.nodes.addedTerms] {
      guard let terms,
        !terms.contains(where: { $0.matches(labels: nodes.labels[node], name: nodes.names[node]) })
      else { continue }
      let near = terms.filter { term in
        !term.isEmpty
          && term.names.allSatisfy { ($0.name == nodes.names[node]) == $0.isEqual }
      }.map { missing($0.labels.requirements) }.min { $0.count < $1.count }
      guard let near, !near.isEmpty else { return [.relaxNodeAffinity] }
      changes += near
    }
    return changes
  }

  /// How much is changed: a change counts one, of requests the share by which they fall; what
  /// gives up a whole constraint counts two.
  private func size(_ changes: [Change]) -> Double {
    changes.reduce(0) { sum, change in
      switch change {
      case .requestLess(_, let before, let after):
        sum + 1 + Double(before - after) / Double(max(1, before))
      case .moreAllocatable(_, let before, let after):
        sum + 2 + Double(after - before) / Double(max(1, after))
      case .raiseMaxSkew(_, let before, let after):
        sum + 1 + Double(after - before) / Double(max(1, after))
      case .tolerate, .uncordon, .label, .freePort, .addTopologyLabel, .allowMorePods: sum + 1
      case .relaxNodeAffinity, .dropAffinity, .dropAntiAffinity: sum + 2
      }
    }
  }
}
