// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What controllers have in common: informers that say which objects need a look, a queue of those,
/// and one `reconcile` at a time.
///
/// A name is in the queue once, however often it was added. Where `reconcile` throws, it is tried
/// again, later each time (`client-go/util/workqueue`: 5 ms, twice as long each time, 1,000 s at
/// most).
public final class ControllerLoop {
  /// The name of the controller.
  public let name: String
  private let environment: ComponentEnvironment
  private let batchPeriod: Int64
  private var sources: [(informer: Informer, handle: (Informer.Change) -> Void)] = []
  private var handlers: [(informer: Informer, handler: Informer.Handler)] = []
  private var reconcile: ((ObjectKey) throws(APIStatus) -> Void)?
  private var queued: Set<ObjectKey> = []
  private var order: [ObjectKey] = []
  private var position = 0
  private var pump: Appointment?
  private var delayed: [ObjectKey: Appointment] = [:]
  private var failures: [ObjectKey: Int] = [:]
  private var isReady = false
  /// Whether it has run before: what it wrote then may not have been heard of yet.
  private var hasRun = false
  /// Told of errors that `reconcile` threw.
  public var onError: ((ObjectKey, APIStatus) -> Void)?

  /// Creates a loop.
  ///
  /// - Parameters:
  ///   - name: The name of the controller.
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered before an object is looked at.
  public init(name: String, environment: ComponentEnvironment, batchPeriod: Int64 = 0) {
    (self.name, self.environment, self.batchPeriod) = (name, environment, batchPeriod)
  }

  /// Whether it runs.
  public var isRunning: Bool { reconcile != nil }

  /// Looks at objects of a type; to be called before `start`.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - keys: The objects that need a look after a change.
  /// - Returns: What is known of the objects of the type.
  @discardableResult
  public func watch(
    _ type: ResourceType, _ keys: @escaping (Informer.Change) -> [ObjectKey]
  ) -> Informer {
    let informer = environment.informers[type]
    sources.append(
      (
        informer,
        { [weak self] change in
          for key in keys(change) { self?.add(key) }
        }
      ))
    return informer
  }

  /// Begins: once everything is known, objects are looked at one after another.
  public func start(_ reconcile: @escaping (ObjectKey) throws(APIStatus) -> Void) {
    guard self.reconcile == nil else { return }
    self.reconcile = reconcile
    for (informer, handle) in sources {
      if hasRun { informer.refresh() }
      handlers.append((informer, informer.addHandler(handle)))
      informer.start()
    }
    hasRun = true
    waitForSources(0)
  }

  private func waitForSources(_ index: Int) {
    guard index < sources.count else {
      isReady = true
      schedulePump()
      return
    }
    sources[index].informer.whenSynced { [weak self] in
      guard let self, self.isRunning else { return }
      self.waitForSources(index + 1)
    }
  }

  /// Ends at once, and forgets what was to be looked at.
  public func stop() {
    guard reconcile != nil else { return }
    reconcile = nil
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    queued = []
    order = []
    position = 0
    pump?.cancel()
    pump = nil
    for appointment in delayed.values { appointment.cancel() }
    delayed = [:]
    failures = [:]
    isReady = false
  }

  /// Who lets go of a loop that runs has it end.
  deinit {
    for (informer, handler) in handlers { informer.remove(handler) }
    pump?.cancel()
    for appointment in delayed.values { appointment.cancel() }
  }

  /// Has an object looked at.
  public func add(_ key: ObjectKey) {
    guard isRunning, queued.insert(key).inserted else { return }
    order.append(key)
    schedulePump()
  }

  /// Has an object looked at after some microseconds, or sooner where that was asked for.
  public func add(_ key: ObjectKey, after delay: Int64) {
    guard isRunning else { return }
    let moment = environment.clock.now.advanced(by: max(0, delay))
    if let known = delayed[key], known.isPending, known.moment <= moment { return }
    delayed[key]?.cancel()
    delayed[key] = environment.clock.schedule(at: moment) { [weak self] in
      self?.delayed[key] = nil
      self?.add(key)
    }
  }

  private func schedulePump() {
    guard isReady, pump == nil, position < order.count else { return }
    pump = environment.clock.schedule(after: batchPeriod) { [weak self] in self?.step() }
  }

  /// Looks at one object; the next one has its turn in an appointment of its own.
  private func step() {
    pump = nil
    guard let reconcile, position < order.count else { return }
    let key = order[position]
    position += 1
    if position == order.count || position > 4_096 {
      order.removeFirst(position)
      position = 0
    }
    queued.remove(key)
    do throws(APIStatus) {
      try reconcile(key)
      failures[key] = nil
    } catch {
      onError?(key, error)
      let count = failures[key, default: 0]
      failures[key] = count + 1
      add(key, after: min(1_000_000_000, Int64(5_000) << Int64(min(count, 18))))
    }
    if self.reconcile != nil, pump == nil, position < order.count {
      pump = environment.clock.scheduleNext { [weak self] in self?.step() }
    }
  }
}
