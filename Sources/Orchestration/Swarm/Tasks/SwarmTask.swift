// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A task of a Swarm service, as its pod says it is.
///
/// A pod that waits for its turn is in Swarm's state `ready`, one that is ready is `running`; one that
/// has ended stays as history.
struct SwarmTask {
  /// How a task has ended.
  enum End {
    /// Well.
    case complete
    /// Badly.
    case failed
  }

  let key: ObjectKey
  let uid: String
  /// A number from 1, or the node of a global service.
  let slot: String
  /// The how manieth task of its slot it is.
  let attempt: Int
  /// What it was made of.
  let version: String
  /// The node that it is on; empty where it has none yet.
  let node: String
  /// Whether it is to end.
  let isToEnd: Bool
  /// How it has ended; `nil` where it has not.
  let end: End?
  /// When it has ended, in microseconds.
  let endedAt: Int64?
  /// When its container began, in microseconds.
  let startedAt: Int64?
  /// Since when it runs and is healthy, in microseconds; `nil` where it does not.
  let readySince: Int64?
  /// Since when it runs, as its update has noted; `nil` where no update watches it.
  let runningSince: Int64?
  /// How often its slot was restarted before, with the same spec.
  let restarts: Int
  /// When it was made, in microseconds.
  let created: Int64
  /// The identity that people see.
  let identity: String
  /// Whether it waits for its turn.
  let isGated: Bool
  /// When its turn comes at the earliest, in microseconds.
  let startAfter: Int64
  /// The update that it was made by.
  let update: String?
  /// Whether it is to move to where there is more room.
  let isToMove: Bool
  /// Why it cannot start, where its node says so.
  let rejection: String?

  /// Whether it runs or is to run.
  var isLive: Bool { end == nil && !isToEnd }

  /// Reads a pod; `nil` where it is no task.
  init?(_ key: ObjectKey, _ pod: Fields) {
    guard let slot = pod.label(SwarmLabels.slot) else { return nil }
    (self.key, uid, self.slot) = (key, pod.uid, slot)
    attempt = pod.label(SwarmLabels.attempt).flatMap { Int($0) } ?? 1
    version = pod.label(SwarmLabels.specVersion) ?? ""
    node = pod.boundNode
    isToEnd = pod.isTerminating
    switch pod.phase {
    case "Succeeded": end = .complete
    case "Failed": end = .failed
    default: end = nil
    }
    endedAt = end == nil ? nil : Self.endTime(of: pod) ?? pod.created
    startedAt = Self.startTime(of: pod)
    readySince =
      pod.isReady ? pod.condition("Ready")?.moment("lastTransitionTime")?.microseconds : nil
    runningSince = pod.annotation(SwarmLabels.runningSince).flatMap { Int64($0) }
    restarts = pod.annotation(SwarmLabels.restarts).flatMap { Int($0) } ?? 0
    created = pod.created
    identity = pod.label(SwarmLabels.taskID) ?? ""
    isGated = !(pod["spec"]?[path: "schedulingGates"]?.array ?? []).isEmpty
    startAfter = pod.annotation(SwarmLabels.startAfter).flatMap { Int64($0) } ?? 0
    update = pod.annotation(SwarmLabels.update)
    isToMove = pod.annotation(SwarmLabels.rebalance) != nil
    rejection = end == nil ? Self.rejection(of: pod) : nil
  }

  /// When the containers of a pod ended, in microseconds; `nil` where none says so.
  static func endTime(of pod: Fields) -> Int64? {
    containers(of: pod).compactMap {
      $0["state"]?[path: "terminated", "finishedAt"].flatMap { Timestamp($0) }?.microseconds
    }.max() ?? pod.condition("Ready")?.moment("lastTransitionTime")?.microseconds
  }

  /// When the first container of a pod began, in microseconds.
  private static func startTime(of pod: Fields) -> Int64? {
    containers(of: pod).compactMap { container in
      let state = container["state"]
      return (state?[path: "running", "startedAt"] ?? state?[path: "terminated", "startedAt"])
        .flatMap { Timestamp($0) }?.microseconds
    }.min()
  }

  /// Why a container cannot start, as an agent of Swarm rejects a task.
  private static func rejection(of pod: Fields) -> String? {
    for container in containers(of: pod) {
      guard let waiting = container["state"]?[path: "waiting"]?.object else { continue }
      switch waiting["reason"]?.string {
      case "ErrImagePull", "ImagePullBackOff", "InvalidImageName":
        return "No such image: \(container["image"]?.string ?? "")"
      case "CreateContainerError", "CreateContainerConfigError":
        return waiting["message"]?.string ?? "cannot create container"
      default: continue
      }
    }
    return nil
  }

  private static func containers(of pod: Fields) -> [Fields] {
    (pod["status"]?[path: "containerStatuses"]?.array ?? []).compactMap(\.object)
  }

  /// The order within a slot: by attempts.
  static func isOlder(_ left: SwarmTask, _ right: SwarmTask) -> Bool {
    left.attempt != right.attempt ? left.attempt < right.attempt : left.key < right.key
  }
}
