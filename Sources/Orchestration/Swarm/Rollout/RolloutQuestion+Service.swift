// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
public import Scheduling

extension RolloutQuestion {
  /// The update of a Swarm service whose tasks are to become what it wants now.
  ///
  /// The slots are those whose tasks are of another spec, in their order.
  ///
  /// - Parameters:
  ///   - service: The service, as it is to be.
  ///   - objects: The cluster: nodes, and pods with the labels of tasks.
  ///   - snapshot: The same cluster.
  public init(updating service: Fields, _ objects: ClusterObjects, in snapshot: ClusterSnapshot) {
    let spec = SwarmServiceSpec(service)
    let key = ObjectKey(service)
    let maker = SwarmTaskPod(
      service, spec, nodes: objects.nodes.map(SwarmNode.init))
    var old: [String: [Int]] = [:]
    for pod in objects.pods where pod.metadata.labels[SwarmNames.serviceLabel] == spec.name {
      guard (pod.metadata.namespace ?? "default") == key.namespace,
        let task = SwarmTask(ObjectKey(pod), pod.fields), task.isLive, task.version != spec.version
      else { continue }
      let row = task.node.isEmpty ? nil : snapshot.pod(task.key.name, in: key.namespace)
      old[task.slot, default: []] += row.map { [$0] } ?? []
    }
    let names = old.keys.sorted { left, right in
      if let left = Int(left), let right = Int(right) { return left < right }
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    self.init(
      slots: names.map { slot in
        Slot(
          name: slot, old: old[slot] ?? [],
          new: Pod(fields: maker.task(slot: slot, attempt: 1)))
      }, order: spec.update.order, parallelism: spec.update.parallelism)
    counts = SwarmCounts(
      objects.pods, of: "\(key.namespace)/\(spec.name)", in: snapshot)
    spares = Self.shapes(objects.nodes)
  }

  /// One node of each shape, by what pods may request and by taints.
  private static func shapes(_ nodes: [Node]) -> [Node] {
    var seen: Set<Value> = []
    return nodes.filter { node in
      seen.insert(
        .array([
          node.fields["status"]?[path: "allocatable"] ?? .null,
          node.fields["spec"]?[path: "taints"] ?? .null,
        ])
      ).inserted
    }
  }
}
