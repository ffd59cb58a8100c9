// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Rollouts step by step, against what Kubernetes documents.
@Suite struct RolloutTests {
  struct Setting: CustomStringConvertible, Sendable {
    var replicas: Int
    var surge: String
    var unavailable: String
    /// After how many seconds new pods are ready.
    var readiness = 1.0
    var minReadySeconds = 0
    /// The sizes of the old and the new ReplicaSet.
    var steps: [[Int]]

    var description: String {
      "\(replicas) replicas, \(surge) more, \(unavailable) fewer, ready after \(readiness) s"
    }
  }

  static let settings = [
    // The default: a quarter more, rounded up, and a quarter fewer, rounded down.
    Setting(
      replicas: 10, surge: "25%", unavailable: "25%",
      steps: [[10, 3], [8, 3], [8, 5], [3, 5], [3, 10], [0, 10]]),
    Setting(
      replicas: 4, surge: "25%", unavailable: "25%",
      steps: [[4, 1], [3, 1], [3, 2], [1, 2], [1, 4], [0, 4]]),
    Setting(replicas: 1, surge: "25%", unavailable: "25%", steps: [[1, 1], [0, 1]]),
    Setting(
      replicas: 3, surge: "1", unavailable: "0",
      steps: [[3, 1], [2, 1], [2, 2], [1, 2], [1, 3], [0, 3]]),
    Setting(
      replicas: 3, surge: "0", unavailable: "1",
      steps: [[3, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2], [0, 3]]),
    // Neither more nor fewer would be no way at all: one may be missing.
    Setting(
      replicas: 3, surge: "0", unavailable: "0",
      steps: [[3, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2], [0, 3]]),
    Setting(
      replicas: 3, surge: "0%", unavailable: "10%",
      steps: [[3, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2], [0, 3]]),
    Setting(replicas: 5, surge: "100%", unavailable: "0", steps: [[5, 5], [0, 5]]),
    Setting(replicas: 5, surge: "0", unavailable: "100%", steps: [[5, 0], [0, 0], [0, 5]]),
    Setting(
      replicas: 10, surge: "3", unavailable: "2", readiness: 5, minReadySeconds: 20,
      steps: [[10, 3], [8, 3], [8, 5], [3, 5], [3, 10], [0, 10]]),
    Setting(
      replicas: 6, surge: "50%", unavailable: "50%",
      steps: [[6, 3], [3, 3], [3, 6], [0, 6]]),
  ]

  static func manifest(_ setting: Setting, image: String = "old", extra: String = "") -> String {
    func amount(_ text: String) -> String { text.hasSuffix("%") ? "\"\(text)\"" : text }
    return """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: \(setting.replicas)
        minReadySeconds: \(setting.minReadySeconds)
        \(extra)
        strategy:
          type: RollingUpdate
          rollingUpdate:
            maxSurge: \(amount(setting.surge))
            maxUnavailable: \(amount(setting.unavailable))
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: main, image: \(image)}]}
      """
  }

  static func limits(_ setting: Setting) -> RolloutLimits {
    func amount(_ text: String) -> IntOrString { Int(text).map { .int($0) } ?? .string(text) }
    return RolloutLimits(
      replicas: setting.replicas, isRolling: true, maxSurge: amount(setting.surge),
      maxUnavailable: amount(setting.unavailable))
  }

  @Test(arguments: settings) func stepByStep(_ setting: Setting) throws {
    let cluster = try WorkloadCluster()
    cluster.startDeployments(batchPeriod: 50_000)
    cluster.readiness["new"] = Int64(setting.readiness * 1_000_000)
    try cluster.cluster.apply(Self.manifest(setting))
    cluster.run(seconds: 60)
    #expect(cluster.deployment().status.availableReplicas == setting.replicas)

    let watch = try RolloutWatch(cluster, newImage: "new", minReadySeconds: setting.minReadySeconds)
    let limits = Self.limits(setting)
    (watch.most, watch.least) = (limits.most, limits.minAvailable)
    try cluster.setImage(.deployments, "web", "new")
    cluster.run(seconds: 600)
    #expect(watch.sizes.map { [$0.old, $0.new] } == setting.steps)
    #expect(watch.violations.isEmpty, "\(watch.violations.prefix(3))")
    let status = cluster.deployment().status
    #expect(status.updatedReplicas == setting.replicas)
    #expect(status.availableReplicas == setting.replicas)
    #expect(status.unavailableReplicas == nil)
    #expect(status.observedGeneration == cluster.deployment().metadata.generation)
    let progress = cluster.condition("Progressing")
    #expect(progress?.reason == "NewReplicaSetAvailable")
    #expect(progress?.message?.hasSuffix("has successfully progressed.") == true)
    #expect(cluster.condition("Available")?.reason == "MinimumReplicasAvailable")
    #expect(
      cluster.deployment().metadata.annotations["deployment.kubernetes.io/revision"] == "2")
  }

  @Test(arguments: settings) func boundsHoldWithoutGathering(_ setting: Setting) throws {
    let cluster = try WorkloadCluster()
    cluster.startDeployments()
    cluster.readiness["new"] = Int64(setting.readiness * 1_000_000)
    try cluster.cluster.apply(Self.manifest(setting))
    cluster.run(seconds: 60)
    let watch = try RolloutWatch(cluster, newImage: "new", minReadySeconds: setting.minReadySeconds)
    let limits = Self.limits(setting)
    (watch.most, watch.least) = (limits.most, limits.minAvailable)
    try cluster.setImage(.deployments, "web", "new")
    cluster.run(seconds: 600)
    #expect(watch.violations.isEmpty, "\(watch.violations.prefix(3))")
    #expect(watch.sizes.last == RolloutWatch.Sizes(old: 0, new: setting.replicas))
    for (before, after) in zip(watch.sizes, watch.sizes.dropFirst()) {
      #expect(before.old >= after.old && before.new <= after.new)
    }
  }
}
