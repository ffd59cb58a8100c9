// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the controller of Jobs looks at in pods.
extension Fields {
  /// Whether the pod was not counted yet.
  var isTracked: Bool {
    self["metadata"]?.object?["finalizers"]?.array?.contains(.string(JobNames.tracking)) ?? false
  }

  /// Whether the pod runs or will run.
  var isActivePod: Bool { !isTerminating && !hasFinishedPhase }

  /// Whether the pod is ending and has not ended.
  var isEndingPod: Bool { isTerminating && !hasFinishedPhase }

  /// The index of the pod; `nil` where it has none.
  var completionIndex: Int? {
    annotation(JobNames.completionIndex).flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  /// How often the index had failed before the pod was made, those included that do not count.
  var absoluteIndexFailures: Int {
    failureCount(JobNames.indexFailureCount) + failureCount(JobNames.indexIgnoredFailureCount)
  }

  /// A number of failures in an annotation.
  func failureCount(_ name: String) -> Int {
    annotation(name).flatMap { Int32($0) }.map { Swift.max(0, Int($0)) } ?? 0
  }

  /// When the pod ended (`pkg/controller/job/backoff_utils.go`): when its last container did, else
  /// when it was no longer ready, else when it was deleted, else when it was made.
  var finishTime: Timestamp {
    if let time = containerFinishTime { return time }
    if let ready = condition("Ready"), ready["status"] == "False",
      let time = ready.moment("lastTransitionTime")
    {
      return time
    }
    if let end = metadata.moment("deletionTimestamp") {
      let grace = metadata.integer("deletionGracePeriodSeconds") ?? 0
      return end.advanced(by: -grace * 1_000_000)
    }
    return metadata.moment("creationTimestamp") ?? Timestamp(seconds: 0)
  }

  private var containerFinishTime: Timestamp? {
    var latest: Timestamp?
    for status in observed["containerStatuses"]?.array ?? [] {
      let terminated = status.object?["state"]?.object?["terminated"]?.object
      guard let end = terminated?.moment("finishedAt") else { return nil }
      latest = Swift.max(latest ?? end, end)
    }
    return latest
  }
}

/// What is looked at in Jobs.
extension Fields {
  /// The condition that says how the job has ended; `nil` where it has not.
  var finishedCondition: Fields? {
    for type in ["Complete", "Failed"] {
      if let condition = condition(type), condition["status"] == "True" { return condition }
    }
    return nil
  }

  /// Sets a condition of a job; one that does not hold is not added.
  ///
  /// - Returns: Whether anything has changed.
  @discardableResult
  mutating func setJobCondition(
    _ type: String, _ status: String, _ reason: String, _ message: String, at now: Value
  ) -> Bool {
    let old = condition(type)
    if old == nil, status == "False" { return false }
    if let old, old["status"]?.string == status, old["reason"]?.string ?? "" == reason,
      old["message"]?.string ?? "" == message
    {
      return false
    }
    let condition: Value = [
      "type": .string(type), "status": .string(status), "lastProbeTime": now,
      "lastTransitionTime": now, "reason": .string(reason), "message": .string(message),
    ]
    modify("status") { status in
      var conditions = status["conditions"]?.array ?? []
      if let index = conditions.firstIndex(where: { $0.object?["type"]?.string == type }) {
        conditions[index] = condition
      } else {
        conditions.append(condition)
      }
      status["conditions"] = .array(conditions)
    }
    return true
  }
}
