// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a scheduler writes into the status of pods.
enum PodReport {
  /// It fits nowhere; where a node is promised to it, which.
  case unschedulable(String, nominated: String?)
  /// The scheduler failed.
  case error(String)
  /// It has gates.
  case gated
  /// It is evicted for another pod that a scheduler places.
  case disrupted(by: String)
  /// No node is promised to it any more.
  case notNominated

  /// The condition.
  fileprivate var condition: (type: String, status: String, reason: String, message: String)? {
    switch self {
    case .unschedulable(let message, _): ("PodScheduled", "False", "Unschedulable", message)
    case .error(let message): ("PodScheduled", "False", "SchedulerError", message)
    case .gated:
      (
        "PodScheduled", "False", "SchedulingGated",
        "Scheduling is blocked due to non-empty scheduling gates"
      )
    case .disrupted(let scheduler):
      (
        "DisruptionTarget", "True", "PreemptionByScheduler",
        "\(scheduler): preempting to accommodate a higher priority pod"
      )
    case .notNominated: nil
    }
  }

  /// The status with the report in it; `nil` where it is there already.
  func apply(to pod: Fields, at time: Value) -> Fields? {
    var status = pod["status"]?.object ?? Fields()
    var isNew = false
    switch self {
    case .unschedulable(_, let node):
      if status["nominatedNodeName"]?.string != node {
        status["nominatedNodeName"] = node.map { .string($0) }
        isNew = true
      }
    case .notNominated:
      if status["nominatedNodeName"] != nil {
        status["nominatedNodeName"] = nil
        isNew = true
      }
    case .error, .gated, .disrupted: break
    }
    if let condition, let conditions = Self.set(condition, in: status, of: pod, at: time) {
      status["conditions"] = .array(conditions)
      isNew = true
    }
    guard isNew else { return nil }
    var changed = pod
    changed["status"] = .object(status)
    return changed
  }

  /// The conditions with one of a type set, `nil` where it is there.
  ///
  /// From `pkg/api/v1/pod/util.go`, `UpdatePodCondition`.
  private static func set(
    _ condition: (type: String, status: String, reason: String, message: String),
    in status: Fields, of pod: Fields, at time: Value
  ) -> [Value]? {
    var conditions = status["conditions"]?.array ?? []
    let place = conditions.firstIndex { $0[path: "type"]?.string == condition.type }
    let old = place.flatMap { conditions[$0].object }
    let isSameStatus = old?["status"]?.string == condition.status
    if isSameStatus, old?["reason"]?.string == condition.reason,
      old?["message"]?.string == condition.message
    {
      return nil
    }
    var made: Fields = ["type": .string(condition.type)]
    made["observedGeneration"] = pod.metadata["generation"]
    made["status"] = .string(condition.status)
    made["lastProbeTime"] = .null
    made["lastTransitionTime"] = isSameStatus ? old?["lastTransitionTime"] ?? time : time
    made["reason"] = .string(condition.reason)
    made["message"] = .string(condition.message)
    if let place { conditions[place] = .object(made) } else { conditions.append(.object(made)) }
    return conditions
  }
}

extension SchedulerComponent {
  /// Writes something into the status of a pod, unless it is there.
  ///
  /// - Parameters:
  ///   - pod: The pod as it is known.
  ///   - report: What is written.
  func report(_ pod: Fields, _ report: PodReport) {
    var known = pod
    // Where others have changed the pod meanwhile, what they wrote has to stay.
    for _ in 0..<3 {
      guard let changed = report.apply(to: known, at: environment.timestamp) else { return }
      do throws(APIStatus) {
        try environment.client.updateStatus(.pods, changed)
        return
      } catch {
        guard error.reason == .conflict,
          let latest = try? environment.client.find(.pods, ObjectKey(pod)), latest.uid == pod.uid
        else { return }
        known = latest
      }
    }
  }
}
