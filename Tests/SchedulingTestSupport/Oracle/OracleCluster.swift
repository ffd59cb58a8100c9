// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The objects that the oracle looks at.
public struct OracleCluster: Sendable {
  /// The nodes.
  public var nodes: [Node]
  /// The pods: those with `spec.nodeName` are on that node, the others wait.
  public var pods: [Pod]
  /// The labels of each namespace.
  public var namespaces: [String: [String: String]]
  /// What the services select.
  public var services: [OracleOwner] = []
  /// What the controllers of pods select.
  public var owners: [OracleOwner] = []

  /// Creates a cluster.
  public init(
    nodes: [Node] = [], pods: [Pod] = [], namespaces: [String: [String: String]] = [:]
  ) {
    (self.nodes, self.pods, self.namespaces) = (nodes, pods, namespaces)
  }
}

extension OracleCluster {
  /// The pods that wait for a node.
  public var pendingPods: [Pod] { pods.filter { $0.spec.nodeName == nil } }

  /// The pods on a node: bound to it and not ended.
  ///
  /// Those that are being deleted are still there.
  func pods(on node: Node) -> [Pod] {
    pods.filter {
      $0.spec.nodeName == node.metadata.name && $0.spec.nodeName != nil
        && $0.status.phase != "Succeeded" && $0.status.phase != "Failed"
    }
  }

  /// How much of a resource the pods on a node request.
  func requested(_ resource: String, on node: Node, defaults: OracleAmounts = [:]) -> Int64 {
    var sum: Int64 = 0
    for pod in pods(on: node) {
      sum += oracleRequests(pod, isBound: true, defaults: defaults)[resource] ?? 0
    }
    return sum
  }
}

extension Pod {
  /// The namespace, `default` where none is written.
  var oracleNamespace: String { metadata.namespace ?? "default" }
}
