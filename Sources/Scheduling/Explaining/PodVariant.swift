// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A pod with some changes made, to be asked about in a fork.
///
/// Changes of a node are made on the pod's side, where they mean the same for this pod: it bears a
/// taint instead of the node not having it, and drops a condition instead of the node having the
/// label.
struct PodVariant {
  private(set) var made: PodClass
  private let snapshot: ClusterSnapshot
  private let node: Int

  init(_ pod: Int, on node: Int, in snapshot: ClusterSnapshot) {
    made = snapshot.classes[snapshot.classIndex(pod)]
    self.snapshot = snapshot
    self.node = node
  }

  /// Makes a change.
  mutating func apply(_ change: Change) {
    switch change {
    case .requestLess(let resource, _, let amount):
      if let index = snapshot.resources.index(of: resource) { made.amounts[index] = amount }
    case .tolerate(let key, let value, let effect):
      if let effect = TaintEffect(rawValue: effect) {
        made.tolerations.append(
          CompiledToleration(bearing: CompiledTaint(key: key, value: value, effect: effect)))
      }
    case .uncordon:
      made.tolerations.append(
        CompiledToleration(
          bearing: CompiledTaint(
            key: "node.kubernetes.io/unschedulable", value: "", effect: .noSchedule)))
    case .label(let key, _, _): made.nodes.drop { $0.key == key }
    case .relaxNodeAffinity: made.nodes = NodeCondition()
    case .freePort(let port): made.hostPorts.removeAll { $0.port == port }
    case .raiseMaxSkew(let key, _, let skew):
      made.spread = made.spread.map { term in
        guard term.isHard, term.topologyKey == key else { return term }
        return SpreadTerm(
          topologyKey: key, maxSkew: max(term.maxSkew, Int64(skew)), minDomains: term.minDomains,
          isHard: true, honorsAffinity: term.honorsAffinity, honorsTaints: term.honorsTaints,
          pods: term.pods)
      }
    case .addTopologyLabel(let key):
      made.spread.removeAll { $0.isHard && $0.topologyKey == key }
    case .raiseMaxPerNode(_, let most): made.perNode?.most = most
    case .dropAffinity(let key): made.affinity.removeAll { $0.topologyKey == key }
    case .dropAntiAffinity(let key, let isExisting):
      if isExisting {
        made.labels = [:]
      } else {
        made.antiAffinity.removeAll { $0.topologyKey == key }
      }
    case .moreAllocatable, .allowMorePods: break
    }
  }

  /// Whether a pod fits on a node after some changes.
  static func fits(
    _ pod: Int, on node: Int, after changes: [Change], in snapshot: ClusterSnapshot
  ) -> Bool {
    var variant = PodVariant(pod, on: node, in: snapshot)
    for change in changes { variant.apply(change) }
    return variant.fits(changes)
  }

  /// Whether the changed pod fits; what the node was given more of counts as there.
  private func fits(_ changes: [Change]) -> Bool {
    var fork = snapshot
    for change in changes {
      switch change {
      case .moreAllocatable(let resource, _, let amount):
        if let index = fork.resources.index(of: resource) {
          fork.allocatable[node * fork.stride + index] = amount
        }
      case .allowMorePods(_, let amount):
        fork.allocatable[node * fork.stride + ResourceTable.pods] = amount
      default: break
      }
    }
    let index: Int
    if let known = fork.classIndices[made] {
      index = known
    } else {
      index = fork.classes.count
      fork.classIndices[made] = index
      fork.register(made)
    }
    return fork.refusal(ofClass: index, on: node) == nil
  }
}

extension CompiledToleration {
  /// Bears exactly one taint.
  init(bearing taint: CompiledTaint) {
    self.init(key: taint.key, comparison: .equal, value: taint.value, effect: taint.effect)
  }
}

extension NodeCondition {
  /// Takes requirements out of the selector and of all terms.
  mutating func drop(_ isMeant: (Requirement) -> Bool) {
    selector.removeAll(where: isMeant)
    terms = Self.without(isMeant, terms)
    addedTerms = Self.without(isMeant, addedTerms)
  }

  private static func without(
    _ isMeant: (Requirement) -> Bool, _ terms: [NodeTerm]?
  ) -> [NodeTerm]? {
    guard let terms else { return nil }
    // A term without conditions would select nothing; here it is to select all.
    guard
      !terms.contains(where: {
        !$0.isEmpty && $0.labels.requirements.allSatisfy(isMeant) && $0.names.isEmpty
      })
    else { return nil }
    return terms.map { term in
      var term = term
      term.labels.requirements.removeAll(where: isMeant)
      return term
    }
  }
}
