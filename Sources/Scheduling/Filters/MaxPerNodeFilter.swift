// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// `MaxPerNode`: whether the node has fewer pods of the owner than the annotation allows.
  ///
  /// Pods of the owner that lack the annotation do not count. There is no such filter in Kubernetes;
  /// Swarm has it (`manager/scheduler/filter.go`, `MaxReplicasFilter`).
  ///
  /// - Complexity: Linear in the pods on the node for classes with a limit.
  func perNodeRefusal(_ index: Int, _ node: Int) -> Refusal? {
    guard let limit = classes[index].perNode else { return nil }
    let held = podsOnNode[node].count {
      classes[classIndex(Int($0))].perNode?.owner == limit.owner
    }
    guard held >= limit.most else { return nil }
    return Refusal(
      .maxPerNode, [.tooManyOfOwner(held: held, allowed: limit.most)], .byEviction)
  }
}
