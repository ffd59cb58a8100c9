// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Deletes pods that nobody ends any more: those of nodes that are gone, those that are to go and
/// were never bound, those on nodes out of service, and the oldest of too many that have ended.
///
/// As in `pkg/controller/podgc/gc_controller.go`, pods are looked at every 20 seconds, but only where
/// there is something to look at; and a node has to be gone for 40 seconds.
public final class PodGarbageCollector: Component {
  /// The name.
  public let name = "pod-garbage-collector-controller"
  let environment: ComponentEnvironment
  private let terminatedThreshold: Int
  private let loop: ControllerLoop
  private let nodes: Informer
  private let pods: Informer

  /// How often pods are looked at, in microseconds; passes are at multiples.
  private static let period: Int64 = 20_000_000
  /// How long a node has to be gone, in microseconds.
  private static let quarantine: Int64 = 40_000_000
  /// The one name in the queue: look at all that was noted.
  private static let pass = ObjectKey(name: "pass")

  /// How many pods have ended.
  private var terminatedCount = 0
  /// Pods that are to go and may have nobody who ends them.
  private var terminating: Set<ObjectKey> = []
  /// Nodes that pods are bound to and that are not there, and since when.
  private var missing: [String: Timestamp] = [:]

  /// Creates the collector.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - terminatedThreshold: How many pods that have ended are kept; all where 0.
  public init(_ environment: ComponentEnvironment, terminatedThreshold: Int = 12_500) {
    (self.environment, self.terminatedThreshold) = (environment, terminatedThreshold)
    loop = ControllerLoop(name: name, environment: environment)
    (nodes, pods) = (environment.informers[.nodes], environment.informers[.pods])
    pods.indexByNode()
    loop.watch(.nodes) { [unowned self] in
      self.note(node: $0)
      return []
    }
    loop.watch(.pods) { [unowned self] in
      self.note(pod: $0)
      return []
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] _ throws(APIStatus) in try self.collect() }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    (terminatedCount, terminating, missing) = (0, [], [:])
  }

  // MARK: Changes

  private func note(pod change: Informer.Change) {
    let pod = change.object
    if case .removed = change {
      terminating.remove(change.key)
      if pod.hasFinishedPhase { terminatedCount -= 1 }
      return
    }
    let previous = change.previous
    let (was, isNow) = (previous?.hasFinishedPhase ?? false, pod.hasFinishedPhase)
    if was != isNow { terminatedCount += isNow ? 1 : -1 }
    if isNow, !was, terminatedThreshold > 0, terminatedCount > terminatedThreshold {
      schedulePass()
    }
    let node = pod.boundNode
    if !node.isEmpty, previous?.boundNode != node, nodes[ObjectKey(name: node)] == nil {
      note(missing: node)
    }
    if pod.isTerminating, previous?.isTerminating != true { note(terminating: change.key, node) }
  }

  private func note(node change: Informer.Change) {
    let name = change.key.name
    if case .removed = change {
      if pods.count(name, in: Informer.nodeIndex) > 0 { note(missing: name) }
      return
    }
    missing[name] = nil
    guard Self.isOutOfService(change.object),
      !(change.previous.map(Self.isOutOfService) ?? false)
    else { return }
    for pod in pods.objects(name, in: Informer.nodeIndex) where pod.isTerminating {
      note(terminating: ObjectKey(pod), name)
    }
  }

  private func note(missing node: String) {
    guard missing[node] == nil else { return }
    // It counts from the pass that finds it missing, as in Kubernetes.
    missing[node] = nextPass
    schedulePass()
  }

  private func note(terminating key: ObjectKey, _ node: String) {
    if !node.isEmpty {
      guard let object = nodes[ObjectKey(name: node)], Self.isOutOfService(object) else { return }
    }
    terminating.insert(key)
    schedulePass()
  }

  private static func isOutOfService(_ node: Fields) -> Bool {
    guard let taints = node["spec"]?.object?["taints"]?.array else { return false }
    return taints.contains { $0.object?["key"]?.string == NodeTaints.outOfService }
      && node.conditionStatus("Ready") != "True"
  }

  private var nextPass: Timestamp {
    let period = Self.period
    return Timestamp(
      microseconds: (environment.clock.now.microseconds / period + 1) * period)
  }

  private func schedulePass() {
    loop.add(
      Self.pass, after: nextPass.microseconds - environment.clock.now.microseconds)
  }

  // MARK: Passes

  private func collect() throws(APIStatus) {
    let now = environment.clock.now
    if terminatedThreshold > 0, terminatedCount > terminatedThreshold { try collectTerminated() }
    for key in terminating.sorted() {
      guard let pod = pods[key] else {
        terminating.remove(key)
        continue
      }
      try remove(pod, key)
      terminating.remove(key)
    }
    for node in missing.keys.sorted() {
      guard let since = missing[node] else { continue }
      guard since.advanced(by: Self.quarantine) <= now else {
        schedulePass()
        continue
      }
      // The informer may be behind.
      if try environment.client.find(.nodes, ObjectKey(name: node)) == nil {
        for pod in pods.objects(node, in: Informer.nodeIndex) {
          try remove(
            pod, ObjectKey(pod),
            because: ObjectCondition(
              type: "DisruptionTarget", status: "True", reason: "DeletionByPodGC",
              message: "PodGC: node no longer exists"))
        }
      }
      missing[node] = nil
    }
  }

  /// Deletes the oldest of the pods that have ended, those first that their node has evicted.
  private func collectTerminated() throws(APIStatus) {
    struct Ended {
      let pod: Fields
      let key: ObjectKey
      let rank: (isEvicted: Int, created: String)
    }
    let ended: [Ended] = pods.all.filter(\.hasFinishedPhase).map { pod in
      let isEvicted = pod.phase == "Failed" && pod.observed["reason"] == "Evicted"
      let created = pod.metadata["creationTimestamp"]?.string ?? ""
      return Ended(pod: pod, key: ObjectKey(pod), rank: (isEvicted ? 0 : 1, created))
    }
    let sorted = ended.sorted { left, right in
      left.rank != right.rank ? left.rank < right.rank : left.key.name < right.key.name
    }
    for item in sorted.prefix(max(0, sorted.count - terminatedThreshold)) {
      try remove(item.pod, item.key)
    }
  }

  /// Deletes a pod at once; one that has not ended has failed.
  private func remove(
    _ pod: Fields, _ key: ObjectKey, because condition: ObjectCondition? = nil
  ) throws(APIStatus) {
    let now = environment.timestamp
    let found = try environment.client.change(.pods, key, uid: pod.uid, subresource: .status) {
      guard !$0.hasFinishedPhase else { return false }
      $0.modify("status") { $0["phase"] = "Failed" }
      if let condition { $0.setCondition(condition, at: now) }
      return true
    }
    guard found != nil else { return }
    try environment.client.deleteIfPresent(
      .pods, key, DeleteOptions(gracePeriodSeconds: 0, uid: pod.uid))
  }
}
