// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The pod's affinity, then its anti-affinity, then the anti-affinity of the pods that are
  /// there.
  func interPodAffinity(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    if !keepsAffinity(pod, node) {
      return .refused("InterPodAffinity", .podAffinity, unresolvable: true)
    }
    if !keepsAntiAffinity(pod, node) {
      return .refused("InterPodAffinity", .podAntiAffinity, unresolvable: false)
    }
    if !keepsExistingAntiAffinity(pod, node) {
      return .refused("InterPodAffinity", .existingAntiAffinity, unresolvable: false)
    }
    return nil
  }

  /// Every required term has a matching pod in the node's domain.
  ///
  /// A pod matches when it matches all of the terms.
  private func keepsAffinity(_ pod: Pod, _ node: Node) -> Bool {
    let terms = pod.spec.affinity?.podAffinity?.required ?? []
    func matchesAll(_ other: Pod) -> Bool {
      terms.allSatisfy { termMatches($0, of: pod, other) }
    }
    var isSatisfied = true
    var isAnyMatching = false
    for term in terms {
      let key = term.topologyKey ?? ""
      guard let domain = node.metadata.labels[key] else { return false }
      var isFound = false
      for other in cluster.nodes {
        guard let value = other.metadata.labels[key] else { continue }
        for existing in cluster.pods(on: other) where matchesAll(existing) {
          isAnyMatching = true
          if value == domain { isFound = true }
        }
      }
      if !isFound { isSatisfied = false }
    }
    if isSatisfied { return true }
    // The first of a group: no pod matches in any domain of the terms, and the pod matches its
    // own terms.
    return !isAnyMatching && matchesAll(pod)
  }

  /// No required anti-affinity term has a matching pod in the node's domain; a node that is in
  /// no domain is free.
  private func keepsAntiAffinity(_ pod: Pod, _ node: Node) -> Bool {
    for term in pod.spec.affinity?.podAntiAffinity?.required ?? [] {
      let key = term.topologyKey ?? ""
      guard let domain = node.metadata.labels[key] else { continue }
      for other in cluster.nodes where other.metadata.labels[key] == domain {
        for existing in cluster.pods(on: other) where termMatches(term, of: pod, existing) {
          return false
        }
      }
    }
    return true
  }

  /// No pod in the node's domain has a required anti-affinity term that matches the pod.
  private func keepsExistingAntiAffinity(_ pod: Pod, _ node: Node) -> Bool {
    for other in cluster.nodes {
      for existing in cluster.pods(on: other) {
        for term in existing.spec.affinity?.podAntiAffinity?.required ?? [] {
          let key = term.topologyKey ?? ""
          if let domain = other.metadata.labels[key], domain == node.metadata.labels[key],
            termMatches(term, of: existing, pod)
          {
            return false
          }
        }
      }
    }
    return true
  }
}
