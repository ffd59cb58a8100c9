// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Nodes that go.
@Suite struct ScaleDownTests {
  /// Pods that keep their node, and why.
  @Test(arguments: [
    ("safe-to-evict: \"false\"", "default", "", "NotSafeToEvictAnnotation"),
    ("other: a", "default", "volumes: [{name: data, emptyDir: {}}]", "LocalStorageRequested"),
    ("other: a", "kube-system", "", "UnmovableKubeSystemPod"),
    ("safe-to-evict: \"true\"", "kube-system", "", ""),
    ("safe-to-evict-local-volumes: data", "default", "volumes: [{name: data, emptyDir: {}}]", ""),
    ("other: a", "default", "", ""),
  ])
  func rules(
    _ annotation: String, _ namespace: String, _ volumes: String, _ reason: String
  ) throws {
    let cluster = try TestCluster()
    let pod = try TestCluster.fields(
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
        namespace: \(namespace)
        annotations: {cluster-autoscaler.kubernetes.io/\(annotation)}
        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: a, controller: true}]
      spec:
        containers: [{name: web, image: "example.org/web:1"}]
        \(volumes)
      """)
    let rules = DrainRules(
      ClusterAutoscalerOptions(), cluster.environment("cluster-autoscaler").informers)
    #expect(rules.verdict(pod) == (reason.isEmpty ? .moved : .blocks(reason)))
    var lonely = pod
    lonely.modify("metadata") { $0["ownerReferences"] = nil }
    let expected =
      reason == "NotSafeToEvictAnnotation"
      ? DrainRules.Verdict.blocks(reason)
      : annotation.hasPrefix("safe-to-evict: \"true") ? .moved : .blocks("NotReplicated")
    #expect(rules.verdict(lonely) == expected)
  }

  /// Random services on too many nodes: nodes go, budgets are kept at every moment, and no pod that
  /// had a place is left without one.
  @Test(arguments: 0..<8) func budgetsAndPlacesAreKept(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed &+ 77)
    var services: [(name: String, replicas: Int, budget: Int)] = []
    var objects: [String] = []
    for number in 0..<(2 + random.below(3)) {
      let replicas = 2 + random.below(5)
      let budget = replicas - 1 - random.below(2)
      services.append(("app\(number)", replicas, budget))
      objects.append(
        CapacitySupport.service(
          "app\(number)", replicas, cpu: 100 * (1 + random.below(9)), budget: budget))
    }
    let log = EventLog()
    let result = try CapacitySupport.run(
      """
      spec:
        horizon: 60m
        nodeGroups:
          - {name: pool, capacity: {cpu: 4, memory: 16Gi}, initial: 7, min: 1, max: 8}
        settings:
          sampleInterval: 1s
          clusterAutoscaler: {scale-down-unneeded-time: 3m, scale-down-delay-after-add: 5m, max-drain-parallelism: 2}
        objects:
      \(objects.joined(separator: "\n"))
      """, sink: log)
    let minute: Int64 = 60_000_000
    let stranded = log.entries.filter { $0.what == "FailedScheduling" && $0.time > minute }
    #expect(stranded.isEmpty, "seed \(seed): \(stranded.map(\.subject))")
    #expect(result.samples.last?.pending == 0)
    #expect((result.samples.last?.nodes ?? 9) < 7)
    // What is ready of each service, as the log tells it, from when all were.
    for service in services {
      var ready = 0
      var wasComplete = false
      for entry in log.entries
      where entry.category == .workload && entry.subject == "deployment default/\(service.name)" {
        if case .integer(let number)? = entry.details.first(where: { $0.name == "readyReplicas" })?
          .value
        {
          ready = Int(number)
        }
        if ready == service.replicas { wasComplete = true }
        if wasComplete { #expect(ready >= service.budget, "seed \(seed), \(service)") }
      }
      #expect(wasComplete)
    }
    // Every decision that a node goes says where its pods fit.
    for verdict in result.capacityDecisions.flatMap(\.nodes) where verdict.goes {
      #expect(verdict.utilization < 0.5)
      #expect(verdict.reason == "Empty" || verdict.detail.contains(" to pool-"))
    }
  }

  /// An annotation keeps a node, and the least number of nodes stays.
  @Test func keptNodes() throws {
    let result = try CapacitySupport.run(
      """
      spec:
        horizon: 30m
        nodeGroups:
          - {name: pool, capacity: {cpu: 4, memory: 16Gi}, initial: 4, min: 2, max: 4}
        settings: {sampleInterval: 10s, clusterAutoscaler: {scale-down-delay-after-add: 1m}}
        timeline:
          - at: 1s
            patch: node/pool-4
            change: {metadata: {annotations: {cluster-autoscaler.kubernetes.io/scale-down-disabled: "true"}}}
        expect:
          - {that: kept, object: node/pool-4, fields: {metadata.name: pool-4}}
          - {that: two are left, metric: nodes, is: 2}
      """)
    #expect(ScenarioRunner.missed(result).isEmpty, "\(ScenarioRunner.missed(result))")
    let verdicts = result.capacityDecisions.flatMap(\.nodes)
    #expect(verdicts.contains { $0.node == "pool-4" && $0.reason == "ScaleDownDisabledAnnotation" })
    #expect(verdicts.contains { $0.reason == "NodeGroupMinSizeReached" })
  }
}
