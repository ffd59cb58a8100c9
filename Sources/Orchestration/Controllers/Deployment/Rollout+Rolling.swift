// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The strategy `RollingUpdate` (`pkg/controller/deployment/rolling.go`).
extension Rollout {
  mutating func roll() throws(APIStatus) {
    try readNewSet(creating: true)
    // One step at a time: what comes of it is heard of.
    if try scaleUpNewSet() {
      try writeProgress()
      return
    }
    if try scaleDownOldSets() {
      try writeProgress()
      return
    }
    if isComplete(in: DeploymentCounts(deployment)) { try cleanUp() }
    try writeProgress()
  }

  /// How many pods the new ReplicaSet may have now.
  func newReplicas(of set: OwnedReplicaSet, total: Int) -> Int {
    guard total < limits.most else { return set.replicas }
    return set.replicas + min(limits.most - total, limits.replicas - set.replicas)
  }

  private mutating func scaleUpNewSet() throws(APIStatus) -> Bool {
    guard let index = newIndex, all[index].replicas != limits.replicas else { return false }
    if all[index].replicas > limits.replicas {
      return try scale(index, to: limits.replicas)
    }
    return try scale(index, to: newReplicas(of: all[index], total: total))
  }

  private mutating func scaleDownOldSets() throws(APIStatus) -> Bool {
    guard let newSet else { return false }
    let old = oldIndices.filter { all[$0].replicas > 0 }
    guard !old.isEmpty else { return false }
    // Pods of the new ReplicaSet that are not available do not make room.
    let room = total - limits.minAvailable - (newSet.replicas - newSet.available)
    guard room > 0 else { return false }
    guard let cleaned = try removeUnavailable(of: old, atMost: room) else { return false }
    return try removeAvailable(of: old) + cleaned > 0
  }

  /// Takes pods away that are not available, which costs nothing.
  ///
  /// - Returns: How many; `nil` where a ReplicaSet has more available pods than it is to have, so
  ///   that its status is of before it was scaled and cannot be trusted.
  private mutating func removeUnavailable(
    of old: [Int], atMost most: Int
  ) throws(APIStatus) -> Int? {
    var removed = 0
    for index in old where removed < most {
      let set = all[index]
      if set.replicas == 0 || set.replicas == set.available { continue }
      let count = min(most - removed, set.replicas - set.available)
      if count < 0 { return nil }
      _ = try scale(index, to: set.replicas - count)
      removed += count
    }
    return removed
  }

  /// Takes pods away that are available, as far as enough others are.
  private mutating func removeAvailable(of old: [Int]) throws(APIStatus) -> Int {
    let room = available - limits.minAvailable
    var removed = 0
    for index in old where removed < room {
      let set = all[index]
      guard set.replicas > 0 else { continue }
      let count = min(set.replicas, room - removed)
      _ = try scale(index, to: set.replicas - count)
      removed += count
    }
    return removed
  }
}
