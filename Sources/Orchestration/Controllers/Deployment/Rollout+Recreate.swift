// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The strategy `Recreate` (`pkg/controller/deployment/recreate.go`).
extension Rollout {
  mutating func recreate() throws(APIStatus) {
    var isScaled = false
    for index in oldIndices where all[index].replicas > 0 {
      if try scale(index, to: 0) { isScaled = true }
    }
    if isScaled {
      try writeProgress()
      return
    }
    if try hasOldPods() {
      try writeProgress()
      return
    }
    try readNewSet(creating: true)
    if let newIndex { _ = try scale(newIndex, to: limits.replicas) }
    if isComplete(in: DeploymentCounts(deployment)) { try cleanUp() }
    try writeProgress()
  }

  /// Whether pods of other templates are there, also such as are ending.
  private mutating func hasOldPods() throws(APIStatus) -> Bool {
    for index in oldIndices {
      let set = all[index]
      if set.actual > 0 || !set.isObserved { return true }
      if let terminating = set.terminating {
        if terminating > 0 { return true }
      } else if try hasPods(set) {
        // Not every API tells of pods that are ending, so nothing is heard when they are gone.
        nextLook = 1_000_000
        return true
      }
    }
    return false
  }

  private func hasPods(_ set: OwnedReplicaSet) throws(APIStatus) -> Bool {
    guard let selector = PodLedger.selector(set.fields) else { return false }
    let options = ListOptions(namespace: ObjectKey(set.fields).namespace, labels: selector)
    return try environment.client.list(.pods, options).items.contains { pod in
      guard ControllerReference(of: pod)?.uid == set.uid else { return false }
      let phase = pod["status"]?.object?["phase"]
      return phase != "Succeeded" && phase != "Failed"
    }
  }
}
