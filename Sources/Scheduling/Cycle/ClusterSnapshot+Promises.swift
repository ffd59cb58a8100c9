// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// Whether a pod that was promised a node is on none and matters as much as a pod, or more.
  func isPromised(_ other: Int, before pod: Int) -> Bool {
    other != pod && pods.nodes[other] < 0 && priority(other) >= priority(pod)
  }

  /// The pods without a node that were promised one and matter as much as a pod, or more.
  func promised(_ pod: Int, _ node: Int) -> [Int] {
    guard !nominations[node].isEmpty else { return [] }
    return nominations[node].lazy.map { Int($0) }.filter { isPromised($0, before: pod) }
  }

  /// What `fitsBesidePromised(_:_:)` says of a pod on a node where only sums of resources count.
  func fitsBesideSums(_ pod: Int, _ index: Int, _ node: Int) -> Bool {
    let base = node * stride
    var places = allocatable[base + ResourceTable.pods] - Int64(podCounts[node])
    for other in nominations[node] where isPromised(Int(other), before: pod) { places -= 1 }
    guard places > 0 else { return false }
    for position in classes[index].amounts.resources.indices {
      let resource = classes[index].amounts.resources[position]
      var free = allocatable[base + resource] - requested[base + resource]
      for other in nominations[node] where isPromised(Int(other), before: pod) {
        free -= classes[classIndex(Int(other))].amounts[resource]
      }
      if classes[index].amounts.amounts[position] > free,
        !isIgnored(resource, classes[index].profile)
      {
        return false
      }
    }
    return true
  }

  /// Whether a pod that fits on a node still does when the pods that were promised the node are
  /// counted as if they were there.
  mutating func fitsBesidePromised(_ pod: Int, _ node: Int) -> Bool {
    guard !nominations[node].isEmpty else { return true }
    let index = classIndex(pod)
    // Mostly it is the room that both need, and nothing has to be placed to find that out.
    if filterMasks[classes[index].profile].contains(.nodeResourcesFit),
      !fitsBesideSums(pod, index, node)
    {
      return false
    }
    let others = promised(pod, node)
    guard !others.isEmpty else { return true }
    if looksAtSumsAndCounters(index),
      !others.contains(where: { isLinked(index, to: classIndex($0)) })
    {
      return true
    }
    return attempt(on: node) { snapshot in
      for other in others { snapshot.place(other, on: node) }
      let fits = snapshot.passesFiltersOfPods(index, node)
      for other in others { snapshot.evict(other) }
      return fits
    }
  }

  /// What `refusal(of:on:)` says, found out without a copy of the snapshot.
  mutating func refusalInPlace(of pod: Int, on node: Int) -> Refusal? {
    let index = classIndex(pod)
    let others = promised(pod, node)
    guard !others.isEmpty, !countsOnlySums(index),
      pods.named[pod] == -1 || pods.named[pod] == Int32(node)
    else { return refusal(of: pod, on: node) }
    let refusal = attempt(on: node) { snapshot in
      for other in others { snapshot.place(other, on: node) }
      let refusal = snapshot.refusal(ofClass: index, on: node)
      for other in others { snapshot.evict(other) }
      return refusal
    }
    return refusal ?? self.refusal(ofClass: index, on: node)
  }

  /// The snapshot with the pods on a node that were promised it and matter as much as a pod; `nil`
  /// where there are none.
  func besidePromised(_ pod: Int, _ node: Int) -> ClusterSnapshot? {
    let others = promised(pod, node)
    return others.isEmpty ? nil : beside(others, node)
  }

  /// The snapshot with some pods on a node.
  func beside(_ others: [Int], _ node: Int) -> ClusterSnapshot {
    var fork = self
    for other in others { fork.place(other, on: node) }
    return fork
  }

  /// Changes what is on a node for a moment; whoever does has to undo it.
  ///
  /// What was found out about the node stays valid, because in the end it is as it was; nothing is
  /// found out meanwhile.
  mutating func attempt<Result>(
    on node: Int, _ body: (inout ClusterSnapshot) -> Result
  ) -> Result {
    let (stamp, last) = (stamps[node], lastStamp)
    let before = podsOnNode[node]
    // A claim that is released for a moment might get another volume.
    let volumesBefore = volumes.claims.isEmpty ? nil : volumes
    let result = body(&self)
    if let volumesBefore { volumes = volumesBefore }
    (stamps[node], lastStamp) = (stamp, last)
    podsOnNode[node] = before
    return result
  }
}
