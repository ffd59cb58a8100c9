// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The agent of one node: registers it, keeps its lease, and runs the pods that are bound to it on a
/// simulated machine.
///
/// It holds nothing but a client, a clock and the machine below it. What it forgets when it stops it
/// finds again in the API and on the machine.
public final class Kubelet: Component {
  /// Its name.
  public let name: String
  /// The node's name.
  public var nodeName: String { machine.name }
  /// Whether it runs.
  public private(set) var isRunning = false
  /// The machine below it.
  public let machine: SimulatedMachine
  /// How it works.
  public let configuration: KubeletConfiguration
  let environment: ComponentEnvironment
  /// The way to the API, which breaks when the machine is cut off.
  let client: PartitionableClient
  let patterns: StatusPatterns
  let images: ImageRequests
  let hostAddress: Value
  let hostAddresses: Value
  let node: NodeAgent
  let pods: Informer
  private var handler: Informer.Handler?
  /// Tells of claims, once pods have any.
  var claimHandler: Informer.Handler?
  /// The pods that it looks after, by identity.
  private(set) var workers: [String: PodWorker] = [:]
  /// The identities of the pods by name.
  private var identities: [ObjectKey: String] = [:]
  /// What is waited for before an image is tried again.
  private var imageWaits: [String: GrowingBackOff] = [:]
  private var imageFailures: [String: Timestamp] = [:]
  private(set) lazy var pressure = MemoryPressure(self)
  /// Tells what pods use; `nil` where that is never told.
  private var reporter: UsageReporter?
  /// The ConfigMaps and Secrets that its pods use.
  private(set) lazy var configurations = ConfigurationCache(
    client: client, clock: environment.clock
  ) { [unowned self] in self.configurationChanged($0, isFirst: $1) }
  /// Whether the machine's power took it down, and is to bring it back.
  private var isDownWithMachine = false

  /// Creates a kubelet, which does nothing yet.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - node: The node that it registers: its labels, taints, capacity and allocatable amounts.
  ///   - machine: The machine below it.
  ///   - configuration: How it works.
  public convenience init(
    _ environment: ComponentEnvironment, node: Fields, machine: SimulatedMachine,
    configuration: KubeletConfiguration = KubeletConfiguration()
  ) {
    self.init(
      environment, node: node, machine: machine, configuration: configuration,
      patterns: StatusPatterns())
  }

  init(
    _ environment: ComponentEnvironment, node: Fields, machine: SimulatedMachine,
    configuration: KubeletConfiguration, patterns: StatusPatterns, demand: MetricsDemand? = nil
  ) {
    (self.environment, self.machine, self.configuration) = (environment, machine, configuration)
    self.patterns = patterns
    name = "kubelet-" + machine.name
    client = PartitionableClient(environment.client, clock: environment.clock)
    hostAddress = .string(machine.address)
    hostAddresses = [["ip": .string(machine.address)]]
    images = ImageRequests(machine, isSerial: configuration.serializesImagePulls)
    self.node = NodeAgent(
      node, machine: machine, client: client, clock: environment.clock,
      configuration: configuration)
    let onNode = FieldSelector.Requirement(
      field: "spec.nodeName", isEqual: true, value: machine.name)
    pods = Informer(
      .pods, ListOptions(fields: FieldSelector([onNode])), client: client,
      clock: environment.clock, relistPeriod: environment.informers.relistPeriod)
    pods.indexByClaim()
    self.node.tell = { [unowned self] type, reason, message in
      guard self.machine.isReachable else { return }
      environment.events.record(
        self.node.object, type, reason: reason, message, clockOffset: self.machine.clockOffset)
    }
    self.node.volumesInUse = { [unowned self] in self.volumesInUse }
    self.node.attachmentsChanged = { [unowned self] in self.attachmentsChanged() }
    machine.listener = self
    reporter = demand.map { UsageReporter(self, demand: $0) }
    if !machine.isConnected { client.disconnect() }
    machine.world.behaviors.observe { [weak self] in self?.behaviorChanged($0) }
  }

  // MARK: Running

  /// Begins: the node is registered, and what runs on the machine is found again.
  public func start() {
    isDownWithMachine = !machine.isOn
    guard !isRunning, machine.isOn else { return }
    isRunning = true
    node.start()
    handler = pods.addHandler { [weak self] in self?.see($0) }
    pods.start()
    pods.whenSynced { [weak self] in
      guard let self, self.isRunning else { return }
      self.removeOrphans()
      self.releaseOrphans()
      self.pressure.schedule()
      self.reporter?.update()
    }
  }

  /// Ends at once; containers go on.
  public func stop() {
    isDownWithMachine = false
    guard isRunning else { return }
    node.stop()
    halt()
  }

  /// Forgets everything.
  private func halt() {
    isRunning = false
    if let handler { pods.remove(handler) }
    handler = nil
    if let claimHandler { environment.informers[.persistentVolumeClaims].remove(claimHandler) }
    claimHandler = nil
    for worker in workers.values { worker.retire() }
    workers = [:]
    identities = [:]
    images.cancelAll()
    imageWaits = [:]
    imageFailures = [:]
    pressure.stop()
    reporter?.stop()
  }

  // MARK: Pods

  private func see(_ change: Informer.Change) {
    guard isRunning else { return }
    switch change {
    case .added(let key, let object), .changed(let key, _, let object):
      let uid = object.uid
      if let known = identities[key], known != uid { drop(known) }
      if let worker = workers[uid] {
        worker.see(object)
        return
      }
      let worker = PodWorker(object, key, of: self)
      workers[uid] = worker
      identities[key] = uid
      if !worker.volumes.isEmpty { listenToClaims() }
      worker.sync()
    case .removed(let key, let object):
      if identities[key] == object.uid { identities[key] = nil }
      drop(object.uid)
    }
  }

  /// The object of a pod is gone.
  private func drop(_ uid: String) {
    guard let worker = workers[uid] else { return }
    worker.objectIsGone()
    if worker.isDone { forget(worker) }
  }

  /// Forgets a pod that is gone and has ended.
  func forget(_ worker: PodWorker) {
    worker.retire()
    workers[worker.uid] = nil
    for container in worker.shape.containers where !imageWaits.isEmpty {
      forgetImageWait(of: worker.uid, container.image)
    }
  }

  /// Ends what runs on the machine for pods that are gone.
  ///
  /// From `HandlePodCleanups` in `kubelet_pods.go`: they have one second.
  private func removeOrphans() {
    for sandbox in machine.knownSandboxes where workers[sandbox.uid] == nil {
      for container in sandbox.containers where !container.hasExited {
        machine.stopContainer(container, in: sandbox, gracePeriod: 1_000_000)
      }
      guard sandbox.containers.contains(where: { !$0.hasExited }) else {
        machine.removeSandbox(sandbox.uid)
        continue
      }
      environment.clock.schedule(after: 1_000_000) { [weak self] in
        guard let self, self.workers[sandbox.uid] == nil else { return }
        self.machine.removeSandbox(sandbox.uid)
      }
    }
  }

  /// The pods of the node that have not ended, by namespace and name.
  var activeWorkers: [PodWorker] {
    workers.values.filter { !$0.hasEnded && $0.isAdmitted }.sorted { $0.key < $1.key }
  }

  // MARK: Events

  func tells(_ type: EventRecorder.EventType) -> Bool { environment.events.tells(type) }

  func tell(
    _ pod: Fields, _ type: EventRecorder.EventType = .normal, reason: String, _ message: String
  ) {
    guard machine.isReachable else { return }
    environment.events.record(pod, type, reason: reason, message, clockOffset: machine.clockOffset)
  }

  /// The API is about to be away, or not to be written to: from now on no lease is renewed.
  func serverWillFail() {
    if isRunning, machine.isReachable { node.failureIsNear() }
  }

  /// The API is back.
  func serverReturned() {
    if machine.isReachable { networkReturned() }
  }

  /// Has the machine's clock say something else than the time.
  ///
  /// - Parameter offset: By how many microseconds it is ahead; behind where negative.
  func setClock(offBy offset: Int64) {
    guard machine.clockOffset != offset else { return }
    // The last renewal is told by the clock that it was read from.
    if isRunning { node.failureIsNear() }
    machine.clockOffset = offset
    if isRunning { node.clockChanged() }
  }

  // MARK: Images

  /// Until when an image is not tried again.
  func imageWait(of uid: String, _ image: String) -> Timestamp? {
    guard !imageWaits.isEmpty, let failure = imageFailures["\(uid)_\(image)"] else { return nil }
    return imageWaits["\(uid)_\(image)"]?.end(
      since: failure, maximum: configuration.imageBackOff.maximum)
  }

  func growImageWait(of uid: String, _ image: String) {
    let now = environment.clock.now
    imageFailures["\(uid)_\(image)"] = now
    imageWaits["\(uid)_\(image)", default: GrowingBackOff()].grow(
      at: now, now: now, configuration.imageBackOff)
  }

  func forgetImageWait(of uid: String, _ image: String) {
    guard !imageWaits.isEmpty else { return }
    imageFailures["\(uid)_\(image)"] = nil
    imageWaits["\(uid)_\(image)"] = nil
  }

  // MARK: Configuration

  private func configurationChanged(_ pods: Set<String>, isFirst: Bool) {
    guard isRunning else { return }
    let workers = pods.compactMap { self.workers[$0] }.sorted { $0.key < $1.key }
    for worker in workers { worker.configurationChanged(isFirst: isFirst) }
  }

  // MARK: Usage

  /// What containers use has changed.
  func usageChanged() { pressure.schedule() }

  /// A disturbance of behaviours was added.
  private func behaviorChanged(_ disturbance: BehaviorSet.Disturbance) {
    guard isRunning else { return }
    for worker in activeWorkers {
      guard let sandbox = machine.sandbox(worker.uid) else { continue }
      for index in worker.units.indices {
        guard let run = worker.units[index].container, run.isRunning,
          disturbance.selector.selects(machine.subject(run, in: sandbox))
        else { continue }
        switch disturbance.effect {
        case .crashLoop(_, let code):
          machine.finish(
            run, code: code, reason: code == 0 ? .completed : .error, toldIn: sandbox)
        case .probeFailure: worker.sync()
        case .pullFailure, .slowStart: break
        }
      }
    }
  }
}

extension Kubelet: MachineListener {
  func containerChanged(_ container: MachineContainer, in sandbox: PodSandbox) {
    guard isRunning, let worker = workers[sandbox.uid] else { return }
    worker.sync()
    if worker.isDone { forget(worker) }
  }

  func powerWillFail() {
    guard isRunning else { return }
    node.failureIsNear()
  }

  func powerFailed() {
    guard isRunning else { return }
    isDownWithMachine = true
    node.halt()
    halt()
  }

  func powerReturned() {
    guard isDownWithMachine else { return }
    start()
  }

  func networkWillFail() {
    if isRunning { node.failureIsNear() }
    client.disconnect()
  }

  func networkReturned() {
    client.connect()
    guard isRunning else { return }
    node.networkReturned()
    // What could not be told is told once everything is listed anew.
    environment.clock.schedule(after: 1) { [weak self] in
      guard let self, self.isRunning else { return }
      for worker in self.workers.values.sorted(by: { $0.key < $1.key })
      where worker.isWritingOwed || !worker.volumes.isEmpty {
        worker.sync()
      }
    }
  }
}
