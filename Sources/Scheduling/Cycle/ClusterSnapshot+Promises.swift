// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// The pods without a node that were promised one and matter as much as a pod, or more.
  private func promised(_ pod: Int, _ node: Int) -> [Int] {
    guard let promised = nominations[node] else { return [] }
    let priority = priority(pod)
    return promised.filter {
      $0 != pod && pods.nodes[$0] < 0 && self.priority($0) >= priority
    }
  }

  /// Whether a pod that fits on a node still does when the pods that were promised the node are
  /// counted as if they were there.
  mutating func fitsBesidePromised(_ pod: Int, _ node: Int) -> Bool {
    let others = promised(pod, node)
    guard !others.isEmpty else { return true }
    return attempt(on: node) { snapshot in
      for other in others { snapshot.place(other, on: node) }
      let fits = snapshot.passesFiltersOfPods(snapshot.classIndex(pod), node)
      for other in others { snapshot.evict(other) }
      return fits
    }
  }

  /// The snapshot with the pods on a node that were promised it and matter as much as a pod; `nil`
  /// where there are none.
  func besidePromised(_ pod: Int, _ node: Int) -> ClusterSnapshot? {
    guard !nominations.isEmpty else { return nil }
    let others = promised(pod, node)
    guard !others.isEmpty else { return nil }
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
    let result = body(&self)
    (stamps[node], lastStamp) = (stamp, last)
    podsOnNode[node] = before
    return result
  }
}
