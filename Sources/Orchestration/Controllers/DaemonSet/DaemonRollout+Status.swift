// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension DaemonRollout {
  /// Writes on how many nodes pods are and how they are, where that has changed.
  ///
  /// - Parameter isObserved: Whether what the set wants was seen to.
  /// - Throws: `Conflict` where what is known of the set is old.
  func writeStatus(isObserved: Bool) throws(APIStatus) {
    var (wanted, current, misplaced, ready, updated, available) = (0, 0, 0, 0, 0, 0)
    for node in nodes.names {
      let here = pods[node]?.first
      guard verdict(node).isWanted else {
        if here != nil { misplaced += 1 }
        continue
      }
      wanted += 1
      guard let here else { continue }
      current += 1
      if here.state.isReady {
        ready += 1
        if isAvailable(here) { available += 1 }
      }
      if here.isUpdated { updated += 1 }
    }
    let old = set["status"]?.object ?? Fields()
    var counts: [(String, Int?)] = [
      ("currentNumberScheduled", current), ("numberMisscheduled", misplaced),
      ("desiredNumberScheduled", wanted), ("numberReady", ready),
      ("updatedNumberScheduled", updated.unlessZero), ("numberAvailable", available.unlessZero),
      ("numberUnavailable", (wanted - available).unlessZero), ("collisionCount", collisions),
    ]
    if isObserved { counts.append(("observedGeneration", set.generation.unlessZero)) }
    if counts.allSatisfy({ old.wholeNumber($0.0) == $0.1 }) { return }
    var changed = set
    changed.modify("status") { status in
      for (name, count) in counts { status[name] = count.map { .integer(Int64($0)) } }
    }
    try environment.client.updateStatus(.daemonSets, changed)
  }
}
