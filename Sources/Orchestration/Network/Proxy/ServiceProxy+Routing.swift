// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Where connections go (`pkg/proxy/iptables/proxier.go`).
extension ServiceProxy: ConnectionRouter {
  /// What the address of a connection stands for on the node whose rules count.
  private struct Match {
    /// The node whose rules count.
    let node: String
    let port: ServicePort
    let access: ServiceRules.Access
    let isNodePort: Bool
    let zone: String
  }

  /// Where a connection goes by the rules of the node that decides.
  ///
  /// Connections to the address of another node are decided there, where they arrive.
  ///
  /// - Complexity: Constant, but for what has changed since the last connection; with fewest
  ///   connections or session affinity linear in the endpoints.
  public func route(_ connection: Connection) -> Route {
    guard let match = match(connection) else {
      guard let place = directory?.place(of: connection.address) else {
        return .refused(.noSuchAddress)
      }
      return .endpoint(
        RouteEndpoint(
          address: connection.address, port: connection.port, node: place.node,
          podUID: place.podUID))
    }
    let port = match.port
    let service = port.identity.service
    if match.access == .loadBalancer, !isAllowed(connection, port) {
      return .refused(.sourceNotAllowed(service: service))
    }
    let isLocal = staysLocal(connection, match)
    let places = port.candidates(isLocal: isLocal, node: match.node, zone: match.zone)
    if places.isEmpty {
      return .refused(
        isLocal && port.isServed
          ? .noLocalEndpoints(service: service, node: match.node) : .noEndpoints(service: service))
    }
    let chosen = balance(of: match.node).choose(
      places, of: port, for: connection.clientAddress, at: environment.clock.now.microseconds)
    return .endpoint(chosen.route(service))
  }

  private func match(_ connection: Connection) -> Match? {
    let arrival = rules.node(at: connection.address)
    let node = arrival ?? connection.decidingNode
    return withRules(of: node) { rules in
      let zone = rules.nodes[node]?.zone ?? ""
      let address = ServiceRules.Address(
        text: connection.address, port: connection.port, transport: connection.transport)
      if let target = rules.target(address) {
        return Match(
          node: node, port: target.port, access: target.access, isNodePort: false, zone: zone)
      }
      if arrival != nil,
        let port = rules.target(nodePort: connection.port, connection.transport)
      {
        return Match(node: node, port: port, access: .external, isNodePort: true, zone: zone)
      }
      return nil
    }
  }

  /// Whether only endpoints of the deciding node count.
  ///
  /// The policy for traffic from outside does not bind pods, or a node that talks to itself: they go
  /// wherever an endpoint is.
  private func staysLocal(_ connection: Connection, _ match: Match) -> Bool {
    if match.access == .cluster { return match.port.staysLocalInside }
    guard match.port.staysLocalOutside else { return false }
    switch connection.source {
    case .outside: return true
    case .pod: return false
    case .node(let name): return name != match.node
    }
  }

  private func isAllowed(_ connection: Connection, _ port: ServicePort) -> Bool {
    if port.sources.isEmpty { return true }
    let addresses: [String]
    switch connection.source {
    case .pod(let address, _), .outside(let address, _): addresses = [address]
    case .node(let name): addresses = rules.nodes[name]?.addresses ?? []
    }
    return port.sources.contains { range in addresses.contains { range.contains($0) } }
  }

  /// A connection that was routed has ended; balancing by fewest connections wants to know.
  public func closed(_ connection: Connection, at endpoint: RouteEndpoint) {
    guard let service = endpoint.service else { return }
    let node = rules.node(at: connection.address) ?? connection.decidingNode
    let port = match(connection)?.port.identity
    // The service may have lost the port meanwhile, and its rules with it.
    guard let port, port.service == service else { return }
    balance(of: node).closed(port, at: endpoint.address, endpoint.port)
  }

  /// The nodes that a load balancer sends connections to: those that are ready; where traffic from
  /// outside stays on its node, those whose health check says that they have an endpoint.
  public func entryNodes(
    for address: String, port: Int, _ transport: Connection.Transport
  ) -> [String] {
    let wanted = ServiceRules.Address(text: address, port: port, transport: transport)
    guard let target = rules.target(wanted), target.access == .loadBalancer else { return [] }
    let ready = rules.nodes.filter { $0.value.takesOutsideTraffic }.keys.sorted()
    guard target.port.staysLocalOutside else { return ready }
    return ready.filter { node in
      withRules(of: node) { $0.target(wanted)?.port.isReady(on: node) ?? false }
    }
  }
}
