// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Services whose tasks end (`swarmkit`, `manager/orchestrator/jobs`).
extension SwarmSync {
  /// Tasks of what was wanted before are of an iteration that is over.
  private mutating func beginIteration() throws(APIStatus) {
    for slot in sorted(slots.keys) {
      for task in slots[slot] ?? [] where task.version != spec.version { try shutDown(task) }
    }
    let known = job?.object
    guard known?["SpecVersion"]?.string != spec.version else { return }
    let index = (known?["JobIteration"]?[path: "Index"]).flatMap { Int64($0) }
    job = [
      "JobIteration": ["Index": .integer((index ?? -1) + 1)],
      "LastExecution": environment.timestamp, "SpecVersion": .string(spec.version),
    ]
  }

  /// The tasks of a slot that are of this iteration.
  private func current(_ slot: String) -> [SwarmTask] {
    (slots[slot] ?? []).filter { $0.version == spec.version }
  }

  /// A number of tasks that end, so many at a time.
  mutating func runJob(maxConcurrent: Int, completions: Int) throws(APIStatus) {
    try beginIteration()
    var (completed, active, given) = (0, 0, 0)
    for slot in sorted(slots.keys) {
      let tasks = current(slot)
      guard let newest = tasks.last else { continue }
      if tasks.contains(where: { $0.end == .complete }) {
        completed += 1
      } else if newest.end == nil || restarts(newest, among: slots[slot] ?? []) {
        if newest.end != nil || newest.isLive { active += 1 }
        if !touched.contains(slot) { try tend(slot) }
      } else {
        given += 1
      }
    }
    var free = min(maxConcurrent - active, completions - completed - active - given)
    var number = 0
    while free > 0 {
      number += 1
      let tasks = slots[String(number)] ?? []
      if tasks.contains(where: { $0.isLive || $0.end != nil && $0.version == spec.version }) {
        continue
      }
      try create(String(number))
      free -= 1
    }
  }

  /// A task on every node that ends; nodes that join later have theirs, too.
  mutating func runGlobalJob() throws(APIStatus) {
    try beginIteration()
    for name in sorted(nodes.keys) {
      guard let state = nodes[name], !state.isDown, state.availability == .active,
        spec.allows(state.view), !touched.contains(name)
      else { continue }
      let tasks = current(name)
      if tasks.isEmpty || (tasks.last?.isToEnd == true && !tasks.contains { $0.end == .complete }) {
        try create(name)
      } else if !tasks.contains(where: { $0.end == .complete }) {
        try tend(name)
      }
    }
  }
}
