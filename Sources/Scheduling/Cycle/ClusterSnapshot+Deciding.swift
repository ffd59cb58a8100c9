// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// Decides about one pod as kube-scheduler does, without placing it.
  ///
  /// Feasible nodes are looked for from a place in the order of the nodes on, until enough are
  /// found; the best score wins, among equals the one on top of a heap.
  ///
  /// - Parameters:
  ///   - pod: A pod that is on no node.
  ///   - start: Where to begin; moved on by the nodes that were looked at.
  ///   - sampling: How many feasible nodes are enough.
  /// - Returns: The node and its score, or no node.
  /// - Complexity: Linear in the nodes looked at; what one node alone decides is computed only where
  ///   something changed since it was for a pod of the class.
  public mutating func decide(
    _ pod: Int, from start: inout Int, sampling: Sampling = .asConfigured
  ) -> Decision {
    let index = classIndex(pod)
    let isNew = !caches.has(index)
    var cache = takeCache(index)
    // Claims bind pods on all nodes.
    if !classes[index].claims.isEmpty, cache.claimChanges != volumes.changes {
      cache.stamps = Array(repeating: 0, count: nodes.count)
      cache.claimChanges = volumes.changes
    }
    let decision = decide(pod, index, &cache, from: &start, sampling)
    caches.put(cache, index, isNew: isNew)
    return decision
  }

  private mutating func decide(
    _ pod: Int, _ index: Int, _ cache: inout ClassCache, from start: inout Int,
    _ sampling: Sampling
  ) -> Decision {
    var decision = Decision(pod: pod, node: nil, score: 0, feasible: 0, examined: 0, ties: 0)
    guard nodes.count > 0 else { return decision }
    let made = classes[index]
    let profile = configuration.profiles[made.profile]
    let subject = Subject(
      pod, named: pods.named[pod], index, made, profile, links[index],
      countsOnlySums: promisedCount > 0 && countsOnlySums(index))
    var feasible: [Int32] = []
    if pods.nominated[pod] >= 0 {
      let node = Int(pods.nominated[pod])
      if isFeasible(subject, &cache, node) {
        feasible = [Int32(node)]
        decision.examined = 1
      }
    }
    if feasible.isEmpty {
      // Without scores one node is as good as another, so the first will do.
      let wanted =
        sampling == .asConfigured && profile.weights.isEmpty
        ? 1
        : sampling.wanted(of: nodes.count, percentage: profile.percentageOfNodesToScore)
      feasible.reserveCapacity(min(wanted, nodes.count))
      decision.examined = scan(subject, &cache, from: &start, wanted: wanted, &feasible)
    }
    decision.feasible = feasible.count
    if feasible.count <= 1 {
      decision.node = feasible.first.map { Int($0) }
      decision.ties = feasible.count
      return decision
    }
    let totals = totals(index, made, profile, &cache, feasible)
    let (place, ties) = TieBreak.first(of: totals)
    decision.node = Int(feasible[place])
    decision.score = totals[place]
    decision.ties = ties
    return decision
  }

  /// A pod that is being decided about.
  private struct Subject {
    let pod: Int
    /// The node that the pod names, -1 for none.
    let named: Int32
    let index: Int
    let made: PodClass
    let profile: SchedulerProfile
    let links: ClassLinks
    let looksAtSpread: Bool
    let looksAtAffinity: Bool
    /// Whether promised pods matter by their sums alone.
    let countsOnlySums: Bool

    init(
      _ pod: Int, named: Int32, _ index: Int, _ made: PodClass, _ profile: SchedulerProfile,
      _ links: ClassLinks, countsOnlySums: Bool
    ) {
      (self.pod, self.named, self.index, self.made) = (pod, named, index, made)
      (self.profile, self.links) = (profile, links)
      self.countsOnlySums = countsOnlySums
      looksAtSpread =
        !links.hardSpread.isEmpty && profile.filters.contains(.podTopologySpread)
      looksAtAffinity =
        links.hasAffinityFilters && profile.filters.contains(.interPodAffinity)
    }
  }

  /// Looks for feasible nodes from a place in the order of the nodes on.
  ///
  /// - Returns: How many nodes were looked at.
  private mutating func scan(
    _ subject: borrowing Subject, _ cache: inout ClassCache, from start: inout Int, wanted: Int,
    _ feasible: inout [Int32]
  ) -> Int {
    start %= nodes.count
    guard subject.named == -1, promisedCount == 0 || subject.countsOnlySums else {
      var examined = 0
      while examined < nodes.count, feasible.count < wanted {
        let node = nodes.order[start]
        start = start + 1 == nodes.count ? 0 : start + 1
        examined += 1
        if isFeasible(subject, &cache, Int(node)) { feasible.append(node) }
      }
      return examined
    }
    return scanPlainly(
      subject, cache.isAllowed, cache.scores, &cache.stamps, &cache.states, from: &start,
      wanted: wanted, &feasible)
  }

  /// The same for a pod that names no node, where nothing has to be placed for a moment to find out
  /// whether it fits beside promised pods.
  private func scanPlainly(
    _ subject: borrowing Subject, _ allowed: [Bool], _ scores: OwnScores,
    _ stampsOfStates: inout [UInt32], _ states: inout [Int32], from start: inout Int, wanted: Int,
    _ feasible: inout [Int32]
  ) -> Int {
    let count = nodes.count
    let order = nodes.order.span
    let current = stamps.span
    let looksFurther = subject.looksAtSpread || subject.looksAtAffinity || promisedCount > 0
    let isAllowed = allowed.span
    var known = stampsOfStates.mutableSpan
    var states = states.mutableSpan
    var examined = 0
    var position = start
    while examined < count, feasible.count < wanted {
      let node = Int(order[position])
      position += 1
      if position == count { position = 0 }
      examined += 1
      guard isAllowed[node] else { continue }
      if known[node] != current[node] {
        states[node] = ownState(
          subject.index, subject.made, subject.profile, scores, node)
        known[node] = current[node]
      }
      guard states[node] >= 0 else { continue }
      if looksFurther, !isFeasibleBeyond(subject, node) { continue }
      feasible.append(Int32(truncatingIfNeeded: node))
    }
    start = position
    return examined
  }

  /// Whether other pods let a pod on a node that the node alone would.
  private func isFeasibleBeyond(_ subject: borrowing Subject, _ node: Int) -> Bool {
    if subject.looksAtSpread, !keepsSpread(subject.links.hardSpread, node) { return false }
    if subject.looksAtAffinity, !keepsAffinity(subject.links, node) { return false }
    return !subject.countsOnlySums || nominations[node].isEmpty
      || fitsBesideSums(subject.pod, subject.index, node)
  }

  private mutating func isFeasible(
    _ subject: borrowing Subject, _ cache: inout ClassCache, _ node: Int
  ) -> Bool {
    guard cache.isAllowed[node], subject.named == -1 || subject.named == Int32(node) else {
      return false
    }
    if cache.stamps[node] != stamps[node] {
      cache.states[node] = ownState(
        subject.index, subject.made, subject.profile, cache.scores, node)
      cache.stamps[node] = stamps[node]
    }
    guard cache.states[node] >= 0, isFeasibleBeyond(subject, node) else { return false }
    return subject.countsOnlySums || fitsBesidePromised(subject.pod, node)
  }

  /// The weighted scores of feasible nodes.
  private func totals(
    _ index: Int, _ made: PodClass, _ profile: SchedulerProfile, _ cache: inout ClassCache,
    _ feasible: [Int32]
  ) -> [Int64] {
    var totals = feasible.map { Int64(cache.states[Int($0)]) }
    func add(_ weight: Int64, _ scores: [Int64]) {
      for place in totals.indices { totals[place] += weight * scores[place] }
    }
    if let weight = profile.weights[.taintToleration] {
      if let taints = cache.taints {
        var scores = feasible.map { taints[Int($0)] }
        Normalization.byMaximum(&scores, reversed: true)
        add(weight, scores)
      } else {
        for place in totals.indices { totals[place] += weight * 100 }
      }
    }
    if let weight = profile.weights[.nodeAffinity], let preferences = cache.preferences {
      var scores = feasible.map { preferences[Int($0)] }
      Normalization.byMaximum(&scores, reversed: false)
      add(weight, scores)
    }
    if let weight = profile.weights[.podTopologySpread],
      var sums = spreadSums(links[index], hasSystemSpread: made.hasSystemSpread, feasible)
    {
      Self.normalizeSpread(&sums)
      add(weight, sums)
    }
    if let weight = profile.weights[.interPodAffinity],
      var sums = affinitySums(links[index], profile, feasible)
    {
      Self.normalizeAffinity(&sums)
      add(weight, sums)
    }
    return totals
  }
}
