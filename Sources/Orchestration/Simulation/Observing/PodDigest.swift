// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What an observer keeps of a pod.
struct PodDigest {
  /// How far a pod has come.
  enum Stage: String {
    /// It has no node.
    case pending = "Pending"
    /// It has a node and does not run yet.
    case starting = "Starting"
    /// It runs.
    case running = "Running"
    /// It runs and takes requests.
    case ready = "Ready"
    /// It is to end.
    case ending = "Terminating"
    /// It has ended well.
    case succeeded = "Succeeded"
    /// It has ended badly.
    case failed = "Failed"
  }

  var stage: Stage
  /// The node's number; -1 for none.
  var node: Int32
  var cpu: Int64
  var memory: Int64
  var created: Int64
  var restarts: Int32
  /// Whether it has ever taken requests.
  var hasBeenReady = false
  /// Whether one of a DaemonSet.
  var isDaemon: Bool
  /// Why it does not run, as `kubectl get pods` shows it: `CrashLoopBackOff`, `Evicted`.
  var reason: String

  /// Whether it takes room on its node.
  var takesRoom: Bool { node >= 0 && stage != .succeeded && stage != .failed }

  /// What it requests, for the log: thousandths of CPU and bytes of memory.
  var room: [(name: String, value: Value)] {
    [("cpu", .integer(cpu)), ("memory", .integer(memory))]
  }

  /// The stage of a pod.
  static func stage(of object: Fields) -> Stage {
    let status = object["status"]?.object
    switch status?["phase"]?.string {
    case "Succeeded": return .succeeded
    case "Failed": return .failed
    default: break
    }
    if object["metadata"]?.object?["deletionTimestamp"] != nil { return .ending }
    guard object["spec"]?.object?["nodeName"]?.string ?? "" != "" else { return .pending }
    guard status?["phase"]?.string == "Running" else { return .starting }
    for condition in status?["conditions"]?.array ?? [] {
      guard let fields = condition.object, fields["type"]?.string == "Ready" else { continue }
      return fields["status"]?.string == "True" ? .ready : .running
    }
    return .running
  }

  /// How often containers of a pod were started again, and what one waits for.
  static func containers(of object: Fields) -> (restarts: Int32, reason: String) {
    let status = object["status"]?.object
    var restarts: Int64 = 0
    var reason = status?["reason"]?.string ?? ""
    for list in ["initContainerStatuses", "containerStatuses"] {
      for container in status?[list]?.array ?? [] {
        guard let fields = container.object else { continue }
        if case .integer(let count)? = fields["restartCount"] { restarts += count }
        guard reason.isEmpty else { continue }
        let state = fields["state"]?.object
        reason =
          state?["waiting"]?.object?["reason"]?.string
          ?? state?["terminated"]?.object?["reason"]?.string ?? ""
      }
    }
    if reason == "ContainerCreating" || reason == "PodInitializing" || reason == "Completed" {
      reason = ""
    }
    return (Int32(clamping: restarts), reason)
  }
}
