// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How running containers are looked after: the hook after their start, and probes.
extension PodWorker {
  /// Sees how far a container has come, and ends it where it is not well.
  func lookAfter(_ index: Int) {
    guard let run = units[index].container, run.isRunning else { return }
    let container = shape.containers[index]
    let age = now.microseconds - run.startedAt.microseconds
    if container.hasPostStart, run.plan.postStart > 0, age < run.plan.postStart {
      units[index].hookEnd = run.startedAt.advanced(by: run.plan.postStart)
      look(at: run.startedAt.advanced(by: run.plan.postStart))
      return
    }
    if units[index].isStopping {
      continueStopping(index)
      return
    }
    var start = container.hasPostStart ? run.plan.postStart : 0
    if let settings = container.probes[.startup] {
      let found = evaluate(.startup, settings, run, from: start, age, index)
      units[index].isStarted = found.isPassing
      guard found.isPassing, let settled = found.settledAt else {
        if found.settledAt != nil { endUnwell(index, .startup, settings) }
        return
      }
      start = settled
    } else {
      units[index].isStarted = true
    }
    if let settings = container.probes[.liveness] {
      let found = evaluate(.liveness, settings, run, from: start, age, index)
      if !found.isPassing {
        endUnwell(index, .liveness, settings)
        return
      }
    }
    var isReady = age >= run.plan.readyDelay
    if !isReady { look(at: run.startedAt.advanced(by: run.plan.readyDelay)) }
    if let settings = container.probes[.readiness] {
      let found = evaluate(.readiness, settings, run, from: start, age, index)
      isReady = isReady && found.isPassing
    }
    units[index].isReady = isReady
  }

  private func evaluate(
    _ kind: ProbeKind, _ settings: ProbeSettings, _ run: MachineContainer, from start: Int64,
    _ age: Int64, _ index: Int
  ) -> ProbeEvaluation {
    var outcomes = run.plan.probes[kind] ?? ProbeOutcomes()
    if !machine.world.behaviors.disturbances.isEmpty, let sandbox = machine.sandbox(uid) {
      outcomes.windows += machine.world.behaviors.probeWindows(
        kind, machine.subject(run, in: sandbox), since: run.startedAt)
    }
    let found = ProbeEvaluation(kind, settings, outcomes, from: start, at: age)
    if let next = found.nextLook { look(at: run.startedAt.advanced(by: next)) }
    if let since = found.failingSince {
      let moment = run.startedAt.advanced(by: since)
      if units[index].toldFailure[kind] != moment {
        units[index].toldFailure[kind] = moment
        let name = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
        kubelet.tell(
          pod, .warning, reason: "Unhealthy",
          "\(name) probe failed: \(found.message ?? settings.failureText)")
      }
    }
    return found
  }

  /// Ends a container whose probe has failed too often.
  private func endUnwell(_ index: Int, _ kind: ProbeKind, _ settings: ProbeSettings) {
    guard !units[index].isStopping else { return }
    kubelet.tell(
      pod, reason: "Killing",
      "Container \(shape.containers[index].name) failed \(kind.rawValue) probe, will be restarted")
    let seconds = settings.gracePeriod ?? gracePeriodOfSpec
    stop(index, gracePeriod: seconds * 1_000_000)
  }

  var gracePeriodOfSpec: Int64 {
    if case .integer(let seconds)? = spec["terminationGracePeriodSeconds"] { return seconds }
    return 30
  }
}
