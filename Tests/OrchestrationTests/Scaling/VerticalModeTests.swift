// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What becomes of recommendations, by mode.
@Suite final class VerticalModeTests {
  /// The controllers of the test, which live as long as it does.
  private var plane: ControlPlane?

  private func makeCluster(
    _ mode: String, replicas: Int = 4, minAvailable: Int? = nil
  ) throws -> TestCluster {
    let cluster = try TestCluster()
    let plane = ControlPlane(
      ["replicaset-controller", "vpa-recommender", "vpa-updater", "disruption-controller"]
    ) { cluster.environment($0) }
    try cluster.apply(
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web}
      spec:
        replicas: \(replicas)
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: example.org/web:1
              resources: {requests: {cpu: 2, memory: 4Gi}, limits: {cpu: 4, memory: 4Gi}}
      """)
    if let minAvailable {
      try cluster.apply(
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {minAvailable: \(minAvailable), selector: {matchLabels: {app: web}}}
        """)
    }
    self.plane = plane
    plane.start()
    cluster.run(seconds: 5)
    try makeReady(cluster)
    try cluster.apply(
      """
      apiVersion: autoscaling.k8s.io/v1
      kind: VerticalPodAutoscaler
      metadata: {name: web}
      spec:
        targetRef: {apiVersion: apps/v1, kind: ReplicaSet, name: web}
        updatePolicy: {updateMode: "\(mode)"}
      """)
    let key = ObjectKey(namespace: "default", name: "web")
    var object = try cluster.user.get(.verticalPodAutoscalers, key)
    func amounts(_ cpu: String, _ memory: String) -> Value {
      ["cpu": .string(cpu), "memory": .string(memory)]
    }
    object["status"] = [
      "recommendation": [
        "containerRecommendations": [
          [
            "containerName": "web", "target": amounts("500m", "1073741824"),
            "lowerBound": amounts("400m", "805306368"), "upperBound": amounts("1", "2147483648"),
          ]
        ]
      ]
    ]
    try cluster.user.updateStatus(.verticalPodAutoscalers, object)
    return cluster
  }

  /// Puts pods on a node and makes them ready.
  private func makeReady(_ cluster: TestCluster) throws {
    for var pod in try cluster.user.list(.pods, ListOptions()).items
    where pod.phase == "Pending" && !pod.isTerminating {
      try cluster.user.bind(ObjectKey(pod), uid: pod.uid, to: "node-1")
      pod = try cluster.user.get(.pods, ObjectKey(pod))
      pod["status"] = [
        "phase": "Running", "startTime": cluster.clock.now.wholeSecond.value,
        "conditions": [
          [
            "type": "Ready", "status": "True",
            "lastTransitionTime": cluster.clock.now.wholeSecond.value,
          ]
        ],
      ]
      try cluster.user.updateStatus(.pods, pod)
    }
  }

  private func requests(_ cluster: TestCluster) throws -> [String] {
    try cluster.all(.pods, as: Pod.self).filter { $0.metadata.deletionTimestamp == nil }.map {
      pod in
      let resources = pod.spec.containers[0].resources
      return [resources.requests["cpu"], resources.requests["memory"], resources.limits["cpu"]]
        .map { $0?.description ?? "" }.joined(separator: " ")
    }.sorted()
  }

  private func remove(_ cluster: TestCluster, _ name: ObjectKey) throws {
    _ = try cluster.user.delete(.pods, name, DeleteOptions(gracePeriodSeconds: 0))
  }

  @Test func offOnlyTells() throws {
    let cluster = try makeCluster("Off")
    let first = try #require(try cluster.user.list(.pods, ListOptions()).items.first)
    try remove(cluster, ObjectKey(first))
    cluster.run(seconds: 300)
    #expect(try requests(cluster) == Array(repeating: "2 4Gi 4", count: 4))
  }

  @Test func initialChangesNewPods() throws {
    let cluster = try makeCluster("Initial")
    let first = try #require(try cluster.user.list(.pods, ListOptions()).items.first)
    try remove(cluster, ObjectKey(first))
    cluster.run(seconds: 300)
    // The limit is twice the request, as before.
    #expect(
      try requests(cluster) == ["2 4Gi 4", "2 4Gi 4", "2 4Gi 4", "500m 1073741824 1"])
    let changed = try #require(
      try cluster.user.list(.pods, ListOptions()).items.first {
        $0.annotation("vpaUpdates") != nil
      })
    #expect(
      changed.annotation("vpaUpdates")
        == "Pod resources updated by web: container 0: cpu request, memory request, cpu limit, "
        + "memory limit")
    #expect(changed.annotation("vpaObservedContainers") == "web")
  }

  @Test func recreateEvictsHalfAtOnce() throws {
    let cluster = try makeCluster("Recreate")
    cluster.run(seconds: 61)
    // Four are wanted, two may be missing.
    let pods = try cluster.user.list(.pods, ListOptions()).items
    #expect(pods.count { $0.isTerminating } == 2)
    let events = try cluster.user.list(.events, ListOptions()).items
    #expect(events.count { $0["reason"] == "EvictedByVPA" } == 2)
    for pod in pods where pod.isTerminating { try remove(cluster, ObjectKey(pod)) }
    cluster.run(seconds: 5)
    try makeReady(cluster)
    cluster.run(seconds: 60)
    for pod in try cluster.user.list(.pods, ListOptions()).items where pod.isTerminating {
      try remove(cluster, ObjectKey(pod))
    }
    cluster.run(seconds: 5)
    try makeReady(cluster)
    #expect(try requests(cluster) == Array(repeating: "500m 1073741824 1", count: 4))
    cluster.run(seconds: 600)
    #expect(try cluster.user.list(.pods, ListOptions()).items.allSatisfy { !$0.isTerminating })
  }

  @Test func budgetsAreRespected() throws {
    let cluster = try makeCluster("Recreate", minAvailable: 3)
    cluster.run(seconds: 61)
    #expect(try cluster.user.list(.pods, ListOptions()).items.count { $0.isTerminating } == 1)
  }

  @Test func aSingleReplicaStays() throws {
    let cluster = try makeCluster("Recreate", replicas: 1)
    cluster.run(seconds: 300)
    #expect(try requests(cluster) == ["2 4Gi 4"])
  }
}
