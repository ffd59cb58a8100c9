// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Why a container does not run yet.
enum WaitingReason {
  case creating
  case initializing
  case pullFailed(String)
  case pullBackOff(String)
  case neverPull(String)
  case crashLoop(Int64)
  case configurationFailed(String)

  /// The word that statuses have.
  var reason: String {
    switch self {
    case .creating: "ContainerCreating"
    case .initializing: "PodInitializing"
    case .pullFailed: "ErrImagePull"
    case .pullBackOff: "ImagePullBackOff"
    case .neverPull: "ErrImageNeverPull"
    case .crashLoop: "CrashLoopBackOff"
    case .configurationFailed: "CreateContainerConfigError"
    }
  }
}

/// A wait that grows each time, as `flowcontrol.Backoff` of client-go has it.
struct GrowingBackOff {
  /// How long the wait is.
  private(set) var wait: Int64 = 0
  private var updatedAt: Int64 = 0

  /// Until when to wait after an event; `nil` where there is no wait.
  func end(since event: Timestamp, maximum: Int64) -> Timestamp? {
    guard wait > 0, event.microseconds - updatedAt <= 2 * maximum else { return nil }
    return event.advanced(by: wait)
  }

  /// Makes the wait longer, or as short as at first after a long while without events.
  mutating func grow(
    at event: Timestamp, now: Timestamp, _ limits: (initial: Int64, maximum: Int64)
  ) {
    let isOver = event.microseconds - updatedAt > 2 * limits.maximum
    wait = wait == 0 || isOver ? limits.initial : min(2 * wait, limits.maximum)
    updatedAt = now.microseconds
  }
}

/// What a pod's worker knows of one of its containers.
struct ContainerUnit {
  /// The latest run.
  var container: MachineContainer?
  /// The run before.
  var previous: MachineContainer?
  /// Why it does not run.
  var waiting: WaitingReason?
  /// What keeps it from being started again and again.
  var backOff = GrowingBackOff()
  /// The image that is being fetched for it.
  var pull: ImageRequest?
  /// When the hook after its start is done.
  var hookEnd: Timestamp?
  /// Whether it has passed its startup probe and its hook.
  var isStarted = false
  /// Whether it takes requests.
  var isReady = false
  /// The beginnings of failures that were told of already.
  var toldFailure: [ProbeKind: Timestamp] = [:]
  /// When it is to get the signal that ends it, once it was asked to end.
  var signalMoment: Timestamp?
  /// Whether it was asked to end.
  var isStopping = false
  /// How long it has after the signal, in microseconds.
  var gracePeriod: Int64 = .max
  /// Whether its end was seen.
  var isEndSeen = false

  /// Whether it runs or is about to.
  var isActive: Bool { container.map { !$0.hasExited } ?? false }

  /// Begins with a new run.
  mutating func begin(_ run: MachineContainer) {
    previous = container
    container = run
    waiting = nil
    hookEnd = nil
    (isStarted, isReady, isStopping, isEndSeen) = (false, false, false, false)
    toldFailure = [:]
    gracePeriod = .max
    signalMoment = nil
  }
}
