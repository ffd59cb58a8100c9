// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The nodes of a cluster, and which of them each DaemonSet is for.
///
/// A verdict about a node holds until the node or the template of the set changes, so that a look at
/// a set costs little for each node.
final class DaemonNodes {
  /// Whether a pod is to be on a node.
  struct Verdict: Equatable {
    /// Whether one is to be created.
    var isWanted: Bool
    /// Whether one that is there may stay.
    var mayStay: Bool
  }

  private final class Verdicts {
    let generation: Int
    let eligibility: DaemonEligibility
    var ofNode: [String: Verdict] = [:]

    init(generation: Int, _ eligibility: DaemonEligibility) {
      (self.generation, self.eligibility) = (generation, eligibility)
    }
  }

  private var nodes: [String: Fields] = [:]
  private var sorted: [String]?
  private var sets: [String: Verdicts] = [:]

  /// Forgets everything.
  func clear() { (nodes, sorted, sets) = ([:], nil, [:]) }

  /// The names of all nodes, in order.
  var names: [String] {
    if let sorted { return sorted }
    let names = nodes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    sorted = names
    return names
  }

  /// Whether there is a node of a name.
  func contains(_ name: String) -> Bool { nodes[name] != nil }

  /// Takes note of a change of a node.
  ///
  /// - Returns: Whether DaemonSets are to be looked at: heartbeats do not matter.
  func take(_ change: Informer.Change) -> Bool {
    let name = change.key.name
    switch change {
    case .removed:
      nodes[name] = nil
      sorted = nil
    case .added(_, let node):
      nodes[name] = node
      sorted = nil
    case .changed(_, let old, let new):
      nodes[name] = new
      let (before, after) = (old.metadata, new.metadata)
      if before["labels"] == after["labels"],
        old["spec"]?.object?["taints"] == new["spec"]?.object?["taints"]
      {
        return false
      }
    }
    for verdicts in sets.values { verdicts.ofNode[name] = nil }
    return true
  }

  /// Forgets a set.
  func forget(_ uid: String) { sets[uid] = nil }

  /// What a set wants of a node.
  ///
  /// - Parameters:
  ///   - set: The set.
  ///   - template: The template of its pods, with the tolerations of DaemonSets.
  /// - Returns: What it wants, by the name of a node that there is.
  /// - Throws: What is wrong with its node affinity.
  func verdicts(
    of set: Fields, template: PodSpec
  ) throws(SelectorError) -> (String) -> Verdict {
    let verdicts: Verdicts
    if let known = sets[set.uid], known.generation == set.generation, set.generation > 0 {
      verdicts = known
    } else {
      verdicts = Verdicts(generation: set.generation, try DaemonEligibility(template))
      sets[set.uid] = verdicts
    }
    return { [nodes] name in
      if let known = verdicts.ofNode[name] { return known }
      guard let fields = nodes[name] else { return Verdict(isWanted: false, mayStay: false) }
      let node = Node(fields: fields)
      let isWanted = verdicts.eligibility.isEligible(node)
      let verdict = Verdict(
        isWanted: isWanted, mayStay: isWanted || verdicts.eligibility.mayStay(node))
      verdicts.ofNode[name] = verdict
      return verdict
    }
  }
}
