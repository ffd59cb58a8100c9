// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// The cluster as it is known at one moment, for simulations of what would be if.
struct CapacityView {
  /// The nodes and pods.
  var snapshot: ClusterSnapshot
  /// The pods by their index in the snapshot.
  let pods: [Int: Fields]
  /// The nodes by name.
  let nodes: [String: Fields]

  /// The kinds that are looked at.
  static let types: [ResourceType] =
    [
      .nodes, .pods, .namespaces, .services, .replicaSets, .statefulSets, .replicationControllers,
      .daemonSets, .podDisruptionBudgets,
    ] + SchedulerComponent.storageTypes

  /// Looks at the cluster.
  ///
  /// - Parameters:
  ///   - informers: What is known of it.
  ///   - leavingOut: Nodes that count as if they were not there.
  /// - Throws: What makes no sense in an object.
  /// - Complexity: Linear in nodes and pods, and what else `ClusterSnapshot` needs.
  init(
    _ informers: SharedInformers, leavingOut: (Fields) -> Bool = { _ in false }
  ) throws(ClusterFault) {
    var objects = ClusterObjects()
    var nodes: [String: Fields] = [:]
    for node in informers[.nodes].all {
      nodes[node.objectName] = node
      if !leavingOut(node) { objects.nodes.append(Node(fields: node)) }
    }
    let pods = informers[.pods].all
    objects.pods = pods.map { Pod(fields: $0) }
    objects.namespaces = informers[.namespaces].all.map { Namespace(fields: $0) }
    objects.services = informers[.services].all.map { Service(fields: $0) }
    objects.replicaSets = informers[.replicaSets].all.map { ReplicaSet(fields: $0) }
    objects.statefulSets = informers[.statefulSets].all.map { StatefulSet(fields: $0) }
    objects.replicationControllers = informers[.replicationControllers].all
      .map { ReplicationController(fields: $0) }
    for type in SchedulerComponent.storageTypes {
      for object in informers[type].all { _ = try? objects.add(object) }
    }
    snapshot = try ClusterSnapshot(objects)
    var byRow: [Int: Fields] = [:]
    for pod in pods where !pod.hasFinishedPhase {
      let key = ObjectKey(pod)
      if let row = snapshot.pod(key.name, in: key.namespace) { byRow[row] = pod }
    }
    (self.pods, self.nodes) = (byRow, nodes)
  }

  /// A pod as people name it: `namespace/name`.
  func name(_ pod: Int) -> String { "\(snapshot.namespace(pod))/\(snapshot.podName(pod))" }

  /// The larger of the shares of CPU and memory that the pods of a node request.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - leavingOut: Pods that do not count.
  /// - Returns: The share, which is more than 1 where too much is requested.
  func utilization(ofNode node: Int, leavingOut: (Fields) -> Bool = { _ in false }) -> Double {
    var shares = 0.0
    for resource in [ResourceTable.cpu, ResourceTable.memory] {
      let all = snapshot.allocatable(resource, onNode: node)
      guard all > 0 else { continue }
      var requested = snapshot.requested(resource, onNode: node)
      for pod in snapshot.pods(onNode: node) {
        guard let object = pods[pod], leavingOut(object) else { continue }
        requested -= snapshot.requests(pod)[resource]
      }
      shares = max(shares, Double(requested) / Double(all))
    }
    return shares
  }
}

extension Fields {
  /// Whether the pod belongs to a DaemonSet.
  var isDaemonPod: Bool { controllerReference?["kind"]?.string == "DaemonSet" }

  /// Whether the pod is one that its node runs by itself.
  var isMirrorPod: Bool {
    annotation("kubernetes.io/config.mirror") != nil
      || controllerReference?["kind"]?.string == "Node"
  }

  /// Whether the scheduler has found no place for the pod.
  var isUnschedulable: Bool {
    guard boundNode.isEmpty, !isTerminating, let condition = condition("PodScheduled") else {
      return false
    }
    return condition["status"] == "False" && condition["reason"] == "Unschedulable"
  }
}
