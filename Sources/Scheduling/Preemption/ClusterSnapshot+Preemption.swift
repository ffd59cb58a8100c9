// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// Looks for pods whose eviction makes room for a pod, as kube-scheduler's `DefaultPreemption`.
  ///
  /// Nodes are tried from a place on until enough candidates are found. On each, all pods of lower
  /// priority are taken off; if the pod fits then, as many as possible are put back, those first
  /// whose eviction a disruption budget forbids, then the most important. The best candidate
  /// violates the fewest budgets, then has the least important victims, then the fewest.
  ///
  /// From `pkg/scheduler/framework/preemption/preemption.go`.
  ///
  /// - Parameters:
  ///   - pod: A pod that fits on no node.
  ///   - offset: Where in the order of the nodes to begin.
  /// - Returns: The choice, or why there is none. Nothing is evicted.
  /// - Complexity: Linear in the nodes tried and the pods on them.
  public mutating func preempt(_ pod: Int, from offset: Int = 0) -> PreemptionResult {
    let index = classIndex(pod)
    let made = classes[index]
    var result = PreemptionResult(choice: nil, candidates: 0, reasons: [:])
    guard made.mayPreempt else {
      result.ineligible = PreemptionText.policyNever
      return result
    }
    guard !waitsForRoom(pod, made) else {
      result.ineligible = PreemptionText.terminating
      return result
    }
    let isNew = !caches.has(index)
    let cache = caches.take(index) ?? makeCache(index)
    defer { caches.put(cache, index, isNew: isNew) }
    let budgets = budgetsOfClasses()
    let potential = nodes.order.filter {
      cache.isAllowed[Int($0)] && mayFitAfterEviction(index, made, Int($0))
    }
    result.reasons[PreemptionText.notHelpful] = nodes.count - potential.count
    let wanted = min(potential.count, max(100, potential.count / 10))
    var candidates: [Preemption] = []
    var isWithoutViolation = false
    for step in potential.indices {
      let node = Int(potential[(step + offset) % potential.count])
      switch victims(of: pod, index, on: node, budgets) {
      case .success(let candidate):
        candidates.append(candidate)
        if candidate.budgetViolations == 0 { isWithoutViolation = true }
      case .failure(let reason):
        for text in reason.texts { result.reasons[text, default: 0] += 1 }
      }
      if isWithoutViolation, candidates.count >= wanted { break }
    }
    result.candidates = candidates.count
    result.choice = best(of: candidates)
    if result.reasons[PreemptionText.notHelpful] == 0 {
      result.reasons[PreemptionText.notHelpful] = nil
    }
    return result
  }

  /// Whether the node that was promised to a pod still holds one that is evicted for it.
  private func waitsForRoom(_ pod: Int, _ made: PodClass) -> Bool {
    let node = Int(pods.nominated[pod])
    guard node >= 0, refusal(of: pod, on: node)?.resolvability != .never else { return false }
    return podsOnNode[node].contains {
      pods.isMakingRoom[Int($0)] && priority(Int($0)) < made.priority
    }
  }

  /// The pods that would have to go for a pod to fit on a node, the fewest and least important.
  ///
  /// - Parameters:
  ///   - pod: A pod that does not fit there.
  ///   - node: The node.
  /// - Returns: The victims, or `nil` where the pod does not fit without all pods of lower priority.
  public mutating func victims(of pod: Int, on node: Int) -> Preemption? {
    let index = classIndex(pod)
    let budgets = budgetsOfClasses()
    return try? victims(of: pod, index, on: node, budgets).get()
  }

  /// Why a node is no candidate.
  struct NoCandidate: Error {
    let texts: [String]
  }

  private mutating func victims(
    of pod: Int, _ index: Int, on node: Int, _ budgets: [[Int]]
  ) -> Result<Preemption, NoCandidate> {
    let limit = classes[index].priority
    var lower: [Int] = []
    for other in podsOnNode[node] where priority(Int(other)) < limit { lower.append(Int(other)) }
    guard !lower.isEmpty else { return .failure(NoCandidate(texts: [PreemptionText.noVictims])) }
    lower.sort { isMoreImportant($0, $1) }
    return attempt(on: node) { snapshot in
      for victim in lower { snapshot.evict(victim) }
      defer {
        for victim in lower where snapshot.pods.nodes[victim] < 0 {
          snapshot.place(victim, on: node)
        }
      }
      guard snapshot.passesFiltersOfPods(index, node) else {
        let refusal = snapshot.refusal(ofClass: index, on: node)
        return .failure(NoCandidate(texts: refusal?.reasons.map(\.message) ?? []))
      }
      guard snapshot.nominations.isEmpty || snapshot.fitsBesidePromised(pod, node) else {
        return .failure(NoCandidate(texts: [PreemptionText.notHelpful]))
      }
      return .success(snapshot.reprieve(lower, pod, index, on: node, budgets))
    }
  }

  /// Puts back as many pods as a pod leaves room for, those first that a budget protects, then the
  /// most important; the others are the victims.
  private mutating func reprieve(
    _ lower: [Int], _ pod: Int, _ index: Int, on node: Int, _ budgets: [[Int]]
  ) -> Preemption {
    let (violating, others) = split(lower, budgets)
    var preemption = Preemption(node: node, victims: [], budgetViolations: 0)
    for (group, isViolating) in [(violating, true), (others, false)] {
      for candidate in group {
        place(candidate, on: node)
        if passesFiltersOfPods(index, node),
          nominations.isEmpty || fitsBesidePromised(pod, node)
        {
          continue
        }
        evict(candidate)
        preemption.victims.append(candidate)
        if isViolating { preemption.budgetViolations += 1 }
      }
    }
    if !violating.isEmpty { preemption.victims.sort { isMoreImportant($0, $1) } }
    return preemption
  }

  /// Whether a pod matters more: by priority, then by how long it has been running.
  private func isMoreImportant(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (priority(first), priority(second))
    if one != other { return one > other }
    let (start, otherStart) = (pods.started[first], pods.started[second])
    return start != otherStart ? start < otherStart : first < second
  }

  /// For each class the budgets that cover it.
  private func budgetsOfClasses() -> [[Int]] {
    guard !budgets.isEmpty else { return [] }
    return classes.map { made in budgets.indices.filter { budgets[$0].covers(made) } }
  }

  /// Parts pods into those whose eviction would violate a budget and the others.
  private func split(
    _ victims: [Int], _ covering: [[Int]]
  ) -> (violating: [Int], others: [Int]) {
    guard !covering.isEmpty else { return ([], victims) }
    var left = budgets.map(\.allowed)
    var violating: [Int] = []
    var others: [Int] = []
    for victim in victims {
      var violates = false
      for budget in covering[classIndex(victim)] {
        left[budget] -= 1
        if left[budget] < 0 { violates = true }
      }
      if violates { violating.append(victim) } else { others.append(victim) }
    }
    return (violating, others)
  }

  /// Whether nothing but pods of lower priority can be what keeps a class off a node.
  private func mayFitAfterEviction(_ index: Int, _ made: PodClass, _ node: Int) -> Bool {
    let base = node * stride
    for (resource, amount) in zip(made.amounts.resources, made.amounts.amounts)
    where amount > allocatable[base + resource] {
      if refusal(ofClass: index, on: node)?.resolvability == .never { return false }
    }
    guard links[index].hasLinkedFilters || !made.claims.isEmpty else { return true }
    return refusal(ofClass: index, on: node)?.resolvability != .never
  }

  private func best(of candidates: [Preemption]) -> Preemption? {
    var best: (rank: CandidateRank, position: Int)?
    for (position, candidate) in candidates.enumerated() {
      let rank = rank(candidate)
      if let known = best, !(rank < known.rank) { continue }
      best = (rank, position)
    }
    return best.map { candidates[$0.position] }
  }

  private func rank(_ candidate: Preemption) -> CandidateRank {
    var rank = CandidateRank(
      violations: candidate.budgetViolations, highest: .min, sum: 0,
      count: candidate.victims.count, start: .max)
    for victim in candidate.victims {
      let priority = priority(victim)
      rank.sum += priority + 1 << 31
      if priority > rank.highest { (rank.highest, rank.start) = (priority, .max) }
      if priority == rank.highest { rank.start = min(rank.start, pods.started[victim]) }
    }
    return rank
  }
}

/// By what candidates are compared: the smaller, the better, but for the start.
private struct CandidateRank: Comparable {
  var violations: Int
  var highest: Int64
  var sum: Int64
  var count: Int
  var start: Int64

  static func < (left: CandidateRank, right: CandidateRank) -> Bool {
    if left.violations != right.violations { return left.violations < right.violations }
    if left.highest != right.highest { return left.highest < right.highest }
    if left.sum != right.sum { return left.sum < right.sum }
    if left.count != right.count { return left.count < right.count }
    return left.start > right.start
  }
}
