// SPDX-License-Identifier: Apache-2.0

/// What a node would have left for a pod of a class while other pods come and go, in thought.
///
/// It is enough to know where of all that those pods change only sums of resources can keep the
/// class off the node; nothing has to be placed or evicted to find out.
struct NodeRoom {
  private let resources: [Int]
  private let amounts: [Int64]
  /// How much of each resource is left once the pod is there.
  private var left: [Int64]
  /// How many more pods may come once the pod is there.
  private var places: Int64 = 0
  /// The class of the pod that was counted last, and how much of each resource it has.
  private var known = -1
  private var knownAmounts: [Int64]

  /// Room for a class of which `ClusterSnapshot.looksAtSumsAndCounters(_:)` holds.
  init(for index: Int, in snapshot: ClusterSnapshot) {
    let made = snapshot.classes[index]
    resources = made.amounts.resources.filter { !snapshot.isIgnored($0, made.profile) }
    amounts = resources.map { made.amounts[$0] }
    (left, knownAmounts) = (amounts, amounts)
  }

  /// Whether the pod fits.
  var isEnough: Bool {
    guard places >= 0 else { return false }
    for amount in left where amount < 0 { return false }
    return true
  }

  /// Turns to a node as it is.
  mutating func turn(to node: Int, in snapshot: ClusterSnapshot) {
    let base = node * snapshot.stride
    places =
      snapshot.allocatable[base + ResourceTable.pods] - Int64(snapshot.podCounts[node]) - 1
    for (position, resource) in resources.enumerated() {
      left[position] =
        snapshot.allocatable[base + resource] - snapshot.requested[base + resource]
        - amounts[position]
    }
  }

  /// Counts a pod that comes, or with a sign of -1 one that goes.
  mutating func count(_ pod: Int, sign: Int64 = 1, in snapshot: ClusterSnapshot) {
    let index = snapshot.classIndex(pod)
    if index != known {
      for (position, resource) in resources.enumerated() {
        knownAmounts[position] = snapshot.classes[index].amounts[resource]
      }
      known = index
    }
    places -= sign
    for position in left.indices { left[position] -= sign * knownAmounts[position] }
  }

  /// The pods that would have to go for a pod of the class.
  ///
  /// - Parameters:
  ///   - pod: A pod that does not fit on the node.
  ///   - node: The node.
  ///   - lower: The pods on the node that matter less, the most important first.
  ///   - budgets: For each class the budgets that cover it.
  ///   - arePromisedLinked: Whether pods that the node was promised to change what counters say of
  ///     the class.
  ///   - snapshot: The cluster, in which `lower` does not change that.
  /// - Returns: The victims, or that promises or counters are in the way, or `nil` where the pod
  ///   does not fit without all of `lower`, or where sums alone do not tell.
  mutating func victims(
    of pod: Int, on node: Int, _ lower: [Int], _ budgets: [[Int]],
    arePromisedLinked: Bool = false, in snapshot: ClusterSnapshot
  ) -> Result<Preemption, ClusterSnapshot.NoCandidate>? {
    turn(to: node, in: snapshot)
    for victim in lower { count(victim, sign: -1, in: snapshot) }
    guard isEnough else { return nil }
    if let refusal = snapshot.linkedRefusal(snapshot.classIndex(pod), node) {
      return .failure(.refused(refusal.reasons.map(\.message)))
    }
    for other in snapshot.nominations[node] where snapshot.isPromised(Int(other), before: pod) {
      count(Int(other), in: snapshot)
    }
    guard isEnough else { return .failure(.notHelped) }
    guard !arePromisedLinked else { return nil }
    let (violating, others) = snapshot.split(lower, budgets)
    var preemption = Preemption(node: node, victims: [], budgetViolations: 0)
    for candidate in violating where !putBack(candidate, in: snapshot) {
      preemption.victims.append(candidate)
      preemption.budgetViolations += 1
    }
    for candidate in others where !putBack(candidate, in: snapshot) {
      preemption.victims.append(candidate)
    }
    if !violating.isEmpty {
      let victims = preemption.victims
      preemption.victims = lower.filter { victims.contains($0) }
    }
    return .success(preemption)
  }

  /// Counts a pod that comes if it leaves enough room.
  private mutating func putBack(_ pod: Int, in snapshot: ClusterSnapshot) -> Bool {
    count(pod, in: snapshot)
    if isEnough { return true }
    count(pod, sign: -1, in: snapshot)
    return false
  }
}

extension ClusterSnapshot {
  /// Whether nothing but sums of resources, of all that pods on a node do, can keep a class off it.
  func countsOnlySums(_ index: Int) -> Bool {
    let filters = filterMasks[classes[index].profile]
    guard looksAtSumsAndCounters(index) else { return false }
    if !links[index].hardSpread.isEmpty, filters.contains(.podTopologySpread) { return false }
    return !links[index].hasAffinityFilters || !filters.contains(.interPodAffinity)
  }

  /// Whether nothing but sums of resources and the counters of its links, of all that pods do, can
  /// keep a class off a node.
  func looksAtSumsAndCounters(_ index: Int) -> Bool {
    let filters = filterMasks[classes[index].profile]
    guard filters.contains(.nodeResourcesFit), classes[index].claims.isEmpty else { return false }
    if classes[index].perNode != nil, filters.contains(.maxPerNode) { return false }
    return classes[index].hostPorts.isEmpty || !filters.contains(.nodePorts)
  }

  /// Whether pods of another class change a counter by which filters decide about a class.
  func isLinked(_ index: Int, to other: Int) -> Bool {
    let (counted, owned) = (links[other].counted, links[other].owned)
    func counts(_ counter: Int) -> Bool { counted.contains(Int32(counter)) }
    return links[index].hardSpread.contains { counts($0.counter) }
      || links[index].affinity.contains { counts($0.counter) }
      || links[index].antiAffinity.contains { counts($0.counter) }
      || links[index].forbidding.contains { term in
        owned.contains { $0.counter == Int32(term.counter) }
      }
  }

  /// What the filters that look at counters say of a class on a node.
  func linkedRefusal(_ index: Int, _ node: Int) -> Refusal? {
    let filters = filterMasks[classes[index].profile]
    if filters.contains(.podTopologySpread), !links[index].hardSpread.isEmpty,
      let refusal = spreadRefusal(links[index], node)
    {
      return refusal
    }
    guard filters.contains(.interPodAffinity), links[index].hasAffinityFilters else { return nil }
    return affinityRefusal(links[index], node)
  }

  /// The nodes on which eviction might help a pod, in the order of the nodes.
  mutating func potentialNodes(
    _ pod: Int, _ index: Int, _ cache: inout ClassCache
  ) -> [Int32] {
    let isLasting = pods.named[pod] == -1 && countsOnlySums(index)
    if isLasting, let known = cache.potential { return known }
    var potential: [Int32] = []
    potential.reserveCapacity(nodes.count)
    for node in nodes.order
    where cache.isAllowed[Int(node)] && mayFitAfterEviction(pod, index, Int(node)) {
      potential.append(node)
    }
    if isLasting { cache.potential = potential }
    return potential
  }

  /// Whether nothing but pods of lower priority can be what keeps a pod off a node that labels and
  /// taints allow: the first filter that refuses it decides.
  private mutating func mayFitAfterEviction(_ pod: Int, _ index: Int, _ node: Int) -> Bool {
    let hasClaims = !classes[index].claims.isEmpty
    guard hasClaims || links[index].hasLinkedFilters || exceedsNode(index, node) else {
      return true
    }
    let filters = filterMasks[classes[index].profile]
    guard !hasClaims, pods.named[pod] == -1, nominations[node].isEmpty else {
      // The filters before that of resources do not say never, and this one is the next.
      if !hasClaims, pods.named[pod] == -1, filters.contains(.nodeResourcesFit),
        !fitsBesideSums(pod, index, node), !exceedsNode(index, node)
      {
        return true
      }
      return refusalInPlace(of: pod, on: node)?.resolvability != .never
    }
    if !classes[index].hostPorts.isEmpty, filters.contains(.nodePorts),
      portRefusal(classes[index], node) != nil
    {
      return true
    }
    if filters.contains(.nodeResourcesFit), !fits(index, node) {
      return !exceedsNode(index, node)
    }
    if filters.contains(.podTopologySpread), !keepsSpread(links[index].hardSpread, node) {
      return spreadRefusal(links[index], node)?.resolvability != .never
    }
    guard links[index].hasAffinityFilters, filters.contains(.interPodAffinity) else { return true }
    return affinityRefusal(links[index], node)?.resolvability != .never
  }

  /// Whether a class requests more of a resource than the whole node has.
  private func exceedsNode(_ index: Int, _ node: Int) -> Bool {
    let base = node * stride
    for position in classes[index].amounts.resources.indices {
      let resource = classes[index].amounts.resources[position]
      if classes[index].amounts.amounts[position] > allocatable[base + resource],
        !isIgnored(resource, classes[index].profile)
      {
        return true
      }
    }
    return false
  }
}
