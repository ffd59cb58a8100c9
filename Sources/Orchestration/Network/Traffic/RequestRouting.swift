// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What carries requests in a simulated cluster.
struct TrafficNetwork {
  /// The service rules of all nodes.
  var router: any ConnectionRouter
  /// DNS.
  var resolver: any NameResolver
  /// The rules of ingresses.
  var ingress: IngressProxy
  /// The policies and who they are about.
  var policies: NetworkPolicyWatch
  /// The machine of a node.
  var machine: (String) -> SimulatedMachine?
  /// The nodes that requests from outside may come in at, in order: those that answer.
  var entryNodes: () -> [String]
  /// The nodes that the load balancer of an address sends connections to, in order.
  var balancerNodes: (_ address: String, _ port: Int) -> [String]
}

/// Who makes a request.
enum RequestOrigin {
  /// A client outside, by its number.
  case outside(Int)
  /// A pod.
  case pod(address: String, node: String, namespace: String)

  /// The namespace whose search path names are looked up by; `nil` outside.
  var namespace: String? {
    if case .pod(_, _, let namespace) = self { namespace } else { nil }
  }
}

/// Where a request ends up.
enum RequestPath {
  /// At an endpoint, by a connection.
  case endpoint(RouteEndpoint, Connection)
  /// Nowhere.
  case failed(RequestFailure, service: ObjectKey?)
}

/// Finds the way of requests: by name, ingress, service rules and policies.
final class RequestRouting {
  /// What a host and a port stand for.
  private enum Destination {
    case addresses([String], port: Int, isThroughIngress: Bool)
    /// The port of whatever node the request comes in at.
    case nodePort(Int)
    case failed(RequestFailure, service: ObjectKey?)
  }

  private struct Name: Hashable {
    var url: RequestURL
    var namespace: String?
  }

  private let network: TrafficNetwork
  private let services: Informer
  private var destinations: [Name: Destination] = [:]
  private var entries: [String]?
  private var turn = 0

  init(_ network: TrafficNetwork, services: Informer) {
    (self.network, self.services) = (network, services)
  }

  /// Names are looked up anew from now on.
  func forget() {
    destinations.removeAll(keepingCapacity: true)
    entries = nil
  }

  /// The address of a client outside, from the space that providers share (RFC 6598).
  static func clientAddress(_ number: Int) -> String {
    AddressRange.text(0x6440_0001 + UInt32(truncatingIfNeeded: number % 4_000_000))
  }

  /// Where a request goes now.
  func path(of url: RequestURL, from origin: RequestOrigin) -> RequestPath {
    let destination = destination(url, namespace: origin.namespace)
    if case .failed(let reason, let service) = destination {
      return .failed(reason, service: service)
    }
    turn &+= 1
    var source: Connection.Source
    switch origin {
    case .pod(let address, let node, _): source = .pod(address: address, node: node)
    case .outside(let number):
      guard let node = entryNode(number) else { return .failed(.unreachable, service: nil) }
      source = .outside(address: Self.clientAddress(number), entryNode: node)
    }
    let address: String
    let port: Int
    var isThroughIngress = false
    switch destination {
    case .addresses(let addresses, let number, let passes):
      address = addresses[(turn & .max) % addresses.count]
      (port, isThroughIngress) = (number, passes)
    case .nodePort(let number):
      guard let machine = network.machine(source.node) else {
        return .failed(.unreachable, service: nil)
      }
      (address, port) = (machine.address, number)
    case .failed(let reason, let service): return .failed(reason, service: service)
    }
    if isThroughIngress {
      source = .node(entryNode(turn) ?? source.node)
    } else if case .outside(let number) = origin {
      // A load balancer chooses the node itself, of those that answer.
      let nodes = network.balancerNodes(address, port).filter {
        network.machine($0)?.isReachable ?? false
      }
      if !nodes.isEmpty {
        source = .outside(
          address: Self.clientAddress(number), entryNode: nodes[(number & .max) % nodes.count])
      }
    }
    let connection = Connection(from: source, to: address, port: port)
    switch network.router.route(connection) {
    case .refused(let refusal):
      return .failed(RequestFailure(refusal), service: refusal.service)
    case .endpoint(let endpoint):
      let party =
        isThroughIngress
        ? IngressProxy.party(node: source.node) : network.policies.party(source)
      let verdict = network.policies.evaluator.verdict(
        from: party, to: network.policies.party(address: endpoint.address), port: endpoint.port)
      guard verdict == .allowed else {
        network.router.closed(connection, at: endpoint)
        return .failed(.forbidden, service: endpoint.service)
      }
      return .endpoint(endpoint, connection)
    }
  }

  /// Whether a connection can reach a node: both ends have power and are not cut off.
  func isReachable(_ connection: Connection, _ node: String) -> Bool {
    guard let target = network.machine(node) else { return node.isEmpty }
    guard target.isOn else { return false }
    let other = connection.source.node
    if other == node { return true }
    return target.isConnected && (network.machine(other)?.isReachable ?? false)
  }

  func closed(_ connection: Connection, at endpoint: RouteEndpoint) {
    network.router.closed(connection, at: endpoint)
  }

  private func entryNode(_ number: Int) -> String? {
    let nodes = entries ?? network.entryNodes()
    entries = nodes
    return nodes.isEmpty ? nil : nodes[(number & .max) % nodes.count]
  }

  // MARK: Names

  private func destination(_ url: RequestURL, namespace: String?) -> Destination {
    let name = Name(url: url, namespace: namespace)
    if let known = destinations[name] { return known }
    let found = find(url, namespace: namespace)
    destinations[name] = found
    return found
  }

  private func find(_ url: RequestURL, namespace: String?) -> Destination {
    if AddressBlock.number(url.host) != nil {
      if url.host == IngressProxy.address { return throughIngress(url) }
      return .addresses([url.host], port: url.port, isThroughIngress: false)
    }
    if let namespace {
      let addresses = network.resolver.addresses(of: url.host, from: namespace)
      if !addresses.isEmpty {
        return .addresses(addresses, port: url.port, isThroughIngress: false)
      }
    } else if let (key, service) = named(url.host) {
      let ingress = service.observed["loadBalancer"]?.object?["ingress"]?.array ?? []
      let addresses = ingress.compactMap { $0.object?["ip"]?.string }
      if !addresses.isEmpty {
        return .addresses(addresses, port: url.port, isThroughIngress: false)
      }
      let ports = service.wanted["ports"]?.array?.compactMap(\.object) ?? []
      let port = ports.first { $0.integer("port") == Int64(url.port) }
      if let number = port?.integer("nodePort"), number > 0 { return .nodePort(Int(number)) }
      return .failed(.notExposed, service: key)
    }
    if network.ingress.table.isEmpty { return .failed(.noSuchName, service: nil) }
    if namespace != nil, case .notFound(.noHost) = answer(url) {
      return .failed(.noSuchName, service: nil)
    }
    return throughIngress(url)
  }

  private func answer(_ url: RequestURL) -> IngressAnswer {
    network.ingress.table.answer(host: url.host, path: url.path)
  }

  private func throughIngress(_ url: RequestURL) -> Destination {
    switch answer(url) {
    case .notFound: return .failed(.notFound, service: nil)
    case .unavailable(_, let route): return .failed(.unavailable, service: route.service)
    case .service(let route):
      let address = services[route.service]?.wanted["clusterIP"]?.string ?? ""
      if AddressBlock.number(address) != nil {
        return .addresses([address], port: route.port, isThroughIngress: true)
      }
      let addresses = network.resolver.addresses(
        of: route.service.name, from: route.service.namespace)
      if addresses.isEmpty { return .failed(.noEndpoints, service: route.service) }
      let ports = services[route.service]?.wanted["ports"]?.array ?? []
      let port = ports.compactMap(\.object).first { $0.integer("port") == Int64(route.port) }
      return .addresses(
        addresses, port: port?.integer("targetPort").map { Int($0) } ?? route.port,
        isThroughIngress: true)
    }
  }

  /// The service that a name such as `web.shop` or `web.shop.svc.cluster.local` means.
  private func named(_ host: String) -> (ObjectKey, Fields)? {
    let parts = host.split(separator: ".").map(String.init)
    guard parts.count >= 2, parts.count == 2 || parts[2] == "svc" else { return nil }
    let key = ObjectKey(namespace: parts[1], name: parts[0])
    return services[key].map { (key, $0) }
  }
}

extension Connection.Source {
  /// The node that it is on or comes in at.
  var node: String {
    switch self {
    case .pod(_, let node), .node(let node), .outside(_, let node): node
    }
  }
}

extension RouteRefusal {
  /// The service that it is about.
  var service: ObjectKey? {
    switch self {
    case .noSuchAddress, .forbidden: nil
    case .noEndpoints(let service), .noLocalEndpoints(let service, _),
      .sourceNotAllowed(let service):
      service
    }
  }
}
