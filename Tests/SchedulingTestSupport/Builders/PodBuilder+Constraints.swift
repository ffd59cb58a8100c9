// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

extension Pod {
  /// Says how many pods of its owner a node may have.
  public func maxPerNode(_ most: String) -> Pod {
    with { $0.metadata.annotations["stevedore.dev/max-per-node"] = most }
  }

  /// Adds a toleration.
  public func toleration(
    _ key: String?, _ comparison: String? = nil, _ value: String? = nil, effect: String? = nil
  ) -> Pod {
    with { pod in
      var toleration = Toleration()
      (toleration.key, toleration.operator) = (key, comparison)
      (toleration.value, toleration.effect) = (value, effect)
      pod.spec.tolerations.append(toleration)
    }
  }

  /// Sets a label that the node has to have.
  public func nodeSelector(_ key: String, _ value: String) -> Pod {
    with { $0.spec.nodeSelector[key] = value }
  }

  /// Adds a required term of node affinity; terms are alternatives.
  public func nodeAffinity(_ term: NodeSelectorTerm) -> Pod {
    with { pod in
      var required = pod.spec.affinity?.nodeAffinity?.required ?? NodeSelector()
      required.nodeSelectorTerms.append(term)
      pod.changeNodeAffinity { $0.required = required }
    }
  }

  /// Adds a preferred term of node affinity.
  public func prefersNode(_ weight: Int64, _ term: NodeSelectorTerm) -> Pod {
    with { pod in
      var preferred = PreferredSchedulingTerm()
      (preferred.weight, preferred.preference) = (weight, term)
      pod.changeNodeAffinity { $0.preferred.append(preferred) }
    }
  }

  /// Adds a required affinity term.
  public func affinity(_ term: PodAffinityTerm) -> Pod {
    with { $0.changeAffinity { $0.required.append(term) } }
  }

  /// Adds a required anti-affinity term.
  public func antiAffinity(_ term: PodAffinityTerm) -> Pod {
    with { $0.changeAntiAffinity { $0.required.append(term) } }
  }

  /// Adds a preferred affinity term.
  public func prefers(_ weight: Int64, _ term: PodAffinityTerm) -> Pod {
    with { $0.changeAffinity { $0.preferred.append(weighted(weight, term)) } }
  }

  /// Adds a preferred anti-affinity term.
  public func avoids(_ weight: Int64, _ term: PodAffinityTerm) -> Pod {
    with { $0.changeAntiAffinity { $0.preferred.append(weighted(weight, term)) } }
  }

  /// Adds a spread constraint.
  public func spread(_ constraint: TopologySpreadConstraint) -> Pod {
    with { $0.spec.topologySpreadConstraints.append(constraint) }
  }

  private mutating func changeNodeAffinity(_ change: (inout NodeAffinity) -> Void) {
    var affinity = spec.affinity ?? Affinity()
    var nodeAffinity = affinity.nodeAffinity ?? NodeAffinity()
    change(&nodeAffinity)
    affinity.nodeAffinity = nodeAffinity
    spec.affinity = affinity
  }

  private mutating func changeAffinity(_ change: (inout PodAffinity) -> Void) {
    var affinity = spec.affinity ?? Affinity()
    var podAffinity = affinity.podAffinity ?? PodAffinity()
    change(&podAffinity)
    affinity.podAffinity = podAffinity
    spec.affinity = affinity
  }

  private mutating func changeAntiAffinity(_ change: (inout PodAffinity) -> Void) {
    var affinity = spec.affinity ?? Affinity()
    var podAffinity = affinity.podAntiAffinity ?? PodAffinity()
    change(&podAffinity)
    affinity.podAntiAffinity = podAffinity
    spec.affinity = affinity
  }
}

private func weighted(_ weight: Int64, _ term: PodAffinityTerm) -> WeightedPodAffinityTerm {
  var weighted = WeightedPodAffinityTerm()
  (weighted.weight, weighted.podAffinityTerm) = (weight, term)
  return weighted
}
