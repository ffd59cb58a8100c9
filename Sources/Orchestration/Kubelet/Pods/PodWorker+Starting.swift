// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How containers come to run.
extension PodWorker {
  /// Brings the pod forward as far as it goes now.
  func advance() {
    guard admit() else { return }
    guard volumes.isEmpty || mountVolumes(), makeVolumes(), let sandbox = prepareSandbox() else {
      return
    }
    mountVolumes(in: sandbox)
    // A container that has ended makes way for another one, so look again as long as there is news.
    for index in units.indices { seeEnd(index) }
    if !isInitialized {
      guard initialize(in: sandbox) else { return }
      isInitialized = true
    }
    keepContainers(in: sandbox)
    for index in units.indices { lookAfter(index) }
    for index in units.indices { seeEnd(index) }
    checkCompletion()
  }

  /// Checks once whether the node takes the pod.
  private func admit() -> Bool {
    if isAdmitted { return true }
    isAdmitted = true
    if startTime != nil { return true }
    startTime = kubelet.patterns.timestamp(machine.shown(now))
    keepDeadline()
    if let refusal = kubelet.refusal(of: self) {
      kubelet.tell(pod, .warning, reason: refusal.reason, refusal.message)
      ending = .rejected(
        reason: refusal.reason, message: "Pod was rejected: " + refusal.message)
      hasEnded = true
      return false
    }
    return true
  }

  /// The room for containers on the machine.
  private func prepareSandbox() -> PodSandbox? {
    if let sandbox = machine.sandbox(uid) {
      if sandbox.isAlive { return sandbox }
      // After a start of the machine, what is not to run again is left as it is.
      let hasRun = units.contains { $0.container != nil }
      if restartPolicy == "Never", hasRun {
        for index in units.indices { units[index].isEndSeen = units[index].container != nil }
        ending = .completed
        return nil
      }
      kubelet.tell(
        pod, reason: "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.")
      isInitialized = false
    }
    let isOnHostNetwork = spec["hostNetwork"] == .bool(true)
    guard
      let sandbox = machine.makeSandbox(pod, key: key, isOnHostNetwork: isOnHostNetwork)
    else {
      kubelet.tell(
        pod, .warning, reason: "FailedCreatePodSandBox",
        "Failed to create pod sandbox: no IP addresses available in range set")
      look(at: now.advanced(by: 10_000_000))
      return nil
    }
    return sandbox
  }

  /// Runs init containers and starts sidecars, in order.
  ///
  /// - Returns: Whether all have done their work.
  private func initialize(in sandbox: PodSandbox) -> Bool {
    for index in 0..<shape.initialCount {
      let isInitial = shape.containers[index].role == .initial
      if isInitial, hasSucceeded(index, in: sandbox) { continue }
      if !units[index].isActive { start(index, in: sandbox) }
      if ending != nil { return false }
      lookAfter(index)
      seeEnd(index)
      switch shape.containers[index].role {
      case .initial:
        guard hasSucceeded(index, in: sandbox) else { return false }
      case .sidecar:
        guard isStarted(index) else { return false }
      case .main: break
      }
    }
    return true
  }

  /// Whether a container has done its work in the present sandbox; in a new one it does it again.
  private func hasSucceeded(_ index: Int, in sandbox: PodSandbox) -> Bool {
    guard let run = units[index].container, run.hasExited else { return false }
    return run.exitCode == 0 && run.sandboxAttempt == sandbox.attempt
  }

  /// Starts what does not run and is to, in order; one that is being started makes others wait.
  private func keepContainers(in sandbox: PodSandbox) {
    for index in units.indices {
      let role = shape.containers[index].role
      if role == .initial { continue }
      if !units[index].isActive, ending == nil { start(index, in: sandbox) }
      if isBeingStarted(index) { return }
    }
  }

  private func isBeingStarted(_ index: Int) -> Bool {
    if units[index].pull != nil { return true }
    guard let run = units[index].container else { return false }
    if run.state == .created { return true }
    if let end = units[index].hookEnd, end > now, run.isRunning { return true }
    return false
  }

  /// Whether a container that has ended is started again.
  func restarts(_ index: Int) -> Bool {
    let container = shape.containers[index]
    if container.role == .sidecar { return true }
    guard let run = units[index].container, run.hasExited else { return true }
    if container.role == .initial { return run.exitCode != 0 && restartPolicy != "Never" }
    switch restartPolicy {
    case "Never": return false
    case "OnFailure": return run.exitCode != 0
    default: return true
    }
  }

  /// Starts a container unless something keeps it: its policy, its back-off, its image.
  private func start(_ index: Int, in sandbox: PodSandbox) {
    let container = shape.containers[index]
    if let run = units[index].container, run.hasExited {
      let isAnew = container.role == .initial && run.exitCode == 0
      guard isAnew || restarts(index) else {
        if container.role == .initial { ending = .completed }
        return
      }
      // The end is told before anything is done about it.
      let seen = run.finishedAt.advanced(by: kubelet.configuration.relistPeriod)
      guard now >= seen else {
        look(at: seen)
        return
      }
      if units[index].pull == nil, isKeptBack(index, since: run.finishedAt) { return }
    }
    guard hasImage(index), let configuration = configure(index, in: sandbox) else { return }
    if let run = units[index].container {
      units[index].backOff.grow(
        at: run.finishedAt, now: now, kubelet.configuration.crashBackOff)
    }
    let attempt = units[index].container.map { $0.attempt + 1 } ?? 0
    let run = machine.startContainer(
      subject(index, attempt: attempt), in: sandbox, memoryLimit: container.memoryLimit,
      configuration)
    units[index].begin(run)
    if kubelet.tells(.normal) {
      kubelet.tell(pod, reason: "Created", "Created container: \(container.name)")
      kubelet.tell(pod, reason: "Started", "Started container \(container.name)")
    }
    if run.plan.memory != nil { kubelet.usageChanged() }
  }

  /// Whether a container that crashed has to wait.
  private func isKeptBack(_ index: Int, since end: Timestamp) -> Bool {
    let limits = kubelet.configuration.crashBackOff
    guard let moment = units[index].backOff.end(since: end, maximum: limits.maximum), moment > now
    else { return false }
    let container = shape.containers[index]
    if case .crashLoop? = units[index].waiting {
    } else {
      kubelet.tell(
        pod, .warning, reason: "BackOff",
        "Back-off restarting failed container \(container.name) in pod "
          + "\(key.name)_\(key.namespace)(\(uid))")
    }
    units[index].waiting = .crashLoop(units[index].backOff.wait)
    look(at: moment)
    return true
  }

  /// Sees that a container has ended.
  private func seeEnd(_ index: Int) {
    guard let run = units[index].container, run.hasExited, !units[index].isEndSeen else { return }
    units[index].isEndSeen = true
    (units[index].isStarted, units[index].isReady) = (false, false)
    units[index].isStopping = false
    units[index].signalMoment = nil
    if run.plan.memory != nil { kubelet.usageChanged() }
    if restarts(index) {
      look(at: run.finishedAt.advanced(by: kubelet.configuration.relistPeriod))
    }
  }

  /// Whether nothing is left to be run.
  private func checkCompletion() {
    guard ending == nil else { return }
    for index in shape.initialCount..<units.count {
      guard let run = units[index].container, run.hasExited, !restarts(index) else { return }
    }
    if units.count > shape.initialCount { ending = .completed }
  }
}
