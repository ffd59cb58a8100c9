// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import HeapModule
import VectorPacking

/// Makes the requests of flows and follows them until they are answered or have failed.
///
/// The requests of a step are dealt over endpoints by the rules that hold when the step begins, and
/// go on as batches: a batch waits, is worked on, makes its calls one after another, and ends. What
/// happens within a step is worked out at its end, in the order of time, by when containers really
/// started and ended. So a step costs what its batches cost, however many requests they are.
final class TrafficEngine {
  /// The state of a flow.
  final class Flow {
    let setting: TrafficFlow
    let ledger: RequestLedger
    /// Requests that are made again in the next step.
    var retries: [Retry] = []
    /// The connections that are kept.
    var kept: [(path: RequestPath, isOpen: Bool)] = []
    /// The connections of the step.
    var open: [(Connection, RouteEndpoint)] = []
    var turn = 0
    var owed = 0.0
    /// The pods that it comes from, as they were when pods had changed so often.
    var sources: (changes: Int, pods: [PodSource])?
    var random: SeededGenerator

    init(_ setting: TrafficFlow, _ ledger: RequestLedger, seed: UInt64) {
      (self.setting, self.ledger) = (setting, ledger)
      random = Draw.generator(seed: seed, "traffic", setting.name)
    }
  }

  /// A pod that makes requests.
  struct PodSource {
    let uid: String
    let origin: RequestOrigin
    let node: String
  }

  /// Requests that have failed and are to be made again.
  struct Retry {
    var count: Int
    var attempt: Int
    var start: Int64
  }

  let flows: [Flow]
  let routing: RequestRouting
  let pods: Informer
  let network: TrafficNetwork
  private let behaviors: BehaviorSet
  private let clock: any Clock
  let beginning: Int64
  private let end: Int64
  private var events = Heap<TrafficEvent>()
  private var order = 0
  /// How many batches there were.
  private(set) var batchCount = 0
  /// The batches that have not ended, by number.
  private(set) var live: [Int: RequestBatch] = [:]
  private var servers: [String: PodServer] = [:]
  private var serversOfPods: [String: [PodServer]] = [:]
  private var characters: [RandomDuration: PodServer.Service] = [:]
  private(set) var services: [ObjectKey: RequestLedger] = [:]
  private let serviceWindows: [ObjectKey: [(from: Int64, until: Int64)]]
  private var callPaths: [String: (moment: Int64, paths: [RequestPath], turn: Int)] = [:]
  private var advancedTo: Int64
  var random: SeededGenerator
  /// How often a pod has changed.
  private(set) var podChanges = 0
  private var handler: Informer.Handler?

  /// More pods than this do not call each other in a row.
  static let deepest = 16
  /// Into how many parts the requests of a step to one pod are dealt at most.
  private static let parts = 8
  /// For how many connections of a step the router is asked at most.
  static let asked = 256

  init(
    _ flows: [TrafficFlow], _ network: TrafficNetwork, pods: Informer, services: Informer,
    behaviors: BehaviorSet, clock: any Clock, seed: UInt64, horizon: Int64,
    queries: [TrafficQuery] = []
  ) {
    var windows: [TrafficQuery.Subject: [(from: Int64, until: Int64)]] = [:]
    for query in queries { windows[query.subject, default: []].append((query.from, query.until)) }
    self.flows = flows.map { flow in
      Flow(
        flow, RequestLedger(windows: windows[.flow(flow.name)] ?? []), seed: seed)
    }
    var serviceWindows: [ObjectKey: [(from: Int64, until: Int64)]] = [:]
    for (subject, list) in windows {
      if case .service(let key) = subject { serviceWindows[key] = list }
    }
    self.serviceWindows = serviceWindows
    (self.network, self.pods, self.behaviors, self.clock) = (network, pods, behaviors, clock)
    routing = RequestRouting(network, services: services)
    beginning = clock.now.microseconds
    end = beginning + horizon
    advancedTo = beginning
    random = Draw.generator(seed: seed, "requests")
    pods.addIndex(Self.uidIndex) { [$0.uid] }
    pods.addIndex(Self.addressIndex) { pod in
      pod.observed["podIP"]?.string.map { [$0] } ?? []
    }
    handler = pods.addHandler { [weak self] _ in self?.podChanges += 1 }
  }

  static let uidIndex = "metadata.uid"
  static let addressIndex = "status.podIP"

  // MARK: Time

  /// Begins with all flows.
  func start() {
    for flow in flows {
      clock.schedule(at: Timestamp(microseconds: beginning + flow.setting.from)) { [weak self] in
        self?.step(flow)
      }
    }
  }

  private func step(_ flow: Flow) {
    let now = clock.now.microseconds
    advance(to: now)
    let last = min(end, flow.setting.until.map { beginning + $0 } ?? end)
    let next = min(now + flow.setting.step, last)
    for (connection, endpoint) in flow.open { routing.closed(connection, at: endpoint) }
    flow.open = []
    let step = flow.setting.step
    if next > now { deal(flow, from: now, to: next) } else { dealAgain(flow, from: now, step) }
    let moment = next > now ? next : min(end, now + step)
    guard moment > now else { return }
    clock.schedule(at: Timestamp(microseconds: moment)) { [weak self] in self?.step(flow) }
  }

  /// Works out what has happened up to a moment.
  func advance(to moment: Int64) {
    guard moment > advancedTo else { return }
    for server in sortedServers {
      if let ended = server.look(network.machine(server.node)) {
        add(.end(server), at: max(ended, advancedTo))
      }
    }
    routing.forget()
    while let event = events.min, event.time <= moment {
      events.removeMin()
      handle(event)
    }
    advancedTo = moment
    for server in sortedServers {
      server.measure(at: moment)
      if server.isGone, server.inFlight == 0 { forget(server) }
    }
  }

  private var sortedKeys: [String]?
  private var sortedServers: [PodServer] {
    let keys = sortedKeys ?? servers.keys.sorted()
    sortedKeys = keys
    return keys.compactMap { servers[$0] }
  }

  private func forget(_ server: PodServer) {
    let key = "\(server.uid)/\(server.container)"
    servers[key] = nil
    sortedKeys = nil
    serversOfPods[server.uid]?.removeAll { $0 === server }
    if serversOfPods[server.uid]?.isEmpty == true { serversOfPods[server.uid] = nil }
    for index in server.calls.indices { callPaths["\(key)/\(index)"] = nil }
  }

  /// What requests make a pod do.
  func load(_ uid: String) -> PodLoad {
    var sum = PodLoad()
    for server in serversOfPods[uid] ?? [] {
      sum.cpu += server.load.cpu
      sum.requestsPerSecond += server.load.requestsPerSecond
      sum.inFlight += server.load.inFlight
    }
    return sum
  }

  // MARK: Batches

  func makeBatch(
    _ flow: Int, _ count: Int, attempt: Int, start: Int64, at moment: Int64, spread: Int64
  ) -> RequestBatch {
    batchCount += 1
    let batch = RequestBatch(
      number: batchCount, flow: flow, count: count, attempt: attempt, start: start,
      deadline: moment + flows[flow].setting.timeout, spread: spread)
    live[batch.number] = batch
    return batch
  }

  private func add(_ kind: TrafficEvent.Kind, at time: Int64) {
    order += 1
    events.insert(TrafficEvent(time: time, order: order, kind: kind))
  }

  /// Says what is next for a batch; where that is too late, it expires before.
  func plan(_ batch: RequestBatch, _ kind: TrafficEvent.Kind, at time: Int64) {
    if time > batch.deadline {
      add(.expire(batch), at: batch.deadline)
    } else {
      add(kind, at: time)
    }
    batch.pending = order
  }

  /// Deals requests to a pod over a time, as batches.
  func deal(
    _ count: Int, _ flow: Int, to endpoint: RouteEndpoint, attempt: Int, start: Int64?,
    from moment: Int64, length: Int64
  ) {
    let parts = min(count, Self.parts)
    for part in 0..<parts {
      let size = count / parts + (part < count % parts ? 1 : 0)
      let time = moment + length * Int64(2 * part + 1) / Int64(2 * parts)
      let batch = makeBatch(
        flow, size, attempt: attempt, start: start ?? time, at: time,
        spread: length / Int64(parts))
      enter(batch, endpoint, at: time)
    }
  }

  /// Sends a batch to an endpoint.
  func enter(_ batch: RequestBatch, _ endpoint: RouteEndpoint, at time: Int64) {
    guard batch.frames.count < Self.deepest else {
      plan(batch, .fail(batch, .callsTooDeep), at: time)
      return
    }
    guard let server = server(of: endpoint) else {
      plan(batch, .fail(batch, .connectionRefused), at: time)
      return
    }
    let service = endpoint.service.map { ledger(of: $0) }
    batch.frames.append(RequestBatch.Frame(server: server, service: service, arrival: time))
    plan(batch, .arrive(batch), at: time)
  }

  func ledger(of service: ObjectKey) -> RequestLedger {
    if let known = services[service] { return known }
    let ledger = RequestLedger(windows: serviceWindows[service] ?? [])
    services[service] = ledger
    return ledger
  }

  /// The container that listens at an endpoint.
  func server(of endpoint: RouteEndpoint) -> PodServer? {
    let found =
      endpoint.podUID.isEmpty
      ? pods.objects(endpoint.address, in: Self.addressIndex).first { !$0.hasFinishedPhase }
      : pods.objects(endpoint.podUID, in: Self.uidIndex).first
        ?? network.machine(endpoint.node)?.sandbox(endpoint.podUID)?.pod
    guard let pod = found else { return nil }
    let view = Pod(fields: pod)
    let containers = view.spec.containers
    let listening =
      containers.first { $0.ports.contains { $0.containerPort == endpoint.port } }
      ?? containers.first
    guard let container = listening else { return nil }
    let key = "\(pod.uid)/\(container.name ?? "")"
    if let known = servers[key] { return known }
    let node = pod.boundNode
    let machine = network.machine(node)
    let subject = BehaviorSubject(
      pod: pod, container: container.name ?? "", image: container.image ?? "", role: .main,
      attempt: 0, node: node, nodeLabels: machine?.labels ?? [:])
    let behavior = behaviors.requests(of: subject)
    let duration = behavior.latency ?? .constant(10_000)
    let service = characters[duration] ?? PodServer.Service(duration)
    characters[duration] = service
    let server = PodServer(
      pod, container: container, node: node, behavior, service, at: advancedTo)
    _ = server.look(machine)
    servers[key] = server
    sortedKeys = nil
    serversOfPods[pod.uid, default: []].append(server)
    return server
  }

  func remove(_ batch: RequestBatch) {
    live[batch.number] = nil
    batch.pending = 0
  }

  /// Where the requests that a pod makes go; asked of the router once in a step.
  func callPath(_ server: PodServer, _ index: Int) -> RequestPath {
    let key = "\(server.uid)/\(server.container)/\(index)"
    var known = callPaths[key] ?? (-1, [], 0)
    if known.moment != advancedTo {
      for case .endpoint(let endpoint, let connection) in known.paths {
        routing.closed(connection, at: endpoint)
      }
      let origin = RequestOrigin.pod(
        address: server.address, node: server.node, namespace: server.pod.namespace)
      known.paths = (0..<4).map { _ in routing.path(of: server.calls[index], from: origin) }
      known.moment = advancedTo
    }
    let path = known.paths[known.turn % known.paths.count]
    known.turn = (known.turn + 1) % 1_000_003
    callPaths[key] = known
    return path
  }
}
