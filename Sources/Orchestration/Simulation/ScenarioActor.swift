// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Does what people do to a cluster, through the API as they do.
final class ScenarioActor {
  let client: any APIClient
  private let clock: any Clock
  private let catalogue: () -> ResourceCatalogue
  let log: (LogEntry.Category, String, String, [(name: String, value: Value)]) -> Void
  /// The nodes that are being drained, with when it is given up.
  private var draining: [String: Timestamp] = [:]

  init(
    client: any APIClient, clock: any Clock, catalogue: @escaping () -> ResourceCatalogue,
    log: @escaping (LogEntry.Category, String, String, [(name: String, value: Value)]) -> Void
  ) {
    (self.client, self.clock, self.catalogue, self.log) = (client, clock, catalogue, log)
  }

  /// Applies an object; one of a kind that is cluster-wide or namespaced alike.
  func apply(_ object: Fields) throws(APIStatus) {
    let type = try type(of: object)
    let key = key(object, type)
    var options = WriteOptions(fieldManager: "kubectl", fieldValidation: .strict)
    options.force = true
    let written = try client.patch(type, key, .apply(object), subresource: nil, options)
    log(
      .action, "\(type.singular) \(key)", "apply",
      [("generation", written.metadata["generation"] ?? 1)])
  }

  /// Creates an object whose name may be made up.
  func create(_ object: Fields) throws(APIStatus) -> (ResourceType, Fields) {
    let type = try type(of: object)
    return (type, try client.create(type, object))
  }

  private func type(of object: Fields) throws(APIStatus) -> ResourceType {
    let (version, kind) = (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "")
    if let type = catalogue().type(apiVersion: version, kind: kind) { return type }
    throw .badRequest("no matches for kind \"\(kind)\" in version \"\(version)\"")
  }

  private func key(_ object: Fields, _ type: ResourceType) -> ObjectKey {
    let key = ObjectKey(object)
    guard type.isNamespaced else { return ObjectKey(name: key.name) }
    return key.namespace.isEmpty ? ObjectKey(namespace: "default", name: key.name) : key
  }

  private func resolve(
    _ reference: TargetReference
  ) throws(APIStatus) -> (ResourceType, ObjectKey) {
    guard let type = catalogue().type(named: reference.kind) else {
      throw .badRequest("the server doesn't have a resource type \"\(reference.kind)\"")
    }
    return (type, type.key(reference))
  }

  private func change(
    _ reference: TargetReference, _ what: String,
    _ details: [(name: String, value: Value)] = [], _ body: (inout Fields) -> Void
  ) throws(APIStatus) {
    let (type, key) = try resolve(reference)
    var object = try client.get(type, key)
    body(&object)
    try client.update(type, object)
    log(.action, "\(type.singular) \(key)", what, details)
  }

  // MARK: Workloads

  func delete(_ reference: TargetReference, _ options: DeleteOptions) throws(APIStatus) {
    let (type, key) = try resolve(reference)
    _ = try client.delete(type, key, options)
    log(.action, "\(type.singular) \(key)", "delete", [])
  }

  func scale(_ reference: TargetReference, to replicas: Int64) throws(APIStatus) {
    let (type, key) = try resolve(reference)
    var scale = try client.get(type, key, subresource: .scale)
    scale.modify("spec") { $0["replicas"] = .integer(replicas) }
    _ = try client.update(type, scale, subresource: .scale, WriteOptions())
    log(.action, "\(type.singular) \(key)", "scale", [("replicas", .integer(replicas))])
  }

  func setImage(
    _ reference: TargetReference, container: String?, to image: String
  ) throws(APIStatus) {
    try change(reference, "set image", [("image", .string(image))]) { object in
      if object["kind"] == "SwarmService" {
        object.setSwarmImage(image)
        return
      }
      func set(_ spec: inout Fields) {
        guard case .array(let containers)? = spec["containers"] else { return }
        spec["containers"] = .array(
          containers.map { value in
            guard case .object(var fields) = value,
              container == nil || fields["name"]?.string == container
            else { return value }
            fields["image"] = .string(image)
            return .object(fields)
          })
      }
      object.modify("spec") { spec in
        if spec["template"] == nil {
          set(&spec)
        } else {
          spec.modify("template") { template in template.modify("spec") { set(&$0) } }
        }
      }
    }
  }

  func pause(_ reference: TargetReference, _ isPaused: Bool) throws(APIStatus) {
    try change(reference, isPaused ? "pause" : "resume") { object in
      object.modify("spec") { $0["paused"] = isPaused ? true : nil }
    }
  }

  func restart(_ reference: TargetReference) throws(APIStatus) {
    let now = clock.now.wholeSecond.value
    try change(reference, "restart") { object in
      if object["kind"] == "SwarmService" {
        object.forceSwarmUpdate()
        return
      }
      object.modify("spec") { spec in
        spec.modify("template") { template in
          template.modify("metadata") { metadata in
            metadata.modify("annotations") { $0["kubectl.kubernetes.io/restartedAt"] = now }
          }
        }
      }
    }
  }

  func patch(_ reference: TargetReference, _ change: Fields) throws(APIStatus) {
    let (type, key) = try resolve(reference)
    try client.patch(type, key, .merge(change))
    log(.action, "\(type.singular) \(key)", "patch", [])
  }

  func undo(_ reference: TargetReference, revision: Int64) throws(APIStatus) {
    let (type, key) = try resolve(reference)
    if type == .swarmServices {
      try SwarmRollback(client: client, clock: clock).roll(key)
      log(.action, "\(type.singular) \(key)", "rollback", [])
      return
    }
    guard type == .deployments else {
      throw .badRequest("no rollbacker has been implemented for \"\(type.kind)\"")
    }
    try RolloutHistory(client: client).undo(key, toRevision: Int(revision))
    log(.action, "\(type.singular) \(key)", "undo", [("revision", .integer(revision))])
  }

  // MARK: Nodes

  func cordon(_ node: String, _ isCordoned: Bool) throws(APIStatus) {
    let reference = TargetReference(kind: "node", name: node)
    try change(reference, isCordoned ? "cordon" : "uncordon") { object in
      object.modify("spec") { $0["unschedulable"] = isCordoned ? true : nil }
    }
  }

  /// Cordons a node and evicts its pods; what a budget forbids is tried again every five seconds, as
  /// `kubectl drain` does.
  func drain(_ node: String, timeout: Int64) throws(APIStatus) {
    try cordon(node, true)
    let (end, overflow) = clock.now.microseconds.addingReportingOverflow(timeout)
    draining[node] = Timestamp(microseconds: overflow ? .max : end)
    continueDrain(node)
  }

  private func continueDrain(_ node: String) {
    guard let end = draining[node] else { return }
    let options = ListOptions(
      fields: FieldSelector([.init(field: "spec.nodeName", isEqual: true, value: node)]))
    guard let pods = try? client.list(.pods, options).items else {
      clock.schedule(after: 5_000_000) { [weak self] in self?.continueDrain(node) }
      return
    }
    var left = 0
    for pod in pods {
      let owners = pod.metadata["ownerReferences"]?.array ?? []
      if owners.contains(where: { $0.object?["kind"]?.string == "DaemonSet" }) { continue }
      left += 1
      if pod.metadata["deletionTimestamp"] != nil { continue }
      let key = ObjectKey(pod)
      do throws(APIStatus) {
        try client.evict(key)
      } catch {
        if error.reason == .notFound { continue }
        log(
          .action, "pod \(key)", "eviction refused",
          [("message", .string(error.details?.causes.first?.message ?? error.message))])
      }
    }
    if left == 0 {
      draining[node] = nil
      log(.action, "node \(node)", "drained", [])
    } else if clock.now >= end {
      draining[node] = nil
      log(.action, "node \(node)", "drain gave up", [("pods", .integer(Int64(left)))])
    } else {
      clock.schedule(after: 5_000_000) { [weak self] in self?.continueDrain(node) }
    }
  }

  func removeNode(_ node: String) throws(APIStatus) {
    _ = try client.delete(.nodes, ObjectKey(name: node), DeleteOptions())
    log(.action, "node \(node)", "delete", [])
  }
}
