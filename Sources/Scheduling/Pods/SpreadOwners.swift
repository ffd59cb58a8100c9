// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the defaults of spreading select by: the services and the owner of a pod.
///
/// From `pkg/scheduler/framework/plugins/helper/spread.go`, `DefaultSelector`.
struct SpreadOwners: Sendable {
  /// The selectors of the services of each namespace, in the order of their names.
  var services: [String: [[String: String]]] = [:]
  /// The selectors of workloads by `kind namespace/name`.
  var workloads: [String: LabelSelector] = [:]

  /// The labels that ReplicationControllers select by, which replace those of services.
  var controllers: [String: [String: String]] = [:]

  /// The key of a workload in `workloads`.
  static func key(kind: String, namespace: String, name: String) -> String {
    "\(kind) \(namespace)/\(name)"
  }

  /// The selector for a pod, or `nil` where nothing owns or serves it.
  func selector(of pod: Pod) throws(ClusterFault) -> LabelSelector? {
    let metadata = pod.metadata
    let namespace = metadata.namespace ?? "default"
    let labels = metadata.labels
    var merged: [String: String] = [:]
    for selector in services[namespace] ?? []
    where selector.allSatisfy({ labels[$0.key] == $0.value }) {
      merged.merge(selector) { _, later in later }
    }
    let owner = metadata.ownerReferences.first { $0.controller == true }
    let key = owner.map {
      Self.key(kind: $0.kind ?? "", namespace: namespace, name: $0.name ?? "")
    }
    if let key, let labels = controllers[key] { merged.merge(labels) { _, later in later } }
    let context = FaultContext(
      "service of pod \(namespace)/\(metadata.name ?? "")", "spec.selector")
    var requirements = try context.requirements(merged)
    if let key, let selector = workloads[key] {
      for requirement in selector.requirements where !requirements.contains(requirement) {
        requirements.append(requirement)
      }
    }
    return requirements.isEmpty ? nil : LabelSelector(requirements)
  }
}

extension SpreadOwners {
  /// Collects the selectors of services and workloads.
  init(_ objects: ClusterObjects) throws(ClusterFault) {
    for service in objects.services where !service.spec.selector.isEmpty {
      services[service.metadata.namespace ?? "default", default: []].append(
        service.spec.selector)
    }
    for controller in objects.replicationControllers {
      let (_, key) = Self.place("ReplicationController", controller.metadata)
      controllers[key] = controller.spec.selector
    }
    for set in objects.replicaSets {
      let selector = set.spec.selector
      let (context, key) = Self.place("ReplicaSet", set.metadata)
      workloads[key] = try context.selector(selector)
    }
    for set in objects.statefulSets {
      let selector = set.spec.selector
      let (context, key) = Self.place("StatefulSet", set.metadata)
      workloads[key] = try context.selector(selector)
    }
  }

  /// Takes over the selector of a workload.
  ///
  /// - Returns: Whether it is another one than before.
  mutating func set(
    _ kind: String, _ object: Fields, isGone: Bool
  ) throws(ClusterFault) -> Bool {
    let (context, key) = Self.place(kind, ReplicaSet(fields: object).metadata)
    if kind == "ReplicationController" {
      let selector = isGone ? nil : ReplicationController(fields: object).spec.selector
      defer { controllers[key] = selector }
      return controllers[key] != selector
    }
    var selector: LabelSelector?
    if !isGone { selector = try context.selector(ReplicaSet(fields: object).spec.selector) }
    defer { workloads[key] = selector }
    return workloads[key] != selector
  }

  private static func place(
    _ kind: String, _ metadata: ObjectMeta
  ) -> (context: FaultContext, key: String) {
    let (namespace, name) = (metadata.namespace ?? "default", metadata.name ?? "")
    return (
      FaultContext("\(kind) \(namespace)/\(name)", "spec.selector"),
      key(kind: kind, namespace: namespace, name: name)
    )
  }
}
