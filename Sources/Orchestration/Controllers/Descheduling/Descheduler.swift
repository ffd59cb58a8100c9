// SPDX-License-Identifier: Apache-2.0

import ClusterModel
public import VectorPacking

/// Evicts pods that had better be elsewhere, so that the scheduler puts them there.
///
/// What it does is said by the ConfigMap `kube-system/descheduler`: a policy and how often it is
/// done. Without it nothing is done. After `kubernetes-sigs/descheduler`, with one plugin more,
/// `CompactByPacking`. It keeps nothing from one run to the next.
public final class Descheduler: Component {
  /// The name.
  public let name = "descheduler"
  /// Whether it runs.
  public private(set) var isRunning = false
  /// The strategies that `CompactByPacking` may use.
  public var strategies = StrategyRegistry.greedy.adding(StrategyRegistry.improving.strategies)

  private let environment: ComponentEnvironment
  private var handlers: [(informer: Informer, handler: Informer.Handler)] = []
  private var isReady = false
  private var tick: Appointment?
  /// The ConfigMap that is in force.
  private var known: Fields?
  private var policy: DeschedulerPolicy?
  private var interval: Int64 = 300_000_000

  /// Creates the descheduler.
  public init(_ environment: ComponentEnvironment) { self.environment = environment }

  /// Begins: the policy is carried out once an interval has passed, then again and again.
  public func start() {
    guard !isRunning else { return }
    isRunning = true
    watch(.configMaps) { [weak self] change in
      if change.key == DeschedulerPolicy.configMap { self?.read() }
    }
    for type in CapacityView.types + [.priorityClasses] { watch(type) { _ in } }
    waitForInformers(0)
  }

  private func watch(_ type: ResourceType, _ handle: @escaping (Informer.Change) -> Void) {
    let informer = environment.informers[type]
    handlers.append((informer, informer.addHandler(handle)))
    informer.start()
  }

  private func waitForInformers(_ index: Int) {
    guard index < handlers.count else {
      isReady = true
      read()
      return
    }
    handlers[index].informer.whenSynced { [weak self] in
      guard let self, self.isRunning, !self.isReady else { return }
      self.waitForInformers(index + 1)
    }
  }

  /// Ends and forgets everything.
  public func stop() {
    guard isRunning else { return }
    isRunning = false
    isReady = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    tick?.cancel()
    (tick, known, policy) = (nil, nil, nil)
  }

  /// Reads the policy where it has changed.
  private func read() {
    guard isReady else { return }
    let object = environment.informers[.configMaps][DeschedulerPolicy.configMap]
    guard object?["data"] != known?["data"] || (object == nil) != (known == nil) else { return }
    known = object
    policy = nil
    tick?.cancel()
    tick = nil
    guard let object, let data = object["data"]?.object else { return }
    let text = data[DeschedulerPolicy.policyEntry]?.string ?? ""
    interval =
      data[DeschedulerPolicy.intervalEntry]?.string.flatMap { DurationText.parse($0) }
      ?? 300_000_000
    do {
      let value = try YAMLReader.value(of: MemorySource(text))
      policy = try DeschedulerPolicy(
        reading: DocumentField(value, at: "data[\"\(DeschedulerPolicy.policyEntry)\"]"))
    } catch {
      environment.events.record(object, .warning, reason: "InvalidPolicy", "\(error)")
      return
    }
    plan()
  }

  private func plan() {
    tick = environment.clock.schedule(after: max(1_000_000, interval)) { [weak self] in
      self?.runOnce()
    }
  }

  private func runOnce() {
    tick = nil
    guard isReady, let policy else { return }
    // What makes no sense in the cluster now may make sense at the next run.
    if let run = try? DeschedulingRun(environment, policy, strategies) {
      for profile in policy.profiles {
        run.evictor = profile.evictor
        for plugin in profile.plugins where !run.isAtLimit { plugin.run(run) }
      }
    }
    plan()
  }
}
