// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The rules of one port of a service.
///
/// They never change: a service or slice that does makes new ones, so nodes share them.
final class ServicePort {
  /// What keeps apart the ports of all services.
  struct Identity: Hashable {
    let service: ObjectKey
    let port: String
  }

  let identity: Identity
  /// The port at the addresses of the service.
  let number: Int
  let transport: Connection.Transport
  /// The port of every node; 0 where there is none.
  let nodePort: Int
  let balancing: Balancing
  /// For how many microseconds a client stays with its endpoint; `nil` where it need not.
  let affinity: Int64?
  /// Whether connections from within the cluster stay on their node.
  let staysLocalInside: Bool
  /// Whether connections from outside stay on the node where they come in.
  let staysLocalOutside: Bool
  /// From where the load balancer takes connections; from everywhere where empty.
  let sources: [AddressRange]
  /// The endpoints, by address and port.
  let endpoints: [ProxyEndpoint]
  private lazy var choices = EndpointChoices(endpoints)

  init(
    _ identity: Identity, port: Fields, of spec: Fields, balancing: Balancing,
    endpoints: [ProxyEndpoint]
  ) {
    (self.identity, self.balancing, self.endpoints) = (identity, balancing, endpoints)
    number = port.wholeNumber("port") ?? 0
    transport = Connection.Transport(rawValue: port["protocol"]?.string ?? "TCP") ?? .tcp
    nodePort = port.wholeNumber("nodePort") ?? 0
    if spec["sessionAffinity"] == "ClientIP" {
      let timeout = spec["sessionAffinityConfig"]?[path: "clientIP", "timeoutSeconds"]
      affinity = (timeout.flatMap { Int64($0) } ?? 10_800) * 1_000_000
    } else {
      affinity = nil
    }
    staysLocalInside = spec["internalTrafficPolicy"] == "Local"
    staysLocalOutside = spec["externalTrafficPolicy"] == "Local"
    sources = (spec["loadBalancerSourceRanges"]?.array ?? []).compactMap {
      $0.string.flatMap { AddressRange($0.filter { $0 != " " }) }
    }
  }

  /// Whether anything can be reached from anywhere.
  var isServed: Bool { choices.isServed }

  /// The endpoints that a node may choose from, by their places.
  ///
  /// - Parameters:
  ///   - isLocal: Whether only those of the node itself.
  ///   - node: The node.
  ///   - zone: Its zone; empty where it has none.
  /// - Returns: The places in `endpoints`; none where there is nothing to reach.
  func candidates(isLocal: Bool, node: String, zone: String) -> [Int] {
    isLocal ? choices.local(node) : choices.cluster(node: node, zone: zone)
  }

  /// Whether a node has an endpoint that takes new connections, as load balancers ask it.
  func isReady(on node: String) -> Bool { choices.isReady(on: node) }
}

/// Endpoints by who may choose them (`pkg/proxy/topology.go`): those that are ready, else those
/// that end and still serve (KEP-1669); hints count where every ready endpoint has one and one is
/// for the node or its zone.
private struct EndpointChoices {
  private var ready: [Int] = []
  private var ending: [Int] = []
  private var readyOn: [String: [Int]] = [:]
  private var endingOn: [String: [Int]] = [:]
  private var meantForNode: [String: [Int]] = [:]
  private var meantForZone: [String: [Int]] = [:]

  init(_ endpoints: [ProxyEndpoint]) {
    var (haveNodes, haveZones) = (true, true)
    for (index, endpoint) in endpoints.enumerated() {
      if endpoint.isReady {
        ready.append(index)
        readyOn[endpoint.node, default: []].append(index)
        if endpoint.nodes.isEmpty { haveNodes = false }
        if endpoint.zones.isEmpty { haveZones = false }
        for node in endpoint.nodes { meantForNode[node, default: []].append(index) }
        for zone in endpoint.zones { meantForZone[zone, default: []].append(index) }
      }
      if endpoint.isEnding {
        ending.append(index)
        if !endpoint.isReady { endingOn[endpoint.node, default: []].append(index) }
      }
    }
    if !haveNodes { meantForNode = [:] }
    if !haveZones { meantForZone = [:] }
  }

  var isServed: Bool { !ready.isEmpty || !ending.isEmpty }

  func isReady(on node: String) -> Bool { readyOn[node] != nil }

  func cluster(node: String, zone: String) -> [Int] {
    if ready.isEmpty { return ending }
    return meantForNode[node] ?? meantForZone[zone] ?? ready
  }

  func local(_ node: String) -> [Int] {
    guard !node.isEmpty else { return [] }
    return readyOn[node] ?? endingOn[node] ?? []
  }
}
