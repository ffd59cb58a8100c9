// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// A scheduler: it puts pods on nodes that name one of its profiles and no node.
///
/// It follows the cluster by informers and keeps a snapshot of it, which it changes as the cluster
/// does. A pod that was bound is assumed to be on its node until that is seen. From
/// `pkg/scheduler`; what cannot be found out again from the API is not kept.
public final class SchedulerComponent: Component {
  /// Its name.
  public let name: String
  /// Whether it runs.
  public private(set) var isRunning = false
  /// How it decides.
  public let settings: SchedulerSettings

  let environment: ComponentEnvironment
  let profiles: Set<String>
  let pods: Informer
  var isReady = false
  var snapshot: ClusterSnapshot
  var queue: SchedulingQueue
  /// What is known of the pods besides the snapshot, by their index there.
  var entries: [PodEntry?] = []
  /// The pods on nodes that are not there, by the name of the node.
  var strays: [String: Set<Int>] = [:]
  /// The pods of each group.
  var groups: [String: Set<Int>] = [:]
  var pending = PendingChanges()
  /// The pods that have nodes and wait for their volumes.
  var volumeWaits: [Int: VolumeWait] = [:]
  /// Where in the order of the nodes the next search begins.
  var searchStart = 0
  /// Why pods fail alike, as long as the snapshot stays as it is.
  var failures: [FailureKey: Diagnosis] = [:]
  var failuresVersion = -1
  /// What was packed last, so that the same is not packed again.
  var packedState: (version: Int, pods: [Int])?
  /// What the scheduler has done since it began.
  public internal(set) var counts = SchedulerCounts()

  private var handlers: [(informer: Informer, handler: Informer.Handler)] = []
  private var pump: Appointment?
  private var alarm: Appointment?
  /// How many pods are decided about in one go where decisions take no time.
  private static let stride = 256

  /// Creates a scheduler, which does nothing yet.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - settings: How it decides.
  ///   - name: Its name as a component.
  public init(
    _ environment: ComponentEnvironment, settings: SchedulerSettings = SchedulerSettings(),
    name: String = "default-scheduler"
  ) {
    (self.environment, self.settings, self.name) = (environment, settings, name)
    profiles = Set(settings.configuration.profiles.map(\.name))
    pods = environment.informers[.pods]
    snapshot = ClusterSnapshot(empty: settings.configuration)
    queue = SchedulingQueue(settings.configuration)
    if settings.isSwarm { indexFailedTasks() }
  }

  /// Asks the snapshot something where it lies.
  ///
  /// What only reads a property of an object is given a copy, which for something with so many parts
  /// costs more than most questions to it.
  func ask<Answer>(_ question: (inout ClusterSnapshot) -> Answer) -> Answer {
    question(&snapshot)
  }

  var now: Int64 { environment.clock.now.microseconds }

  // MARK: Running

  /// Begins: once everything is known, pods are scheduled.
  public func start() {
    guard !isRunning else { return }
    isRunning = true
    watch(.nodes) { [unowned self] in nodeChanged($0) }
    watch(.namespaces) { [unowned self] in pending.namespaces.insert($0.key.name) }
    watch(.services) { [unowned self] in pending.serviceNamespaces.insert($0.key.namespace) }
    for type in [ResourceType.replicaSets, .statefulSets, .replicationControllers] {
      watch(type) { [unowned self] in workloadChanged(type, $0) }
    }
    watch(.podDisruptionBudgets) { [unowned self] _ in pending.budgets = true }
    for type in Self.storageTypes {
      watch(type) { [unowned self] change in
        if StorageDifference.matters(change) { pending.storage = true }
      }
    }
    watch(.pods) { [unowned self] in podChanged($0) }
    waitForInformers(0)
  }

  private func watch(_ type: ResourceType, _ handle: @escaping (Informer.Change) -> Void) {
    let informer = environment.informers[type]
    let handler = informer.addHandler { [weak self] change in
      guard let self, self.isReady else { return }
      handle(change)
      if !self.pending.isEmpty { self.schedulePump() }
    }
    handlers.append((informer, handler))
    informer.start()
  }

  private func waitForInformers(_ index: Int) {
    guard index < handlers.count else {
      load()
      isReady = true
      schedulePump()
      return
    }
    handlers[index].informer.whenSynced { [weak self] in
      guard let self, self.isRunning, !self.isReady else { return }
      self.waitForInformers(index + 1)
    }
  }

  /// Takes everything that is there.
  private func load() {
    pending.budgets = true
    pending.storage = true
    for key in environment.informers[.namespaces].keys { pending.namespaces.insert(key.name) }
    for key in environment.informers[.services].keys {
      pending.serviceNamespaces.insert(key.namespace)
    }
    for type in [ResourceType.replicaSets, .statefulSets, .replicationControllers] {
      for object in environment.informers[type].all {
        workloadChanged(type, .added(ObjectKey(object), object))
      }
    }
    for object in environment.informers[.nodes].all {
      nodeChanged(.added(ObjectKey(object), object))
    }
    catchUp()
    for object in pods.all { see(ObjectKey(object), object, isSame: false) }
  }

  /// Ends at once and forgets everything.
  public func stop() {
    guard isRunning else { return }
    isRunning = false
    isReady = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    for row in volumeWaits.keys.sorted() { forgetVolumeWait(row) }
    pump?.cancel()
    alarm?.cancel()
    (pump, alarm) = (nil, nil)
    snapshot = ClusterSnapshot(empty: settings.configuration)
    queue = SchedulingQueue(settings.configuration)
    (entries, strays, groups, pending) = ([], [:], [:], PendingChanges())
    (searchStart, failures, failuresVersion, packedState) = (0, [:], -1, nil)
  }

  // MARK: The loop

  /// Sees to it that the next pod has its turn.
  func schedulePump() {
    guard isReady else { return }
    if pump == nil, queue.isReady || !pending.isEmpty {
      var delay = settings.decisionTime
      if case .batch(_, let period) = settings.mode { delay = period }
      pump = environment.clock.schedule(after: delay) { [weak self] in self?.step() }
    }
    guard pump == nil, let next = queue.nextTime else { return }
    if let alarm, alarm.isPending, alarm.moment.microseconds <= next { return }
    alarm?.cancel()
    alarm = environment.clock.schedule(at: Timestamp(microseconds: next)) { [weak self] in
      guard let self, self.isReady else { return }
      self.queue.advance(to: self.now)
      self.schedulePump()
    }
  }

  private func step() {
    pump = nil
    guard isReady else { return }
    catchUp()
    if case .batch(let strategy, _) = settings.mode {
      packPending(by: strategy)
    } else {
      var left = settings.decisionTime > 0 ? 1 : Self.stride
      while left > 0, isReady, let row = queue.pop(at: now) {
        attempt(row)
        left -= 1
      }
    }
    guard isReady else { return }
    snapshot.compactIfWasteful()
    schedulePump()
  }
}

/// What is known of a pod besides what the snapshot keeps.
struct PodEntry {
  let key: ObjectKey
  let uid: String
  /// The node that the API says, or that is assumed; `nil` where it waits.
  var node: String?
  /// Whether the API has not yet said so.
  var isAssumed = false
  /// The group that it is placed with, with its namespace.
  var group: String?
  /// The Swarm service that it is a task of, with its namespace.
  var service: String?
  /// Whether it is to end.
  var isEnding = false
}

/// What a scheduler has done.
public struct SchedulerCounts: Sendable, Hashable {
  /// How many pods were bound.
  public var bound = 0
  /// How often a pod fitted nowhere.
  public var unschedulable = 0
  /// How often binding failed.
  public var failedBindings = 0
  /// How many pods were evicted for others.
  public var evicted = 0
}
