// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// A cluster with an autoscaler and a Deployment whose pods do and use what a test says.
final class ScalingRig {
  let cluster: TestCluster
  let controller: HorizontalAutoscaler
  private(set) var podCount = 0

  init(replicas: Int = 2, requests: String = "cpu: 1000m, memory: 1Gi") throws {
    cluster = try TestCluster()
    controller = HorizontalAutoscaler(cluster.environment("horizontal-pod-autoscaler"))
    try cluster.apply(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: \(replicas)
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "example.org/web:1"}]}
      """)
    for _ in 0..<replicas { try addPod(requests: requests) }
    try setStatus(replicas: replicas)
    controller.start()
    cluster.run(seconds: 1)
  }

  private static let web = ObjectKey(namespace: "default", name: "web")

  func setStatus(replicas: Int) throws {
    var object = try cluster.user.get(.deployments, Self.web)
    object.modify("status") { $0["replicas"] = .integer(Int64(replicas)) }
    try cluster.user.updateStatus(.deployments, object)
  }

  /// Adds a pod that has been ready for long.
  @discardableResult
  func addPod(
    requests: String = "cpu: 1000m, memory: 1Gi", labels: String = "app: web", sidecar: Bool = false
  ) throws -> String {
    let name = "web-\(podCount)"
    podCount += 1
    let other =
      sidecar
      ? ", {name: proxy, image: \"example.org/proxy:1\", resources: {requests: {cpu: 100m}}}" : ""
    try cluster.apply(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: \(name), labels: {\(labels)}}
      spec:
        containers: [{name: web, image: "example.org/web:1", resources: {requests: {\(requests)}}}\(other)]
      """)
    let key = ObjectKey(namespace: "default", name: name)
    var pod = try cluster.user.get(.pods, key)
    pod["status"] = [
      "phase": "Running", "startTime": "2020-01-01T00:00:00Z",
      "conditions": [
        ["type": "Ready", "status": "True", "lastTransitionTime": "2020-01-01T00:01:00Z"]
      ],
    ]
    try cluster.user.updateStatus(.pods, pod)
    return name
  }

  /// Tells what the pods use, in the order in which they came, and other measurements of them.
  func measure(
    _ cpu: [String?], memory: String = "512Mi", values: [String] = [], sidecar: String? = nil
  ) throws {
    var pods: [Value] = []
    for (number, cpu) in cpu.enumerated() {
      guard let cpu else { continue }
      let key = ObjectKey(namespace: "default", name: "web-\(number)")
      guard let pod = try cluster.user.find(.pods, key) else { continue }
      var containers: [Value] = [
        ["name": "web", "usage": ["cpu": .string(cpu), "memory": .string(memory)]]
      ]
      if let sidecar {
        containers.append(["name": "proxy", "usage": ["cpu": .string(sidecar), "memory": "1Mi"]])
      }
      var entry: Fields = [
        "name": .string(key.name), "namespace": "default", "uid": .string(pod.uid),
        "window": "15s", "containers": .array(containers),
      ]
      if number < values.count {
        entry["values"] = ["requests_per_second": .string(values[number])]
      }
      pods.append(.object(entry))
    }
    try cluster.user.update(
      .nodeUsageReports,
      [
        "metadata": ["name": "node-1"], "timestamp": cluster.clock.now.wholeSecond.value,
        "window": "15s", "usage": ["cpu": "1", "memory": "1Gi"], "pods": .array(pods),
      ])
  }

  /// Creates an autoscaler.
  func autoscale(
    _ name: String = "web", min: Int = 1, max: Int = 10, metrics: String, behavior: String = "",
    target: String = "{apiVersion: apps/v1, kind: Deployment, name: web}"
  ) throws {
    try cluster.apply(
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: \(name)}
      spec:
        scaleTargetRef: \(target)
        minReplicas: \(min)
        maxReplicas: \(max)
        metrics: [\(metrics)]
        \(behavior.isEmpty ? "" : "behavior: \(behavior)")
      """)
  }

  static func cpu(_ percent: Int) -> String {
    "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: \(percent)}}}"
  }

  /// Lets the autoscaler have its turn, with measurements that are as old as they may be.
  func turn(_ body: () throws -> Void = {}) throws {
    cluster.run(seconds: 14)
    try body()
    cluster.run(seconds: 1)
  }

  var wanted: Int64? {
    (try? cluster.user.get(.deployments, Self.web))?.wanted.integer("replicas")
  }

  func autoscaler(_ name: String = "web") throws -> Fields {
    try cluster.user.get(
      .horizontalPodAutoscalers, ObjectKey(namespace: "default", name: name))
  }

  func condition(_ type: String, of name: String = "web") throws -> [String] {
    let condition = try #require(try autoscaler(name).condition(type))
    return ["status", "reason", "message"].map { condition[$0]?.string ?? "" }
  }

  /// The events of an autoscaler: reason and message, in the order in which they came.
  func events(of name: String = "web") throws -> [String] {
    try cluster.user.list(.events, ListOptions()).items
      .filter { $0["involvedObject"]?.object?["name"]?.string == name }
      .sorted { $0.revision < $1.revision }
      .map { "\($0["reason"]?.string ?? ""): \($0["message"]?.string ?? "")" }
  }
}
