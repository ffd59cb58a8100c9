// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension SimulatedMachine {
  /// Makes a container and starts it, which may take a while.
  ///
  /// - Parameters:
  ///   - subject: What it is.
  ///   - sandbox: The pod's part of the machine.
  ///   - memoryLimit: How much memory it may use; it is killed where it uses more.
  ///   - configuration: What it is given; `nil` for nothing.
  /// - Returns: The container, which may run already, or have ended.
  func startContainer(
    _ subject: BehaviorSubject, in sandbox: PodSandbox, memoryLimit: Int64?,
    _ configuration: ContainerConfiguration? = nil
  ) -> MachineContainer {
    let container = MachineContainer(subject, plan: .runs, sandboxAttempt: sandbox.attempt)
    container.configuration = configuration
    noteConditions(container, in: sandbox)
    container.configuration?.memoryLimit = memoryLimit
    container.plan = world.behaviors.plan(
      for: subject, at: clock.now, applying: container.configuration?.applications ?? [:])
    sandbox.add(container)
    guard container.plan.startDelay > 0 else {
      run(container, in: sandbox, memoryLimit)
      return container
    }
    container.appointment = clock.schedule(after: container.plan.startDelay) { [weak self] in
      guard let self, container.state == .created else { return }
      self.run(container, in: sandbox, memoryLimit)
      self.listener?.containerChanged(container, in: sandbox)
    }
    return container
  }

  private func run(_ container: MachineContainer, in sandbox: PodSandbox, _ memoryLimit: Int64?) {
    container.state = .running
    container.startedAt = clock.now
    container.clockOffset = clockOffset
    if hasLostDisk(sandbox.uid) {
      finish(container, code: 1, reason: .error)
      return
    }
    let plan = container.plan
    if let share = plan.cpu?.share {
      world.shares.join(share, container, from: clock.now.advanced(by: plan.readyDelay))
    }
    for write in plan.writes {
      let delay = write.after + writeDelay(write.path, container, in: sandbox)
      guard delay > 0 else {
        self.write(write, container, in: sandbox)
        continue
      }
      container.writing.append(
        clock.schedule(after: delay) { [weak self] in
          self?.write(write, container, in: sandbox)
        })
    }
    scheduleEnd(container, in: sandbox, memoryLimit)
  }

  /// Has a running container end when its plan says so, or when it uses too much memory.
  func scheduleEnd(
    _ container: MachineContainer, in sandbox: PodSandbox, _ memoryLimit: Int64?
  ) {
    container.appointment?.cancel()
    container.appointment = nil
    let plan = container.plan
    let age = clock.now.microseconds - container.startedAt.microseconds
    var end = plan.exit.map { (after: $0.after, code: $0.code, reason: Self.reason($0.code)) }
    if let memoryLimit, let time = plan.memory?.firstTime(above: memoryLimit, from: age),
      time < end?.after ?? .max
    {
      end = (time, 137, .outOfMemory)
    }
    guard let end else { return }
    guard end.after > age else {
      finish(container, code: end.code, reason: end.reason)
      return
    }
    container.appointment = clock.schedule(after: end.after - age) { [weak self] in
      self?.finish(container, code: end.code, reason: end.reason, toldIn: sandbox)
    }
  }

  private static func reason(_ code: Int) -> MachineContainer.Reason {
    code == 0 ? .completed : .error
  }

  /// Asks a container to end and kills it after a while; a second request can only shorten that.
  ///
  /// - Parameters:
  ///   - container: The container.
  ///   - sandbox: The pod's part of the machine.
  ///   - gracePeriod: How long it has, in microseconds.
  func stopContainer(
    _ container: MachineContainer, in sandbox: PodSandbox, gracePeriod: Int64
  ) {
    guard !container.hasExited else { return }
    let moment = clock.now.advanced(by: gracePeriod)
    if let known = container.killMoment, known <= moment { return }
    let isFirst = container.killMoment == nil
    container.killMoment = moment
    guard container.isRunning else {
      finish(container, code: 137, reason: .error)
      return
    }
    let end = container.plan.termination
    // What listens ends with the signal; it may have ended by itself before.
    if isFirst, end.after == 0, gracePeriod > 0 {
      finish(container, code: end.code, reason: Self.reason(end.code))
      return
    }
    container.killing?.cancel()
    if gracePeriod <= 0 {
      finish(container, code: 137, reason: .error)
      return
    }
    if isFirst, end.after < gracePeriod {
      container.killing = clock.schedule(after: end.after) { [weak self] in
        self?.finish(container, code: end.code, reason: Self.reason(end.code), toldIn: sandbox)
      }
      return
    }
    container.killing = clock.schedule(at: moment) { [weak self] in
      self?.finish(container, code: 137, reason: .error, toldIn: sandbox)
    }
  }

  /// Ends a container; the kubelet is told where it does not do that itself.
  func finish(
    _ container: MachineContainer, code: Int, reason: MachineContainer.Reason,
    toldIn sandbox: PodSandbox? = nil
  ) {
    guard !container.hasExited else { return }
    container.cancelAppointments()
    if let share = container.plan.cpu?.share { world.shares.leave(share, container) }
    if container.state == .created { container.startedAt = clock.now }
    container.state = .exited
    container.finishedAt = clock.now
    (container.exitCode, container.reason) = (code, reason)
    container.layer = [:]
    if let sandbox { listener?.containerChanged(container, in: sandbox) }
  }

  /// Ends a running container with a failure, as a fault does.
  public func crashContainer(_ pod: ObjectKey, _ name: String, code: Int = 1) {
    for sandbox in knownSandboxes where sandbox.key == pod {
      if let container = sandbox.latest(name), container.isRunning {
        finish(container, code: code, reason: Self.reason(code), toldIn: sandbox)
      }
    }
  }

  /// How many containers run.
  public var runningCount: Int {
    sandboxes.values.reduce(0) { sum, sandbox in
      sum + sandbox.containers.count(where: \.isRunning)
    }
  }
}
