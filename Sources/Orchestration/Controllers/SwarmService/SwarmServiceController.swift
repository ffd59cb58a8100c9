// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps as many tasks of each Swarm service as it wants, restarts and updates them.
///
/// It is what Swarm's orchestrators (replicated, global, jobs), its restart supervisor, its updater
/// and its constraint enforcer do, from what objects say alone (`swarmkit`, `manager/orchestrator`).
/// A task is a pod; its name follows from its slot and its number there, so that one made twice is
/// refused.
public final class SwarmServiceController: Component {
  /// Its name.
  public let name = "swarm-orchestrator"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let services: Informer
  private let pods: Informer
  private let endpoints: Informer
  private let nodes: Informer
  private let ledger = SwarmLedger()
  static let serviceIndex = "swarm.serviceID"

  /// Creates a controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered at least; Swarm's scheduler and
  ///     orchestrators wait for 50 ms.
  public init(_ environment: ComponentEnvironment, batchPeriod: Int64 = 50_000) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: batchPeriod)
    let ledger = ledger
    let services = loop.watch(.swarmServices) { [$0.key] }
    self.services = services
    pods = loop.watch(.pods) { services.count > 0 ? ledger.take($0) : [] }
    nodes = loop.watch(.nodes) { change in
      guard services.count > 0 else {
        ledger.nodes = nil
        return []
      }
      return ledger.takeNode(change) ? services.keys : []
    }
    endpoints = loop.watch(.services) { change in
      guard let owner = ControllerReference(of: change.object), owner.kind == "SwarmService" else {
        return []
      }
      return [ObjectKey(namespace: change.key.namespace, name: owner.name)]
    }
    pods.addIndex(Self.serviceIndex) { $0.label(SwarmLabels.serviceID).map { [$0] } ?? [] }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends at once and forgets everything.
  public func stop() {
    loop.stop()
    ledger.expectations = Expectations()
    ledger.nodes = nil
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let service = services[key] else {
      ledger.expectations.forget(key)
      return
    }
    guard !service.isTerminating, ledger.expectations.areMet(for: key, at: environment.clock.now)
    else {
      return
    }
    var tasks: [SwarmTask] = []
    for pod in pods.objects(service.uid, in: Self.serviceIndex) {
      if let task = SwarmTask(ObjectKey(pod), pod) { tasks.append(task) }
    }
    var sync = SwarmSync(
      environment: environment, service: service, tasks: tasks,
      nodes: ledger.states(of: nodes),
      ledger: ledger, endpoints: { [endpoints] in endpoints[$0] }
    ) { [environment] in SwarmForecaster(environment).objects() }
    try sync.run()
    if let next = sync.nextLook {
      loop.add(key, after: next - environment.clock.now.microseconds)
    }
  }
}

/// What the orchestrator has done and has not heard of yet.
final class SwarmLedger {
  var expectations = Expectations()
  /// The nodes by their names; `nil` where they have to be looked at anew.
  var nodes: [String: SwarmNodeState]?

  /// How nodes are.
  func states(of informer: Informer) -> [String: SwarmNodeState] {
    if let nodes { return nodes }
    var states: [String: SwarmNodeState] = [:]
    for node in informer.all { states[node.objectName] = SwarmNodeState(node) }
    nodes = states
    return states
  }

  /// Takes note of a change of a node.
  ///
  /// - Returns: Whether services are to be looked at: heartbeats do not matter.
  func takeNode(_ change: Informer.Change) -> Bool {
    guard nodes != nil else { return true }
    if case .removed = change {
      nodes?[change.key.name] = nil
      return true
    }
    let state = SwarmNodeState(change.object)
    if nodes?[change.key.name] == state { return false }
    nodes?[change.key.name] = state
    return true
  }

  /// Takes note of a change of a pod.
  ///
  /// - Returns: The service that needs a look.
  func take(_ change: Informer.Change) -> [ObjectKey] {
    guard let owner = ControllerReference(of: change.object), owner.kind == "SwarmService" else {
      return []
    }
    let key = ObjectKey(namespace: change.key.namespace, name: owner.name)
    let pod = change.object
    if case .removed = change {
      expectations.sawDeletion(of: pod.uid, for: key)
    } else {
      expectations.sawCreation(of: pod.uid, for: key)
      if pod.isTerminating { expectations.sawDeletion(of: pod.uid, for: key) }
    }
    return [key]
  }
}
