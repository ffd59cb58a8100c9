// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the rules need to know of a node.
struct NodeFacts: Equatable {
  /// Its addresses, as its status has them.
  var addresses: [String]
  /// Its zone; empty where it is in none.
  var zone: String
  /// Whether load balancers send connections to it: it is ready, and no label keeps it out.
  var takesOutsideTraffic: Bool

  init(_ node: Fields) {
    addresses = []
    for case .object(let address) in node.observed["addresses"]?.array ?? [] {
      guard address["type"] == "InternalIP" || address["type"] == "ExternalIP" else { continue }
      if let text = address["address"]?.string { addresses.append(text) }
    }
    zone = node.label("topology.kubernetes.io/zone") ?? ""
    takesOutsideTraffic = node.takesLoadBalancerTraffic
  }
}

extension Fields {
  /// Whether load balancers send connections to a node
  /// (`cloud-provider/controllers/service/controller.go`).
  var takesLoadBalancerTraffic: Bool {
    isReady && label("node.kubernetes.io/exclude-from-external-load-balancers") == nil
      && !isTerminating
  }
}
