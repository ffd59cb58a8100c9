// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Notices nodes that say nothing any more, and marks nodes by their state so that pods stay away.
///
/// What a node is worth is decided at multiples of `monitorPeriod`, but only for nodes about which
/// there is something to decide: one whose state has changed, and one whose lease runs out then. So
/// nodes that are well cost nothing, however often they renew their leases (see `NodeLease`).
///
/// From `pkg/controller/nodelifecycle/node_lifecycle_controller.go`. Other than there, the lease is
/// believed: a node is alive until its `renewTime` and the grace period have passed, also after this
/// controller has begun anew.
public final class NodeLifecycleController: Component {
  /// The name.
  public let name = "node-lifecycle-controller"
  let environment: ComponentEnvironment
  let settings: NodeLifecycleSettings
  private let loop: ControllerLoop
  let nodes: Informer
  let leases: Informer
  let pods: Informer

  /// What is known of a node besides its object.
  struct Record {
    var uid: String
    var firstSeen: Timestamp
    /// The zone that it is counted in; `nil` where it is not counted.
    var zone: String?
    var isCountedReady = false
    /// Whether its pods are still to be marked as not ready.
    var hasPodsToMark = false
    /// What `Ready` was when the node was last looked at.
    var handled: String?
    var wasHandled = false
    /// When it is looked at next, in microseconds.
    var due: Int64?
  }

  var records: [String: Record] = [:]
  var zones: [String: NodeZone] = [:]
  /// The nodes that are not ready.
  private var unready: Set<String> = []
  /// Nodes are alive for the grace period after this moment, when the last total outage ended.
  var probeFloor: Timestamp?
  /// When the leases of nodes whose clocks are off were last seen to change.
  private var observations: [String: Timestamp] = [:]
  private var ticks: [Int64: (nodes: [String], appointment: Appointment)] = [:]
  var turn: Appointment?

  /// Creates the controller.
  public init(
    _ environment: ComponentEnvironment, settings: NodeLifecycleSettings = NodeLifecycleSettings()
  ) {
    (self.environment, self.settings) = (environment, settings)
    loop = ControllerLoop(name: name, environment: environment)
    (nodes, leases, pods) = (
      environment.informers[.nodes], environment.informers[.leases], environment.informers[.pods]
    )
    pods.indexByNode()
    loop.watch(.nodes) { [$0.key] }
    loop.watch(.leases) { [unowned self] change in
      self.observe(change)
      guard change.key.namespace == NodeLease.namespace,
        let record = self.records[change.key.name], record.due == nil
      else { return [] }
      return [ObjectKey(name: change.key.name)]
    }
    loop.watch(.pods) { [unowned self] change in
      guard !self.unready.isEmpty else { return [] }
      let node = change.object.boundNode
      guard !node.isEmpty, change.previous?.boundNode != node, self.unready.contains(node) else {
        return []
      }
      return [change.key]
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      if key.namespace.isEmpty {
        try self.reconcile(node: key)
      } else if let pod = self.pods[key], self.unready.contains(pod.boundNode) {
        try self.markNotReady(pod, key)
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    for tick in ticks.values { tick.appointment.cancel() }
    ticks = [:]
    turn?.cancel()
    turn = nil
    (records, zones, unready, probeFloor) = ([:], [:], [], nil)
    observations = [:]
  }

  // MARK: Changes of nodes

  private func reconcile(node key: ObjectKey) throws(APIStatus) {
    guard var node = nodes[key] else { return forget(key.name) }
    let now = environment.clock.now
    if let known = records[key.name], known.uid != node.uid { forget(key.name) }
    if records[key.name] == nil {
      records[key.name] = Record(uid: node.uid, firstSeen: now)
      environment.events.record(
        node, reason: "RegisteredNode", "Registered Node \(key.name) in Controller")
    }
    if NodeTaints.setNoSchedule(&node, at: environment.timestamp) {
      try environment.client.update(.nodes, node)
    }
    guard let record = records[key.name] else { return }
    let ready = node.conditionStatus("Ready")
    if !record.wasHandled || record.handled != ready {
      schedule(key.name, at: nextTick(after: now))
    } else if let deadline = deadline(node, record) {
      schedule(key.name, at: nextTick(after: max(deadline, now)))
    }
  }

  private func forget(_ name: String) {
    guard let record = records.removeValue(forKey: name) else { return }
    uncount(record)
    for zone in zones.keys { zones[zone]?.dequeue(name) }
    unready.remove(name)
    environment.events.record(
      [
        "apiVersion": "v1", "kind": "Node",
        "metadata": ["name": .string(name), "uid": .string(record.uid)],
      ], reason: "RemovingNode", "Removing Node \(name) from Controller")
  }

  // MARK: Ticks

  /// The first multiple of the period after a moment.
  private func nextTick(after moment: Timestamp) -> Int64 {
    let period = settings.monitorPeriod
    return (moment.microseconds / period + 1) * period
  }

  /// Has a node looked at, or sooner where that was asked for.
  private func schedule(_ node: String, at tick: Int64) {
    if let due = records[node]?.due, due <= tick { return }
    records[node]?.due = tick
    if ticks[tick] != nil {
      ticks[tick]?.nodes.append(node)
      return
    }
    let moment = Timestamp(microseconds: tick)
    let appointment = environment.clock.schedule(at: moment) { [weak self] in self?.run(tick) }
    ticks[tick] = ([node], appointment)
  }

  /// Has a node looked at in the next pass.
  func scheduleNextPass(_ node: String) {
    schedule(node, at: nextTick(after: environment.clock.now))
  }

  private func run(_ tick: Int64) {
    guard let (names, _) = ticks.removeValue(forKey: tick) else { return }
    // Who hears of nothing cannot tell who has said nothing.
    if !leases.isCurrent || !nodes.isCurrent { probeFloor = environment.clock.now }
    for name in names.sorted() where records[name]?.due == tick {
      records[name]?.due = nil
      do throws(APIStatus) {
        try monitor(name)
      } catch {
        loop.onError?(ObjectKey(name: name), error)
        // Who cannot write to the API cannot blame nodes that they do not either.
        if error.code >= 500 { probeFloor = environment.clock.now }
        scheduleNextPass(name)
      }
    }
    handleDisruption()
    grantTurns()
  }

  /// When a node is given up if it says nothing more; `nil` where it is not, as its lease is renewed
  /// without being written, or as it was given up already.
  private func deadline(_ node: Fields, _ record: Record) -> Timestamp? {
    let ready = node.condition("Ready")
    if let lease = leases[NodeLease.key(ObjectKey(node).name)], NodeLease.period(lease) != nil {
      return nil
    }
    let deadline = lastSign(node, record).advanced(
      by: ready == nil ? settings.startupGracePeriod : settings.gracePeriod)
    if ready?["status"] == "Unknown", deadline < environment.clock.now { return nil }
    return deadline
  }

  /// A lease that says it was renewed long ago, or will be, was renewed by a clock that is off: what
  /// counts is when it was seen to change, as it does in Kubernetes for all of them.
  private func observe(_ change: Informer.Change) {
    let name = change.key.name
    let now = environment.clock.now
    guard case .changed(_, let before, let lease) = change,
      before.wanted["renewTime"] != lease.wanted["renewTime"], NodeLease.period(lease) == nil,
      let renewed = lease.wanted.moment("renewTime"),
      renewed > now || now.microseconds - renewed.microseconds > Self.clockTolerance
    else {
      observations[name] = nil
      return
    }
    observations[name] = now
  }

  /// A lease is written this many microseconds after its renewal at most.
  private static let clockTolerance: Int64 = 15_000_000

  /// When a node last gave a sign of life.
  private func lastSign(_ node: Fields, _ record: Record) -> Timestamp {
    let now = environment.clock.now
    let ready = node.condition("Ready")
    let lease = leases[NodeLease.key(ObjectKey(node).name)]
    var signs: [Timestamp] = []
    if let observation = observations[ObjectKey(node).name] {
      signs.append(observation)
    } else if let lease, let renewal = NodeLease.renewal(lease, at: now) {
      signs.append(renewal)
    }
    if let heartbeat = ready?.moment("lastHeartbeatTime") { signs.append(heartbeat) }
    if ready?["status"] != "Unknown", let change = ready?.moment("lastTransitionTime") {
      signs.append(change)
    }
    if ready == nil, let creation = node.metadata.moment("creationTimestamp") {
      signs.append(creation)
    }
    if let probeFloor { signs.append(probeFloor) }
    // What is yet to come is no sign.
    return signs.filter { $0 <= now }.max() ?? record.firstSeen
  }

  /// Finds out whether a node is alive, and does what follows for its taints and its pods.
  private func monitor(_ name: String) throws(APIStatus) {
    let key = ObjectKey(name: name)
    guard let node = nodes[key], let record = records[name] else { return }
    let now = environment.clock.now
    let ready = node.conditionStatus("Ready")
    let observed = ready ?? "Unknown"
    var current = ready
    let deadline = deadline(node, record)
    let isLeased = leases[NodeLease.key(name)].flatMap { NodeLease.period($0) } != nil
    let isAlive = isLeased || deadline.map { now <= $0 } == true
    if !isAlive {
      var changed = node
      setUnknown(&changed)
      current = "Unknown"
      if changed != node { try environment.client.updateStatus(.nodes, changed) }
    }
    count(name, node, isReady: current == "True")
    if let current {
      if current == "True" { unready.remove(name) } else { unready.insert(name) }
      try setNoExecute(node, name, observed)
      if current != "True", observed == "True" {
        environment.events.record(
          node, reason: "NodeNotReady", "Node \(name) status is now: NodeNotReady")
      }
      if current != "True", observed == "True" || !record.wasHandled {
        records[name]?.hasPodsToMark = true
      }
      if current == "True" { records[name]?.hasPodsToMark = false }
      if records[name]?.hasPodsToMark == true {
        for pod in pods.objects(name, in: Informer.nodeIndex) {
          try markNotReady(pod, ObjectKey(pod))
        }
        records[name]?.hasPodsToMark = false
      }
    }
    records[name]?.wasHandled = true
    records[name]?.handled = current
    if let current, current != "True" {
      let taint = current == "False" ? NodeTaints.notReady : NodeTaints.unreachable
      let zone = NodeZone.name(of: node)
      let isDone =
        zones[zone]?.isWaiting(name) == true || NodeTaints.hasNoExecute(node, taint)
      // What was found out just now is acted upon in the next pass.
      if observed != current || !isDone { scheduleNextPass(name) }
    }
    if isAlive, let deadline { schedule(name, at: nextTick(after: deadline)) }
  }

  /// Sets the conditions of a node that says nothing.
  private func setUnknown(_ node: inout Fields) {
    guard node.conditionStatus("Ready") != "Unknown" else { return }
    let now = environment.timestamp
    for type in ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"] {
      let old = node.condition(type)
      if old?["status"] == "Unknown" { continue }
      let isNew = old == nil
      node.setCondition(
        ObjectCondition(
          type: type, status: "Unknown",
          reason: isNew ? "NodeStatusNeverUpdated" : "NodeStatusUnknown",
          message: isNew
            ? "Kubelet never posted node status." : "Kubelet stopped posting node status."),
        at: now)
    }
  }

  private func markNotReady(_ pod: Fields, _ key: ObjectKey) throws(APIStatus) {
    guard let ready = pod.condition("Ready"), ready["status"] != "False" else { return }
    var changed = pod
    changed.setCondition(
      ObjectCondition(
        type: "Ready", status: "False", reason: ready["reason"]?.string,
        message: ready["message"]?.string), at: environment.timestamp)
    do throws(APIStatus) {
      try environment.client.updateStatus(.pods, changed)
    } catch {
      if error.reason == .notFound { return }
      throw error
    }
    environment.events.record(pod, .warning, reason: "NodeNotReady", "Node is not ready")
  }
}
