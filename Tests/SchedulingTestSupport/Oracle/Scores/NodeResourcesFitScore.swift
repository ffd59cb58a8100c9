// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The weighted mean of the scores of the resources, in integers.
  func nodeResourcesFitScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    unnormalised(nodes.map { fitScore(pod, $0) })
  }

  private func fitScore(_ pod: Pod, _ node: Node) -> Int64 {
    var sum: Int64 = 0
    var weights: Int64 = 0
    for resource in profile.scoredResources {
      guard let room = scoredRoom(resource.name, pod, node, defaults: oracleNonZeroDefaults)
      else { continue }
      let score = fitScore(requested: room.requested, allocatable: room.allocatable)
      // Only here does a resource with score 0 not count at all.
      if case .requestedToCapacityRatio = profile.scoringStrategy, score <= 0 { continue }
      sum += score * resource.weight
      weights += resource.weight
    }
    if weights == 0 { return 0 }
    if case .requestedToCapacityRatio = profile.scoringStrategy {
      return Int64((Double(sum) / Double(weights)).rounded())
    }
    return sum / weights
  }

  private func fitScore(requested: Int64, allocatable: Int64) -> Int64 {
    switch profile.scoringStrategy {
    case .leastAllocated:
      return requested > allocatable ? 0 : (allocatable - requested) * 100 / allocatable
    case .mostAllocated:
      return min(requested, allocatable) * 100 / allocatable
    case .requestedToCapacityRatio(let shape):
      let utilization = requested > allocatable ? 100 : requested * 100 / allocatable
      return line(through: shape, at: utilization)
    }
  }

  /// The line through the points, their scores times 10; flat outside.
  private func line(
    through shape: [OracleProfile.ShapePoint], at utilization: Int64
  ) -> Int64 {
    for (index, point) in shape.enumerated() where utilization <= point.utilization {
      if index == 0 { return point.score * 10 }
      let before = shape[index - 1]
      return before.score * 10
        + (point.score * 10 - before.score * 10) * (utilization - before.utilization)
        / (point.utilization - before.utilization)
    }
    return (shape.last?.score ?? 0) * 10
  }

  /// What is requested of a resource on a node with the pod there, and what the node has; `nil`
  /// where the resource is not scored: the node has none, or it is one that nodes name themselves
  /// and the pod requests none.
  ///
  /// The defaults are for CPU and memory of containers that request none.
  func scoredRoom(
    _ resource: String, _ pod: Pod, _ node: Node, defaults: OracleAmounts
  ) -> (requested: Int64, allocatable: Int64, own: Int64)? {
    let allocatable = oracleAllocatable(node, resource)
    let own = oracleRequests(pod, isBound: false, defaults: defaults)[resource] ?? 0
    if allocatable == 0 { return nil }
    if oracleIsScalar(resource) && own == 0 { return nil }
    let used = cluster.requested(resource, on: node, defaults: defaults)
    return (used + own, allocatable, own)
  }
}
