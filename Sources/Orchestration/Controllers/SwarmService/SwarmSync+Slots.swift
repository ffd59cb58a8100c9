// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The slots that a service keeps, those that it lacks, and those that are too many.
struct SwarmSlots {
  var kept: [String] = []
  var missing: [String] = []
  var surplus: [String] = []
}

extension SwarmSync {
  /// Whether something is or was in a slot that need not be made anew.
  private func isOccupied(_ tasks: [SwarmTask]) -> Bool {
    if tasks.contains(where: \.isLive) { return true }
    guard let newest = tasks.last else { return false }
    return newest.end != nil && !newest.isToEnd
  }

  /// The slots of a replicated service.
  ///
  /// Where there are too many, those go that do not run, then those of nodes with most tasks of the
  /// service (`swarmkit`, `orchestrator/replicated/services.go`, `slot.go`).
  func replicatedSlots(_ count: Int) -> SwarmSlots {
    var result = SwarmSlots()
    let occupied = sorted(slots.keys.filter { isOccupied(slots[$0] ?? []) })
    if occupied.count <= count {
      result.kept = occupied
      let taken = Set(occupied)
      var number = 0
      while result.missing.count < count - occupied.count {
        number += 1
        if !taken.contains(String(number)) { result.missing.append(String(number)) }
      }
      return result
    }
    func isRunning(_ slot: String) -> Bool {
      slots[slot]?.contains { $0.isLive && $0.readySince != nil } ?? false
    }
    var seen: [String: Int] = [:]
    let order = occupied.filter(isRunning) + occupied.filter { !isRunning($0) }
    let ranked = order.enumerated().map { position, slot -> (index: Int, position: Int, String) in
      let live = slots[slot]?.filter(\.isLive) ?? []
      guard live.count == 1, !live[0].node.isEmpty else { return (.max, position, slot) }
      seen[live[0].node, default: 0] += 1
      return (seen[live[0].node, default: 0], position, slot)
    }.sorted { ($0.index, $0.position) < ($1.index, $1.position) }.map { $0.2 }
    result.kept = sorted(ranked.prefix(count))
    result.surplus = sorted(ranked.dropFirst(count))
    return result
  }

  /// The slots of a global service: the nodes that keep its constraints.
  ///
  /// Paused nodes keep their task and get none; those that are drained, do not answer or do not keep
  /// the constraints lose it (`swarmkit`, `orchestrator/global/global.go`).
  func globalSlots() -> SwarmSlots {
    var result = SwarmSlots()
    for (name, state) in nodes {
      let isFit = !state.isDown && state.availability != .drain && spec.allows(state.view)
      let isThere = isOccupied(slots[name] ?? [])
      if isFit, isThere {
        result.kept.append(name)
      } else if isFit, state.availability == .active {
        result.missing.append(name)
      }
    }
    result.kept = sorted(result.kept)
    result.missing = sorted(result.missing)
    let kept = Set(result.kept)
    result.surplus = sorted(slots.keys.filter { !kept.contains($0) && isOccupied(slots[$0] ?? []) })
    return result
  }

  /// Keeps the tasks of a service that runs for ever.
  mutating func keep(_ wanted: SwarmSlots) throws(APIStatus) {
    for slot in wanted.surplus {
      for task in slots[slot] ?? [] { try shutDown(task) }
    }
    for slot in wanted.kept { try tend(slot) }
    for slot in wanted.missing { try create(slot) }
    try update(wanted.kept)
  }

  /// Why a task cannot stay on its node; `nil` where it can.
  private func fault(of task: SwarmTask) -> SwarmFault? {
    guard !task.node.isEmpty else { return nil }
    guard let node = nodes[task.node] else { return .down }
    if node.isDown { return .down }
    if node.availability == .drain { return .drained }
    return spec.allows(node.view) || task.version != spec.version ? nil : .constraints
  }

  /// Looks after one slot: turns, tasks on nodes where they cannot stay, restarts.
  mutating func tend(_ slot: String) throws(APIStatus) {
    let tasks = slots[slot] ?? []
    var live = tasks.filter(\.isLive)
    for task in live {
      guard let fault = fault(of: task) else { continue }
      live.removeAll { $0.uid == task.uid }
      try shutDown(task)
      environment.events.record(
        service, .warning, reason: "TaskShutdown", "\(task.key.name): \(fault.message(task.node))")
      if live.isEmpty {
        let delay = fault == .drained ? 0 : spec.restart.delay
        try create(
          slot, startAfter: now + delay, update: task.isToMove ? nil : task.update,
          restarts: task.version == spec.version ? task.restarts : 0)
      }
    }
    if touched.contains(slot) { return }
    if let gated = live.last(where: \.isGated) {
      try tend(gated, among: tasks)
      return
    }
    try noteRunning(live)
    if live.count > 1 {
      let clean = live.filter { !isDirty($0) }
      // A new task that waits for room holds the place, once old ones are to stop first.
      let stopsFirst = spec.update.order == .stopFirst
      if let chosen = clean.last(where: { stopsFirst || $0.readySince != nil }) {
        for task in live where task.uid != chosen.uid { try shutDown(task) }
      }
    } else if live.isEmpty {
      try restart(slot, tasks)
    }
  }

  /// Lets a task have its turn once its time has come and the others of the slot have ended.
  private mutating func tend(_ gated: SwarmTask, among tasks: [SwarmTask]) throws(APIStatus) {
    var waits = false
    for other in tasks where other.uid != gated.uid && other.end == nil {
      if let node = nodes[other.node], !node.isDown { waits = true }
      if other.isLive { try shutDown(other) }
    }
    if gated.startAfter > now {
      look(at: gated.startAfter)
    } else if !waits {
      try release(gated)
    }
  }

  /// Replaces a task that has ended, as the restart policy says.
  private mutating func restart(_ slot: String, _ tasks: [SwarmTask]) throws(APIStatus) {
    guard let ended = tasks.last, ended.end != nil, restarts(ended, among: tasks) else { return }
    let isSame = ended.version == spec.version
    try create(
      slot, startAfter: (ended.endedAt ?? now) + spec.restart.delay,
      restarts: isSame ? ended.restarts + 1 : 0)
  }

  /// Whether a task that has ended is to be replaced (`swarmkit`, `orchestrator/restart/restart.go`,
  /// `ShouldRestart`).
  func restarts(_ ended: SwarmTask, among tasks: [SwarmTask]) -> Bool {
    switch spec.restart.condition {
    case .none: return false
    case .onFailure: if ended.end == .complete { return false }
    case .any: break
    }
    guard spec.restart.maxAttempts > 0, ended.version == spec.version else { return true }
    guard spec.restart.window > 0 else { return ended.restarts < spec.restart.maxAttempts }
    let from = (ended.endedAt ?? now) - spec.restart.window
    let recent = tasks.count {
      $0.version == ended.version && $0.restarts > 0 && $0.created > from
    }
    return recent < spec.restart.maxAttempts
  }
}

/// Why a task cannot stay on its node.
enum SwarmFault {
  /// The node does not answer, or is gone.
  case down
  /// The node is drained.
  case drained
  /// The node does not keep the constraints of the service any more.
  case constraints

  func message(_ node: String) -> String {
    switch self {
    case .down: "node \(node) is down"
    case .drained: "node \(node) is drained"
    case .constraints: "assigned node no longer meets constraints"
    }
  }
}
