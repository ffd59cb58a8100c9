// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterSnapshot {
  /// Every filter that refuses a pod on a node, not only the first.
  ///
  /// Pods of its priority or a higher one that were promised the node count as if they were there.
  ///
  /// - Parameters:
  ///   - pod: A pod that is on no node.
  ///   - node: The node.
  /// - Returns: The refusals in the order of the filters.
  public func refusals(of pod: Int, on node: Int) -> [Refusal] {
    let index = classIndex(pod)
    let made = classes[index]
    let filters = configuration.profiles[made.profile].filters
    let place = besidePromised(pod, node) ?? self
    return FilterName.allCases.filter { filters.contains($0) }
      .compactMap { place.refusal($0, ofClass: index, made, on: node) }
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
      let place = besidePromised(pod, node) ?? self
      guard let changes = place.changes(for: pod, on: node), !changes.isEmpty else { continue }
      found.append(ChangeSet(node: node, changes: changes, size: size(changes)))
    }
    found.sort { $0.size != $1.size ? $0.size < $1.size : $0.node < $1.node }
    var helpful: [ChangeSet] = []
    var seen: Set<[Change]> = []
    for set in found where !seen.contains(set.changes) {
      guard helpful.count < limit else { break }
      guard PodVariant.fits(pod, on: set.node, after: set.changes, in: self) else { continue }
      if let place = besidePromised(pod, set.node),
        !PodVariant.fits(pod, on: set.node, after: set.changes, in: place)
      {
        continue
      }
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
    case .tooManyOfOwner(let held, let allowed):
      [.raiseMaxPerNode(from: allowed, to: held + 1)]
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

  /// The labels that the node would have to have for the selector, one of the terms and one of the
  /// added terms together, those terms for which the fewest are to be changed.
  private func missingLabels(_ made: PodClass, _ node: Int) -> [Change] {
    let (name, labels) = (nodes.names[node], nodes.labels[node])
    func choices(_ terms: [NodeTerm]?) -> [[Requirement]] {
      guard let terms else { return [[]] }
      return terms.filter { term in
        !term.isEmpty && term.names.allSatisfy { ($0.name == name) == $0.isEqual }
      }.map(\.labels.requirements)
    }
    var nearest: [Change]?
    for term in choices(made.nodes.terms) {
      for added in choices(made.nodes.addedTerms) {
        let all = made.nodes.selector + term + added
        guard let changes = LabelChanges.changes(of: labels, for: all) else { continue }
        if changes.count < nearest?.count ?? .max { nearest = changes }
      }
    }
    guard let nearest, !nearest.isEmpty else { return [.relaxNodeAffinity] }
    return nearest
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
      case .relaxNodeAffinity, .dropAffinity, .dropAntiAffinity, .raiseMaxPerNode: sum + 2
      }
    }
  }
}
