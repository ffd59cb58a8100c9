// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Says in the status of disruption budgets how many of their pods may be disrupted now.
///
/// From `pkg/controller/disruption/disruption.go`. Other than there, a change of how many pods a
/// controller wants is looked at by itself, and not only with the next change of a pod.
public final class DisruptionController: Component {
  /// The name.
  public let name = "disruption-controller"
  let environment: ComponentEnvironment
  let catalogue: () -> ResourceCatalogue
  private let loop: ControllerLoop
  /// Pods whose condition `DisruptionTarget` may be stale.
  private let staleLoop: ControllerLoop
  private let budgets: Informer
  private let pods: Informer
  let replicaSets: Informer
  let deployments: Informer
  let statefulSets: Informer
  let replicationControllers: Informer

  /// The pods of budgets, by namespace and by the budget's name.
  private var members: [String: [String: BudgetMembers]] = [:]

  /// How long a pod that was evicted may take until it is to go, in microseconds.
  static let deletionTimeout: Int64 = 120_000_000
  /// After how long a condition that announced a disruption is stale, in microseconds.
  private static let staleTimeout: Int64 = 120_000_000

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - catalogue: The types that are served, for controllers that are custom resources.
  public init(
    _ environment: ComponentEnvironment,
    catalogue: @escaping () -> ResourceCatalogue = { ResourceCatalogue() }
  ) {
    (self.environment, self.catalogue) = (environment, catalogue)
    loop = ControllerLoop(name: name, environment: environment)
    staleLoop = ControllerLoop(name: name, environment: environment)
    let informers = environment.informers
    (budgets, pods) = (informers[.podDisruptionBudgets], informers[.pods])
    (replicaSets, deployments) = (informers[.replicaSets], informers[.deployments])
    statefulSets = informers[.statefulSets]
    replicationControllers = informers[.replicationControllers]
    for type: ResourceType in [
      .replicaSets, .deployments, .statefulSets, .replicationControllers,
    ] {
      loop.watch(type) { [unowned self] in self.note(controller: $0) }
    }
    loop.watch(.podDisruptionBudgets) { [unowned self] change in
      self.note(budget: change)
      return [change.key]
    }
    loop.watch(.pods) { [unowned self] in self.note(pod: $0) }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    guard !isRunning else { return }
    staleLoop.start { [unowned self] key throws(APIStatus) in try self.clearStale(key) }
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    staleLoop.stop()
    members = [:]
  }

  // MARK: Changes

  private func note(budget change: Informer.Change) {
    let (namespace, name) = (change.key.namespace, change.key.name)
    if case .removed = change {
      members[namespace]?[name] = nil
      if members[namespace]?.isEmpty == true { members[namespace] = nil }
      return
    }
    let spec = change.object.wanted
    if let previous = change.previous, previous.wanted["selector"] == spec["selector"],
      members[namespace]?[name] != nil
    {
      return
    }
    let selector = spec["selector"].flatMap { LabelSelectorSpec($0) }.flatMap {
      try? $0.compiled()
    }
    var covered = BudgetMembers(selector: selector)
    if let selector {
      for pod in pods.all {
        let key = ObjectKey(pod)
        if key.namespace == namespace, selector.matches(pod.labelMap) {
          _ = covered.set(key.name, pod)
        }
      }
    }
    members[namespace, default: [:]][name] = covered
  }

  private func note(controller change: Informer.Change) -> [ObjectKey] {
    guard let names = members[change.key.namespace]?.keys else { return [] }
    if let previous = change.previous, previous.uid == change.object.uid,
      previous.wanted["replicas"] == change.object.wanted["replicas"]
    {
      return []
    }
    return names.sorted().map { ObjectKey(namespace: change.key.namespace, name: $0) }
  }

  private func note(pod change: Informer.Change) -> [ObjectKey] {
    let pod = change.object
    noteTarget(pod, change)
    let namespace = change.key.namespace
    guard let names = members[namespace]?.keys else { return [] }
    var touched: [ObjectKey] = []
    var labels: [String: String]?
    let hasSameLabels =
      change.previous.map { $0.metadata["labels"] == pod.metadata["labels"] } ?? false
    for name in names {
      let isCovered: Bool
      if case .removed = change {
        isCovered = false
      } else if hasSameLabels {
        isCovered = members[namespace]?[name]?[change.key.name] != nil
      } else {
        let all = labels ?? pod.labelMap
        labels = all
        isCovered = members[namespace]?[name]?.selector?.matches(all) ?? false
      }
      let hasChanged =
        isCovered
        ? members[namespace]?[name]?.set(change.key.name, pod)
        : members[namespace]?[name]?.remove(change.key.name)
      if hasChanged == true { touched.append(ObjectKey(namespace: namespace, name: name)) }
    }
    return touched.count > 1 ? touched.sorted() : touched
  }

  /// Looks later at a pod that was to be disrupted and is still there.
  private func noteTarget(_ pod: Fields, _ change: Informer.Change) {
    if case .removed = change { return }
    guard let delay = staleDelay(pod) else { return }
    staleLoop.add(change.key, after: delay)
  }

  /// After how long the condition of a pod is stale; `nil` where it never is.
  private func staleDelay(_ pod: Fields) -> Int64? {
    guard let condition = pod.condition("DisruptionTarget"), condition["status"] == "True",
      !pod.isTerminating, condition["reason"] != "TerminationByKubelet", !pod.hasFinishedPhase
    else { return nil }
    let now = environment.clock.now
    let since = condition.moment("lastTransitionTime") ?? now
    return max(0, Self.staleTimeout - (now.microseconds - since.microseconds))
  }

  private func clearStale(_ key: ObjectKey) throws(APIStatus) {
    guard let pod = pods[key], let delay = staleDelay(pod) else { return }
    guard delay == 0 else { return staleLoop.add(key, after: delay) }
    var changed = pod
    changed.setCondition(
      ObjectCondition(type: "DisruptionTarget", status: "False"), at: environment.timestamp)
    try environment.client.updateStatus(.pods, changed)
  }

  // MARK: Budgets

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let budget = budgets[key], let covered = members[key.namespace]?[key.name] else {
      return
    }
    if covered.count == 0 {
      environment.events.record(budget, reason: "NoPods", "No matching pods found")
    }
    let view = PodDisruptionBudget(fields: budget)
    let (expected, desired): (Int, Int)
    do throws(BudgetFault) {
      (expected, desired) = try expectation(view, covered)
    } catch {
      environment.events.record(
        budget, .warning, reason: "CalculateExpectedPodCountFailed",
        "Failed to calculate the number of expected pods: \(error.message)")
      return try failSafe(budget, error.message)
    }
    if covered.unmanagedCount > 0, countsControllers(view.spec) {
      environment.events.record(
        budget, .warning, reason: "UnmanagedPods",
        "Pods selected by this PodDisruptionBudget (selector: "
          + "\(covered.selector?.description ?? "")) were found to be unmanaged. As a result, the "
          + "status of the PDB cannot be calculated correctly, which may result in undefined "
          + "behavior. To account for these pods please set \".spec.minAvailable\" field of the "
          + "PDB to an integer value.")
    }
    let now = environment.clock.now
    var disrupted = Fields()
    var healthy = covered.healthyCount
    var recheck: Int64?
    for (name, value) in budget.observed["disruptedPods"]?.object ?? Fields() {
      guard let member = covered[name], !member.isTerminating, let since = Timestamp(value) else {
        continue
      }
      let end = since.advanced(by: Self.deletionTimeout)
      if end < now {
        if let pod = pods[ObjectKey(namespace: key.namespace, name: name)] {
          environment.events.record(
            pod, .warning, reason: "NotDeleted",
            "Pod was expected by PDB \(key.namespace)/\(key.name) to be deleted but it wasn't")
        }
        continue
      }
      disrupted[name] = value
      // Just at the end the pod counts again, but is still listed.
      if member.isHealthy, end > now { healthy -= 1 }
      recheck = min(recheck ?? .max, end.microseconds - now.microseconds + 1)
    }
    let allowed = expected <= 0 ? 0 : max(0, healthy - desired)
    try write(
      budget,
      [
        "disruptionsAllowed": .integer(Int64(allowed)),
        "currentHealthy": .integer(Int64(healthy)), "desiredHealthy": .integer(Int64(desired)),
        "expectedPods": .integer(Int64(expected)),
      ], disrupted)
    if let recheck { loop.add(key, after: recheck) }
  }

  private func write(
    _ budget: Fields, _ counts: Fields, _ disrupted: Fields
  ) throws(APIStatus) {
    var changed = budget
    let generation = budget.metadata.integer("generation") ?? 0
    changed.modify("status") { status in
      for (name, count) in counts { status[name] = count }
      status["disruptedPods"] = disrupted.isEmpty ? nil : .object(disrupted)
      status["observedGeneration"] = .integer(generation)
    }
    let isAllowed = counts["disruptionsAllowed"] != 0
    changed.setCondition(
      ObjectCondition(
        type: "DisruptionAllowed", status: isAllowed ? "True" : "False",
        reason: isAllowed ? "SufficientPods" : "InsufficientPods", message: "",
        observedGeneration: generation), at: environment.timestamp)
    guard changed != budget else { return }
    try environment.client.updateStatus(.podDisruptionBudgets, changed)
  }

  /// Nothing may be disrupted where nobody knows how many pods there should be.
  private func failSafe(_ budget: Fields, _ message: String) throws(APIStatus) {
    var changed = budget
    changed.modify("status") { $0["disruptionsAllowed"] = 0 }
    changed.setCondition(
      ObjectCondition(
        type: "DisruptionAllowed", status: "False", reason: "SyncFailed", message: message,
        observedGeneration: budget.observed.integer("observedGeneration") ?? 0),
      at: environment.timestamp)
    guard changed != budget else { return }
    try environment.client.updateStatus(.podDisruptionBudgets, changed)
  }
}
