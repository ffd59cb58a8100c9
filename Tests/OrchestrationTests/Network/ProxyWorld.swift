// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// Proxies over services and slices that tests write by hand.
final class ProxyWorld {
  /// An endpoint, as tests write it.
  struct Endpoint {
    var address: String
    var node = "node-1"
    var isReady = true
    var isServing: Bool?
    var isEnding = false
    var zones: [String] = []
    var nodes: [String] = []

    var fields: Fields {
      var hints = Fields()
      func names(_ list: [String]) -> Value { .array(list.map { ["name": .string($0)] }) }
      if !zones.isEmpty { hints["forZones"] = names(zones) }
      if !nodes.isEmpty { hints["forNodes"] = names(nodes) }
      var fields: Fields = [
        "addresses": [.string(address)], "nodeName": .string(node),
        "conditions": [
          "ready": .bool(isReady), "serving": .bool(isServing ?? isReady),
          "terminating": .bool(isEnding),
        ], "targetRef": ["kind": "Pod", "uid": .string("uid-\(address)")],
      ]
      if !hints.isEmpty { fields["hints"] = .object(hints) }
      return fields
    }
  }

  let cluster: TestCluster
  let world = SimulatedWorld()
  let proxy: ServiceProxy
  private(set) var machines: [String: SimulatedMachine] = [:]

  init(balancing: Balancing = .random, seed: UInt64 = 1) throws {
    cluster = try TestCluster(seed: seed, isPlain: true)
    proxy = ServiceProxy(cluster.environment("kube-proxy", seed: seed), balancing: balancing)
    proxy.observe(world)
    proxy.start()
  }

  var user: InProcessClient { cluster.user }

  func settle() { cluster.run(seconds: 1) }

  func node(_ number: Int, zone: String = "", isReady: Bool = true) throws {
    let name = "node-\(number)"
    try user.create(
      .nodes,
      [
        "metadata": [
          "name": .string(name), "labels": ["topology.kubernetes.io/zone": .string(zone)],
        ],
        "status": [
          "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
          "addresses": [["type": "InternalIP", "address": .string("172.16.0.\(number)")]],
        ],
      ])
    machines[name] = SimulatedMachine(name: name, clock: cluster.clock, world: world)
  }

  func service(
    _ spec: Fields = [:], name: String = "web", annotations: Fields = [:], ingress: String? = nil
  ) throws {
    var wanted: Fields = [
      "type": "ClusterIP", "clusterIP": "10.96.0.1",
      "ports": [["port": 80, "protocol": "TCP", "nodePort": 30_080]],
    ]
    for (name, value) in spec { wanted[name] = value }
    let object: Fields = [
      "metadata": [
        "name": .string(name), "namespace": "default", "annotations": .object(annotations),
      ], "spec": .object(wanted),
    ]
    let key = ObjectKey(namespace: "default", name: name)
    if try user.find(.services, key) == nil {
      try user.create(.services, object)
    } else {
      try user.update(.services, object)
    }
    guard let ingress else { return }
    var balanced = try user.get(.services, key)
    balanced["status"] = ["loadBalancer": ["ingress": [["ip": .string(ingress)]]]]
    try user.updateStatus(.services, balanced)
  }

  func slice(_ endpoints: [Endpoint], name: String = "web-1", service: String = "web") throws {
    let object: Fields = [
      "metadata": [
        "name": .string(name), "namespace": "default",
        "labels": ["kubernetes.io/service-name": .string(service)],
      ], "addressType": "IPv4", "ports": [["name": "", "protocol": "TCP", "port": 8080]],
      "endpoints": .array(endpoints.map { .object($0.fields) }),
    ]
    let key = ObjectKey(namespace: "default", name: name)
    if try user.find(.endpointSlices, key) == nil {
      try user.create(.endpointSlices, object)
    } else {
      try user.update(.endpointSlices, object)
    }
  }

  /// Where a connection from a pod of a node goes.
  func route(
    _ address: String = "10.96.0.1", port: Int = 80, node: String = "node-1",
    client: String = "10.1.0.100"
  ) -> Route {
    proxy.route(Connection(from: .pod(address: client, node: node), to: address, port: port))
  }

  /// The address that a connection ends up at; `nil` where it is refused.
  func address(_ route: Route) -> String? {
    if case .endpoint(let endpoint) = route { endpoint.address } else { nil }
  }

  /// How often each address is chosen.
  func counts(_ times: Int, _ connect: () -> Route) -> [String: Int] {
    var counts: [String: Int] = [:]
    for _ in 0..<times { counts[address(connect()) ?? "none", default: 0] += 1 }
    return counts
  }
}
