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

  /// Where a pod is in the queue.
  private enum Place: Sendable {
    case nowhere, active, backingOff, failed, unschedulable, gated
  }

  /// What is known of a pod; entries of heaps with another sequence are of the past.
  private struct State: Sendable {
    var place = Place.nowhere
    var entry = Entry(priority: 0, time: 0, sequence: 0, pod: -1)
    var attempts: Int32 = 0
    /// The bucket of an unschedulable pod, and its position there.
    var bucket: Int32 = -1
    var position: Int32 = -1
    /// How many events there were when it was taken; -1 where it was not.
    var eventsBefore = -1
  }

  /// The unschedulable pods that the same filters refused.
  private struct Bucket: Sendable {
    let filters: Set<FilterName>
    var pods: [Int32] = []
  }

  private let initialBackoff: Int64
  private let maxBackoff: Int64
  private var states: [State] = []
  private var active = Heap<Entry>()
  private var backingOff = Heap<Waiting>()
  /// Pods that could not be bound: unlike the others they are never taken before their time.
  private var failed = Heap<Waiting>()
  private var buckets: [Bucket] = []
  private var bucketIndices: [Set<FilterName>: Int] = [:]
  /// The unschedulable pods by how long they have waited.
  private var flushes = Heap<Flush>()
  private var counts = (active: 0, backingOff: 0, failed: 0, unschedulable: 0)
  private var sequence = 0
  /// When each kind of event was last.
  private var lastEvents: [ClusterEvent: Int] = [:]
  private var eventCount = 0

  private struct Flush: Sendable, Comparable {
    let since: Int64
    let sequence: Int
    let pod: Int

    static func < (left: Flush, right: Flush) -> Bool {
      left.since != right.since ? left.since < right.since : left.sequence < right.sequence
    }
  }

  /// How long a pod may lie among the unschedulable before it is tried again anyway.
  public static let flushAfter: Int64 = 300_000_000

  /// Creates an empty queue.
  public init(_ configuration: SchedulerConfiguration = SchedulerConfiguration()) {
    initialBackoff = configuration.podInitialBackoffSeconds * 1_000_000
    maxBackoff = configuration.podMaxBackoffSeconds * 1_000_000
  }

  /// How many pods are ready.
  public var activeCount: Int { counts.active }
  /// How many pods wait for their backoff to pass.
  public var backoffCount: Int { counts.backingOff + counts.failed }
  /// Whether there is a pod that `pop(at:)` gives before time has passed.
  public var isReady: Bool { counts.active + counts.backingOff > 0 }
  /// How many pods wait for something to happen.
  public var unschedulableCount: Int { counts.unschedulable }
  /// The pods that wait for something to happen, ascending.
  public var unschedulablePods: [Int] { pods(at: .unschedulable) }
  /// The pods that are gated, ascending.
  public var gatedPods: [Int] { pods(at: .gated) }
  /// How often a pod was tried.
  public func attempts(of pod: Int) -> Int {
    states.indices.contains(pod) ? Int(states[pod].attempts) : 0
  }

  private func pods(at place: Place) -> [Int] {
    states.indices.filter { states[$0].place == place }
  }

  // MARK: Coming and going

  /// Adds a pod.
  ///
  /// - Parameters:
  ///   - pod: Its index, 0 or more.
  ///   - priority: Its priority.
  ///   - isGated: Whether it has a scheduling gate.
  ///   - time: Now.
  public mutating func add(_ pod: Int, priority: Int64, isGated: Bool = false, at time: Int64) {
    makeEntry(pod, priority, time)
    if isGated { states[pod].place = .gated } else { activate(pod) }
  }

  /// Opens the gates of a pod.
  public mutating func ungate(_ pod: Int, at time: Int64) {
    guard states.indices.contains(pod), states[pod].place == .gated else { return }
    add(pod, priority: states[pod].entry.priority, at: time)
  }

  /// Takes the next pod: a ready one, or, where there is none, the one whose backoff passes next.
  ///
  /// - Parameter time: Now; pods whose backoff has passed become ready.
  /// - Returns: A pod, which counts as tried once more, or `nil`.
  /// - Complexity: Logarithmic in the pods that wait.
  public mutating func pop(at time: Int64) -> Int? {
    flush(at: time)
    let pod: Int
    if let entry = active.popMin() {
      pod = entry.pod
    } else if let waiting = backingOff.popMin() {
      pod = waiting.entry.pod
    } else {
      return nil
    }
    leave(pod)
    states[pod].attempts += 1
    states[pod].eventsBefore = eventCount
    clean()
    return pod
  }

  /// Makes pods ready whose time has come.
  public mutating func advance(to time: Int64) { flush(at: time) }

  /// Takes one pod from wherever it is; it counts as tried once more.
  public mutating func take(_ pod: Int) {
    guard states.indices.contains(pod), states[pod].place != .nowhere else { return }
    leave(pod)
    states[pod].attempts += 1
    states[pod].eventsBefore = eventCount
    clean()
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
  /// - Complexity: Logarithmic in the pods that wait.
  public mutating func putBack(
    _ pod: Int, priority: Int64, refusedBy filters: Set<FilterName>, at time: Int64
  ) {
    makeEntry(pod, priority, time)
    let bucket: Int
    if let known = bucketIndices[filters] {
      bucket = known
    } else {
      bucket = buckets.count
      bucketIndices[filters] = bucket
      buckets.append(Bucket(filters: filters))
    }
    states[pod].place = .unschedulable
    states[pod].bucket = Int32(bucket)
    states[pod].position = Int32(buckets[bucket].pods.count)
    buckets[bucket].pods.append(Int32(pod))
    counts.unschedulable += 1
    if flushes.count > 2 * counts.unschedulable + 64 {
      flushes = Heap(flushes.unordered.filter { isCurrent($0) })
    }
    flushes.insert(Flush(since: time, sequence: sequence, pod: pod))
    let before = states[pod].eventsBefore < 0 ? eventCount : states[pod].eventsBefore
    states[pod].eventsBefore = -1
    if lastEvents.contains(where: { $0.value > before && Self.mayHelp($0.key, filters) }) {
      wake(pod, at: time)
    }
  }

  /// Takes back a pod that could not be bound; it waits for its backoff to pass, whatever happens.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - priority: Its priority.
  ///   - time: Now.
  public mutating func putBackFailed(_ pod: Int, priority: Int64, at time: Int64) {
    makeEntry(pod, priority, time)
    states[pod].eventsBefore = -1
    states[pod].place = .failed
    counts.failed += 1
    failed.insert(Waiting(until: time + backoff(of: pod), entry: states[pod].entry))
  }

  /// Forgets a pod that was bound or deleted.
  ///
  /// - Complexity: Constant on average.
  public mutating func remove(_ pod: Int) {
    guard states.indices.contains(pod) else { return }
    leave(pod)
    states[pod] = State()
    if active.count > 2 * counts.active + 64 {
      active = Heap(active.unordered.filter { isCurrent($0, .active) })
    }
    clean()
  }

  /// Wakes the pods that an event may help.
  ///
  /// - Parameters:
  ///   - event: What happened.
  ///   - time: Now.
  /// - Complexity: Linear in the pods that are woken, and in the different sets of filters.
  public mutating func react(to event: ClusterEvent, at time: Int64) {
    eventCount += 1
    lastEvents[event] = eventCount
    guard counts.unschedulable > 0 else { return }
    for bucket in buckets.indices
    where !buckets[bucket].pods.isEmpty && Self.mayHelp(event, buckets[bucket].filters) {
      for pod in buckets[bucket].pods { wake(Int(pod), at: time, fromBucket: false) }
      buckets[bucket].pods.removeAll()
    }
    clean()
  }

  /// Wakes one pod, which itself has changed.
  public mutating func wake(_ pod: Int, at time: Int64) {
    guard states.indices.contains(pod), states[pod].place == .unschedulable else { return }
    wake(pod, at: time, fromBucket: true)
    clean()
  }

  private static func mayHelp(_ event: ClusterEvent, _ filters: Set<FilterName>) -> Bool {
    filters.isEmpty || filters.contains { event.mayHelp($0) }
  }

  /// When the next pod becomes ready by itself, or `nil`.
  public var nextTime: Int64? {
    var times: [Int64] = []
    if let first = flushes.min { times.append(first.since + Self.flushAfter) }
    if let first = backingOff.min { times.append(first.end) }
    if let first = failed.min { times.append(first.end) }
    return times.min()
  }

  /// How long a pod has to wait after its last attempt.
  public func backoff(of pod: Int) -> Int64 {
    var backoff = initialBackoff
    for _ in 1..<max(1, attempts(of: pod)) where backoff < maxBackoff { backoff *= 2 }
    return min(backoff, maxBackoff)
  }

  // MARK: Places

  private mutating func makeEntry(_ pod: Int, _ priority: Int64, _ time: Int64) {
    while states.count <= pod { states.append(State()) }
    leave(pod)
    sequence += 1
    states[pod].entry = Entry(priority: priority, time: time, sequence: sequence, pod: pod)
  }

  private mutating func activate(_ pod: Int) {
    states[pod].place = .active
    counts.active += 1
    active.insert(states[pod].entry)
  }

  /// Takes a pod from where it is; what is left of it in a heap is of the past.
  private mutating func leave(_ pod: Int) {
    switch states[pod].place {
    case .nowhere, .gated: break
    case .active: counts.active -= 1
    case .backingOff: counts.backingOff -= 1
    case .failed: counts.failed -= 1
    case .unschedulable:
      counts.unschedulable -= 1
      let (bucket, position) = (Int(states[pod].bucket), Int(states[pod].position))
      if position >= 0, let last = buckets[bucket].pods.popLast(), last != Int32(pod) {
        buckets[bucket].pods[position] = last
        states[Int(last)].position = Int32(position)
      }
    }
    states[pod].place = .nowhere
  }

  private mutating func wake(_ pod: Int, at time: Int64, fromBucket: Bool) {
    if !fromBucket { states[pod].position = -1 }
    leave(pod)
    let entry = states[pod].entry
    let waiting = Waiting(until: entry.time + backoff(of: pod), entry: entry)
    if waiting.end > time {
      states[pod].place = .backingOff
      counts.backingOff += 1
      backingOff.insert(waiting)
    } else {
      activate(pod)
    }
  }

  private mutating func flush(at time: Int64) {
    while let first = flushes.min, first.since + Self.flushAfter <= time {
      _ = flushes.popMin()
      if isCurrent(first) { wake(first.pod, at: time, fromBucket: true) }
    }
    while let next = backingOff.min, next.end <= time {
      _ = backingOff.popMin()
      guard isCurrent(next.entry, .backingOff) else { continue }
      counts.backingOff -= 1
      activate(next.entry.pod)
    }
    while let next = failed.min, next.end <= time {
      _ = failed.popMin()
      guard isCurrent(next.entry, .failed) else { continue }
      counts.failed -= 1
      activate(next.entry.pod)
    }
    clean()
  }

  private func isCurrent(_ entry: Entry, _ place: Place) -> Bool {
    states[entry.pod].place == place && states[entry.pod].entry.sequence == entry.sequence
  }

  private func isCurrent(_ flush: Flush) -> Bool {
    states[flush.pod].place == .unschedulable
      && states[flush.pod].entry.sequence == flush.sequence
  }

  /// Takes what is of the past from the tops of the heaps.
  private mutating func clean() {
    while let top = active.min, !isCurrent(top, .active) { _ = active.popMin() }
    while let top = backingOff.min, !isCurrent(top.entry, .backingOff) {
      _ = backingOff.popMin()
    }
    while let top = failed.min, !isCurrent(top.entry, .failed) { _ = failed.popMin() }
    while let top = flushes.min, !isCurrent(top) { _ = flushes.popMin() }
  }
}
