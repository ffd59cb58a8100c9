// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One of the places that a port of a service leads to, as a slice tells it.
struct ProxyEndpoint {
  /// Its address.
  let address: String
  /// The port there.
  let port: Int
  /// The node it is on; empty where that is not known.
  let node: String
  /// The identity of the pod; empty where it is none.
  let podUID: String
  /// Whether it takes new connections.
  let isReady: Bool
  /// Whether it ends and still takes connections.
  let isEnding: Bool
  /// The zones it is meant for.
  let zones: [String]
  /// The nodes it is meant for.
  let nodes: [String]

  /// Reads an endpoint; what a slice leaves open is taken as `discovery/v1` says.
  init?(_ fields: Fields, port: Int) {
    guard let address = fields["addresses"]?.array?.first?.string else { return nil }
    (self.address, self.port) = (address, port)
    node = fields["nodeName"]?.string ?? ""
    let target = fields["targetRef"]?.object
    podUID = target?["kind"] == "Pod" ? target?["uid"]?.string ?? "" : ""
    let conditions = fields["conditions"]?.object
    isReady = conditions?["ready"] != false
    isEnding = conditions?["serving"] != false && conditions?["terminating"] == true
    func names(_ list: String) -> [String] {
      fields["hints"]?[path: list]?.array?.compactMap { $0.object?["name"]?.string } ?? []
    }
    (zones, nodes) = fields["hints"] == nil ? ([], []) : (names("forZones"), names("forNodes"))
  }

  /// The endpoint as a route ends there.
  func route(_ service: ObjectKey) -> RouteEndpoint {
    RouteEndpoint(address: address, port: port, node: node, podUID: podUID, service: service)
  }
}

extension ProxyEndpoint {
  /// The order of endpoints: by address and port, as kube-proxy sorts them, so that all nodes have the
  /// same.
  static func precedes(_ left: ProxyEndpoint, _ right: ProxyEndpoint) -> Bool {
    left.address != right.address
      ? left.address.utf8.lexicographicallyPrecedes(right.address.utf8) : left.port < right.port
  }
}
