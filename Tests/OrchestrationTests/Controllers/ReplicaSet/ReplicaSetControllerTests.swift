// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct ReplicaSetControllerTests {
  let cluster: WorkloadCluster

  init() throws {
    cluster = try WorkloadCluster()
    cluster.start { cluster in
      [ReplicaSetController(cluster.environment("replicaset-controller")), cluster.node()]
    }
  }

  func apply(_ replicas: Int, minReadySeconds: Int = 0) throws {
    try cluster.cluster.apply(
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web}
      spec:
        replicas: \(replicas)
        minReadySeconds: \(minReadySeconds)
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web, tier: front}}
          spec: {containers: [{name: main, image: nginx}]}
      """)
  }

  var status: ReplicaSetStatus {
    get throws {
      try cluster.cluster.object(.replicaSets, "web", as: ReplicaSet.self)?.status
        ?? ReplicaSetStatus()
    }
  }

  @Test func podsAreMadeOfTheTemplate() throws {
    try apply(3)
    cluster.run(seconds: 1)
    let pods = cluster.activePods
    #expect(pods.count == 3)
    #expect(pods.allSatisfy { $0.metadata.name?.hasPrefix("web-") == true })
    #expect(pods[0].metadata.labels == ["app": "web", "tier": "front"])
    #expect(pods[0].metadata.ownerReferences.first?.controller == true)
    #expect(try status.replicas == 3)
    #expect(try status.readyReplicas == 3)
    #expect(try status.availableReplicas == 3)
    #expect(try status.fullyLabeledReplicas == 3)
    #expect(try status.observedGeneration == 1)
    let names = pods.compactMap(\.metadata.name)
    #expect(
      Set(cluster.events("ReplicaSet", "SuccessfulCreate"))
        == Set(names.map { "Created pod: \($0)" }))
  }

  @Test func lostPodsAreReplaced() throws {
    try apply(3)
    cluster.run(seconds: 1)
    let first = try #require(cluster.activePods.first)
    _ = try cluster.user.delete(.pods, ObjectKey(first), DeleteOptions())
    cluster.run(seconds: 1)
    #expect(cluster.activePods.count == 3)
    #expect(!cluster.activePods.contains { $0.metadata.uid == first.metadata.uid })
  }

  @Test func availabilityTakesItsTime() throws {
    try apply(2, minReadySeconds: 10)
    cluster.run(seconds: 5)
    #expect(try status.readyReplicas == 2)
    #expect(try status.availableReplicas == nil)
    cluster.run(seconds: 6)
    #expect(try status.availableReplicas == 2)
  }

  @Test func podsWithoutManagerAreAdoptedAndOthersLetGo() throws {
    for name in ["a", "b"] {
      try cluster.cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), labels: {app: web}}
        spec: {containers: [{name: main, image: nginx}]}
        """)
    }
    cluster.run(seconds: 1)
    try apply(3)
    cluster.run(seconds: 1)
    #expect(cluster.activePods.count == 3)
    #expect(try status.replicas == 3)
    // The adopted ones lack a label of the template.
    #expect(try status.fullyLabeledReplicas == 1)
    let adopted = try cluster.user.get(.pods, ObjectKey(namespace: "default", name: "a"))
    #expect(ControllerReference(of: adopted)?.name == "web")

    try cluster.edit(.pods, "a") { pod in
      pod.modify("metadata") { $0["labels"] = ["app": "debug"] }
    }
    cluster.run(seconds: 1)
    let released = try cluster.user.get(.pods, ObjectKey(namespace: "default", name: "a"))
    #expect(ControllerReference(of: released) == nil)
    #expect(cluster.activePods.count == 4)
    #expect(try status.replicas == 3)
  }

  @Test func aPodThatComesLaterIsTakenInPlaceOfAnother() throws {
    try apply(2)
    cluster.run(seconds: 1)
    try cluster.cluster.apply(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: late, labels: {app: web}}
      spec: {containers: [{name: main, image: nginx}]}
      """)
    cluster.run(seconds: 1)
    #expect(cluster.activePods.count == 2)
    #expect(try status.replicas == 2)
  }

  @Test func muchIsCreatedInSeveralLooks() throws {
    try apply(1_200)
    cluster.run(seconds: 5)
    #expect(try status.readyReplicas == 1_200)
    try cluster.setReplicas(.replicaSets, "web", 0)
    cluster.run(seconds: 5)
    #expect(cluster.objects(.pods).isEmpty)
    #expect(try status.replicas == 0)
  }

  @Test func podsThatWereNotHeardOfAreNotCreatedTwice() throws {
    cluster.components[0].stop()
    let slow = RefusingClient(cluster.cluster.machinery.client(named: "slow"))
    let clock = cluster.clock
    slow.postpone = { clock.schedule(after: 200_000, $0) }
    let controller = ReplicaSetController(
      ComponentEnvironment(client: slow, clock: cluster.clock))
    controller.start()
    cluster.run(seconds: 1)
    try apply(3)
    cluster.run(seconds: 0.1)
    // The set is looked at again before the new pods are heard of.
    try cluster.edit(.replicaSets, "web") { set in
      set.modify("metadata") { $0["annotations"] = ["touched": "yes"] }
    }
    cluster.run(seconds: 0.05)
    #expect(cluster.objects(.pods).count == 3)
    cluster.run(seconds: 5)
    #expect(cluster.activePods.count == 3)
    controller.stop()
  }

  @Test func failuresAreReported() throws {
    let refusing = RefusingClient(cluster.cluster.machinery.client(named: "refused"))
    cluster.components[0].stop()
    let controller = ReplicaSetController(
      ComponentEnvironment(client: refusing, clock: cluster.clock))
    controller.start()
    refusing.isRefusing = true
    try apply(20)
    cluster.run(seconds: 0.001)
    // One was tried at each look, not twenty: at first, and as the status has changed.
    #expect(refusing.refusals == 2)
    let conditions = try status.conditions
    #expect(conditions.first?.type == "ReplicaFailure")
    #expect(conditions.first?.reason == "FailedCreate")
    #expect(conditions.first?.message == "pods \"web-\" is forbidden: exceeded quota")
    #expect(
      cluster.events("ReplicaSet", "FailedCreate").first
        == "Error creating: pods \"web-\" is forbidden: exceeded quota")
    refusing.isRefusing = false
    cluster.run(seconds: 2_000)
    #expect(try status.readyReplicas == 20)
    #expect(try status.conditions.isEmpty)
  }
}

/// The controller ends and begins again while the informers that it shares with others go on.
@Suite struct ReplicaSetRestartTests {
  @Test(arguments: [0, 1_000, 400_000, 900_000] as [Int64])
  func aControllerThatBeginsAgainKnowsWhatItCreatedBefore(_ delay: Int64) throws {
    let cluster = try TestCluster()
    let slow = SharedInformers(
      client: cluster.machinery.client(named: "informers", latency: 1_000_000),
      clock: cluster.clock)
    let environment = ComponentEnvironment(
      client: cluster.machinery.client(named: "replicaset-controller"), clock: cluster.clock,
      informers: slow)
    let controller = ReplicaSetController(environment)
    // Someone else keeps the informers alive.
    let other = slow[.pods].addHandler { _ in }
    controller.start()
    cluster.run(seconds: 5)
    try cluster.apply(
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web, namespace: default}
      spec:
        replicas: 4
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: main, image: nginx}]}
      """)
    // The set is heard of after a second, and the pods a second after that.
    cluster.run(seconds: 1.05)
    let created = try cluster.user.list(.pods, ListOptions()).items.count
    #expect(created == 4)
    controller.stop()
    cluster.clock.run(until: cluster.clock.now.advanced(by: delay))
    controller.start()
    cluster.run(seconds: 10)
    #expect(try cluster.user.list(.pods, ListOptions()).items.count == 4)
    slow[.pods].remove(other)
  }
}
