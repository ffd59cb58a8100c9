// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// What the preferred terms of the pod and of the pods that are there weigh in the node's
  /// domains; the highest sum gets 100, the lowest 0.
  func interPodAffinityScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    let preferred = pod.spec.affinity?.podAffinity?.preferred ?? []
    let avoided = pod.spec.affinity?.podAntiAffinity?.preferred ?? []
    if profile.ignoresPreferredTermsOfExistingPods && preferred.isEmpty && avoided.isEmpty {
      return nil
    }

    // What each domain weighs: by key and value.
    var domains: [String: [String: Int64]] = [:]
    for node in cluster.nodes {
      for existing in cluster.pods(on: node) {
        func add(_ term: PodAffinityTerm, of owner: Pod, matching other: Pod, _ weight: Int64) {
          let key = term.topologyKey ?? ""
          guard let value = node.metadata.labels[key], termMatches(term, of: owner, other) else {
            return
          }
          domains[key, default: [:]][value, default: 0] += weight
        }
        for term in preferred {
          add(term.podAffinityTerm, of: pod, matching: existing, term.weight ?? 0)
        }
        for term in avoided {
          add(term.podAffinityTerm, of: pod, matching: existing, -(term.weight ?? 0))
        }
        let affinity = existing.spec.affinity
        if profile.hardPodAffinityWeight > 0 {
          for term in affinity?.podAffinity?.required ?? [] {
            add(term, of: existing, matching: pod, profile.hardPodAffinityWeight)
          }
        }
        for term in affinity?.podAffinity?.preferred ?? [] {
          add(term.podAffinityTerm, of: existing, matching: pod, term.weight ?? 0)
        }
        for term in affinity?.podAntiAffinity?.preferred ?? [] {
          add(term.podAffinityTerm, of: existing, matching: pod, -(term.weight ?? 0))
        }
      }
    }

    let sums = nodes.map { node in
      var sum: Int64 = 0
      for (key, values) in domains {
        if let value = node.metadata.labels[key] { sum += values[value] ?? 0 }
      }
      return sum
    }
    let most = sums.max() ?? 0
    let least = sums.min() ?? 0
    return sums.map {
      // In floating point and then cut off, as in the source: 29 of 100 gives 28.
      let share = most > least ? Double($0 - least) / Double(most - least) : 0
      return OracleScore(raw: $0, normalised: Int64(100 * share))
    }
  }
}
