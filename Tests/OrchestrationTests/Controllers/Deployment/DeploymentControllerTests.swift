// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct DeploymentControllerTests {
  let cluster: WorkloadCluster

  init() throws {
    cluster = try WorkloadCluster()
    cluster.startDeployments()
  }

  func apply(_ replicas: Int, extra: String = "", strategy: String = "", annotations: String = "")
    throws
  {
    try cluster.cluster.apply(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, annotations: {\(annotations)}}
      spec:
        replicas: \(replicas)
        \(extra)
        strategy: {\(strategy)}
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: main, image: v1}]}
      """)
    cluster.run(seconds: 10)
  }

  var sets: [ReplicaSet] {
    cluster.objects(.replicaSets).map { ReplicaSet(fields: $0) }.sorted {
      revision($0) < revision($1)
    }
  }

  func revision(_ set: ReplicaSet) -> Int {
    set.metadata.annotations["deployment.kubernetes.io/revision"].flatMap { Int($0) } ?? 0
  }

  @Test func aReplicaSetIsMadeOfTheTemplate() throws {
    try apply(3)
    let set = try #require(sets.first)
    #expect(sets.count == 1)
    let hash = try #require(set.metadata.labels["pod-template-hash"])
    #expect(set.metadata.name == "web-\(hash)")
    #expect(set.spec.selector.matchLabels == ["app": "web", "pod-template-hash": hash])
    #expect(set.spec.template.metadata.labels == ["app": "web", "pod-template-hash": hash])
    #expect(
      set.metadata.annotations == [
        "deployment.kubernetes.io/revision": "1", "deployment.kubernetes.io/desired-replicas": "3",
        "deployment.kubernetes.io/max-replicas": "4",
      ])
    #expect(
      cluster.events("Deployment") == ["Scaled up replica set web-\(hash) from 0 to 3"])
    #expect(cluster.condition("Progressing")?.reason == "NewReplicaSetAvailable")
    #expect(
      cluster.condition("Progressing")?.message
        == "ReplicaSet \"web-\(hash)\" has successfully progressed.")
    #expect(cluster.condition("Available")?.message == "Deployment has minimum availability.")
    let status = cluster.deployment().status
    #expect(status.replicas == 3)
    #expect(status.readyReplicas == 3)
    #expect(status.updatedReplicas == 3)
  }

  @Test func scaledDeploymentsAreNotRolledOut() throws {
    try apply(3)
    try cluster.setReplicas(.deployments, "web", 8)
    cluster.run(seconds: 10)
    #expect(sets.count == 1)
    #expect(cluster.deployment().status.availableReplicas == 8)
    try cluster.setReplicas(.deployments, "web", 0)
    cluster.run(seconds: 10)
    #expect(cluster.activePods.isEmpty)
    #expect(cluster.deployment().status.replicas == nil)
    #expect(
      sets[0].metadata.annotations["deployment.kubernetes.io/desired-replicas"] == "0")
    #expect(cluster.events("Deployment").last?.hasSuffix("from 8 to 0") == true)
  }

  @Test func aStuckRolloutIsReported() throws {
    try apply(10, extra: "progressDeadlineSeconds: 60")
    cluster.readiness["broken"] = .some(nil)
    let watch = try RolloutWatch(cluster, newImage: "broken")
    (watch.most, watch.least) = (13, 8)
    try cluster.setImage(.deployments, "web", "broken")
    cluster.run(seconds: 50)
    #expect(cluster.condition("Progressing")?.reason == "ReplicaSetUpdated")
    cluster.run(seconds: 20)
    let name = try #require(sets.last?.metadata.name)
    let condition = cluster.condition("Progressing")
    #expect(condition?.status == "False")
    #expect(condition?.reason == "ProgressDeadlineExceeded")
    #expect(condition?.message == "ReplicaSet \"\(name)\" has timed out progressing.")
    // It stays as far as it came, within its bounds.
    #expect(watch.sizes.map { [$0.old, $0.new] } == [[10, 3], [8, 3], [8, 5]])
    #expect(watch.violations.isEmpty)
    #expect(cluster.condition("Available")?.reason == "MinimumReplicasAvailable")
    let status = cluster.deployment().status
    #expect(status.unavailableReplicas == 5)
    #expect(status.updatedReplicas == 5)

    // A way back by hand.
    let key = ObjectKey(namespace: "default", name: "web")
    try RolloutHistory(client: cluster.user).undo(key)
    cluster.run(seconds: 30)
    #expect(cluster.condition("Progressing")?.reason == "NewReplicaSetAvailable")
    #expect(watch.violations.isEmpty)
    #expect(cluster.sizes == ["v1": 10, "broken": 0])
    let current = try #require(sets.last)
    #expect(revision(current) == 3)
    #expect(current.metadata.annotations["deployment.kubernetes.io/revision-history"] == "1")
    #expect(
      cluster.deployment().metadata.annotations["deployment.kubernetes.io/revision"] == "3")
    #expect(
      cluster.deployment().spec.template.metadata.labels["pod-template-hash"] == nil)
  }

  @Test func tooFewAvailablePodsAreReported() throws {
    cluster.readiness["v1"] = 20_000_000
    try apply(4)
    let condition = cluster.condition("Available")
    #expect(condition?.status == "False")
    #expect(condition?.reason == "MinimumReplicasUnavailable")
    #expect(condition?.message == "Deployment does not have minimum availability.")
    #expect(cluster.deployment().status.unavailableReplicas == 4)
    cluster.run(seconds: 20)
    #expect(cluster.condition("Available")?.status == "True")
  }

  @Test func revisionsAreListedAndRestored() throws {
    try apply(2, annotations: "kubernetes.io/change-cause: first")
    for image in ["v2", "v3"] {
      try cluster.edit(.deployments, "web") { object in
        object.modify("metadata") { metadata in
          metadata.modify("annotations") { $0["kubernetes.io/change-cause"] = .string(image) }
        }
        object.setImage(image)
      }
      cluster.run(seconds: 10)
    }
    let key = ObjectKey(namespace: "default", name: "web")
    let history = RolloutHistory(client: cluster.user)
    let revisions = try history.revisions(of: key)
    #expect(revisions.map(\.number) == [1, 2, 3])
    #expect(revisions.map(\.cause) == ["first", "v2", "v3"])
    #expect(
      revisions.map { $0.template.spec.containers.first?.image } == ["v1", "v2", "v3"])
    let restored = try history.undo(key, toRevision: 1)
    #expect(restored.spec.template.spec.containers.first?.image == "v1")
    cluster.run(seconds: 10)
    #expect(try history.revisions(of: key).map(\.number) == [2, 3, 4])
    #expect(cluster.sizes == ["v1": 2, "v2": 0, "v3": 0])
    try history.undo(key)
    cluster.run(seconds: 10)
    #expect(cluster.sizes == ["v1": 0, "v2": 0, "v3": 2])
    #expect {
      try history.undo(key, toRevision: 17)
    } throws: { error in
      (error as? APIStatus)?.message == "unable to find specified revision 17 in history"
    }
    try cluster.edit(.deployments, "web") { object in
      object.modify("spec") { $0["paused"] = true }
    }
    #expect {
      try history.undo(key)
    } throws: { error in
      (error as? APIStatus)?.message.hasPrefix("you cannot rollback a paused deployment") == true
    }
  }

  @Test func oldRevisionsAreDeleted() throws {
    try apply(2, extra: "revisionHistoryLimit: 2")
    for number in 2...6 {
      try cluster.setImage(.deployments, "web", "v\(number)")
      cluster.run(seconds: 10)
    }
    #expect(sets.map(revision) == [4, 5, 6])
    #expect(cluster.sizes == ["v4": 0, "v5": 0, "v6": 2])
  }

  @Test func pausedRolloutsStandStill() throws {
    try apply(10, extra: "progressDeadlineSeconds: 30")
    cluster.readiness["new"] = 5_000_000
    let watch = try RolloutWatch(cluster, newImage: "new")
    (watch.most, watch.least) = (13, 8)
    try cluster.setImage(.deployments, "web", "new")
    cluster.run(seconds: 2)
    try cluster.edit(.deployments, "web") { object in
      object.modify("spec") { $0["paused"] = true }
    }
    cluster.run(seconds: 120)
    #expect(watch.sizes.last == RolloutWatch.Sizes(old: 8, new: 5))
    #expect(cluster.condition("Progressing")?.reason == "DeploymentPaused")
    #expect(cluster.condition("Progressing")?.message == "Deployment is paused")
    try cluster.edit(.deployments, "web") { object in
      object.modify("spec") { $0["paused"] = nil }
    }
    cluster.run(seconds: 120)
    #expect(cluster.sizes == ["v1": 0, "new": 10])
    #expect(cluster.condition("Progressing")?.reason == "NewReplicaSetAvailable")
    #expect(watch.violations.isEmpty, "\(watch.violations.prefix(3))")
  }

  @Test func scalingDuringARolloutIsShared() throws {
    // The example of the documentation: 10 replicas, 3 more, 2 fewer, an image that never is ready,
    // scaled to 15.
    try apply(10, strategy: "rollingUpdate: {maxSurge: 3, maxUnavailable: 2}")
    cluster.readiness["broken"] = .some(nil)
    try cluster.setImage(.deployments, "web", "broken")
    cluster.run(seconds: 10)
    #expect(cluster.sizes == ["v1": 8, "broken": 5])
    try cluster.setReplicas(.deployments, "web", 15)
    cluster.run(seconds: 10)
    #expect(cluster.sizes == ["v1": 11, "broken": 7])
    try cluster.setReplicas(.deployments, "web", 5)
    cluster.run(seconds: 10)
    #expect(cluster.sizes["v1", default: 0] + cluster.sizes["broken", default: 0] == 8)
    try cluster.setReplicas(.deployments, "web", 0)
    cluster.run(seconds: 10)
    #expect(cluster.sizes == ["v1": 0, "broken": 0])
  }

  @Test func recreatedPodsNeverMeet() throws {
    try apply(4, strategy: "type: Recreate")
    var met = false
    cluster.clock.afterStep = { [cluster] in
      let images = Set(
        cluster.objects(.pods).compactMap {
          Pod(fields: $0).spec.containers.first?.image
        })
      if images.count > 1 { met = true }
    }
    try cluster.setImage(.deployments, "web", "v2")
    cluster.run(seconds: 20)
    #expect(!met)
    #expect(cluster.sizes == ["v1": 0, "v2": 4])
    #expect(cluster.deployment().status.availableReplicas == 4)
    #expect(cluster.condition("Progressing")?.reason == "NewReplicaSetAvailable")
  }

  @Test func aFailedRolloutIsUndoneWhereThatIsWanted() throws {
    try apply(
      6, extra: "progressDeadlineSeconds: 30",
      annotations: "stevedore.dev/rollback-on-failure: \"true\"")
    cluster.readiness["broken"] = .some(nil)
    var reasons: [String] = []
    cluster.clock.afterStep = { [cluster] in
      if let reason = cluster.condition("Progressing")?.reason, reasons.last != reason {
        reasons.append(reason)
      }
    }
    try cluster.setImage(.deployments, "web", "broken")
    cluster.run(seconds: 120)
    #expect(cluster.sizes == ["v1": 6, "broken": 0])
    #expect(cluster.deployment().spec.template.spec.containers.first?.image == "v1")
    #expect(
      reasons == [
        "NewReplicaSetAvailable", "NewReplicaSetCreated", "ReplicaSetUpdated",
        "ProgressDeadlineExceeded", "RolledBack", "ReplicaSetUpdated", "NewReplicaSetAvailable",
      ])
    #expect(
      cluster.events("Deployment", "DeploymentRollback").first?.hasPrefix(
        "Rolled back deployment \"web\" to revision 1: ReplicaSet \"web-") == true)
    #expect(cluster.condition("RolledBack")?.reason == "ProgressDeadlineExceeded")
    #expect(
      cluster.deployment().metadata.annotations["stevedore.dev/rollback-on-failure"] == "true")
    // What was restored is good for the next time too, and a new rollout clears the condition.
    try cluster.setImage(.deployments, "web", "v2")
    cluster.run(seconds: 20)
    #expect(cluster.sizes == ["v1": 0, "broken": 0, "v2": 6])
    #expect(cluster.condition("RolledBack") == nil)
  }

  @Test func withoutTheAnnotationNothingIsUndone() throws {
    try apply(6, extra: "progressDeadlineSeconds: 30")
    cluster.readiness["broken"] = .some(nil)
    try cluster.setImage(.deployments, "web", "broken")
    cluster.run(seconds: 120)
    #expect(cluster.deployment().spec.template.spec.containers.first?.image == "broken")
  }

  @Test func aTakenNameIsPassedBy() throws {
    let template: Fields = [
      "metadata": ["labels": ["app": "web"]],
      "spec": ["containers": [["name": "main", "image": "v1"]]],
    ]
    let hash = TemplateHash.text(of: .object(template), collisions: nil)
    try cluster.cluster.apply(
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web-\(hash)}
      spec:
        replicas: 0
        selector: {matchLabels: {app: other}}
        template:
          metadata: {labels: {app: other}}
          spec: {containers: [{name: main, image: other}]}
      """)
    try apply(2)
    #expect(cluster.deployment().status.collisionCount == 1)
    #expect(cluster.deployment().status.availableReplicas == 2)
    let other = TemplateHash.text(of: .object(template), collisions: 1)
    #expect(sets.contains { $0.metadata.name == "web-\(other)" })
  }

  @Test func replicaSetsOfNobodyAreAdopted() throws {
    try cluster.cluster.apply(
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: mine, labels: {app: web}}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: main, image: v1}]}
      """)
    cluster.run(seconds: 1)
    try apply(3)
    #expect(sets.map(\.metadata.name) == ["mine"])
    #expect(cluster.condition("Progressing")?.reason == "NewReplicaSetAvailable")
    #expect(sets.first?.spec.replicas == 3)
    #expect(ControllerReference(of: sets[0].fields)?.name == "web")
  }

  @Test func failuresOfReplicaSetsAreShown() throws {
    cluster.components[1].stop()
    let refusing = RefusingClient(cluster.cluster.machinery.client(named: "refused"))
    refusing.isRefusing = true
    let controller = ReplicaSetController(
      ComponentEnvironment(client: refusing, clock: cluster.clock))
    controller.start()
    try apply(2)
    let condition = cluster.condition("ReplicaFailure")
    #expect(condition?.reason == "FailedCreate")
    #expect(
      condition?.message == "pods \"\(sets[0].metadata.name ?? "")-\" is forbidden: exceeded quota")
    refusing.isRefusing = false
    cluster.run(seconds: 100)
    #expect(cluster.condition("ReplicaFailure") == nil)
    #expect(cluster.deployment().status.availableReplicas == 2)
    controller.stop()
  }

  @Test func theHashDoesNotDependOnTheOrderOfFields() {
    let one: Value = ["a": 1, "b": ["c": "x", "d": nil]]
    let other: Value = ["b": ["d": nil, "c": "x"], "a": 1]
    let hash = TemplateHash.text(of: one, collisions: nil)
    #expect(hash == TemplateHash.text(of: other, collisions: nil))
    #expect(hash != TemplateHash.text(of: one, collisions: 1))
    #expect(hash != TemplateHash.text(of: ["a": 1, "b": ["c": "y", "d": nil]], collisions: nil))
    #expect(hash.utf8.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".utf8.contains($0) })
  }
}
