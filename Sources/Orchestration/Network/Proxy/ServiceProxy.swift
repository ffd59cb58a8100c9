// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The service rules of all nodes: what `kube-proxy` keeps on each of them.
///
/// Nodes that reach the API share one set of rules, which follows services, slices and nodes through
/// a client. A node that is cut off keeps the rules that it had (`observe(_:)`). While the proxies
/// are stopped, the rules stay as they are, as they do in a kernel.
public final class ServiceProxy: Component {
  /// The name.
  public let name = "kube-proxy"
  /// Whether it runs.
  public private(set) var isRunning = false
  let environment: ComponentEnvironment
  private let services: Informer
  private let slices: Informer
  private let nodes: Informer
  private var handlers: [(informer: Informer, handler: Informer.Handler)] = []
  private var hasRun = false
  private let balancing: Balancing
  /// The rules of all nodes that have none of their own.
  var rules: ServiceRules
  /// Rules that are being gathered after a start, until everything was listed.
  private var gathered: ServiceRules?
  /// The rules of nodes that are cut off.
  var kept: [String: ServiceRules] = [:]
  /// What nodes remember of connections.
  var balances: [String: NodeBalance] = [:]
  /// The network below: who has which address.
  weak var directory: (any AddressDirectory)?

  /// Creates the proxies of a cluster.
  ///
  /// - Parameters:
  ///   - environment: What they work with; one client for all of them.
  ///   - balancing: How is chosen among endpoints where a service does not say.
  ///   - directory: The network below, where connections to addresses of pods are looked up; not
  ///     held.
  public init(
    _ environment: ComponentEnvironment, balancing: Balancing = .random,
    directory: (any AddressDirectory)? = nil
  ) {
    (self.environment, self.balancing, self.directory) = (environment, balancing, directory)
    rules = ServiceRules(balancing: balancing)
    services = environment.informers[.services]
    slices = environment.informers[.endpointSlices]
    nodes = environment.informers[.nodes]
  }

  /// Begins: rules are made anew once everything was listed.
  public func start() {
    guard !isRunning else { return }
    isRunning = true
    gathered = ServiceRules(balancing: balancing)
    watch(services) { $0.set(service: $1.key, $1.current) }
    watch(slices) { $0.set(slice: $1.key, $1.current) }
    watch(nodes) { $0.set(node: $1.key.name, $1.current.map { NodeFacts($0) }) }
    hasRun = true
    services.whenSynced { [weak self] in
      self?.slices.whenSynced { self?.nodes.whenSynced { self?.finishGathering() } }
    }
  }

  private func watch(
    _ informer: Informer, _ take: @escaping (inout ServiceRules, Informer.Change) -> Void
  ) {
    if hasRun { informer.refresh() }
    let handler = informer.addHandler { [weak self] change in
      guard let self else { return }
      if var rules = self.gathered {
        self.gathered = nil
        take(&rules, change)
        self.gathered = rules
      } else {
        take(&self.rules, change)
      }
    }
    handlers.append((informer, handler))
    informer.start()
  }

  private func finishGathering() {
    guard isRunning, let gathered else { return }
    rules = gathered
    self.gathered = nil
  }

  /// Ends; rules stay as they are.
  public func stop() {
    guard isRunning else { return }
    isRunning = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    gathered = nil
  }

  // MARK: Nodes that are cut off

  /// Follows what happens to machines: one that is cut off keeps the rules of that moment until it
  /// is reachable again, and loses them with its power.
  public func observe(_ world: SimulatedWorld) {
    world.observeReachability { [weak self] in self?.reachabilityChanged($0) }
  }

  private func reachabilityChanged(_ machine: SimulatedMachine) {
    let node = machine.name
    if !machine.isOn {
      // What connections there were, and who came from where, is gone.
      balances[node] = nil
      kept[node] = machine.isConnected ? nil : ServiceRules(balancing: balancing)
    } else if machine.isConnected {
      // What was missed is listed anew next.
      environment.clock.scheduleNext { [weak self, weak machine] in
        guard let machine, machine.isReachable else { return }
        self?.kept[node] = nil
      }
    } else if kept[node] == nil {
      rules.settle()
      kept[node] = rules
    }
  }

  /// Does something with the rules of a node.
  func withRules<Result>(of node: String, _ body: (inout ServiceRules) -> Result) -> Result {
    if var own = kept.removeValue(forKey: node) {
      defer { kept[node] = own }
      return body(&own)
    }
    return body(&rules)
  }

  /// What a node remembers of connections.
  func balance(of node: String) -> NodeBalance {
    if let balance = balances[node] { return balance }
    let balance = NodeBalance(seed: environment.seed, node: node)
    balances[node] = balance
    return balance
  }
}

extension Informer.Change {
  /// The object as it is now; `nil` where it is gone.
  var current: Fields? {
    if case .removed = self { nil } else { object }
  }
}
