// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ReplicaSetController {
  /// Writes how many pods there are and how they are, where that has changed.
  ///
  /// From `pkg/controller/replicaset/replica_set_utils.go`.
  func writeStatus(
    _ set: Fields, _ account: PodAccount, _ outcome: ReplicaOutcome
  ) throws(APIStatus) {
    let old = set["status"]?.object ?? Fields()
    let counts: [(String, Int?)] = [
      ("replicas", account.active), ("fullyLabeledReplicas", account.fullyLabeled.unlessZero),
      ("readyReplicas", account.ready.unlessZero),
      (
        "availableReplicas",
        account.available(at: environment.clock.now.microseconds).unlessZero
      ),
      ("terminatingReplicas", account.terminating), ("observedGeneration", set.generation),
    ]
    let known = old["conditions"]?.array ?? []
    let conditions = self.conditions(known, outcome)
    if counts.allSatisfy({ old.wholeNumber($0.0) == $0.1 }), conditions == nil { return }
    var changed = set
    changed.modify("status") { status in
      for (name, count) in counts { status[name] = count.map { .integer(Int64($0)) } }
      if let conditions { status["conditions"] = conditions.isEmpty ? nil : .array(conditions) }
    }
    try environment.client.updateStatus(.replicaSets, changed)
  }

  /// The conditions after a look; `nil` where they stay as they are.
  private func conditions(_ known: [Value], _ outcome: ReplicaOutcome) -> [Value]? {
    let isKnown = known.contains { $0.object?["type"] == "ReplicaFailure" }
    guard let error = outcome.error else {
      return isKnown ? known.filter { $0.object?["type"] != "ReplicaFailure" } : nil
    }
    if isKnown { return nil }
    return known + [
      [
        "type": "ReplicaFailure", "status": "True",
        "lastTransitionTime": environment.timestamp,
        "reason": outcome.surplus < 0 ? "FailedCreate" : "FailedDelete",
        "message": .string(error.message),
      ]
    ]
  }
}

extension Int {
  /// The number, `nil` for 0: how counts stand in a status.
  var unlessZero: Int? { self == 0 ? nil : self }
}
