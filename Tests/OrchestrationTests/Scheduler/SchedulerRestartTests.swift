// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing
import VectorPacking

@testable import Orchestration

@Suite("Schedulers that end and begin again")
struct SchedulerRestartTests {
  /// A day in the life of a cluster, with a scheduler that is restarted at random moments.
  private func live(seed: UInt64, restarts: Bool) throws -> SchedulerWorld {
    var random = SeededGenerator(seed: seed)
    func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    let world = try SchedulerWorld(SchedulerSettings(decisionTime: 2_000), seed: seed)
    for index in 0..<4 { try world.node("n\(index)", cpu: "4") }
    world.scheduler.start()
    var alive: [String] = []
    for step in 0..<120 {
      switch below(10) {
      case 0..<6:
        let name = "p\(step)"
        try world.pod(name, cpu: ["500m", "1", "2"][below(3)], priority: Int64(below(3)))
        alive.append(name)
      case 6..<8 where !alive.isEmpty: try world.remove(alive.remove(at: below(alive.count)))
      case 8 where restarts:
        world.scheduler.stop()
        if below(2) == 0 { world.run(Double(below(4)) / 1_000) }
        world.scheduler.start()
      default:
        try world.change(.nodes, "n\(below(4))") { node in
          let cordoned = below(2) == 0
          node.modify("spec") { $0["unschedulable"] = cordoned ? true : nil }
        }
      }
      world.run(Double(below(8)) / 1_000)
      // What was evicted is gone soon.
      for pod in try world.cluster.all(.pods, as: Pod.self)
      where pod.metadata.deletionTimestamp != nil {
        let name = pod.metadata.name ?? ""
        try world.remove(name)
        alive.removeAll { $0 == name }
      }
      try check(world)
    }
    for index in 0..<4 {
      try world.change(.nodes, "n\(index)") { $0.modify("spec") { $0["unschedulable"] = nil } }
    }
    world.run(400)
    for pod in try world.cluster.all(.pods, as: Pod.self)
    where pod.metadata.deletionTimestamp != nil { try world.remove(pod.metadata.name ?? "") }
    world.run(400)
    try check(world)
    return world
  }

  /// No node has more than it can hold.
  private func check(_ world: SchedulerWorld) throws {
    var used: [String: Int64] = [:]
    for pod in try world.cluster.all(.pods, as: Pod.self) {
      guard let node = pod.spec.nodeName else { continue }
      for container in pod.spec.containers {
        guard let cpu = container.resources.requests["cpu"] else { continue }
        used[node, default: 0] += try cpu.value(in: .milli)
      }
    }
    #expect(used.values.allSatisfy { $0 <= 4_000 }, "\(used)")
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func nothingIsLostOrBoundTwice(seed: UInt64) throws {
    let world = try live(seed: seed, restarts: true)
    #expect(world.scheduler.counts.failedBindings == 0)
    // Whoever still waits fits nowhere, and says so.
    for pod in try world.cluster.all(.pods, as: Pod.self) where pod.spec.nodeName == nil {
      let name = pod.metadata.name ?? ""
      let row = try #require(world.scheduler.snapshot.pod(name), "\(name) is lost")
      let snapshot = world.scheduler.snapshot
      #expect((0..<snapshot.nodeCount).allSatisfy { !snapshot.fits(row, on: $0) }, "\(name)")
      #expect(try world.condition(name)?.reason == "Unschedulable")
    }
  }

  @Test func theSameSeedGivesTheSameBindings() throws {
    let first = try live(seed: 7, restarts: true)
    let second = try live(seed: 7, restarts: true)
    #expect(first.bindings == second.bindings)
    #expect(first.bindings.count > 20)
    #expect(try live(seed: 8, restarts: true).bindings != first.bindings)
  }

  @Test func podsThatSomebodyElseBindsAreLeftThere() throws {
    let world = try SchedulerWorld(SchedulerSettings(decisionTime: 1_000_000))
    try world.node("a", cpu: "1")
    try world.node("b", cpu: "8")
    world.scheduler.start()
    try world.pod("one")
    try world.pod("two")
    world.run(0.5)
    try world.cluster.user.bind(ObjectKey(namespace: "default", name: "one"), uid: nil, to: "a")
    world.run(5)
    #expect(try world.nodeName("one") == "a")
    #expect(try world.nodeName("two") == "b")
    #expect(world.scheduler.counts.bound == 1)
    #expect(world.scheduler.counts.failedBindings == 0)
  }
}
