// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct DisruptionControllerTests {
  let cluster: TestCluster
  let controller: DisruptionController

  init() throws {
    cluster = try TestCluster(isPlain: true)
    controller = DisruptionController(cluster.repeatingEnvironment("disruption-controller"))
  }

  /// A controller of pods; with a Deployment behind it where `deployment` says how many it wants.
  @discardableResult
  func makeReplicaSet(
    _ name: String, replicas: Int64, deployment: Int64? = nil, type: ResourceType = .replicaSets
  ) throws -> Fields {
    var metadata: Fields = ["name": .string(name)]
    if let deployment {
      let owner = try cluster.user.create(
        .deployments,
        ["metadata": ["name": .string(name)], "spec": ["replicas": .integer(deployment)]])
      metadata["ownerReferences"] = [reference(owner)]
    }
    return try cluster.user.create(
      type, ["metadata": .object(metadata), "spec": ["replicas": .integer(replicas)]])
  }

  func reference(_ owner: Fields) -> Value {
    [
      "apiVersion": owner["apiVersion"] ?? "", "kind": owner["kind"] ?? "",
      "name": owner.metadata["name"] ?? "", "uid": .string(owner.uid), "controller": true,
    ]
  }

  func makePod(_ name: String, of owner: Fields?, isReady: Bool = true) throws {
    var metadata: Fields = ["name": .string(name), "labels": ["app": "web"]]
    if let owner { metadata["ownerReferences"] = [reference(owner)] }
    try cluster.user.create(
      .pods,
      [
        "metadata": .object(metadata),
        "spec": ["nodeName": "node", "containers": [["name": "main", "image": "i"]]],
      ])
    try setReady(name, isReady)
  }

  func setReady(_ name: String, _ isReady: Bool) throws {
    let now = cluster.clock.now.wholeSecond.value
    try cluster.user.change(.pods, key(name), uid: nil, subresource: .status) { pod in
      pod.modify("status") { $0["phase"] = "Running" }
      return pod.setCondition(
        ObjectCondition(type: "Ready", status: isReady ? "True" : "False"), at: now)
    }
  }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

  func makeBudget(_ field: String, _ value: Value) throws {
    try cluster.user.create(
      .podDisruptionBudgets,
      [
        "metadata": ["name": "web"],
        "spec": [field: value, "selector": ["matchLabels": ["app": "web"]]],
      ])
  }

  /// The status as `allowed/healthy/desired/expected reason`.
  func status() throws -> String {
    let budget = try #require(
      try cluster.object(.podDisruptionBudgets, "web", as: PodDisruptionBudget.self))
    let status = budget.status
    let reason = budget.fields.condition("DisruptionAllowed")?["reason"]?.string ?? ""
    #expect(status.observedGeneration == budget.metadata.generation)
    return "\(status.disruptionsAllowed ?? -1)/\(status.currentHealthy ?? -1)/"
      + "\(status.desiredHealthy ?? -1)/\(status.expectedPods ?? -1) \(reason)"
  }

  @Test(
    arguments: [
      ("minAvailable", 2, 3, 3, "1/3/2/3 SufficientPods"),
      ("minAvailable", 3, 3, 3, "0/3/3/3 InsufficientPods"),
      ("minAvailable", 2, 3, 1, "0/1/2/3 InsufficientPods"),
      ("minAvailable", 0, 3, 3, "3/3/0/3 SufficientPods"),
      ("minAvailable", "50%", 3, 3, "1/3/2/3 SufficientPods"),
      ("minAvailable", "100%", 3, 3, "0/3/3/3 InsufficientPods"),
      ("minAvailable", "1%", 3, 3, "2/3/1/3 SufficientPods"),
      ("maxUnavailable", 1, 3, 3, "1/3/2/3 SufficientPods"),
      ("maxUnavailable", 0, 3, 3, "0/3/3/3 InsufficientPods"),
      ("maxUnavailable", 5, 3, 3, "3/3/0/3 SufficientPods"),
      ("maxUnavailable", "30%", 10, 10, "3/10/7/10 SufficientPods"),
      ("maxUnavailable", "25%", 10, 9, "2/9/7/10 SufficientPods"),
      // The controller wants more pods than there are.
      ("maxUnavailable", 1, 4, 3, "0/3/3/4 InsufficientPods"),
    ] as [(String, Value, Int64, Int, String)])
  func budgetsAreCounted(
    _ field: String, _ value: Value, _ replicas: Int64, _ ready: Int, _ expected: String
  ) throws {
    controller.start()
    let set = try makeReplicaSet("web", replicas: replicas)
    let count = field == "minAvailable" ? Int(replicas) : ready
    for index in 0..<count { try makePod("web-\(index)", of: set, isReady: index < ready) }
    try makeBudget(field, value)
    cluster.run(seconds: 1)
    #expect(try status() == expected)
  }

  @Test func theDeploymentSaysHowManyPodsThereShouldBe() throws {
    controller.start()
    let old = try makeReplicaSet("web", replicas: 1, deployment: 3)
    for index in 0..<3 { try makePod("web-\(index)", of: old) }
    try makeBudget("maxUnavailable", 1)
    cluster.run(seconds: 1)
    #expect(try status() == "1/3/2/3 SufficientPods")
    try cluster.user.change(.deployments, key("web"), uid: nil) { object in
      object.modify("spec") { $0["replicas"] = 4 }
      return true
    }
    cluster.run(seconds: 1)
    #expect(try status() == "0/3/3/4 InsufficientPods")
  }

  @Test func changesOfPodsAreSeen() throws {
    controller.start()
    let set = try makeReplicaSet("web", replicas: 3, type: .statefulSets)
    for index in 0..<3 { try makePod("web-\(index)", of: set) }
    try makeBudget("minAvailable", "60%")
    cluster.run(seconds: 1)
    #expect(try status() == "1/3/2/3 SufficientPods")
    try setReady("web-0", false)
    cluster.run(seconds: 1)
    #expect(try status() == "0/2/2/3 InsufficientPods")
    try setReady("web-0", true)
    try cluster.user.deleteIfPresent(.pods, key("web-1"))
    cluster.run(seconds: 1)
    #expect(try status() == "0/2/2/3 InsufficientPods")
    controller.stop()
    _ = try cluster.user.delete(.pods, key("web-1"), DeleteOptions(gracePeriodSeconds: 0))
    try makePod("web-3", of: set)
    controller.start()
    cluster.run(seconds: 1)
    #expect(try status() == "1/3/2/3 SufficientPods")
    // A pod with another label is not covered any more.
    try cluster.user.change(.pods, key("web-0"), uid: nil) { pod in
      pod.modify("metadata") { $0["labels"] = ["app": "other"] }
      return true
    }
    cluster.run(seconds: 1)
    #expect(try status() == "0/2/2/3 InsufficientPods")
  }

  @Test func evictedPodsCountAsDisruptedForTwoMinutes() throws {
    controller.start()
    let set = try makeReplicaSet("web", replicas: 3)
    for index in 0..<3 { try makePod("web-\(index)", of: set) }
    try makeBudget("minAvailable", 2)
    cluster.run(seconds: 1)
    let now = cluster.clock.now.wholeSecond.value
    // As the eviction API does it, but then the deletion gets lost.
    try cluster.user.change(
      .podDisruptionBudgets, key("web"), uid: nil, subresource: .status
    ) { budget in
      budget.modify("status") {
        $0["disruptionsAllowed"] = 0
        $0["disruptedPods"] = ["web-0": now, "web-9": now]
      }
      return true
    }
    cluster.run(seconds: 100)
    #expect(try status() == "0/2/2/3 InsufficientPods")
    let budget = try cluster.object(.podDisruptionBudgets, "web", as: PodDisruptionBudget.self)
    #expect(budget?.status.disruptedPods.keys.sorted() == ["web-0"])
    cluster.run(seconds: 30)
    #expect(try status() == "1/3/2/3 SufficientPods")
    #expect(
      try cluster.events(of: "web-0") == [
        "NotDeleted Pod was expected by PDB default/web to be deleted but it wasn't"
      ])
  }

  @Test func podsOfNobodyAreNoBasis() throws {
    controller.start()
    try makePod("alone", of: nil)
    try makeBudget("maxUnavailable", 1)
    cluster.run(seconds: 1)
    #expect(try status() == "0/1/0/0 InsufficientPods")
    #expect(try cluster.events(of: "web").contains { $0.hasPrefix("UnmanagedPods ") })
  }

  @Test func nothingIsAllowedWhereTheControllerIsGone() throws {
    controller.start()
    let set = try makeReplicaSet("web", replicas: 1)
    try makePod("web-0", of: set)
    try makeBudget("maxUnavailable", 1)
    cluster.run(seconds: 1)
    #expect(try status() == "1/1/0/1 SufficientPods")
    try cluster.user.deleteIfPresent(.replicaSets, key("web"))
    cluster.run(seconds: 1)
    let budget = try #require(
      try cluster.object(.podDisruptionBudgets, "web", as: PodDisruptionBudget.self))
    #expect(budget.status.disruptionsAllowed == 0)
    let condition = try #require(budget.fields.condition("DisruptionAllowed"))
    #expect(condition["reason"] == "SyncFailed")
    #expect(condition["message"] == "found no controllers for pod \"web-0\"")
  }

  @Test func announcedDisruptionsThatDoNotComeAreTakenBack() throws {
    controller.start()
    try makePod("web-0", of: nil)
    let now = cluster.clock.now.wholeSecond.value
    try cluster.user.change(.pods, key("web-0"), uid: nil, subresource: .status) { pod in
      pod.setCondition(
        ObjectCondition(type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler"),
        at: now)
    }
    cluster.run(seconds: 119)
    func target() throws -> String? {
      try cluster.user.get(.pods, key("web-0")).conditionStatus("DisruptionTarget")
    }
    #expect(try target() == "True")
    cluster.run(seconds: 2)
    #expect(try target() == "False")
  }
}
