// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One look at a Swarm service and its tasks, and what is done about them.
struct SwarmSync {
  let environment: ComponentEnvironment
  /// The service as it is known.
  var service: Fields
  let key: ObjectKey
  let spec: SwarmServiceSpec
  /// The tasks of each slot, the oldest first.
  let slots: [String: [SwarmTask]]
  let nodes: [String: SwarmNodeState]
  let ledger: SwarmLedger
  /// The objects of the cluster, for what is worked out in advance.
  let cluster: () -> ClusterObjects
  /// The Services that there are.
  let endpoints: (ObjectKey) -> Fields?
  let maker: SwarmTaskPod
  let now: Int64
  /// When the service is to be looked at again, in microseconds.
  var nextLook: Int64?
  /// The slots about which something was done.
  var touched: Set<String> = []
  /// What is written into the status.
  var status: SwarmUpdateStatus?
  var forecast: Value?
  var job: Value?

  /// How many tasks of a slot are kept after their end, enough for the scheduler to see that a node
  /// fails them.
  private static let historyLimit = 5

  init(
    environment: ComponentEnvironment, service: Fields, tasks: [SwarmTask],
    nodes: [String: SwarmNodeState], ledger: SwarmLedger,
    endpoints: @escaping (ObjectKey) -> Fields?, cluster: @escaping () -> ClusterObjects
  ) {
    (self.environment, self.service, self.nodes) = (environment, service, nodes)
    (self.ledger, self.cluster, self.endpoints) = (ledger, cluster, endpoints)
    key = ObjectKey(service)
    spec = SwarmServiceSpec(service)
    var slots: [String: [SwarmTask]] = [:]
    for task in tasks.sorted(by: SwarmTask.isOlder) { slots[task.slot, default: []].append(task) }
    self.slots = slots
    let names = nodes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    maker = SwarmTaskPod(service, spec, nodes: names.compactMap { nodes[$0]?.view })
    now = environment.clock.now.microseconds
    status = SwarmUpdateStatus(service)
    forecast = service["status"]?[path: "Forecast"]
    job = service["status"]?[path: "JobStatus"]
  }

  /// Does what there is to do.
  mutating func run() throws(APIStatus) {
    syncEndpoint()
    if try rejectTasks() { return }
    switch spec.mode {
    case .replicated(let count): try keep(replicatedSlots(count))
    case .global: try keep(globalSlots())
    case .replicatedJob(let concurrent, let completions):
      try runJob(maxConcurrent: concurrent, completions: completions)
    case .globalJob: try runGlobalJob()
    }
    try cleanHistory()
    try writeStatus()
  }

  /// The slots in their order: by number, or by the names of nodes.
  func sorted(_ names: some Sequence<String>) -> [String] {
    names.sorted { left, right in
      if let left = Int(left), let right = Int(right) { return left < right }
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }

  /// Has the service looked at again at a moment.
  mutating func look(at moment: Int64) { nextLook = min(nextLook ?? .max, moment) }

  // MARK: Tasks

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - slot: Its slot.
  ///   - startAfter: From when on it may run, in microseconds, and only once the other tasks of the
  ///     slot have ended; at once where `nil`.
  ///   - update: The update that it is of.
  ///   - restarts: How often the slot was restarted.
  /// - Throws: What the API refuses.
  mutating func create(
    _ slot: String, startAfter: Int64? = nil, update: String? = nil, restarts: Int = 0
  ) throws(APIStatus) {
    let attempt = (slots[slot]?.last?.attempt ?? 0) + 1
    var pod = maker.task(slot: slot, attempt: attempt)
    pod.modify("metadata") { metadata in
      metadata.modify("annotations") { annotations in
        annotations[SwarmLabels.update] = update.map { .string($0) }
        if restarts > 0 { annotations[SwarmLabels.restarts] = .string(String(restarts)) }
        if let startAfter { annotations[SwarmLabels.startAfter] = .string(String(startAfter)) }
      }
    }
    if startAfter != nil {
      pod.modify("spec") { $0["schedulingGates"] = [["name": .string(SwarmLabels.gate)]] }
    }
    touched.insert(slot)
    do throws(APIStatus) {
      let made = try environment.client.create(.pods, pod)
      ledger.expectations.expectCreation(
        of: made.uid, for: key, at: environment.clock.now)
    } catch {
      if error.reason != .alreadyExists {
        environment.events.record(
          service, .warning, reason: "FailedCreate", "Error creating: \(error.message)")
      }
      throw error
    }
  }

  /// Has a task end.
  mutating func shutDown(_ task: SwarmTask) throws(APIStatus) {
    touched.insert(task.slot)
    if task.isToEnd { return }
    try environment.client.deleteIfPresent(.pods, task.key, DeleteOptions(uid: task.uid))
    ledger.expectations.expectDeletion(of: task.uid, for: key, at: environment.clock.now)
  }

  /// Lets a task have its turn.
  mutating func release(_ task: SwarmTask) throws(APIStatus) {
    touched.insert(task.slot)
    try environment.client.change(.pods, task.key, uid: task.uid) { pod in
      pod.modify("spec") { $0["schedulingGates"] = nil }
      return true
    }
  }

  /// Tasks whose node says that they cannot start have failed, as in Swarm; elsewhere they may start.
  ///
  /// - Returns: Whether there were any.
  private mutating func rejectTasks() throws(APIStatus) -> Bool {
    var found = false
    for slot in sorted(slots.keys) {
      for task in slots[slot] ?? [] where task.isLive {
        guard let reason = task.rejection else { continue }
        found = true
        try environment.client.change(
          .pods, task.key, uid: task.uid, subresource: .status
        ) { pod in
          pod.modify("status") { status in
            status["phase"] = "Failed"
            status["reason"] = "Rejected"
            status["message"] = .string(reason)
          }
          return true
        }
        environment.events.record(
          service, .warning, reason: "TaskRejected", "\(task.key.name): \(reason)")
      }
    }
    return found
  }

  /// Has old tasks go.
  private mutating func cleanHistory() throws(APIStatus) {
    let limit = max(Self.historyLimit, spec.restart.maxAttempts + 1)
    for slot in sorted(slots.keys) {
      let ended = (slots[slot] ?? []).filter { $0.end != nil && !$0.isToEnd }
      for task in ended.prefix(max(0, ended.count - limit)) {
        try environment.client.deleteIfPresent(.pods, task.key, DeleteOptions(uid: task.uid))
      }
    }
  }
}
