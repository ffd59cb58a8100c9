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
    var cache = takeCache(index)
    let potential = potentialNodes(pod, index, &cache)
    caches.put(cache, index, isNew: isNew)
    var search = VictimSearch(pod, index, in: self)
    let wanted = min(potential.count, max(100, potential.count / 10))
    var candidates: [Preemption] = []
    var isWithoutViolation = false
    var withoutVictims = 0
    var notHelped = nodes.count - potential.count
    for step in potential.indices {
      let node = Int(potential[(step + offset) % potential.count])
      switch victims(on: node, &search) {
      case .success(let candidate):
        candidates.append(candidate)
        if candidate.budgetViolations == 0 { isWithoutViolation = true }
      case .failure(let reason):
        switch reason {
        case .withoutVictims: withoutVictims += 1
        case .notHelped: notHelped += 1
        case .refused(let texts): for text in texts { result.reasons[text, default: 0] += 1 }
        }
      }
      if isWithoutViolation, candidates.count >= wanted { break }
    }
    result.candidates = candidates.count
    result.choice = best(of: candidates)
    if withoutVictims > 0 { result.reasons[PreemptionText.noVictims] = withoutVictims }
    if notHelped > 0 { result.reasons[PreemptionText.notHelpful] = notHelped }
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
    if refusal(of: pod, on: node)?.resolvability == .never { return nil }
    var search = VictimSearch(pod, classIndex(pod), in: self)
    return try? victims(on: node, &search).get()
  }

  /// What is the same on all nodes while victims for a pod are looked for.
  private struct VictimSearch {
    let pod: Int
    let index: Int
    let priority: Int64
    /// For each class the budgets that cover it.
    let budgets: [[Int]]
    /// Room for the class; `nil` where more than sums and counters counts.
    var room: NodeRoom?
    var lower: [Int] = []
    /// Whether each class is linked to that of the pod, where that was found out.
    private var linked: [Bool?]

    init(_ pod: Int, _ index: Int, in snapshot: ClusterSnapshot) {
      (self.pod, self.index, priority) = (pod, index, snapshot.classes[index].priority)
      budgets = snapshot.budgetsOfClasses()
      if snapshot.looksAtSumsAndCounters(index) { room = NodeRoom(for: index, in: snapshot) }
      linked = Array(repeating: nil, count: snapshot.classes.count)
    }

    /// Whether a pod changes a counter that the filters look at for the class.
    mutating func isLinked(to other: Int, in snapshot: ClusterSnapshot) -> Bool {
      let other = snapshot.classIndex(other)
      if let known = linked[other] { return known }
      let isLinked = snapshot.isLinked(index, to: other)
      linked[other] = isLinked
      return isLinked
    }
  }

  /// Why a node is no candidate.
  enum NoCandidate: Error {
    /// No pod there matters less.
    case withoutVictims
    /// The pod would fit, but not beside the pods that the node was promised to.
    case notHelped
    /// The pod does not fit even without the pods that matter less.
    case refused([String])
  }

  private mutating func victims(
    on node: Int, _ search: inout VictimSearch
  ) -> Result<Preemption, NoCandidate> {
    search.lower.removeAll(keepingCapacity: true)
    for other in podsOnNode[node] where priority(Int(other)) < search.priority {
      search.lower.append(Int(other))
    }
    guard !search.lower.isEmpty else { return .failure(.withoutVictims) }
    search.lower.sort { isMoreImportant($0, $1) }
    if search.room != nil, !areLinked(search.lower, &search) {
      let promised = nominations[node].map { Int($0) }
      let arePromisedLinked = !promised.isEmpty && areLinked(promised, &search)
      let found = search.room?.victims(
        of: search.pod, on: node, search.lower, search.budgets,
        arePromisedLinked: arePromisedLinked, in: self)
      if let found { return found }
    }
    return victims(
      of: search.pod, search.index, on: node, search.lower, search.budgets)
  }

  /// Whether some of the pods change a counter that the filters look at for the class.
  private func areLinked(_ others: [Int], _ search: inout VictimSearch) -> Bool {
    for other in others where search.isLinked(to: other, in: self) { return true }
    return false
  }

  /// The pods that would have to go, found by taking pods off and putting them back.
  mutating func victims(
    of pod: Int, _ index: Int, on node: Int, _ lower: [Int], _ budgets: [[Int]]
  ) -> Result<Preemption, NoCandidate> {
    attempt(on: node) { snapshot in
      for victim in lower { snapshot.evict(victim) }
      defer {
        for victim in lower where snapshot.pods.nodes[victim] < 0 {
          snapshot.place(victim, on: node)
        }
      }
      guard snapshot.passesFiltersOfPods(index, node) else {
        let refusal = snapshot.refusal(ofClass: index, on: node)
        return .failure(.refused(refusal?.reasons.map(\.message) ?? []))
      }
      guard snapshot.fitsBesidePromised(pod, node) else {
        return .failure(.notHelped)
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
        if passesFiltersOfPods(index, node), fitsBesidePromised(pod, node) { continue }
        evict(candidate)
        preemption.victims.append(candidate)
        if isViolating { preemption.budgetViolations += 1 }
      }
    }
    if !violating.isEmpty { preemption.victims.sort { isMoreImportant($0, $1) } }
    return preemption
  }

  /// Whether a pod matters more: by priority, then by how long it has been running.
  func isMoreImportant(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (priority(first), priority(second))
    if one != other { return one > other }
    let (start, otherStart) = (pods.started[first], pods.started[second])
    return start != otherStart ? start < otherStart : first < second
  }

  /// For each class the budgets that cover it.
  func budgetsOfClasses() -> [[Int]] {
    guard !budgets.isEmpty else { return [] }
    return classes.map { made in budgets.indices.filter { budgets[$0].covers(made) } }
  }

  /// Parts pods into those whose eviction would violate a budget and the others.
  func split(
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
