// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing
import VectorPacking

@testable import Orchestration

@Suite("The scheduler as a component")
struct SchedulerComponentTests {
  @Test func podsGoToTheEmptiestNode() throws {
    let world = try SchedulerWorld()
    try world.node("a", cpu: "4")
    try world.node("b", cpu: "8")
    world.scheduler.start()
    try world.pod("one")
    world.run(1)
    #expect(try world.nodeName("one") == "b")
    #expect(try world.events("one") == ["Scheduled: Successfully assigned default/one to b"])
    #expect(try world.condition("one")?.status == "True")
    #expect(world.scheduler.counts.bound == 1)
  }

  @Test func podsOfOtherSchedulersAreLeftAlone() throws {
    let world = try SchedulerWorld()
    try world.node("a")
    world.scheduler.start()
    try world.pod("one") { $0["schedulerName"] = "another" }
    world.run(1)
    #expect(try world.nodeName("one") == nil)
    #expect(try world.condition("one") == nil)
  }

  @Test func highPriorityComesFirstThenTheOlder() throws {
    let world = try SchedulerWorld(SchedulerSettings(decisionTime: 1_000))
    try world.node("a", cpu: "100")
    for (name, priority) in [("low", 1), ("high", 9), ("middle", 5), ("high2", 9)] {
      try world.pod(name, priority: Int64(priority))
    }
    world.scheduler.start()
    world.run(1)
    #expect(world.bindings == ["high on a", "high2 on a", "middle on a", "low on a"])
  }

  @Test func decisionsTakeTime() throws {
    let world = try SchedulerWorld(SchedulerSettings(decisionTime: 100_000))
    try world.node("a", cpu: "100")
    world.scheduler.start()
    world.run(1)
    for index in 0..<10 { try world.pod("p\(index)") }
    world.run(0.55)
    #expect(world.bindings.count == 5)
    world.run(0.5)
    #expect(world.bindings.count == 10)
  }

  @Test func whatFitsNowhereIsToldOnce() throws {
    let world = try SchedulerWorld()
    try world.node("a", cpu: "1")
    try world.node("b", cpu: "8", taints: [["key": "k", "value": "v", "effect": "NoSchedule"]])
    world.scheduler.start()
    try world.pod("one", cpu: "2")
    world.run(1)
    let message =
      "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). "
      + "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."
    let condition = try world.condition("one")
    #expect(condition?.status == "False")
    #expect(condition?.reason == "Unschedulable")
    #expect(condition?.message == message)
    #expect(try world.events("one") == ["FailedScheduling: \(message)"])
    let version = try world.view("one")?.fields.revision
    world.run(299)
    #expect(try world.view("one")?.fields.revision == version)
    world.run(10)
    #expect(
      try world.events("one") == ["FailedScheduling: \(message) (x2)"],
      "after five minutes it is tried again, and the status says the same")
    #expect(try world.view("one")?.fields.revision == version)
  }

  @Test func withoutNodesThereIsNothingToSchedule() throws {
    let world = try SchedulerWorld()
    world.scheduler.start()
    try world.pod("one")
    world.run(1)
    #expect(try world.condition("one")?.message == "no nodes available to schedule pods")
    try world.node("a")
    world.run(1)
    #expect(try world.nodeName("one") == "a")
  }

  /// What wakes a pod that did not fit.
  enum Help: CaseIterable {
    case nodeAdded, nodeGrown, taintGone, uncordoned, podGone, podEnded, labelAdded
  }

  @Test(arguments: Help.allCases)
  func helpWakesPods(help: Help) throws {
    let world = try SchedulerWorld()
    let taint: Value = ["key": "k", "value": "v", "effect": "NoSchedule"]
    try world.node("a", cpu: "2", taints: help == .taintGone ? [taint] : [])
    if help == .uncordoned {
      try world.change(.nodes, "a") { $0.modify("spec") { $0["unschedulable"] = true } }
    }
    world.scheduler.start()
    let needsRoom = [Help.nodeAdded, .nodeGrown, .podGone, .podEnded].contains(help)
    if needsRoom {
      try world.pod("other", cpu: "1500m")
      world.run(1)
    }
    try world.pod("one", cpu: "1") {
      if help == .labelAdded { $0["nodeSelector"] = ["disk": "ssd"] }
    }
    world.run(20)
    #expect(try world.nodeName("one") == nil)
    switch help {
    case .nodeAdded: try world.node("b")
    case .nodeGrown:
      try world.changeStatus(.nodes, "a") {
        $0["allocatable"] = ["cpu": "3", "memory": "32Gi", "pods": "110"]
      }
    case .taintGone: try world.change(.nodes, "a") { $0.modify("spec") { $0["taints"] = nil } }
    case .uncordoned:
      try world.change(.nodes, "a") { $0.modify("spec") { $0["unschedulable"] = nil } }
    case .podGone: try world.remove("other")
    case .podEnded: try world.changeStatus(.pods, "other") { $0["phase"] = "Succeeded" }
    case .labelAdded:
      try world.change(.nodes, "a") {
        $0.modify("metadata") { $0.modify("labels") { $0["disk"] = "ssd" } }
      }
    }
    world.run(1)
    #expect(try world.nodeName("one") == (help == .nodeAdded ? "b" : "a"))
  }

  @Test func affinityIsWokenByItsPod() throws {
    let world = try SchedulerWorld()
    try world.node("a", labels: ["zone": "z1"])
    try world.node("b", labels: ["zone": "z2"])
    world.scheduler.start()
    let term: Value = [
      "labelSelector": ["matchLabels": ["app": "db"]], "topologyKey": "zone",
    ]
    try world.pod("web") {
      $0["affinity"] = [
        "podAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": .array([term])]
      ]
    }
    world.run(5)
    #expect(
      try world.condition("web")?.message?.hasPrefix(
        "0/2 nodes are available: 2 node(s) didn't match pod affinity rules.") == true)
    try world.pod("db", labels: ["app": "db"])
    world.run(5)
    #expect(try world.nodeName("web") != nil)
    #expect(try world.nodeName("web") == world.nodeName("db"))
  }

  @Test func gatesKeepPodsOut() throws {
    let world = try SchedulerWorld()
    try world.node("a")
    world.scheduler.start()
    try world.pod("one") { $0["schedulingGates"] = [["name": "wait"]] }
    world.run(1)
    let condition = try world.condition("one")
    #expect(try world.nodeName("one") == nil)
    #expect(condition?.reason == "SchedulingGated")
    #expect(condition?.message == "Scheduling is blocked due to non-empty scheduling gates")
    try world.change(.pods, "one") { $0.modify("spec") { $0["schedulingGates"] = nil } }
    world.run(1)
    #expect(try world.nodeName("one") == "a")
  }

  @Test func aFailedBindingIsTriedAgainAfterItsBackoff() throws {
    let world = try SchedulerWorld(SchedulerSettings(decisionTime: 1_000))
    try world.node("a", cpu: "1")
    world.scheduler.start()
    let begin = world.cluster.clock.now.microseconds
    var times: [Int64] = []
    world.flaky.onBind = { times.append((world.cluster.clock.now.microseconds - begin) / 1_000) }
    world.flaky.failures = 5
    try world.pod("one")
    world.run(3)
    #expect(try world.condition("one")?.reason == "SchedulerError")
    #expect(
      try world.condition("one")?.message
        == "running Bind plugin \"DefaultBinder\": nobody answers")
    world.run(60)
    // 1, 2, 4, 8 and 10 seconds, each until the second is over.
    #expect(times == [1, 2_001, 5_001, 10_001, 19_001, 30_001])
    #expect(try world.nodeName("one") == "a")
    #expect(world.scheduler.counts.failedBindings == 5)
    #expect(world.bindings == ["one on a"])
  }

  @Test func roomOfAFailedBindingIsFree() throws {
    let world = try SchedulerWorld()
    try world.node("a", cpu: "1")
    world.scheduler.start()
    world.flaky.failures = 1
    try world.pod("one", priority: 5)
    try world.pod("two")
    world.run(0.5)
    #expect(world.bindings == ["two on a"])
  }

  @Test func volumesAreReservedWhereThePodGoes() throws {
    let world = try SchedulerWorld()
    try world.node("a", labels: ["disk": "ssd"])
    try world.node("b")
    world.scheduler.start()
    try world.cluster.apply(
      """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: local}
      provisioner: kubernetes.io/no-provisioner
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: made}
      provisioner: example.com/disks
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data, namespace: default}
      spec:
        storageClassName: local
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: 1Gi}}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: scratch, namespace: default}
      spec:
        storageClassName: made
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: 1Gi}}
      """)
    try world.pod("one") {
      $0["volumes"] = [
        ["name": "data", "persistentVolumeClaim": ["claimName": "data"]],
        ["name": "scratch", "persistentVolumeClaim": ["claimName": "scratch"]],
      ]
    }
    world.run(1)
    #expect(
      try world.condition("one")?.message?.contains(
        "didn't find available persistent volumes to bind") == true)
    try world.cluster.apply(
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: disk-1}
      spec:
        storageClassName: local
        capacity: {storage: 10Gi}
        accessModes: [ReadWriteOnce]
        nodeAffinity:
          required:
            nodeSelectorTerms:
            - matchExpressions: [{key: disk, operator: In, values: [ssd]}]
      """)
    var volume = try world.cluster.user.get(.persistentVolumes, ObjectKey(name: "disk-1"))
    volume["status"] = ["phase": "Available"]
    try world.cluster.user.updateStatus(.persistentVolumes, volume)
    world.run(1)
    // The pod has its place, and is bound once its claims are.
    #expect(try world.nodeName("one") == nil)
    volume = try world.cluster.user.get(.persistentVolumes, ObjectKey(name: "disk-1"))
    #expect(volume["spec"]?[path: "claimRef", "name"] == "data")
    let claim = try world.cluster.object(
      .persistentVolumeClaims, "scratch", as: PersistentVolumeClaim.self)
    #expect(claim?.metadata.annotations["volume.kubernetes.io/selected-node"] == "a")
    for (name, volume) in [("data", "disk-1"), ("scratch", "made-1")] {
      world.run(60)
      #expect(try world.nodeName("one") == nil)
      try world.change(.persistentVolumeClaims, name) {
        $0.modify("spec") { $0["volumeName"] = .string(volume) }
        $0.setAnnotation(VolumeAnnotation.bindCompleted, "yes")
      }
    }
    world.run(1)
    #expect(try world.nodeName("one") == "a")
  }

  @Test func twoSchedulersSideBySide() throws {
    let world = try SchedulerWorld()
    var most = SchedulerProfile(name: "packer")
    most.resourceScoring = .mostAllocated
    let other = SchedulerComponent(
      world.cluster.environment("packer"),
      settings: SchedulerSettings(configuration: SchedulerConfiguration(profiles: [most])),
      name: "packer")
    for name in ["a", "b", "c"] { try world.node(name, cpu: "10") }
    world.scheduler.start()
    other.start()
    for index in 0..<6 { try world.pod("spread-\(index)") }
    world.run(1)
    for index in 0..<6 { try world.pod("pack-\(index)") { $0["schedulerName"] = "packer" } }
    world.run(1)
    let pods = try world.cluster.all(.pods, as: Pod.self)
    func nodes(_ prefix: String) -> [String: Int] {
      pods.filter { $0.metadata.name?.hasPrefix(prefix) == true }
        .reduce(into: [:]) { $0[$1.spec.nodeName ?? "none", default: 0] += 1 }
    }
    #expect(nodes("spread") == ["a": 2, "b": 2, "c": 2])
    #expect(nodes("pack").count == 1)
    #expect(nodes("pack").values.first == 6)
  }

  @Test func twoProfilesOfOneScheduler() throws {
    var most = SchedulerProfile(name: "packer")
    most.resourceScoring = .mostAllocated
    let world = try SchedulerWorld(
      SchedulerSettings(
        configuration: SchedulerConfiguration(profiles: [SchedulerProfile(), most])))
    for name in ["a", "b"] { try world.node(name, cpu: "10") }
    world.scheduler.start()
    try world.pod("first")
    world.run(1)
    let first = try world.nodeName("first")
    try world.pod("pack") { $0["schedulerName"] = "packer" }
    try world.pod("spread")
    world.run(1)
    #expect(try world.nodeName("pack") == first)
    #expect(try world.nodeName("spread") != first)
  }

  @Test func groupsAreBoundWholeOrNotAtAll() throws {
    let world = try SchedulerWorld()
    try world.node("a", cpu: "2")
    let labels: Fields = [
      "scheduling.x-k8s.io/pod-group": "job",
      "pod-group.scheduling.sigs.k8s.io/min-available": "3",
    ]
    world.scheduler.start()
    for name in ["g1", "g2"] { try world.pod(name, labels: labels) }
    world.run(1)
    #expect(world.bindings == [])
    #expect(
      try world.condition("g1")?.message == "pod group has 2 of 3 pods that it needs")
    try world.pod("g3", labels: labels)
    world.run(1)
    #expect(world.bindings == [], "there is room for two only")
    #expect(
      try world.condition("g1")?.message
        == "pod group cannot be placed whole: g2: 0/1 nodes are available: 1 Insufficient cpu.")
    try world.node("b", cpu: "2")
    world.run(1)
    #expect(world.bindings.count == 3)
  }

  @Test(arguments: [
    "kube-scheduler", "kube-scheduler-most-allocated", "first-fit", "best-fit", "worst-fit",
    "best-fit-decreasing", "local-search",
  ])
  func strategiesByName(name: String) throws {
    let registry = StrategyRegistry.greedy.adding(StrategyRegistry.improving.strategies)
    let world = try SchedulerWorld(try #require(SchedulerSettings.named(name, in: registry)))
    for index in 0..<6 { try world.node("n\(index)", cpu: "4") }
    world.scheduler.start()
    for (index, cpu) in ["3", "1", "2", "2", "3", "1"].enumerated() {
      try world.pod("p\(index)", cpu: cpu)
    }
    try world.pod("tooMuch", cpu: "5")
    world.run(3)
    let pods = try world.cluster.all(.pods, as: Pod.self)
    let used = Set(pods.compactMap(\.spec.nodeName))
    #expect(pods.count { $0.spec.nodeName != nil } == 6)
    let isSpread = name == "kube-scheduler" || name == "worst-fit"
    #expect(used.count == (isSpread ? 6 : 3), "\(used.sorted())")
    #expect(
      try world.condition("tooMuch")?.message?.hasPrefix(
        "0/6 nodes are available: 6 Insufficient cpu.") == true)
    #expect(SchedulerSettings.named("no-such", in: registry) == nil)
  }

  @Test func packingLeavesRoomToThoseWhoComeLater() throws {
    let registry = StrategyRegistry.greedy
    let settings = try #require(SchedulerSettings.named("best-fit-decreasing", in: registry))
    let world = try SchedulerWorld(settings)
    try world.node("a", cpu: "4")
    world.scheduler.start()
    for index in 0..<6 { try world.pod("p\(index)", cpu: "1") }
    world.run(3)
    #expect(world.bindings.count == 4)
    try world.node("b", cpu: "4")
    world.run(3)
    #expect(world.bindings.count == 6)
  }
}
