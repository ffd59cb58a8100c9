// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The objects that the oracle looks at.
public struct OracleCluster: Sendable {
  /// All objects.
  public var objects = ClusterObjects()

  /// Takes the objects of a cluster as they are.
  public init(_ objects: ClusterObjects) { self.objects = objects }

  /// Creates a cluster of nodes and pods.
  ///
  /// - Parameters:
  ///   - nodes: The nodes.
  ///   - pods: The pods: those with `spec.nodeName` are on that node, the others wait.
  ///   - namespaces: The labels of each namespace.
  public init(
    nodes: [Node] = [], pods: [Pod] = [], namespaces: [String: [String: String]] = [:]
  ) {
    (objects.nodes, objects.pods) = (nodes, pods)
    for (name, labels) in namespaces.sorted(by: { $0.key < $1.key }) {
      var namespace = Namespace()
      (namespace.apiVersion, namespace.kind) = ("v1", "Namespace")
      (namespace.metadata.name, namespace.metadata.labels) = (name, labels)
      objects.namespaces.append(namespace)
    }
  }
}

extension OracleCluster {
  /// The nodes.
  public var nodes: [Node] {
    get { objects.nodes }
    set { objects.nodes = newValue }
  }

  /// The pods, on nodes and waiting.
  public var pods: [Pod] {
    get { objects.pods }
    set { objects.pods = newValue }
  }

  /// The pods that wait for a node.
  public var pendingPods: [Pod] { pods.filter { $0.spec.nodeName == nil } }

  /// The labels of a namespace; none where there is no such namespace.
  func labels(ofNamespace name: String) -> [String: String] {
    for namespace in objects.namespaces where namespace.metadata.name == name {
      return namespace.metadata.labels
    }
    return [:]
  }

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

extension APIObject {
  /// The namespace, `default` where none is written.
  var oracleNamespace: String { metadata.namespace ?? "default" }
}
