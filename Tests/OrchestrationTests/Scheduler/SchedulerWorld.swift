// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

@testable import Orchestration

/// A cluster with a scheduler, and no kubelet: pods that are deleted stay until a test lets them go.
final class SchedulerWorld {
  let cluster: TestCluster
  /// The way of the scheduler to the API.
  let flaky: FailingBindings
  var scheduler: SchedulerComponent
  /// What was seen of pods, in order: `name on node`.
  private(set) var bindings: [String] = []
  private var boundUIDs: Set<String> = []
  private var watching: (any WatchConnection)?

  init(_ settings: SchedulerSettings = SchedulerSettings(), seed: UInt64 = 1) throws {
    cluster = try TestCluster(seed: seed)
    flaky = FailingBindings(cluster.machinery.client(named: "default-scheduler"))
    let environment = ComponentEnvironment(client: flaky, clock: cluster.clock, seed: seed)
    scheduler = SchedulerComponent(environment, settings: settings)
    watching = try cluster.user.watch(.pods, WatchOptions()) { [unowned self] in
      for event in $0 { note(event.object) }
    }
  }

  private func note(_ pod: Fields) {
    guard let node = pod["spec"]?.object?["nodeName"]?.string else { return }
    let name = pod.metadata["name"]?.string ?? ""
    if boundUIDs.insert(pod.uid).inserted { bindings.append("\(name) on \(node)") }
  }

  func node(
    _ name: String, cpu: String = "4", pods: String = "110", labels: Fields = [:],
    taints: [Value] = []
  ) throws {
    var labels = labels
    labels["kubernetes.io/hostname"] = .string(name)
    let amounts: Fields = ["cpu": .string(cpu), "memory": "32Gi", "pods": .string(pods)]
    var object: Fields = [
      "metadata": ["name": .string(name), "labels": .object(labels)], "spec": .object([:]),
    ]
    if !taints.isEmpty { object.modify("spec") { $0["taints"] = .array(taints) } }
    let made = try cluster.user.create(.nodes, object)
    var status = made
    status["status"] = ["allocatable": .object(amounts), "capacity": .object(amounts)]
    try cluster.user.updateStatus(.nodes, status)
  }

  @discardableResult
  func pod(
    _ name: String, cpu: String = "1", priority: Int64? = nil, labels: Fields = [:],
    _ change: (inout Fields) -> Void = { _ in }
  ) throws -> Fields {
    let container: Fields = [
      "name": "main", "image": "nginx",
      "resources": ["requests": ["cpu": .string(cpu)]],
    ]
    var spec: Fields = [
      "containers": .array([.object(container)]), "schedulerName": "default-scheduler",
    ]
    if let priority { spec["priority"] = .integer(priority) }
    change(&spec)
    return try cluster.user.create(
      .pods,
      [
        "metadata": [
          "name": .string(name), "namespace": "default", "labels": .object(labels),
        ],
        "spec": .object(spec),
      ])
  }

  func change(_ type: ResourceType, _ name: String, _ change: (inout Fields) -> Void) throws {
    let key = ObjectKey(namespace: type.isNamespaced ? "default" : "", name: name)
    var object = try cluster.user.get(type, key)
    change(&object)
    try cluster.user.update(type, object)
  }

  func changeStatus(
    _ type: ResourceType, _ name: String, _ change: (inout Fields) -> Void
  ) throws {
    let key = ObjectKey(namespace: type.isNamespaced ? "default" : "", name: name)
    var object = try cluster.user.get(type, key)
    object.modify("status", change)
    try cluster.user.updateStatus(type, object)
  }

  /// Lets a pod go at once.
  func remove(_ name: String) throws {
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "default", name: name), DeleteOptions(gracePeriodSeconds: 0))
  }

  func view(_ name: String) throws -> Pod? { try cluster.object(.pods, name, as: Pod.self) }
  func nodeName(_ name: String) throws -> String? { try view(name)?.spec.nodeName }

  func condition(_ name: String, _ type: String = "PodScheduled") throws -> Condition? {
    try view(name)?.status.conditions.first { $0.type == type }
  }

  /// The events about an object, as `reason: message`, with how often where more than once.
  func events(_ name: String) throws -> [String] {
    try cluster.user.list(.events, ListOptions()).items.filter {
      $0["involvedObject"]?[path: "name"]?.string == name
    }.map { event in
      let text = "\(event["reason"]?.string ?? ""): \(event["message"]?.string ?? "")"
      if case .integer(let count)? = event["count"], count > 1 { return text + " (x\(count))" }
      return text
    }
  }

  func run(_ seconds: Double) { cluster.run(seconds: seconds) }
}
