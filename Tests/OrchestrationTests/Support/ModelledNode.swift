// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A node whose kubelet renews its lease without writing it, until it dies.
struct ModelledNode {
  let name: String
  let cluster: TestCluster

  init(_ name: String, zone: String? = nil, in cluster: TestCluster) throws {
    (self.name, self.cluster) = (name, cluster)
    let namespace = ObjectKey(name: NodeLease.namespace)
    if try cluster.user.find(.namespaces, namespace) == nil {
      try cluster.user.create(
        .namespaces, ["metadata": ["name": .string(NodeLease.namespace)]])
    }
    var labels: Fields = ["kubernetes.io/hostname": .string(name)]
    if let zone { labels["topology.kubernetes.io/zone"] = .string(zone) }
    try cluster.user.create(
      .nodes, ["metadata": ["name": .string(name), "labels": .object(labels)]])
    try cluster.user.create(
      .leases,
      [
        "metadata": ["name": .string(name), "namespace": .string(NodeLease.namespace)],
        "spec": ["leaseDurationSeconds": 40],
      ])
    try live()
  }

  private var key: ObjectKey { ObjectKey(name: name) }

  /// The kubelet is there, and tells that it is ready.
  func live() throws {
    let now = cluster.clock.now.wholeSecond.value
    try writeLease { lease in
      lease.modify("spec") { $0["renewTime"] = now }
      lease.modify("metadata") { $0["annotations"] = [NodeLease.renewsEvery: "10s"] }
    }
    try set("Ready", "True")
  }

  /// The kubelet is gone.
  func die() throws {
    let now = cluster.clock.now
    try writeLease { lease in
      let last = NodeLease.renewal(lease, at: now) ?? now
      lease.modify("spec") { $0["renewTime"] = last.value }
      lease.modify("metadata") { $0["annotations"] = nil }
    }
  }

  private func writeLease(_ body: (inout Fields) -> Void) throws {
    var lease = try cluster.user.get(.leases, NodeLease.key(name))
    body(&lease)
    try cluster.user.update(.leases, lease)
  }

  /// The kubelet tells a condition.
  func set(_ condition: String, _ status: String) throws {
    var node = try cluster.user.get(.nodes, key)
    node.setCondition(
      ObjectCondition(type: condition, status: status, reason: "Kubelet\(condition)"),
      at: cluster.clock.now.wholeSecond.value)
    try cluster.user.updateStatus(.nodes, node)
  }

  func object() throws -> Fields { try cluster.user.get(.nodes, key) }

  /// The taints as `key:effect`, in order.
  func taints() throws -> [String] {
    try Node(fields: object()).spec.taints.map { "\($0.key ?? ""):\($0.effect ?? "")" }.sorted()
  }

  /// Runs a pod on the node.
  func run(_ pod: String, tolerations: [Value] = []) throws {
    try cluster.user.create(
      .pods,
      [
        "metadata": ["name": .string(pod)],
        "spec": [
          "nodeName": .string(name), "containers": [["name": "main", "image": "busybox"]],
          "tolerations": .array(tolerations),
        ],
      ])
    let key = ObjectKey(namespace: "default", name: pod)
    var object = try cluster.user.get(.pods, key)
    let now = cluster.clock.now.wholeSecond.value
    object.modify("status") { $0["phase"] = "Running" }
    object.setCondition(ObjectCondition(type: "Ready", status: "True"), at: now)
    try cluster.user.updateStatus(.pods, object)
  }
}

extension TestCluster {
  /// The reasons and messages of events of an object, in the order in which they came.
  func events(of name: String) throws -> [String] {
    try all(.events, as: Event.self).filter {
      $0.fields["involvedObject"]?.object?["name"]?.string == name
    }.sorted { $0.fields.revision < $1.fields.revision }.map {
      "\($0.fields["reason"]?.string ?? "") \($0.fields["message"]?.string ?? "")"
    }
  }
}
