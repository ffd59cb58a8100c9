// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What the recommender sees and writes.
@Suite final class VerticalRecommenderTests {
  /// The recommender of the test, which lives as long as it does.
  private var recommender: VerticalRecommender?
  private let key = ObjectKey(namespace: "default", name: "web")

  private func makeRig() throws -> ScalingRig {
    let rig = try ScalingRig()
    let recommender = VerticalRecommender(rig.cluster.environment("vpa-recommender"))
    self.recommender = recommender
    recommender.start()
    try rig.cluster.apply(
      """
      apiVersion: autoscaling.k8s.io/v1
      kind: VerticalPodAutoscaler
      metadata: {name: web}
      spec:
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        updatePolicy: {updateMode: "Off"}
      """)
    return rig
  }

  private func target(_ rig: ScalingRig) throws -> Value? {
    let object = try rig.cluster.user.get(.verticalPodAutoscalers, key)
    let list = object.observed["recommendation"]?.object?["containerRecommendations"]?.array
    return list?.first?.object?["target"]
  }

  private func use(_ rig: ScalingRig, _ cpu: String, minutes: Int) throws {
    for _ in 0..<minutes {
      rig.cluster.run(seconds: 55)
      try rig.measure([cpu, cpu], memory: "400Mi")
      rig.cluster.run(seconds: 5)
    }
  }

  @Test func nothingSeenNothingSaid() throws {
    let rig = try makeRig()
    rig.cluster.run(seconds: 120)
    let object = try rig.cluster.user.get(.verticalPodAutoscalers, key)
    #expect(object.conditionStatus("RecommendationProvided") == "False")
    #expect(try target(rig) == nil)
  }

  @Test func whatIsSeenIsSaid() throws {
    let rig = try makeRig()
    try use(rig, "300m", minutes: 5)
    let object = try rig.cluster.user.get(.verticalPodAutoscalers, key)
    #expect(object.conditionStatus("RecommendationProvided") == "True")
    // As in the estimates of a steady container.
    #expect(try target(rig) == ["cpu": "350m", "memory": "511772986"])
  }

  @Test func checkpointsOutliveARestart() throws {
    let rig = try makeRig()
    try use(rig, "900m", minutes: 12)
    let before = try target(rig)
    let checkpoint = try rig.cluster.user.get(
      .verticalPodAutoscalerCheckpoints, ObjectKey(namespace: "default", name: "web-web"))
    #expect(checkpoint.observed.integer("totalSamplesCount") ?? 0 >= 18)
    recommender?.stop()
    recommender?.start()
    rig.cluster.run(seconds: 1)
    try use(rig, "900m", minutes: 2)
    #expect(try target(rig) == before)
    // What was seen before the restart still counts: a little use now does not change the peaks.
    try use(rig, "10m", minutes: 1)
    #expect(try target(rig) == before)
  }

  @Test func noTarget() throws {
    let rig = try makeRig()
    _ = try rig.cluster.user.delete(.deployments, key, DeleteOptions())
    rig.cluster.run(seconds: 120)
    let object = try rig.cluster.user.get(.verticalPodAutoscalers, key)
    #expect(
      object.condition("ConfigUnsupported")?["message"]
        == "Cannot read targetRef. Reason: Deployment default/web does not exist")
  }

  @Test func noPods() throws {
    let rig = try makeRig()
    for pod in try rig.cluster.user.list(.pods, ListOptions()).items {
      _ = try rig.cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions())
    }
    rig.cluster.run(seconds: 120)
    let object = try rig.cluster.user.get(.verticalPodAutoscalers, key)
    #expect(object.condition("NoPodsMatched")?["message"] == "No pods match this VPA object")
  }

  @Test func aKillIsSeen() throws {
    let rig = try makeRig()
    try use(rig, "300m", minutes: 3)
    let pod = ObjectKey(namespace: "default", name: "web-0")
    var object = try rig.cluster.user.get(.pods, pod)
    object.modify("status") { status in
      status["containerStatuses"] = [
        [
          "name": "web", "restartCount": 1, "ready": true, "image": "example.org/web:1",
          "imageID": "", "state": .object(Fields()),
          "lastState": [
            "terminated": [
              "reason": "OOMKilled", "exitCode": 137,
              "finishedAt": rig.cluster.clock.now.wholeSecond.value,
            ]
          ],
        ]
      ]
    }
    try rig.cluster.user.updateStatus(.pods, object)
    try use(rig, "300m", minutes: 2)
    // 1 GiB was requested: 1.2 GiB lie in the bucket from 1e7 × (1.05^41 - 1)/0.05 = 1278398000 to
    // 1352317900, of which 15 % more are 1555165585, give or take the exact end.
    let memory = try #require(
      try target(rig)?.object?["memory"].flatMap { Quantity($0) }?.value(in: .bytes))
    #expect((1_545_000_000...1_565_000_000).contains(memory))
  }

  @Test func whatIsGoneIsForgotten() throws {
    let rig = try makeRig()
    rig.cluster.run(seconds: 120)
    _ = try rig.cluster.user.delete(.verticalPodAutoscalers, key, DeleteOptions())
    rig.cluster.run(seconds: 120)
    let steps = rig.cluster.clock.stepCount
    rig.cluster.run(seconds: 3_600)
    #expect(rig.cluster.clock.stepCount == steps)
  }
}
