// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How the tasks of a service are replaced when it wants other ones.
///
/// As many slots as `Parallelism` says are replaced at a time; each counts until its new task runs and
/// `Delay` has passed. Tasks that end within `Monitor` after they began to run are failures. From
/// `swarmkit`, `manager/orchestrator/update/updater.go`, where workers keep this in memory; here it
/// is read from the tasks.
extension SwarmSync {
  /// What stands in the place of an update for tasks that are moved.
  private static let moving = "rebalance"

  /// Whether a task is of another spec, or is to move.
  func isDirty(_ task: SwarmTask) -> Bool { task.version != spec.version || task.isToMove }

  /// Whether the tasks of a slot are to be replaced.
  private func isDirty(_ slot: String, byVersion: Bool = false) -> Bool {
    let tasks = slots[slot] ?? []
    let live = tasks.filter(\.isLive)
    guard !live.isEmpty else {
      guard let newest = tasks.last, newest.end != nil else { return false }
      return newest.version != spec.version && !restarts(newest, among: tasks)
    }
    if byVersion { return live.contains { $0.version != spec.version } }
    return live.count > 1 || isDirty(live[0])
  }

  /// The settings of what is going on.
  private var config: SwarmUpdateConfig {
    status?.state.isRollback == true && status?.version == spec.version
      ? spec.rollback : spec.update
  }

  /// Takes the next steps.
  mutating func update(_ kept: [String]) throws(APIStatus) {
    guard try begin(kept) else { return }
    if status?.version == spec.version, let state = status?.state, state.isPaused { return }
    if status?.state.isActive == true, try actOnFailures() { return }
    let dirty = kept.filter { isDirty($0) && !touched.contains($0) }
    let identity = status?.state.isActive == true ? status?.identity : nil
    var busy = 0
    var last: Int64 = status?.startedAt ?? 0
    var waiting: Set<String> = []
    for slot in kept {
      guard let free = busyUntil(slot, identity) else { continue }
      if free > now {
        busy += 1
        waiting.insert(slot)
        if free < .max { look(at: free) }
      } else {
        last = max(last, free)
      }
    }
    let parallelism = config.parallelism > 0 ? config.parallelism : max(1, kept.count)
    for slot in dirty where !waiting.contains(slot) && busy < parallelism {
      try replace(slot, identity)
      busy += 1
    }
    guard status?.state.isActive == true, dirty.isEmpty, busy == 0,
      !kept.contains(where: { isDirty($0) })
    else { return }
    let end = last + config.monitor
    if end > now { look(at: end) } else { try complete() }
  }

  /// Until when a slot counts as being replaced, in microseconds; without end while its new task does
  /// not run; `nil` where it was not replaced.
  private func busyUntil(_ slot: String, _ identity: String?) -> Int64? {
    let tasks = slots[slot] ?? []
    let marked = tasks.last {
      $0.update != nil && !$0.isToEnd && ($0.update == identity || $0.update == Self.moving)
    }
    guard let marked else { return nil }
    if marked.isLive {
      guard let running = marked.runningSince else { return .max }
      return tasks.contains { $0.isLive && $0.uid != marked.uid } ? .max : running + config.delay
    }
    let wait = isDirty(slot) ? max(config.delay, spec.restart.delay) : config.delay
    return (marked.endedAt ?? now) + wait
  }

  /// Replaces the tasks of a slot.
  private mutating func replace(_ slot: String, _ identity: String?) throws(APIStatus) {
    let live = (slots[slot] ?? []).filter(\.isLive)
    let mark = identity ?? Self.moving
    if live.isEmpty || config.order == .startFirst {
      try create(slot, update: mark)
    } else {
      try create(slot, startAfter: now, update: mark)
      for task in live { try shutDown(task) }
    }
  }

  // MARK: Beginning and end

  /// Begins an update where the service wants other tasks.
  ///
  /// - Returns: Whether there may be something to replace.
  private mutating func begin(_ kept: [String]) throws(APIStatus) -> Bool {
    if let known = status, known.version == spec.version {
      if known.state.isPaused, known.generation != service.generation {
        // Whoever changes a service whose update has paused has it go on.
        let state: SwarmUpdateStatus.State =
          known.state == .paused ? .updating : .rollbackStarted
        try set(
          SwarmUpdateStatus(
            state, "update in progress", at: now, version: spec.version,
            slots: kept.count { isDirty($0, byVersion: true) }, service))
      }
      return true
    }
    if status?.state == .rollbackStarted, let previous = service["previousSpec"]?.object,
      SwarmServiceSpec.version(of: previous) == status?.version
    {
      try goBack()
      return false
    }
    let dirty = kept.filter { isDirty($0, byVersion: true) }
    guard !dirty.isEmpty else { return true }
    forecast = predict()
    try set(
      SwarmUpdateStatus(
        .updating, "update in progress", at: now, version: spec.version, slots: dirty.count,
        service))
    return true
  }

  /// Writes how far the update is, before anything follows from it.
  private mutating func set(_ new: SwarmUpdateStatus) throws(APIStatus) {
    status = new
    try writeStatus()
    environment.events.record(
      service, new.state.isPaused ? .warning : .normal, reason: new.state.eventReason, new.message)
  }

  private mutating func complete() throws(APIStatus) {
    guard var done = status else { return }
    let isRollback = done.state == .rollbackStarted
    done.state = isRollback ? .rollbackCompleted : .completed
    done.message = isRollback ? "rollback completed" : "update completed"
    done.completedAt = now
    forecast = nil
    try set(done)
  }

  // MARK: Failures

  /// Pauses the update or goes back where too many new tasks have failed.
  ///
  /// - Returns: Whether the update has ended by that.
  private mutating func actOnFailures() throws(APIStatus) -> Bool {
    guard let status, config.failureAction != .continue else { return false }
    var failures = 0
    for slot in sorted(slots.keys) {
      for task in slots[slot] ?? [] where task.update == status.identity && task.end != nil {
        if let since = task.runningSince, (task.endedAt ?? now) - since > config.monitor {
          continue
        }
        failures += 1
        guard Double(failures) > config.maxFailureRatio * Double(max(1, status.slots)) else {
          continue
        }
        try fail(because: task)
        return true
      }
    }
    return false
  }

  private mutating func fail(because task: SwarmTask) throws(APIStatus) {
    guard var changed = status else { return }
    let cause = "due to failure or early termination of task \(task.identity)"
    if changed.state == .rollbackStarted {
      changed.state = .rollbackPaused
      changed.message = "rollback paused \(cause)"
      changed.generation = service.generation
      try set(changed)
    } else if config.failureAction == .rollback, let previous = service["previousSpec"]?.object {
      let version = SwarmServiceSpec.version(of: previous)
      try set(
        SwarmUpdateStatus(
          .rollbackStarted, "update rolled back \(cause)", at: now, version: version,
          slots: changed.slots, service))
      try goBack()
    } else {
      changed.state = .paused
      changed.message = "update paused \(cause)"
      changed.generation = service.generation
      try set(changed)
    }
  }

  /// Has the service want again what it wanted before.
  private func goBack() throws(APIStatus) {
    try environment.client.change(.swarmServices, key, uid: service.uid) { object in
      guard let previous = object["previousSpec"] else { return false }
      object["spec"] = previous
      object["previousSpec"] = .null
      return true
    }
  }

  /// Notes since when the tasks of an update run.
  func noteRunning(_ live: [SwarmTask]) throws(APIStatus) {
    for task in live where task.update != nil && task.runningSince == nil {
      guard task.readySince != nil else { continue }
      try environment.client.change(.pods, task.key, uid: task.uid) { pod in
        pod.modify("metadata") { metadata in
          metadata.modify("annotations") {
            $0[SwarmLabels.runningSince] = .string(String(now))
          }
        }
        return true
      }
    }
  }
}

extension SwarmUpdateStatus.State {
  /// The reason of the event that tells of the state.
  var eventReason: String {
    switch self {
    case .updating: "UpdateStarted"
    case .paused: "UpdatePaused"
    case .completed: "UpdateCompleted"
    case .rollbackStarted: "RollbackStarted"
    case .rollbackPaused: "RollbackPaused"
    case .rollbackCompleted: "RollbackCompleted"
    }
  }
}
