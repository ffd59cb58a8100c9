// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport

/// Preemption as section by section written down: plain arrays, every fit asked of the oracle.
struct LiteralPreemption {
  /// How many pods with some labels may be evicted.
  struct Budget {
    var namespace = "default"
    var labels: [String: String]
    var allowed: Int64
  }

  /// A node with the pods that have to go.
  struct Candidate: Equatable {
    var node: String
    var victims: [String]
    var violations: Int
  }

  var cluster: OracleCluster
  var profile = OracleProfile()
  var budgets: [Budget] = []

  /// The candidate that is chosen, trying the nodes in an order from a place on.
  func choice(for pod: Pod, order: [String], from offset: Int) -> Candidate? {
    guard pod.spec.preemptionPolicy != "Never" else { return nil }
    let oracle = Oracle(cluster, profile: profile)
    let potential = order.filter { name in
      guard case .refused(_, _, let isUnresolvable) = oracle.verdict(pod, on: name) else {
        return false
      }
      return !isUnresolvable
    }
    let wanted = min(potential.count, max(100, potential.count / 10))
    var candidates: [Candidate] = []
    for step in potential.indices {
      if let candidate = candidate(potential[(step + offset) % potential.count], for: pod) {
        candidates.append(candidate)
      }
      if candidates.count >= wanted, candidates.contains(where: { $0.violations == 0 }) { break }
    }
    return best(of: candidates)
  }

  /// The victims on a node, or `nil` where the pod does not fit without all pods below it.
  func candidate(_ node: String, for pod: Pod) -> Candidate? {
    let lower = on(node).filter { priority($0) < priority(pod) }.sorted(by: isMoreImportant)
    if lower.isEmpty { return nil }
    var gone = Set(lower.map(key))
    func fits() -> Bool {
      var rest = cluster
      rest.pods.removeAll { gone.contains(key($0)) }
      return Oracle(rest, profile: profile).verdict(pod, on: node).isFit
    }
    guard fits() else { return nil }
    let (violating, others) = split(lower)
    var violations = 0
    for (victim, violates) in violating.map({ ($0, true) }) + others.map({ ($0, false) }) {
      gone.remove(key(victim))
      if fits() { continue }
      gone.insert(key(victim))
      if violates { violations += 1 }
    }
    return Candidate(
      node: node, victims: lower.map(key).filter(gone.contains), violations: violations)
  }

  private func split(_ pods: [Pod]) -> (violating: [Pod], others: [Pod]) {
    var left = budgets.map(\.allowed)
    var violating: [Pod] = []
    var others: [Pod] = []
    for pod in pods {
      var violates = false
      for (index, budget) in budgets.enumerated()
      where budget.namespace == pod.metadata.namespace && !budget.labels.isEmpty
        && budget.labels.allSatisfy({ pod.metadata.labels[$0.key] == $0.value })
      {
        left[index] -= 1
        if left[index] < 0 { violates = true }
      }
      if violates { violating.append(pod) } else { others.append(pod) }
    }
    return (violating, others)
  }

  private func best(of candidates: [Candidate]) -> Candidate? {
    var left = candidates
    func keep(_ figure: (Candidate) -> Int64) {
      guard let least = left.map(figure).min() else { return }
      left = left.filter { figure($0) == least }
    }
    keep { Int64($0.violations) }
    keep { victims($0).map(priority).max() ?? .min }
    keep { victims($0).reduce(0) { $0 + priority($1) + 2_147_483_648 } }
    keep { Int64($0.victims.count) }
    keep { candidate in
      let victims = victims(candidate)
      let highest = victims.map(priority).max()
      return -(victims.filter { priority($0) == highest }.map(start).min() ?? .max)
    }
    return left.first
  }

  private func victims(_ candidate: Candidate) -> [Pod] {
    on(candidate.node).filter { candidate.victims.contains(key($0)) }
  }

  private func on(_ node: String) -> [Pod] {
    cluster.pods.filter {
      $0.spec.nodeName == node && $0.status.phase != "Succeeded" && $0.status.phase != "Failed"
    }
  }

  private func key(_ pod: Pod) -> String {
    "\(pod.metadata.namespace ?? "")/\(pod.metadata.name ?? "")"
  }
  private func priority(_ pod: Pod) -> Int64 { pod.spec.priority ?? 0 }
  private func start(_ pod: Pod) -> Int64 { pod.status.startTime?.microseconds ?? .max }

  private func isMoreImportant(_ one: Pod, _ other: Pod) -> Bool {
    if priority(one) != priority(other) { return priority(one) > priority(other) }
    return start(one) < start(other)
  }
}
