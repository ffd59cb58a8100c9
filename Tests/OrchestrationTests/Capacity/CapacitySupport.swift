// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing

@testable import Orchestration

/// What tests of capacity have in common.
enum CapacitySupport {
  /// Runs a scenario that is written in the test.
  static func run(
    _ yaml: String, sink: (any EventSink)? = nil
  ) throws -> SimulationResult {
    let text = "apiVersion: stevedore.dev/v1\nkind: Scenario\nmetadata: {name: test}\n" + yaml
    let file = ScenarioFile { _, _ throws(ReadingError) in [] }
    let scenario = try file.read("test") { () throws(ReadingError) in MemorySource(text) }
    var options = Simulation.Options()
    options.sink = sink
    return try Simulation(scenario, options).run()
  }

  /// A group of nodes.
  static func group(
    _ name: String, cpu: String = "4", memory: String = "16Gi", price: Double = 0,
    labels: [String: String] = [:], taints: [Taint] = [], zones: [String] = [], maximum: Int = 100
  ) throws -> NodeGroup {
    var pool = Scenario.NodePool(
      name: name, count: 0,
      capacity: [
        "cpu": try Quantity(cpu), "memory": try Quantity(memory), "pods": try Quantity("110"),
      ])
    pool.price = price
    (pool.labels, pool.taints, pool.zones) = (labels, taints, zones)
    return NodeGroup(fields: Scenario.NodeGroup(pool: pool, maximum: maximum).object)
  }

  /// A pod that waits.
  static func pod(
    _ name: String, cpu: String, memory: String = "1Gi", more: String = ""
  ) throws -> Pod {
    let yaml = """
      apiVersion: v1
      kind: Pod
      metadata: {name: \(name), namespace: default, labels: {app: web}}
      spec:
        containers:
          - {name: main, image: "example.org/main:1", resources: {requests: {cpu: \(cpu), memory: \(memory)}}}
      \(more)
      """
    return Pod(fields: try TestCluster.fields(yaml))
  }

  /// A Deployment, as an element of a list, with a budget of its own.
  static func service(_ name: String, _ replicas: Int, cpu: Int, budget: Int) -> String {
    """
        - apiVersion: apps/v1
          kind: Deployment
          metadata: {name: \(name)}
          spec:
            replicas: \(replicas)
            selector: {matchLabels: {app: \(name)}}
            template:
              metadata: {labels: {app: \(name)}}
              spec:
                containers:
                  - name: main
                    image: example.org/main:1
                    resources: {requests: {cpu: \(cpu)m}}
                    readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 7, periodSeconds: 5}
        - apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: {name: \(name)}
          spec: {minAvailable: \(budget), selector: {matchLabels: {app: \(name)}}}
    """
  }

  /// The snapshot of some nodes and pods.
  static func snapshot(nodes: [Node] = [], pods: [Pod]) throws -> ClusterSnapshot {
    var objects = ClusterObjects()
    (objects.nodes, objects.pods) = (nodes, pods)
    return try ClusterSnapshot(objects)
  }
}
