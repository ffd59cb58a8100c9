// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What stands in the status of a StatefulSet.
struct StatefulCounts {
  /// The numbers by their names; `nil` where they are left out.
  private(set) var numbers: [(name: String, count: Int?)]
  /// The revision that pods were of before the update.
  let currentRevision: String
  /// The revision of the set's template.
  let updateRevision: String

  init(_ rollout: StatefulRollout, current: Fields, update: Fields, collisions: Int?) {
    let pods = (rollout.replicas + rollout.condemned).filter(\.isCreated)
    let (now, next) = (current.objectName, update.objectName)
    let wanted = rollout.replicas.count
    func count(_ holds: (StatefulReplica) -> Bool) -> Int { pods.count(where: holds) }
    let ready = count(\.isReady)
    let updated = count { !$0.isTerminating && $0.revision == next }
    var old = count { !$0.isTerminating && $0.revision == now }
    var revision = now
    let isRolling = rollout.spec["updateStrategy"]?.object?["type"] != "OnDelete"
    if isRolling, updated == wanted, ready == wanted, pods.count == wanted {
      (revision, old) = (next, updated)
    }
    (currentRevision, updateRevision) = (revision, next)
    numbers = [
      ("observedGeneration", rollout.identity.set.generation.unlessZero),
      ("replicas", pods.count), ("readyReplicas", ready.unlessZero),
      ("availableReplicas", count(\.isAvailable)), ("currentReplicas", old.unlessZero),
      ("updatedReplicas", updated.unlessZero), ("collisionCount", collisions ?? 0),
    ]
  }
}

extension StatefulRollout {
  /// Writes the status where it has changed.
  func writeStatus(_ counts: StatefulCounts) throws(APIStatus) {
    let old = identity.set["status"]?.object ?? Fields()
    if counts.numbers.allSatisfy({ old.wholeNumber($0.name) == $0.count }),
      old["currentRevision"]?.string == counts.currentRevision,
      old["updateRevision"]?.string == counts.updateRevision
    {
      return
    }
    var changed = identity.set
    changed.modify("status") { status in
      for (name, count) in counts.numbers { status[name] = count.map { .integer(Int64($0)) } }
      status["currentRevision"] = .string(counts.currentRevision)
      status["updateRevision"] = .string(counts.updateRevision)
    }
    try environment.client.updateStatus(.statefulSets, changed)
  }
}
