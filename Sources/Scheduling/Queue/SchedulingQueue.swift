// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// The pods that wait to be scheduled, as the queue of kube-scheduler keeps them.
///
/// Ready pods come by priority, then by how long they have waited. A pod that fitted nowhere waits
/// until something happens that may help it, and at least for its backoff. Times are whatever the
/// caller's clock says, in microseconds; the queue has none.
///
/// From `pkg/scheduler/backend/queue`.
public struct SchedulingQueue: Sendable {
  /// A pod in the queue.
  private struct Entry: Sendable, Comparable {
    let priority: Int64
    let time: Int64
    let sequence: Int
    let pod: Int

    static func < (left: Entry, right: Entry) -> Bool {
      if left.priority != right.priority { return left.priority > right.priority }
      if left.time != right.time { return left.time < right.time }
      return left.sequence < right.sequence
    }
  }

  /// A pod that waits for its backoff to pass; those of one second are ordered like ready ones, and
  /// become ready together when the second is over.
  private struct Waiting: Sendable, Comparable {
    let until: Int64
    let entry: Entry

    static let window: Int64 = 1_000_000
    /// When it becomes ready.
    var end: Int64 { (until / Self.window + 1) * Self.window }

    static func < (left: Waiting, right: Waiting) -> Bool {
      let (one, other) = (left.end, right.end)
      return one != other ? one < other : left.entry < right.entry
    }
  }

  private let initialBackoff: Int64
  private let maxBackoff: Int64
  private var active = Heap<Entry>()
  private var backingOff = Heap<Waiting>()
  private var unschedulable: [Int: (entry: Entry, since: Int64, filters: Set<FilterName>)] = [:]
  /// No unschedulable pod has waited longer than since then; `nil` where there is none.
  private var earliest: Int64?
  private var gated: [Int: Entry] = [:]
  private var attempts: [Int: Int] = [:]
  private var sequence = 0
  /// How many events there were when each pod was taken, and when each kind of event was last.
  private var eventsBefore: [Int: Int] = [:]
  private var lastEvents: [ClusterEvent: Int] = [:]
  private var eventCount = 0

  /// How long a pod may lie among the unschedulable before it is tried again anyway.
  public static let flushAfter: Int64 = 300_000_000

  /// Creates an empty queue.
  public init(_ configuration: SchedulerConfiguration = SchedulerConfiguration()) {
    initialBackoff = configuration.podInitialBackoffSeconds * 1_000_000
    maxBackoff = configuration.podMaxBackoffSeconds * 1_000_000
  }

  /// How many pods are ready.
  public var activeCount: Int { active.count }
  /// How many pods wait for their backoff to pass.
  public var backoffCount: Int { backingOff.count }
  /// The pods that wait for something to happen, ascending.
  public var unschedulablePods: [Int] { unschedulable.keys.sorted() }
  /// The pods that are gated, ascending.
  public var gatedPods: [Int] { gated.keys.sorted() }
  /// How often a pod was tried.
  public func attempts(of pod: Int) -> Int { attempts[pod] ?? 0 }

  /// Adds a pod.
  ///
  /// - Parameters:
  ///   - pod: Its index.
  ///   - priority: Its priority.
  ///   - isGated: Whether it has a scheduling gate.
  ///   - time: Now.
  public mutating func add(_ pod: Int, priority: Int64, isGated: Bool = false, at time: Int64) {
    sequence += 1
    let entry = Entry(priority: priority, time: time, sequence: sequence, pod: pod)
    if isGated { gated[pod] = entry } else { active.insert(entry) }
  }

  /// Opens the gates of a pod.
  public mutating func ungate(_ pod: Int, at time: Int64) {
    guard let entry = gated.removeValue(forKey: pod) else { return }
    add(pod, priority: entry.priority, at: time)
  }

  /// Takes the next pod: a ready one, or, where there is none, the one whose backoff passes next.
  ///
  /// - Parameter time: Now; pods whose backoff has passed become ready.
  /// - Returns: A pod, which counts as tried once more, or `nil`.
  public mutating func pop(at time: Int64) -> Int? {
    flush(at: time)
    guard let entry = active.popMin() ?? backingOff.popMin()?.entry else { return nil }
    attempts[entry.pod, default: 0] += 1
    eventsBefore[entry.pod] = eventCount
    return entry.pod
  }

  /// Takes back a pod that fitted nowhere.
  ///
  /// Events that came since it was taken and may help it wake it at once.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - priority: Its priority.
  ///   - filters: The filters that refused it.
  ///   - time: Now.
  public mutating func putBack(
    _ pod: Int, priority: Int64, refusedBy filters: Set<FilterName>, at time: Int64
  ) {
    sequence += 1
    let entry = Entry(priority: priority, time: time, sequence: sequence, pod: pod)
    unschedulable[pod] = (entry, time, filters)
    earliest = min(earliest ?? time, time)
    let before = eventsBefore.removeValue(forKey: pod) ?? eventCount
    if lastEvents.contains(where: { $0.value > before && Self.mayHelp($0.key, filters) }) {
      wake(pod, at: time)
    }
  }

  /// Forgets a pod that was bound or deleted.
  public mutating func remove(_ pod: Int) {
    unschedulable[pod] = nil
    gated[pod] = nil
    attempts[pod] = nil
    eventsBefore[pod] = nil
    if active.unordered.contains(where: { $0.pod == pod }) {
      active = Heap(active.unordered.filter { $0.pod != pod })
    }
    if backingOff.unordered.contains(where: { $0.entry.pod == pod }) {
      backingOff = Heap(backingOff.unordered.filter { $0.entry.pod != pod })
    }
  }

  /// Wakes the pods that an event may help.
  ///
  /// - Parameters:
  ///   - event: What happened.
  ///   - time: Now.
  public mutating func react(to event: ClusterEvent, at time: Int64) {
    eventCount += 1
    lastEvents[event] = eventCount
    for pod in unschedulable.keys.sorted() {
      guard let waiting = unschedulable[pod], Self.mayHelp(event, waiting.filters) else { continue }
      wake(pod, at: time)
    }
  }

  private static func mayHelp(_ event: ClusterEvent, _ filters: Set<FilterName>) -> Bool {
    filters.isEmpty || filters.contains { event.mayHelp($0) }
  }

  /// When the next pod becomes ready by itself, or `nil`.
  public var nextTime: Int64? {
    let flush = unschedulable.values.map { $0.since + Self.flushAfter }.min()
    let backoff = backingOff.min?.end
    return [flush, backoff].compactMap(\.self).min()
  }

  /// How long a pod has to wait after its last attempt.
  public func backoff(of pod: Int) -> Int64 {
    var backoff = initialBackoff
    for _ in 1..<max(1, attempts[pod] ?? 1) where backoff < maxBackoff { backoff *= 2 }
    return min(backoff, maxBackoff)
  }

  private mutating func wake(_ pod: Int, at time: Int64) {
    guard let waiting = unschedulable.removeValue(forKey: pod) else { return }
    let backoff = Waiting(until: waiting.since + backoff(of: pod), entry: waiting.entry)
    if backoff.end > time {
      backingOff.insert(backoff)
    } else {
      active.insert(waiting.entry)
    }
  }

  private mutating func flush(at time: Int64) {
    if let earliest, earliest + Self.flushAfter <= time {
      for pod in unschedulable.keys.sorted()
      where (unschedulable[pod]?.since ?? time) + Self.flushAfter <= time {
        wake(pod, at: time)
      }
      self.earliest = unschedulable.values.map(\.since).min()
    }
    while let next = backingOff.min, next.end <= time {
      _ = backingOff.popMin()
      active.insert(next.entry)
    }
  }
}

/// Something that happened in a cluster, after which some pods may fit.
public enum ClusterEvent: Sendable, Hashable {
  /// A node came, or its labels, taints or resources changed.
  case nodeChanged
  /// A pod was bound to a node.
  case podBound
  /// A pod ended or was deleted.
  case podGone
  /// A volume, claim or class of storage came or changed.
  case storageChanged

  /// Whether pods that a filter refused may fit after it, as queueing hints have it.
  func mayHelp(_ filter: FilterName) -> Bool {
    switch self {
    case .nodeChanged: true
    case .podBound: filter == .interPodAffinity || filter == .podTopologySpread
    case .podGone:
      switch filter {
      case .nodePorts, .nodeResourcesFit, .volumeRestrictions, .nodeVolumeLimits,
        .podTopologySpread, .interPodAffinity, .maxPerNode:
        true
      default: false
      }
    case .storageChanged:
      switch filter {
      case .volumeBinding, .volumeZone, .nodeVolumeLimits, .volumeRestrictions: true
      default: false
      }
    }
  }
}
