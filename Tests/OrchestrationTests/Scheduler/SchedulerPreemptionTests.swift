// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing

@testable import Orchestration

@Suite("Preemption by the scheduler")
struct SchedulerPreemptionTests {
  /// A node that is full of pods of low priority which run.
  private func fullWorld(_ settings: SchedulerSettings = SchedulerSettings()) throws
    -> SchedulerWorld
  {
    let world = try SchedulerWorld(settings)
    try world.node("a", cpu: "2")
    try world.node("b", cpu: "2")
    world.scheduler.start()
    for index in 1...4 {
      try world.pod("low\(index)", priority: Int64(index), labels: ["app": .string("low\(index)")])
    }
    world.run(1)
    #expect(world.bindings.count == 4)
    return world
  }

  @Test func theLeastImportantGo() throws {
    let world = try fullWorld()
    let high = try world.pod("high", priority: 100)
    world.run(1)
    // Pods come by priority, so 4 and 2 share a node, and 3 and 1.
    let victim = try #require(try world.view("low1"))
    let node = try #require(victim.spec.nodeName)
    #expect(victim.metadata.deletionTimestamp != nil)
    let condition = try world.condition("low1", "DisruptionTarget")
    #expect(condition?.status == "True")
    #expect(condition?.reason == "PreemptionByScheduler")
    #expect(
      condition?.message
        == "default-scheduler: preempting to accommodate a higher priority pod")
    #expect(
      try world.events("low1").last == "Preempted: Preempted by pod \(high.uid) on node \(node)")
    #expect(try world.view("high")?.status.nominatedNodeName == node)
    #expect(
      try world.condition("high")?.message == "0/2 nodes are available: 2 Insufficient cpu.")
    for name in ["low2", "low3", "low4"] {
      #expect(try world.view(name)?.metadata.deletionTimestamp == nil, "\(name)")
    }
    // The room is kept for it while the victim ends.
    try world.pod("middle", priority: 50)
    world.run(5)
    #expect(try world.nodeName("high") == nil)
    try world.remove("low1")
    world.run(1)
    #expect(try world.nodeName("high") == node)
    #expect(try world.view("high")?.status.nominatedNodeName == nil)
    #expect(world.scheduler.counts.evicted >= 1)
  }

  @Test func withoutPreemptionNobodyGoes() throws {
    let world = try fullWorld(SchedulerSettings(preempts: false))
    try world.pod("high", priority: 100)
    world.run(10)
    #expect(
      try world.condition("high")?.message == "0/2 nodes are available: 2 Insufficient cpu.")
    #expect(
      try world.cluster.all(.pods, as: Pod.self).allSatisfy { $0.metadata.deletionTimestamp == nil }
    )
  }

  @Test func podsThatMayNotPreemptWait() throws {
    let world = try fullWorld()
    try world.pod("high", priority: 100) { $0["preemptionPolicy"] = "Never" }
    world.run(10)
    #expect(
      try world.condition("high")?.message
        == "0/2 nodes are available: 2 Insufficient cpu. "
        + "preemption: not eligible due to preemptionPolicy=Never.")
  }

  @Test func equalsAreNoVictims() throws {
    let world = try fullWorld()
    try world.pod("equal", priority: 1)
    world.run(1)
    #expect(
      try world.condition("equal")?.message
        == "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: "
        + "2 No preemption victims found for incoming pod.")
  }

  @Test func budgetsAreKeptWhereThatCanBe() throws {
    let world = try fullWorld()
    let budget = try world.cluster.user.create(
      .podDisruptionBudgets,
      [
        "metadata": ["name": "guard", "namespace": "default"],
        "spec": ["minAvailable": 1, "selector": ["matchLabels": ["app": "low1"]]],
      ])
    var status = budget
    status["status"] = ["disruptionsAllowed": 0]
    try world.cluster.user.updateStatus(.podDisruptionBudgets, status)
    world.run(1)
    try world.pod("high", priority: 100)
    world.run(1)
    #expect(try world.view("low1")?.metadata.deletionTimestamp == nil)
    #expect(try world.view("low2")?.metadata.deletionTimestamp != nil)
  }

  @Test func aPromisedNodeIsTakenFirst() throws {
    let world = try SchedulerWorld()
    try world.node("a", cpu: "4")
    try world.node("b", cpu: "8")
    try world.pod("one")
    try world.changeStatus(.pods, "one") { $0["nominatedNodeName"] = "a" }
    world.scheduler.start()
    world.run(1)
    #expect(try world.nodeName("one") == "a", "though b is emptier")
  }

  @Test func promisedRoomIsKeptFromOthers() throws {
    let world = try SchedulerWorld()
    try world.node("a", cpu: "1")
    try world.pod("promised", priority: 5) { $0["schedulingGates"] = [["name": "wait"]] }
    try world.changeStatus(.pods, "promised") { $0["nominatedNodeName"] = "a" }
    try world.pod("other", priority: 1)
    world.scheduler.start()
    world.run(1)
    #expect(try world.nodeName("other") == nil)
    try world.pod("stronger", priority: 9)
    world.run(1)
    #expect(try world.nodeName("stronger") == "a")
  }
}
