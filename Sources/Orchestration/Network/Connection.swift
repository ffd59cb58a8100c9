// SPDX-License-Identifier: Apache-2.0

/// A connection that somebody wants to open: from where, to which address and port.
public struct Connection: Sendable, Hashable {
  /// Who opens a connection.
  public enum Source: Sendable, Hashable {
    /// A pod, by its address, on a node.
    case pod(address: String, node: String)
    /// A program on a node itself.
    case node(String)
    /// Somebody outside the cluster, who comes in at a node.
    case outside(address: String, entryNode: String)
  }

  /// The protocol that it uses.
  public enum Transport: String, Sendable, Hashable {
    case tcp = "TCP"
    case udp = "UDP"
    case sctp = "SCTP"
  }

  /// Who opens it.
  public var source: Source
  /// The address it goes to: of a pod, a service, a node or a load balancer.
  public var address: String
  /// The port there.
  public var port: Int
  /// The protocol.
  public var transport: Transport

  /// Creates a connection.
  public init(
    from source: Source, to address: String, port: Int, _ transport: Transport = .tcp
  ) {
    (self.source, self.address, self.port, self.transport) = (source, address, port, transport)
  }

  /// The address that affinity of sessions goes by.
  public var clientAddress: String {
    switch source {
    case .pod(let address, _), .outside(let address, _): address
    case .node(let name): name
    }
  }

  /// The node whose rules decide where it goes.
  public var decidingNode: String {
    switch source {
    case .pod(_, let node), .node(let node), .outside(_, let node): node
    }
  }
}

/// Where a connection ends up.
public enum Route: Sendable, Hashable {
  /// At a pod, or at an address outside that a service stands for.
  case endpoint(RouteEndpoint)
  /// Nowhere.
  case refused(RouteRefusal)
}

/// One of the places that requests to a service can go to.
public struct RouteEndpoint: Sendable, Hashable {
  /// Its address.
  public var address: String
  /// The port there.
  public var port: Int
  /// The node it is on, empty where that is not known.
  public var node: String
  /// The identity of the pod, empty where it is none.
  public var podUID: String
  /// The service that led here; `nil` where the address was a pod's.
  public var service: ObjectKey?

  /// Creates an endpoint.
  public init(
    address: String, port: Int, node: String = "", podUID: String = "", service: ObjectKey? = nil
  ) {
    (self.address, self.port, self.node) = (address, port, node)
    (self.podUID, self.service) = (podUID, service)
  }
}

/// Why a connection leads nowhere.
public enum RouteRefusal: Sendable, Hashable {
  /// No service has the address and port, and no pod.
  case noSuchAddress
  /// The service has no endpoint that takes requests.
  case noEndpoints(service: ObjectKey)
  /// There are endpoints, but the traffic policy allows only those of the node, where there are none.
  case noLocalEndpoints(service: ObjectKey, node: String)
  /// The client's address is none that the load balancer lets in.
  case sourceNotAllowed(service: ObjectKey)
  /// A network policy forbids it.
  case forbidden(policy: ObjectKey?)
}

/// The service rules of all nodes, as each of them knows them at the moment.
public protocol ConnectionRouter: AnyObject {
  /// Where a connection goes by the rules of the node that decides.
  func route(_ connection: Connection) -> Route
  /// A connection that was routed has ended; balancing by fewest connections wants to know.
  func closed(_ connection: Connection, at endpoint: RouteEndpoint)
  /// The nodes that the load balancer with an address sends connections from outside to, in order of
  /// their names; none where no load balancer has the address and port.
  func entryNodes(
    for address: String, port: Int, _ transport: Connection.Transport
  ) -> [String]
}

extension ConnectionRouter {
  /// None, where nothing is known of load balancers.
  public func entryNodes(
    for address: String, port: Int, _ transport: Connection.Transport
  ) -> [String] { [] }
}

/// Answers of a cluster's DNS.
public protocol NameResolver: AnyObject {
  /// The addresses of a name as a pod of a namespace would find them, with its search path:
  /// `web`, `web.shop`, `web.shop.svc.cluster.local`, `db-0.db`; empty where there is no such name.
  func addresses(of name: String, from namespace: String) -> [String]
}
