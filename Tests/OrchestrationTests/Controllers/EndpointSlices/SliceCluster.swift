// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A cluster in which tests say what pods are, with the controller of slices.
final class SliceCluster {
  let cluster: TestCluster
  let controller: EndpointSliceController

  init(seed: UInt64 = 1) throws {
    cluster = try TestCluster(seed: seed, isPlain: true)
    controller = EndpointSliceController(cluster.environment("endpointslice-controller"))
    controller.start()
  }

  var user: InProcessClient { cluster.user }

  func settle() { cluster.run(seconds: 1) }

  func node(
    _ name: String, zone: String? = nil, cpu: String = "4", isReady: Bool = true
  ) throws {
    let labels: Fields = zone.map { ["topology.kubernetes.io/zone": .string($0)] } ?? [:]
    let object: Fields = [
      "metadata": ["name": .string(name), "labels": .object(labels)],
      "status": [
        "allocatable": ["cpu": .string(cpu)],
        "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
        "addresses": [["type": "InternalIP", "address": .string(Self.address(of: name))]],
      ],
    ]
    let key = ObjectKey(name: name)
    if let old = try user.find(.nodes, key) {
      var new = old
      new["metadata"] = .object(merged(old.metadata, ["labels": .object(labels)]))
      try user.update(.nodes, new)
      new = try user.get(.nodes, key)
      new["status"] = object["status"]
      try user.updateStatus(.nodes, new)
    } else {
      try user.create(.nodes, object)
    }
  }

  private func merged(_ fields: Fields, _ other: Fields) -> Fields {
    Fields(Array(fields) + Array(other))
  }

  /// The address of a node of the name `node-3`.
  static func address(of node: String) -> String {
    "172.16.0.\(node.split(separator: "-").last.flatMap { Int($0) } ?? 0)"
  }

  /// Creates or changes a pod of the labels `app`.
  func pod(
    _ name: String, app: String = "web", node: String = "node-1", address: String?,
    isReady: Bool = true, phase: String = "Running", _ spec: Fields = [:]
  ) throws {
    let key = ObjectKey(namespace: "default", name: name)
    let status: Fields = [
      "phase": .string(phase), "podIP": address.map { .string($0) } ?? .null,
      "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
    ]
    if try user.find(.pods, key) == nil {
      let wanted = merged(
        [
          "nodeName": .string(node), "terminationGracePeriodSeconds": 30,
          "containers": [["name": "a", "image": "b"]],
        ], spec)
      try user.create(
        .pods,
        [
          "metadata": [
            "name": .string(name), "namespace": "default", "labels": ["app": .string(app)],
          ], "spec": .object(wanted),
        ])
    }
    var object = try user.get(.pods, key)
    object["status"] = .object(status)
    try user.updateStatus(.pods, object)
  }

  /// Creates or replaces a service of the pods with the label `app`.
  func service(
    named name: String = "web", app: String? = "web", _ spec: Fields = [:],
    annotations: Fields = [:], labels: Fields = [:]
  ) throws {
    var wanted: Fields = [
      "type": "ClusterIP", "clusterIP": "10.96.0.1", "ports": [["port": 80, "protocol": "TCP"]],
    ]
    if let app { wanted["selector"] = ["app": .string(app)] }
    wanted = merged(wanted, spec)
    let key = ObjectKey(namespace: "default", name: name)
    let metadata: Fields = [
      "name": .string(name), "namespace": "default", "annotations": .object(annotations),
      "labels": .object(labels),
    ]
    if let old = try user.find(.services, key) {
      var new = old
      new["metadata"] = .object(merged(old.metadata, metadata))
      new["spec"] = .object(wanted)
      try user.update(.services, new)
    } else {
      try user.create(.services, ["metadata": .object(metadata), "spec": .object(wanted)])
    }
  }

  /// The slices of a service, by name.
  func slices(_ service: String = "web") throws -> [Fields] {
    try user.list(.endpointSlices, ListOptions()).items.filter {
      $0.label("kubernetes.io/service-name") == service
    }
  }

  /// The endpoints of a service, by address.
  func endpoints(_ service: String = "web") throws -> [Fields] {
    try slices(service).flatMap { $0["endpoints"]?.array ?? [] }.compactMap(\.object)
      .sorted { Self.address($0) < Self.address($1) }
  }

  static func address(_ endpoint: Fields) -> String {
    endpoint["addresses"]?.array?.first?.string ?? ""
  }
}
