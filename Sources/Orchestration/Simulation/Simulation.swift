// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
public import Scheduling
public import VectorPacking

/// A scenario that is run: an API, controllers, a scheduler and kubelets on a virtual clock.
///
/// The same scenario, scheduler and seed always give the same log, byte by byte.
public final class Simulation {
  /// What may be other than the scenario says.
  public struct Options {
    /// What chance comes from; the scenario's seed where `nil`.
    public var seed: UInt64?
    /// The strategy that places pods; the scenario's where `nil`.
    public var scheduler: String?
    /// Takes the log.
    public var sink: (any EventSink)?
    /// The strategies that there are to choose from.
    public var strategies = StrategyRegistry.greedy.adding(
      StrategyRegistry.improving.strategies)
    /// The profiles of the scheduler.
    public var schedulerConfiguration = SchedulerConfiguration()

    /// Creates options that change nothing.
    public init() {}
  }

  /// The scenario.
  public let scenario: Scenario
  /// The clock.
  public let clock: VirtualClock
  /// The controllers and the scheduler.
  public let controlPlane: ControlPlane
  let machinery: APIMachinery
  let fleet: KubeletFleet
  let network: SimulatedNetwork
  private let options: Options
  let seed: UInt64
  private let scheduler: String
  private let observer: ClusterObserver
  let scaling: ScalingObserver
  private let tally: LogTally
  private let sink: RedactingSink
  private let user: InProcessClient
  private var samples: [MetricSample] = []
  /// What requests are made, and what became of them.
  var traffic: TrafficRecorder?
  private var expectations: [ExpectationResult] = []
  private var refusals: [String: Int] = [:]
  var random: SeededGenerator
  /// Breaks what has no verb of its own.
  private lazy var injector = FaultInjector(fleet, clock: clock, machinery: machinery)
  /// The types whose objects go from state to state by themselves.
  private var stagedTypes: Set<ResourceType> = []
  /// How many nodes of each pool came so far.
  private var poolCounts: [String: Int] = [:]
  private lazy var actor = ScenarioActor(
    client: user, clock: clock, catalogue: { [machinery] in machinery.catalogue }
  ) { [unowned self] in log($0, $1, $2, $3) }

  /// Creates a simulation.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - options: What is other than it says.
  /// - Throws: What makes no sense in it.
  public init(_ scenario: Scenario, _ options: Options = Options()) throws(FieldFault) {
    (self.scenario, self.options) = (scenario, options)
    seed = options.seed ?? scenario.seed
    scheduler = options.scheduler ?? scenario.settings.scheduler
    let clock = VirtualClock(start: scenario.start)
    self.clock = clock
    let machinery = APIMachinery(clock: clock, seed: seed)
    self.machinery = machinery
    random = Draw.generator(seed: seed, "scenario")
    user = machinery.client(named: "kubectl")
    tally = LogTally(scenario.expectations.flatMap(\.logPatterns), next: options.sink)
    sink = RedactingSink(machinery.secretLedger, next: tally)
    let isLogged = options.sink != nil || !tally.findings.isEmpty
    let settings = scenario.settings
    let seed = seed
    let informers = SharedInformers(
      client: machinery.client(named: "kube-controller-manager", latency: settings.latency),
      clock: clock)
    // Where everybody hears of changes at once, nobody needs a view of their own.
    observer = ClusterObserver(
      ComponentEnvironment(
        client: machinery.client(named: "observer", seesOutages: false), clock: clock,
        informers: settings.latency == 0 ? informers : nil),
      start: scenario.start, sink: isLogged ? sink : nil)
    scaling = ScalingObserver(
      ComponentEnvironment(
        client: machinery.client(named: "observer"), clock: clock,
        informers: settings.latency == 0 ? informers : nil), start: scenario.start)
    func environment(_ name: String, _ informers: SharedInformers?) -> ComponentEnvironment {
      let client = machinery.client(
        named: name, latency: settings.latency, isTrusted: true)
      return ComponentEnvironment(
        client: client, clock: clock, informers: informers,
        events: EventRecorder(client: client, clock: clock, level: settings.events), seed: seed)
    }
    controlPlane = ControlPlane(
      Self.controllers(settings), batchPeriod: settings.batchPeriod
    ) { environment($0, informers) }
    guard
      var scheduling = SchedulerSettings.named(
        scheduler, in: options.strategies, configuration: options.schedulerConfiguration)
    else {
      throw FieldFault(
        field: "spec.settings.scheduler", found: "'\(scheduler)'",
        expected: "kube-scheduler, kube-scheduler-most-allocated or one of "
          + options.strategies.strategies.map(\.name).joined(separator: ", "))
    }
    scheduling.decisionTime = settings.schedulingTime
    controlPlane.add(
      SchedulerComponent(environment("default-scheduler", informers), settings: scheduling))
    let storage = SimulatedStorage(
      drivers: StorageDriver.standard + scenario.storage, seed: seed)
    for plugin in StoragePlugins.components(storage, { environment($0, informers) }) {
      controlPlane.add(plugin)
    }
    if let settings = try Self.swarmScheduler(scenario, options.strategies) {
      let name = "swarm-scheduler"
      controlPlane.add(
        SchedulerComponent(environment(name, informers), settings: settings, name: name))
    }
    var configuration = KubeletConfiguration()
    if settings.writesHeartbeats { configuration.heartbeat = .written }
    configuration.tellsUsageAlways = settings.tellsUsage
    fleet = KubeletFleet(
      nodes: [], environment("kubelet", nil),
      world: SimulatedWorld(
        behaviors: BehaviorSet(scenario.behaviors, seed: seed), storage: storage),
      configuration: configuration)
    network = SimulatedNetwork(settings.network, fleet: fleet, plane: controlPlane) {
      environment($0, informers)
    }
  }

  // MARK: Running

  /// Runs to the horizon.
  ///
  /// - Parameters:
  ///   - isStopped: Asked after every step; `true` ends the run at once.
  ///   - progress: Told the share of time that has passed, at every sample.
  ///   - wait: Called before time goes on, with the moment that comes next, to let real time pass.
  /// - Returns: What came of it.
  public func run(
    isStopped: () -> Bool = { false }, progress: @escaping (Double) -> Void = { _ in },
    wait: ((Timestamp) -> Void)? = nil
  ) -> SimulationResult {
    begin()
    takeSamples(progress)
    let end = scenario.start.advanced(by: scenario.horizon)
    clock.run(until: end, isStopped: isStopped, wait: wait)
    return finish()
  }

  /// Sets everything up that is there at the beginning.
  func begin() {
    attempt("namespaces") { () throws(APIStatus) in
      for name in ["default", "kube-system", "kube-node-lease"] {
        try user.create(.namespaces, ["metadata": ["name": .string(name)]])
      }
    }
    observer.start()
    beginScaling()
    for pool in scenario.nodes { add(pool) }
    startNodeGroups(user, options.strategies, seed: seed)
    machinery.admitsServiceAccounts = scenario.settings.serviceAccounts
    for object in GeneratedNames.resolve(scenario.objects) {
      attempt(ObjectKey(object).description) { () throws(APIStatus) in
        if object["kind"]?.string == "Node" {
          fleet.add(object).start()
        } else {
          try actor.apply(object)
        }
      }
    }
    for request in scenario.stacks {
      attempt("stack \(request.name)") { () throws(APIStatus) in try actor.deploy(request) }
    }
    controlPlane.start()
    startStages()
    startTraffic()
    for entry in scenario.timeline { schedule(entry) }
    for arrivals in scenario.arrivals {
      ArrivalDriver(
        arrivals, actor: actor, client: user, clock: clock, start: scenario.start, seed: seed
      ) { [weak self] in self?.refused($0, $1) }.begin()
    }
    scheduleFailures()
    for expectation in scenario.expectations {
      guard let time = expectation.time else { continue }
      clock.schedule(at: scenario.start.advanced(by: time)) { [weak self] in
        self?.check(expectation)
      }
    }
  }

  private func takeSamples(_ progress: @escaping (Double) -> Void) {
    let interval = max(
      1_000, scenario.settings.sampleInterval ?? scenario.horizon / 100)
    samples.append(observer.sample())
    sampleTraffic()
    clock.schedule(after: interval) { [weak self] in
      guard let self else { return }
      progress(
        Double(self.clock.now.microseconds - self.scenario.start.microseconds)
          / Double(max(1, self.scenario.horizon)))
      self.takeSamples(progress)
    }
  }

  private func finish() -> SimulationResult {
    let last = observer.sample()
    if samples.last?.seconds == last.seconds { samples.removeLast() }
    samples.append(last)
    sampleTraffic()
    for expectation in scenario.expectations where expectation.time == nil { check(expectation) }
    var result = SimulationResult(
      scenario: scenario.name, summary: scenario.summary, scheduler: scheduler, seed: seed,
      seconds: last.seconds)
    result.samples = samples
    (result.podsCreated, result.podsSucceeded) = (observer.created, observer.succeeded)
    result.podsFailed = observer.failed
    result.timeToNode = Latencies(microseconds: observer.timesToNode)
    result.timeToRun = Latencies(microseconds: observer.timesToRun)
    result.timeToReady = Latencies(microseconds: observer.timesToReady)
    result.expectations = expectations
    result.traffic = traffic?.result
    result.start = scenario.start
    result.capacityDecisions = observer.capacityDecisions
    (result.writes, result.steps) = (machinery.store.revision, clock.stepCount)
    result.refusals = refusals
    result.scaling = scaling.record
    return result.redacted(machinery.secretValues)
  }

  private func check(_ expectation: Expectation) {
    let checker = ExpectationChecker(
      client: machinery.client(named: "inspector", seesOutages: false),
      catalogue: machinery.catalogue, samples: samples, log: tally.findings,
      now: observer.sample(), traffic: upToDateTraffic, files: fleet.world.volumes,
      router: router, resolver: resolver, answers: { [unowned self] in self.answers(to: $0) })
    expectations.append(checker.check(expectation))
  }

  // MARK: What happens

  func log(
    _ category: LogEntry.Category, _ subject: String, _ what: String,
    _ details: [(name: String, value: Value)] = []
  ) {
    sink.take(
      LogEntry(
        time: clock.now.microseconds - scenario.start.microseconds, category: category,
        subject: subject, what: what, details: details))
  }

  private func attempt(_ subject: String, _ body: () throws(APIStatus) -> Void) {
    do throws(APIStatus) {
      try body()
    } catch {
      refused(subject, error)
    }
  }

  private func refused(_ subject: String, _ status: APIStatus) {
    refusals[status.message, default: 0] += 1
    log(.action, subject, "refused", [("message", .string(status.message))])
  }

  private func add(_ pool: Scenario.NodePool) {
    let first = poolCounts[pool.name, default: 0] + 1
    poolCounts[pool.name] = first + pool.count - 1
    for number in first..<(first + pool.count) {
      fleet.add(pool.node(number: number)).start()
    }
  }

  /// Begins with the state machines of kinds that are served by now.
  private func startStages() {
    for machine in scenario.stages {
      guard
        let type = machinery.catalogue.type(apiVersion: machine.apiVersion, kind: machine.kind),
        stagedTypes.insert(type).inserted
      else { continue }
      let client = machinery.client(named: "stages")
      let runner = StageRunner(
        ComponentEnvironment(client: client, clock: clock, seed: seed), type, scenario.stages)
      controlPlane.add(runner)
      runner.start()
    }
  }

  private func schedule(_ entry: Scenario.TimelineEntry) {
    clock.schedule(at: scenario.start.advanced(by: entry.time)) { [weak self] in
      guard let self else { return }
      self.perform(entry.action)
      guard let period = entry.period else { return }
      var next = entry
      next.time += period
      if next.time <= next.until ?? self.scenario.horizon { self.schedule(next) }
    }
  }

  private func perform(_ action: ScenarioAction) {
    attempt(action.subject) { () throws(APIStatus) in
      switch action {
      case .apply(let objects):
        for object in GeneratedNames.resolve(objects) { try actor.apply(object) }
        startStages()
      case .delete(let object, let options): try actor.delete(object, options)
      case .scale(let object, let replicas): try actor.scale(object, to: replicas)
      case .setImage(let object, let container, let image):
        try actor.setImage(object, container: container, to: image)
      case .undo(let object, let revision): try actor.undo(object, revision: revision)
      case .pause(let object, let isPaused): try actor.pause(object, isPaused)
      case .restart(let object): try actor.restart(object)
      case .patch(let object, let change): try actor.patch(object, change)
      case .cordon(let node, let isCordoned): try actor.cordon(name(of: node), isCordoned)
      case .drain(let node, let timeout): try actor.drain(name(of: node), timeout: timeout)
      case .addNodes(let pool): add(pool)
      case .removeNode(let node):
        let node = name(of: node)
        fleet.remove(node)
        try actor.removeNode(node)
      case .crash(let node, let duration): crash(name(of: node), for: duration)
      case .partition(let node, let duration): partition(name(of: node), for: duration)
      case .restartKubelet(let node): restartKubelet(name(of: node))
      case .failPulls(let pattern, let duration): failPulls(of: pattern, for: duration)
      case .fault(let fault):
        log(.fault, "fault", fault.kind.summary)
        injector.inject(fault)
      case .stackDeploy(let request): try actor.deploy(request)
      case .stackRemove(let name): try actor.removeStack(name)
      case .stop(let name, let duration): stop(name, for: duration)
      case .start(let name): start(name)
      }
    }
  }

  private func stop(_ name: String, for duration: RandomDuration?) {
    controlPlane.component(named: name)?.stop()
    log(.fault, "component \(name)", "stopped")
    if let duration {
      clock.schedule(after: duration.draw(&random)) { [weak self] in self?.start(name) }
    }
  }

  private func start(_ name: String) {
    controlPlane.component(named: name)?.start()
    log(.fault, "component \(name)", "started")
  }
}

extension ScenarioAction {
  /// What it is about, for messages.
  var subject: String {
    switch self {
    case .apply(let objects): objects.first.map { ObjectKey($0).description } ?? "nothing"
    case .delete(let object, _), .scale(let object, _), .setImage(let object, _, _),
      .undo(let object, _), .pause(let object, _), .restart(let object), .patch(let object, _):
      object.description
    case .cordon(let node, _), .drain(let node, _), .removeNode(let node), .crash(let node, _),
      .partition(let node, _), .restartKubelet(let node):
      "node \(node)"
    case .addNodes(let pool): "nodes \(pool.name)"
    case .failPulls(let pattern, _): "image \(pattern)"
    case .fault: "fault"
    case .stackDeploy(let request): "stack \(request.name)"
    case .stackRemove(let name): "stack \(name)"
    case .stop(let name, _), .start(let name): "component \(name)"
    }
  }
}

extension Scenario.NodePool {
  /// A node of the pool.
  ///
  /// - Parameter number: Its number, from 1.
  /// - Returns: The object.
  public func node(number: Int) -> Fields {
    let name = "\(name)-\(number)"
    var node = Node()
    node.apiVersion = "v1"
    node.kind = "Node"
    var labels = labels
    labels["kubernetes.io/hostname"] = labels["kubernetes.io/hostname"] ?? name
    labels["kubernetes.io/os"] = labels["kubernetes.io/os"] ?? "linux"
    labels["kubernetes.io/arch"] = labels["kubernetes.io/arch"] ?? "amd64"
    if !zones.isEmpty { labels["topology.kubernetes.io/zone"] = zones[(number - 1) % zones.count] }
    node.metadata.name = name
    node.metadata.labels = labels
    if price > 0 { node.metadata.annotations = [NodeTallies.priceAnnotation: "\(price)"] }
    if !taints.isEmpty { node.spec.taints = taints }
    node.status.capacity = capacity
    node.status.allocatable = capacity.merging(allocatable) { $1 }
    return node.fields
  }
}
