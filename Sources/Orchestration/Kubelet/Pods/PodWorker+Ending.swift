// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How containers end.
extension PodWorker {
  /// The least time that a container has after its hook (`minimumGracePeriodInSeconds`).
  private static let leastGrace: Int64 = 2_000_000

  /// Asks a container to end: first its hook is run, then it gets the signal, and at the end of the
  /// grace period it is killed.
  ///
  /// - Parameters:
  ///   - index: Which container.
  ///   - gracePeriod: How long it has, in microseconds.
  func stop(_ index: Int, gracePeriod: Int64) {
    guard let run = units[index].container, !run.hasExited else { return }
    let container = shape.containers[index]
    if !units[index].isStopping {
      units[index].isStopping = true
      if container.hasPreStop, run.isRunning, gracePeriod > 0 {
        let hook = min(container.preStopSleep ?? run.plan.preStop, gracePeriod)
        if hook > 0 {
          units[index].signalMoment = now.advanced(by: hook)
          units[index].gracePeriod = max(Self.leastGrace, gracePeriod - hook)
          look(at: now.advanced(by: hook))
          return
        }
      }
    }
    if units[index].signalMoment.map({ $0 > now }) ?? false {
      // The hook is still being run; a shorter period lets it end sooner.
      units[index].signalMoment = min(
        units[index].signalMoment ?? now, now.advanced(by: gracePeriod))
      continueStopping(index)
      return
    }
    signal(run, gracePeriod: gracePeriod > 0 ? max(Self.leastGrace, gracePeriod) : 0)
    seeForcedEnd(index)
  }

  /// Sends the signal once the hook is done.
  func continueStopping(_ index: Int) {
    guard let run = units[index].container, !run.hasExited,
      let moment = units[index].signalMoment
    else { return }
    guard now >= moment else {
      look(at: moment)
      return
    }
    units[index].signalMoment = nil
    signal(run, gracePeriod: units[index].gracePeriod)
    seeForcedEnd(index)
  }

  private func signal(_ run: MachineContainer, gracePeriod: Int64) {
    guard let sandbox = machine.sandbox(uid) else { return }
    machine.stopContainer(run, in: sandbox, gracePeriod: gracePeriod)
  }

  private func seeForcedEnd(_ index: Int) {
    guard let run = units[index].container, run.hasExited, ending == nil else { return }
    look(at: now)
  }

  /// Ends all containers: at first what the pod is for, then its sidecars, the last one first.
  func terminate() {
    if endingSince == nil {
      endingSince = now
      for index in units.indices {
        if let pull = units[index].pull { kubelet.images.cancel(pull) }
        units[index].pull = nil
        if units[index].isActive, kubelet.tells(.normal) {
          kubelet.tell(
            pod, reason: "Killing", "Stopping container \(shape.containers[index].name)")
        }
      }
    }
    let passed = now.microseconds - (endingSince ?? now).microseconds
    let whole = gracePeriod
    let left = whole == 0 ? 0 : max(Self.leastGrace, whole - passed)
    var isWaiting = false
    for index in units.indices where shape.containers[index].role != .sidecar {
      end(index, left)
      if units[index].isActive { isWaiting = true }
    }
    for index in units.indices.reversed()
    where shape.containers[index].role == .sidecar && !isWaiting {
      end(index, left)
      if units[index].isActive { isWaiting = true }
    }
    if isWaiting { return }
    hasEnded = true
    releaseConfiguration()
    var usesMemory = false
    for index in units.indices {
      if units[index].container?.plan.memory != nil { usesMemory = true }
    }
    if let sandbox = machine.sandbox(uid) { machine.stopSandbox(sandbox) }
    if case .removed? = ending { machine.removeSandbox(uid) }
    if usesMemory { kubelet.usageChanged() }
  }

  private func end(_ index: Int, _ left: Int64) {
    guard units[index].isActive else { return }
    if !units[index].isStopping || units[index].gracePeriod > left {
      units[index].gracePeriod = left
      stop(index, gracePeriod: left)
    } else {
      continueStopping(index)
    }
  }

  /// How long the containers have to end, in microseconds.
  ///
  /// From `calculateEffectiveGracePeriod`: what the deletion says, else what the pod says, and one
  /// second at least.
  private var gracePeriod: Int64 {
    if case .failed(_, _, let seconds?, _)? = ending { return seconds * 1_000_000 }
    if case .integer(let seconds)? = pod.metadata["deletionGracePeriodSeconds"] {
      return max(1, seconds) * 1_000_000
    }
    return max(1, gracePeriodOfSpec) * 1_000_000
  }
}
