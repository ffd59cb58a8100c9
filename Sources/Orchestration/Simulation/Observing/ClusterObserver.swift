// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Watches a cluster and keeps figures of it and a log of what happens.
///
/// It looks at the cluster as everybody does, through an `APIClient`, and keeps tallies, so a sample
/// costs what the nodes cost and not what the pods do.
final class ClusterObserver: Component {
  let name = "observer"
  private(set) var isRunning = false
  private let clock: any Clock
  private let informers: SharedInformers
  private let sink: (any EventSink)?
  private let beginning: Timestamp
  private var handlers: [(Informer, Informer.Handler)] = []

  private var pods: [ObjectKey: PodDigest] = [:]
  private var counts: [PodDigest.Stage: Int] = [:]
  var nodes = NodeTallies()
  private var workloads: [String: (wanted: Int, available: Int)] = [:]
  private var unavailable = 0
  private var rooms: [String: (cpu: Int64, memory: Int64)] = [:]
  private(set) var evictions = 0
  private(set) var restarts = 0
  /// From creation to a node, to running, and to ready, of every pod that came so far.
  private(set) var timesToNode: [Int64] = []
  private(set) var timesToRun: [Int64] = []
  private(set) var timesToReady: [Int64] = []
  /// How many pods were created, ended well, and ended badly.
  private(set) var created = 0
  private(set) var succeeded = 0
  private(set) var failed = 0
  /// What was decided about nodes.
  var capacityDecisions: [CapacityDecision] = []

  init(_ environment: ComponentEnvironment, start: Timestamp, sink: (any EventSink)?) {
    (clock, informers) = (environment.clock, environment.informers)
    (beginning, self.sink) = (start, sink)
  }

  func start() {
    guard !isRunning else { return }
    isRunning = true
    watch(.nodes) { [weak self] in self?.noteNode($0) }
    watch(.pods) { [weak self] in self?.notePod($0) }
    for type in [ResourceType.deployments, .statefulSets, .daemonSets, .jobs, .replicaSets] {
      watch(type) { [weak self] in self?.noteWorkload($0, type) }
    }
    watch(.events) { [weak self] in self?.noteEvent($0) }
    watch(.nodeGroups) { [weak self] in self?.noteNodeGroup($0) }
    watch(.capacityDecisions) { [weak self] in self?.noteCapacityDecision($0) }
  }

  func stop() {
    isRunning = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
  }

  private func watch(_ type: ResourceType, _ handle: @escaping (Informer.Change) -> Void) {
    let informer = informers[type]
    handlers.append((informer, informer.addHandler(handle)))
    informer.start()
  }

  /// Microseconds since the beginning.
  var elapsed: Int64 { clock.now.microseconds - beginning.microseconds }

  func log(
    _ category: LogEntry.Category, _ subject: String, _ what: String,
    _ details: [(name: String, value: Value)] = []
  ) {
    sink?.take(
      LogEntry(
        time: elapsed, category: category, subject: subject, what: what, details: details))
  }

  // MARK: Pods

  private func notePod(_ change: Informer.Change) {
    let key = change.key
    if case .removed = change {
      guard let old = pods.removeValue(forKey: key) else { return }
      counts[old.stage, default: 0] -= 1
      if old.takesRoom { nodes.add(old, sign: -1) }
      if sink != nil { log(.pod, "pod \(key)", "Deleted") }
      return
    }
    let object = change.object
    let stage = PodDigest.stage(of: object)
    var digest: PodDigest
    if let old = pods[key] {
      digest = old
    } else {
      let pod = Pod(fields: object)
      let requests = requestedRoom(of: pod)
      created += 1
      digest = PodDigest(
        stage: stage, node: -1, cpu: requests.cpu, memory: requests.memory, created: elapsed,
        restarts: 0, isDaemon: pod.metadata.ownerReferences.contains { $0.kind == "DaemonSet" },
        reason: "")
      counts[stage, default: 0] += 1
      if sink != nil, stage == .pending { log(.pod, "pod \(key)", "Created", digest.room) }
    }
    update(&digest, key, object, stage, isNew: pods[key] == nil)
    pods[key] = digest
  }

  /// What a pod requests; pods of one controller are alike, unless an autoscaler changed them.
  private func requestedRoom(of pod: Pod) -> (cpu: Int64, memory: Int64) {
    guard let owner = pod.metadata.ownerReferences.first?.uid,
      pod.metadata.annotations[VerticalPolicy.updateAnnotation] == nil
    else { return pod.requestedRoom }
    if let known = rooms[owner] { return known }
    let room = pod.requestedRoom
    if rooms.count > 10_000 { rooms = [:] }
    rooms[owner] = room
    return room
  }

  private func update(
    _ digest: inout PodDigest, _ key: ObjectKey, _ object: Fields, _ stage: PodDigest.Stage,
    isNew: Bool
  ) {
    let before = digest
    if digest.node < 0, let node = object["spec"]?.object?["nodeName"]?.string, !node.isEmpty {
      digest.node = nodes.number(of: node)
      if !isNew { timesToNode.append(elapsed - digest.created) }
    }
    let containers = PodDigest.containers(of: object)
    if containers.restarts > digest.restarts {
      restarts += Int(containers.restarts - digest.restarts)
      digest.restarts = containers.restarts
    }
    digest.reason = containers.reason
    digest.stage = stage
    if stage == .ready { digest.hasBeenReady = true }
    if before.takesRoom != digest.takesRoom {
      nodes.add(digest.takesRoom ? digest : before, sign: digest.takesRoom ? 1 : -1)
    }
    guard
      stage != before.stage || digest.reason != before.reason
        || digest.restarts != before.restarts || isNew
    else { return }
    if stage != before.stage || isNew {
      if !isNew {
        counts[before.stage, default: 0] -= 1
        counts[stage, default: 0] += 1
      }
      if stage == .ready, !before.hasBeenReady { timesToReady.append(elapsed - digest.created) }
      noteStage(stage, before: isNew ? .pending : before.stage, digest, object)
    }
    guard sink != nil, !(isNew && stage == .pending) else { return }
    var details = isNew ? digest.room : []
    if digest.node >= 0 { details.append(("node", .string(nodes.name(of: digest.node)))) }
    if digest.restarts > 0 { details.append(("restarts", .integer(Int64(digest.restarts)))) }
    if !digest.reason.isEmpty { details.append(("reason", .string(digest.reason))) }
    log(.pod, "pod \(key)", stage.rawValue, details)
  }

  private func noteStage(
    _ stage: PodDigest.Stage, before: PodDigest.Stage, _ digest: PodDigest, _ object: Fields
  ) {
    let age = elapsed - digest.created
    let ran = before == .running || before == .ready
    switch stage {
    case .running, .ready: if !ran { timesToRun.append(age) }
    case .succeeded: succeeded += 1
    case .failed: failed += 1
    case .pending, .starting, .ending: break
    }
    if stage == .ending || stage == .failed, before != .ending, before != .failed {
      let conditions = object["status"]?.object?["conditions"]?.array ?? []
      let isDisrupted = conditions.contains {
        $0.object?["type"]?.string == "DisruptionTarget" && $0.object?["status"]?.string == "True"
      }
      if isDisrupted || digest.reason == "Evicted" { evictions += 1 }
    }
  }

  // MARK: Nodes, workloads, events

  private func noteNode(_ change: Informer.Change) {
    let key = change.key
    if case .removed = change {
      nodes.remove(key.name, at: elapsed)
      log(.node, "node \(key)", "Deleted")
      return
    }
    if let what = nodes.update(Node(fields: change.object), at: elapsed), sink != nil {
      log(.node, "node \(key)", what, nodes.room(of: key.name))
    }
  }

  private func noteWorkload(_ change: Informer.Change, _ type: ResourceType) {
    let subject = "\(type.singular) \(change.key)"
    if case .removed = change {
      if let old = workloads.removeValue(forKey: subject) {
        unavailable -= max(0, old.wanted - old.available)
      }
      log(.workload, subject, "Deleted")
      return
    }
    let object = change.object
    let status = object["status"]?.object
    func number(_ fields: Fields?, _ name: String) -> Int? {
      if case .integer(let number)? = fields?[name] { return Int(number) }
      return nil
    }
    let names = [
      "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
      "desiredNumberScheduled", "numberReady", "active", "succeeded", "failed",
    ]
    let isCounted = type != .replicaSets && type != .jobs
    if isCounted {
      let wanted =
        type == .daemonSets
        ? number(status, "desiredNumberScheduled") ?? 0
        : number(object["spec"]?.object, "replicas") ?? 1
      let available = number(status, "availableReplicas") ?? number(status, "numberAvailable") ?? 0
      let old = workloads[subject] ?? (0, 0)
      unavailable += max(0, wanted - available) - max(0, old.wanted - old.available)
      workloads[subject] = (wanted, available)
    }
    guard sink != nil, type != .replicaSets else { return }
    let before = change.previous
    let changed = names.contains {
      before?["status"]?.object?[$0] != status?[$0]
    }
    let isSpec = before?.metadata["generation"] != object.metadata["generation"]
    guard changed || isSpec else { return }
    var details: [(name: String, value: Value)] = []
    if let wanted = number(object["spec"]?.object, "replicas") {
      details.append(("wanted", .integer(Int64(wanted))))
    }
    for name in names {
      if let value = number(status, name) { details.append((name, .integer(Int64(value)))) }
    }
    log(.workload, subject, before == nil ? "Created" : isSpec ? "Changed" : "Progressed", details)
  }

  private func noteEvent(_ change: Informer.Change) {
    guard sink != nil, !isRemoval(change) else { return }
    let object = change.object
    let involved = object["involvedObject"]?.object
    let kind = (involved?["kind"]?.string ?? "").lowercased()
    let name = ObjectKey(
      namespace: involved?["namespace"]?.string ?? "", name: involved?["name"]?.string ?? "")
    var details: [(name: String, value: Value)] = [
      ("message", object["message"] ?? ""), ("by", object["source"]?.object?["component"] ?? ""),
    ]
    if object["type"]?.string == "Warning" { details.append(("warning", true)) }
    if case .integer(let count)? = object["count"], count > 1 {
      details.append(("count", .integer(count)))
    }
    log(.event, "\(kind) \(name)", object["reason"]?.string ?? "", details)
  }

  private func isRemoval(_ change: Informer.Change) -> Bool {
    if case .removed = change { true } else { false }
  }

  // MARK: Samples

  /// The state now.
  func sample() -> MetricSample {
    var sample = MetricSample(seconds: Double(elapsed) / 1e6)
    sample.pending = counts[.pending] ?? 0
    sample.starting = counts[.starting] ?? 0
    sample.ready = counts[.ready] ?? 0
    sample.running = (counts[.running] ?? 0) + sample.ready
    sample.ending = counts[.ending] ?? 0
    (sample.unavailable, sample.evictions, sample.restarts) = (unavailable, evictions, restarts)
    nodes.fill(&sample, at: elapsed)
    return sample
  }
}
