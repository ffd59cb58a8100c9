// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Service rules that are always those of the API: an address leads to the ready pods of a service
/// in turn, and a client with affinity to one of them.
final class PlainRouter: ConnectionRouter, NameResolver {
  private let client: any APIClient
  private var turn = 0
  /// Rules that no longer follow the API, where they are stuck.
  private var stuck: [String: [RouteEndpoint]]?
  private(set) var closedCount = 0
  private(set) var routedCount = 0

  init(_ client: any APIClient) { self.client = client }

  /// Rules stay as they are.
  func stick() { stuck = rules() }
  /// Rules follow the API again.
  func follow() { stuck = nil }

  private func rules() -> [String: [RouteEndpoint]] {
    var rules: [String: [RouteEndpoint]] = [:]
    let pods = (try? client.list(.pods, ListOptions()).items) ?? []
    for service in (try? client.list(.services, ListOptions()).items) ?? [] {
      let key = ObjectKey(service)
      let selector = service.wanted["selector"]?.object ?? [:]
      guard let address = service.wanted["clusterIP"]?.string else { continue }
      rules[address] = pods.filter { pod in
        ObjectKey(pod).namespace == key.namespace && pod.isReady && !pod.isTerminating
          && selector.allSatisfy { pod.metadata["labels"]?.object?[$0] == $1 }
      }.sorted { ObjectKey($0) < ObjectKey($1) }.map {
        RouteEndpoint(
          address: $0.observed["podIP"]?.string ?? "", port: 80, node: $0.boundNode,
          podUID: $0.uid, service: key)
      }
    }
    return rules
  }

  func route(_ connection: Connection) -> Route {
    routedCount += 1
    let rules = stuck ?? rules()
    guard let endpoints = rules[connection.address] else { return .refused(.noSuchAddress) }
    let services = (try? client.list(.services, ListOptions()).items) ?? []
    let service = services.first { $0.wanted["clusterIP"]?.string == connection.address }
    guard !endpoints.isEmpty, let service else {
      return .refused(
        .noEndpoints(service: service.map { ObjectKey($0) } ?? ObjectKey(name: "")))
    }
    if service.wanted["sessionAffinity"] == "ClientIP" {
      let sum = connection.clientAddress.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
      return .endpoint(endpoints[sum % endpoints.count])
    }
    turn += 1
    return .endpoint(endpoints[turn % endpoints.count])
  }

  func closed(_ connection: Connection, at endpoint: RouteEndpoint) { closedCount += 1 }

  func addresses(of name: String, from namespace: String) -> [String] {
    let parts = name.split(separator: ".").map(String.init)
    let key = ObjectKey(
      namespace: parts.count > 1 ? parts[1] : namespace, name: parts.first ?? "")
    let service = try? client.find(.services, key)
    return service?.wanted["clusterIP"]?.string.map { [$0] } ?? []
  }
}

/// Kubelets, pods and requests, with plain service rules.
final class TrafficRig {
  let cluster: TestCluster
  let fleet: KubeletFleet
  let router: PlainRouter
  private(set) var engine: TrafficEngine?

  init(nodes: Int = 2, behaviors: String = "") throws {
    let cluster = try TestCluster()
    self.cluster = cluster
    for name in ["kube-node-lease", "shop"] {
      try cluster.user.create(.namespaces, ["metadata": ["name": .string(name)]])
    }
    let documents = try BehaviorDocuments(reading: behaviors, name: "behaviors")
    fleet = KubeletFleet(
      nodes: [], cluster.environment("kubelet"),
      world: SimulatedWorld(behaviors: BehaviorSet(documents.behaviors)))
    router = PlainRouter(cluster.user)
    var pool = Scenario.NodePool(name: "node", count: nodes, capacity: [:])
    for (name, amount) in [("cpu", "8"), ("memory", "16Gi"), ("pods", "110")] {
      pool.capacity[name] = try Quantity(amount)
    }
    for number in 1...nodes { fleet.add(pool.node(number: number)).start() }
    cluster.run(seconds: 1)
  }

  static func behavior(_ name: String, _ requests: String, _ more: String = "") -> String {
    "---\napiVersion: stevedore.dev/v1\nkind: Behavior\nmetadata: {name: \(name)}\n"
      + "spec: {selector: {labels: {app: \(name)}}, requests: {\(requests)}\(more)}\n"
  }

  /// Runs pods of an app on the nodes in turn, with a service.
  func run(
    _ app: String, _ count: Int, address: String, service: String = "", pod: String = "",
    container: String = ""
  ) throws {
    try cluster.apply(
      """
      ---
      {apiVersion: v1, kind: Service, metadata: {name: \(app), namespace: shop},
       spec: {selector: {app: \(app)}, clusterIP: \(address), ports: [{port: 80}]\(service)}}
      """)
    for number in 0..<count { try runPod(app, number, pod: pod, container: container) }
    cluster.run(seconds: 2)
  }

  func runPod(_ app: String, _ number: Int, pod: String = "", container: String = "") throws {
    try cluster.apply(
      """
      ---
      {apiVersion: v1, kind: Pod,
       metadata: {name: \(app)-\(number), namespace: shop, labels: {app: \(app)}},
       spec: {nodeName: node-\(number % fleet.kubelets.count + 1)\(pod),
         containers: [{name: main, image: "example.org/\(app):1"\(container)}]}}
      """)
  }

  /// Makes requests, and checks after every second that none gets lost.
  @discardableResult
  func send(
    _ flows: [TrafficFlow], seconds: Double, queries: [TrafficQuery] = []
  ) -> TrafficEngine {
    let environment = cluster.environment("traffic")
    for type in [ResourceType.pods, .services] {
      _ = environment.informers[type].addHandler { _ in }
      environment.informers[type].start()
    }
    let (ingress, policies) = (IngressProxy(environment), NetworkPolicyWatch(environment))
    ingress.start()
    policies.start()
    cluster.run(seconds: 0.001)
    let network = TrafficNetwork(
      router: router, resolver: router, ingress: ingress, policies: policies,
      machine: { [fleet] in fleet[$0]?.machine },
      entryNodes: { [fleet] in
        fleet.kubelets.filter { $0.machine.isReachable }.map(\.nodeName).sorted()
      }, balancerNodes: { _, _ in [] })
    let engine = TrafficEngine(
      flows, network, pods: environment.informers[.pods],
      services: environment.informers[.services], behaviors: fleet.world.behaviors,
      clock: cluster.clock, seed: 1, horizon: Int64(seconds * 1e6), queries: queries)
    self.engine = engine
    fleet.world.load = { [weak engine] in engine?.load($0) ?? PodLoad() }
    engine.start()
    check(engine, until: cluster.clock.now.advanced(by: Int64(seconds * 1e6)))
    return engine
  }

  private func check(_ engine: TrafficEngine, until end: Timestamp) {
    engine.advance(to: cluster.clock.now.microseconds)
    for flow in engine.flows {
      let total = flow.ledger.total
      #expect(total.sent == total.served + total.failed + engine.underWay(flow))
      #expect(total.failures.reduce(0) { $0 + $1.count } == total.failed)
    }
    var atPods = 0
    for batch in engine.live.values {
      for frame in batch.frames where frame.hasArrived && frame.service != nil {
        atPods += batch.count
      }
      if batch.unreachable != nil { atPods += batch.count }
    }
    let known = engine.services.values.reduce(0) { $0 + $1.total.inFlight }
    #expect(known == atPods)
    guard cluster.clock.now < end else { return }
    cluster.clock.schedule(after: 1_000_000) { [weak self] in self?.check(engine, until: end) }
  }

  func total(_ flow: Int = 0) -> RequestTally {
    engine?.advance(to: cluster.clock.now.microseconds)
    return engine?.flows[flow].ledger.total ?? RequestTally()
  }

  func machine(_ node: Int) -> SimulatedMachine? { fleet["node-\(node)"]?.machine }
}

extension TrafficFlow {
  /// Requests of a pod's neighbour, as many as there should be.
  static func even(
    _ rate: Double, to url: String, name: String = "flow", from source: Source = .outside
  ) throws -> TrafficFlow {
    var flow = TrafficFlow(
      name: name, from: source, to: try #require(RequestURL(url)), rate: .constant(rate))
    flow.spacing = .even
    return flow
  }
}
