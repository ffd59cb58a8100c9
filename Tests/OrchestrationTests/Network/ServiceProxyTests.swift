// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Where connections to services go.
@Suite struct ServiceProxyTests {
  private typealias Endpoint = ProxyWorld.Endpoint
  private let web = ObjectKey(namespace: "default", name: "web")

  private func outside(_ address: String, _ port: Int, entry: String) -> Connection {
    Connection(
      from: .outside(address: "203.0.113.9", entryNode: entry), to: address, port: port)
  }

  @Test func connectionsReachEndpoints() throws {
    let world = try ProxyWorld()
    try world.service()
    try world.slice([Endpoint(address: "10.1.0.2")])
    world.settle()
    #expect(
      world.route()
        == .endpoint(
          RouteEndpoint(
            address: "10.1.0.2", port: 8080, node: "node-1", podUID: "uid-10.1.0.2", service: web)))
    #expect(world.route(port: 81) == .refused(.noSuchAddress))
    #expect(world.route("10.96.0.2") == .refused(.noSuchAddress))
    try world.slice([])
    world.settle()
    #expect(world.route() == .refused(.noEndpoints(service: web)))
    try world.user.deleteIfPresent(.services, web)
    world.settle()
    #expect(world.route() == .refused(.noSuchAddress))
  }

  // MARK: Which endpoints count

  struct Case: CustomTestStringConvertible {
    let what: String
    let endpoints: [ProxyWorld.Endpoint]
    var spec: Fields = [:]
    /// The addresses that a pod of node 1, in zone a, may get.
    let expected: [String]
    var testDescription: String { what }
  }

  static let cases: [Case] = [
    Case(
      what: "only those that are ready",
      endpoints: [Endpoint(address: "a"), Endpoint(address: "b", isReady: false)], expected: ["a"]),
    Case(
      what: "those that end where none is ready",
      endpoints: [
        Endpoint(address: "a", isReady: false, isServing: true, isEnding: true),
        Endpoint(address: "b", isReady: false, isServing: false, isEnding: true),
        Endpoint(address: "c", isReady: false),
      ], expected: ["a"]),
    Case(
      what: "not those that end where one is ready",
      endpoints: [
        Endpoint(address: "a", isReady: false, isServing: true, isEnding: true),
        Endpoint(address: "b", node: "node-2"),
      ], expected: ["b"]),
    Case(
      what: "those of the node with the internal policy Local",
      endpoints: [Endpoint(address: "a"), Endpoint(address: "b", node: "node-2")],
      spec: ["internalTrafficPolicy": "Local"], expected: ["a"]),
    Case(
      what: "those of the node that end, though others are ready elsewhere",
      endpoints: [
        Endpoint(address: "a", isReady: false, isServing: true, isEnding: true),
        Endpoint(address: "b", node: "node-2"),
      ], spec: ["internalTrafficPolicy": "Local"], expected: ["a"]),
    Case(
      what: "none with the policy Local where the node has none",
      endpoints: [Endpoint(address: "b", node: "node-2")],
      spec: ["internalTrafficPolicy": "Local"], expected: []),
    Case(
      what: "those for the zone",
      endpoints: [Endpoint(address: "a", zones: ["a"]), Endpoint(address: "b", zones: ["b"])],
      expected: ["a"]),
    Case(
      what: "all where one has no hint",
      endpoints: [Endpoint(address: "a", zones: ["a"]), Endpoint(address: "b")],
      expected: ["a", "b"]),
    Case(
      what: "all where none is for the zone",
      endpoints: [Endpoint(address: "a", zones: ["b"]), Endpoint(address: "b", zones: ["c"])],
      expected: ["a", "b"]),
    Case(
      what: "hints of those that are not ready do not count",
      endpoints: [
        Endpoint(address: "a", zones: ["a"]), Endpoint(address: "b", isReady: false),
        Endpoint(address: "c", zones: ["b"]),
      ], expected: ["a"]),
    Case(
      what: "those for the node before those for the zone",
      endpoints: [
        Endpoint(address: "a", zones: ["a"], nodes: ["node-1"]),
        Endpoint(address: "b", node: "node-3", zones: ["a"], nodes: ["node-3"]),
      ], expected: ["a"]),
    Case(
      what: "those for the zone where none is for the node",
      endpoints: [
        Endpoint(address: "a", node: "node-4", zones: ["a"], nodes: ["node-4"]),
        Endpoint(address: "b", node: "node-3", zones: ["b"], nodes: ["node-3"]),
      ], expected: ["a"]),
  ]

  @Test(arguments: cases) func endpointsThatCount(_ example: Case) throws {
    let world = try ProxyWorld(balancing: .roundRobin)
    try world.node(1, zone: "a")
    try world.node(2, zone: "b")
    try world.service(example.spec)
    try world.slice(example.endpoints)
    world.settle()
    let found = world.counts(10) { world.route() }
    #expect(found.keys.sorted() == (example.expected.isEmpty ? ["none"] : example.expected))
    if example.expected.isEmpty {
      #expect(world.route() == .refused(.noLocalEndpoints(service: web, node: "node-1")))
    }
  }

  // MARK: Balancing

  private static let three = (1...3).map { Endpoint(address: "10.1.0.\($0)") }

  @Test func randomIsEvenAndTheSameForASeed() throws {
    func counts(seed: UInt64) throws -> [String: Int] {
      let world = try ProxyWorld(seed: seed)
      try world.service()
      try world.slice(Self.three)
      world.settle()
      return world.counts(3_000) { world.route() }
    }
    let first = try counts(seed: 1)
    #expect(first.count == 3)
    #expect(first.values.allSatisfy { (900...1_100).contains($0) })
    #expect(try counts(seed: 1) == first)
    #expect(try counts(seed: 2) != first)
  }

  @Test func roundRobinGoesRoundOnEachNode() throws {
    let world = try ProxyWorld()
    try world.service(annotations: ["stevedore.dev/balancing": "round-robin"])
    try world.slice(Self.three)
    world.settle()
    let one = (0..<4).map { _ in world.address(world.route()) }
    #expect(one == ["10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.1"])
    #expect(world.address(world.route(node: "node-2")) == "10.1.0.1")
  }

  @Test func fewestConnectionsCount() throws {
    let world = try ProxyWorld(balancing: .leastConnections)
    try world.service()
    try world.slice(Self.three)
    world.settle()
    let connection = Connection(
      from: .pod(address: "10.1.0.100", node: "node-1"), to: "10.96.0.1", port: 80)
    var open: [RouteEndpoint] = []
    for _ in 0..<6 {
      if case .endpoint(let endpoint) = world.proxy.route(connection) { open.append(endpoint) }
    }
    #expect(
      open.map(\.address)
        == ["10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.1", "10.1.0.2", "10.1.0.3"])
    world.proxy.closed(connection, at: open[1])
    #expect(world.address(world.proxy.route(connection)) == "10.1.0.2")
  }

  @Test func clientsStayWithTheirEndpoint() throws {
    let world = try ProxyWorld()
    try world.service([
      "sessionAffinity": "ClientIP",
      "sessionAffinityConfig": ["clientIP": ["timeoutSeconds": 60]],
    ])
    try world.slice((1...8).map { Endpoint(address: "10.1.0.\($0)") })
    world.settle()
    func distinct(_ clients: [String], wait seconds: Double) -> Int {
      var found: Set<String> = []
      for client in clients {
        found.insert(world.address(world.route(client: client)) ?? "none")
        world.cluster.run(seconds: seconds)
      }
      return found.count
    }
    let same = Array(repeating: "10.1.0.100", count: 20)
    #expect(distinct(same, wait: 59) == 1, "each connection begins the time anew")
    #expect(distinct(same, wait: 61) > 1, "after the time another may be chosen")
    #expect(distinct((0..<20).map { "10.1.1.\($0)" }, wait: 0) > 1)
    // The endpoint of a client goes away: another is chosen, and kept.
    guard let stayed = world.address(world.route()) else { return #expect(Bool(false)) }
    try world.slice(
      (1...8).map { Endpoint(address: "10.1.0.\($0)") }.filter { $0.address != stayed })
    world.settle()
    let next = world.address(world.route())
    #expect(next != stayed && next != nil)
    #expect(world.address(world.route()) == next)
  }

  // MARK: From outside

  @Test func nodePortsAreOpenOnEveryNode() throws {
    let world = try ProxyWorld()
    try world.node(1)
    try world.node(2)
    try world.service(["type": "NodePort"])
    try world.slice([Endpoint(address: "10.1.0.2")])
    world.settle()
    for number in 1...2 {
      let connection = outside("172.16.0.\(number)", 30_080, entry: "node-\(number)")
      #expect(world.address(world.proxy.route(connection)) == "10.1.0.2")
      #expect(world.address(world.route("172.16.0.\(number)", port: 30_080)) == "10.1.0.2")
    }
    #expect(world.route("172.16.0.1", port: 30_081) == .refused(.noSuchAddress))
    #expect(world.route("172.16.0.9", port: 30_080) == .refused(.noSuchAddress))
  }

  @Test func trafficFromOutsideMayHaveToStayOnItsNode() throws {
    let world = try ProxyWorld()
    try world.node(1)
    try world.node(2)
    try world.node(3, isReady: false)
    try world.service(
      ["type": "LoadBalancer", "externalTrafficPolicy": "Local"], ingress: "198.18.0.1")
    try world.slice([
      Endpoint(address: "10.1.0.2"), Endpoint(address: "10.1.0.3", node: "node-3"),
    ])
    world.settle()
    func from(_ node: String) -> Route { world.proxy.route(outside("198.18.0.1", 80, entry: node)) }
    #expect(world.address(from("node-1")) == "10.1.0.2")
    #expect(from("node-2") == .refused(.noLocalEndpoints(service: web, node: "node-2")))
    // Pods of the cluster are not bound by it.
    #expect(world.counts(20) { world.route("198.18.0.1", node: "node-2") }.count == 2)
    // The load balancer asks the nodes, and those that are not ready get nothing.
    #expect(world.proxy.entryNodes(for: "198.18.0.1", port: 80, .tcp) == ["node-1"])
    try world.service(["type": "LoadBalancer"], ingress: "198.18.0.1")
    world.settle()
    #expect(world.proxy.entryNodes(for: "198.18.0.1", port: 80, .tcp) == ["node-1", "node-2"])
    #expect(world.proxy.entryNodes(for: "198.18.0.2", port: 80, .tcp).isEmpty)
  }

  @Test func loadBalancersLetInWhomTheyAreToldTo() throws {
    let world = try ProxyWorld()
    try world.service(
      [
        "type": "LoadBalancer", "externalIPs": ["192.0.2.7"],
        "loadBalancerSourceRanges": ["198.51.100.0/24", "10.1.0.0/16"],
      ], ingress: "198.18.0.1")
    try world.slice([Endpoint(address: "10.1.0.2")])
    world.settle()
    #expect(
      world.proxy.route(outside("198.18.0.1", 80, entry: "node-1"))
        == .refused(.sourceNotAllowed(service: web)))
    #expect(world.address(world.route("198.18.0.1")) == "10.1.0.2")
    #expect(
      world.address(world.proxy.route(outside("192.0.2.7", 80, entry: "node-1"))) == "10.1.0.2",
      "the ranges are those of the load balancer, not of other addresses")
  }

  @Test func addressesThatSeveralClaimBelongToTheFirstByName() throws {
    let world = try ProxyWorld()
    for (index, name) in ["b", "c", "a"].enumerated() {
      try world.service(
        ["clusterIP": .string("10.96.0.\(index + 1)"), "externalIPs": ["192.0.2.7"]], name: name)
      try world.slice([Endpoint(address: name)], name: name, service: name)
      world.settle()
      _ = world.route()
    }
    for name in ["a", "b", "c"] {
      #expect(world.address(world.route("192.0.2.7")) == name)
      try world.user.deleteIfPresent(.services, ObjectKey(namespace: "default", name: name))
      world.settle()
    }
    #expect(world.route("192.0.2.7") == .refused(.noSuchAddress))
  }

  // MARK: Nodes that are cut off, and restarts

  @Test func nodesThatAreCutOffKeepTheirRules() throws {
    let world = try ProxyWorld()
    try world.node(1)
    try world.node(2)
    try world.service()
    try world.slice([Endpoint(address: "10.1.0.2")])
    world.settle()
    world.machines["node-2"]?.disconnect()
    try world.slice([Endpoint(address: "10.1.0.3")])
    world.settle()
    #expect(world.address(world.route(node: "node-1")) == "10.1.0.3")
    #expect(world.address(world.route(node: "node-2")) == "10.1.0.2")
    world.machines["node-2"]?.connect()
    world.settle()
    #expect(world.address(world.route(node: "node-2")) == "10.1.0.3")
    // A machine that starts while it is cut off has no rules at all.
    world.machines["node-2"]?.disconnect()
    world.machines["node-2"]?.crash()
    world.machines["node-2"]?.boot()
    world.settle()
    #expect(world.route(node: "node-2") == .refused(.noSuchAddress))
    world.machines["node-2"]?.connect()
    world.settle()
    #expect(world.address(world.route(node: "node-2")) == "10.1.0.3")
  }

  @Test func rulesStayWhileProxiesAreStopped() throws {
    let world = try ProxyWorld()
    try world.service()
    try world.slice([Endpoint(address: "10.1.0.2")])
    world.settle()
    world.proxy.stop()
    try world.slice([Endpoint(address: "10.1.0.3")])
    try world.service(["clusterIP": "10.96.0.9"], name: "late")
    world.settle()
    #expect(world.address(world.route()) == "10.1.0.2")
    world.proxy.start()
    world.settle()
    #expect(world.address(world.route()) == "10.1.0.3")
    #expect(
      world.route("10.96.0.9")
        == .refused(.noEndpoints(service: ObjectKey(namespace: "default", name: "late"))))
    world.proxy.stop()
    try world.user.deleteIfPresent(.services, web)
    world.settle()
    world.proxy.start()
    world.settle()
    #expect(world.route() == .refused(.noSuchAddress), "what went meanwhile is gone")
  }
}
