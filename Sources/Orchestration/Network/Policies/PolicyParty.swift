// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One end of a connection, as network policies look at it.
struct PolicyParty: Hashable, Sendable {
  /// A port that a container of a pod gives a name.
  struct NamedPort: Hashable, Sendable {
    var name: String
    var number: Int
    var transport: Connection.Transport
  }

  /// The pod; `nil` for a node, and for what is outside of the cluster.
  var pod: ObjectKey?
  /// The labels of the pod.
  var labels: [String: String] = [:]
  /// The labels of the pod's namespace where the cluster does not know the namespace.
  var namespaceLabels: [String: String]?
  /// The address, as a number; `nil` where it is none of IPv4.
  var address: UInt32?
  /// The node that it is on, empty where it is on none.
  var node = ""
  /// The ports that have names.
  var ports: [NamedPort] = []

  /// Something that is no pod.
  init(address: String?, node: String = "") {
    self.address = address.flatMap { AddressBlock.number($0) }
    self.node = node
  }

  /// A pod; one that uses its node's network is to policies what the node is.
  init(_ pod: Fields) {
    let spec = pod.wanted
    let status = pod.observed
    address = status["podIP"]?.string.flatMap { AddressBlock.number($0) }
    node = pod.boundNode
    if spec.isTrue("hostNetwork") { return }
    self.pod = ObjectKey(pod)
    labels = pod.labelMap
    for container in spec["containers"]?.array ?? [] {
      for port in container.object?["ports"]?.array ?? [] {
        guard let fields = port.object, let name = fields["name"]?.string,
          let number = fields.integer("containerPort")
        else { continue }
        let transport = Connection.Transport(rawValue: fields["protocol"]?.string ?? "TCP") ?? .tcp
        ports.append(NamedPort(name: name, number: Int(number), transport: transport))
      }
    }
  }
}
