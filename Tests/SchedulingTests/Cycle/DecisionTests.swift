// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Deciding about one pod")
struct DecisionTests {
  @Test(
    "looks for as many feasible nodes as kube-scheduler does",
    arguments: [
      (0, 0, 0), (1, 0, 1), (99, 0, 99), (100, 0, 100), (150, 0, 100), (500, 0, 230),
      (1_000, 0, 420), (5_000, 0, 500), (5_500, 0, 330), (6_000, 0, 300), (15_000, 0, 750),
      (99, 1, 99), (1_000, 5, 100), (1_000, 30, 300), (1_000, 100, 1_000), (5_000, 40, 2_000),
      (101, 99, 100),
    ])
  func sampling(nodes: Int, percentage: Int, wanted: Int) {
    #expect(Sampling.asConfigured.wanted(of: nodes, percentage: percentage) == wanted)
    #expect(Sampling.all.wanted(of: nodes, percentage: percentage) == nodes)
  }

  @Test("takes among equals what is on top of a heap")
  func ties() {
    var random = RandomNumbers(seed: 17)
    for _ in 0..<4_000 {
      let (count, different) = (1 + random.below(70), 1 + random.below(4))
      let scores = (0..<count).map { _ in Int64(random.below(different)) - 1 }
      let top = LiteralHeap(scores).elements[0]
      let found = TieBreak.first(of: scores)
      #expect(found.position == top.position, "\(scores)")
      #expect(found.ties == scores.count { $0 == top.score })
    }
  }

  @Test(
    "lists nodes zone by zone in turns",
    arguments: [
      (["a", "a", "b", "b"], [0, 2, 1, 3]), (["b", "a", "b", "c", "b"], [0, 1, 3, 2, 4]),
      (["", "", "a"], [0, 2, 1]), (["a", "a", "a"], [0, 1, 2]),
      (["a", "r/a", "a", "r/a", "r/"], [0, 1, 4, 2, 3]), ([], []),
    ] as [([String], [Int])])
  func nodeOrder(zones: [String], order: [Int]) throws {
    let nodes = zones.enumerated().map { index, written in
      let parts = written.split(separator: "/", omittingEmptySubsequences: false)
      var made = node("n\(index)")
      if let zone = parts.last, !zone.isEmpty { made = made.zone(String(zone)) }
      if parts.count > 1 { made = made.label(regionKey, String(parts[0])) }
      return made
    }
    let snapshot = try snapshot(nodes, [])
    #expect(snapshot.nodes.order.map { Int($0) } == order)
  }

  private func snapshot(
    _ nodes: [Node], _ pods: [Pod], _ profile: SchedulerProfile = SchedulerProfile()
  ) throws -> ClusterSnapshot {
    try Engine.snapshot(
      OracleCluster(nodes: nodes), pods, SchedulerConfiguration(profiles: [profile]))
  }

  @Test("begins where the last pod stopped, and goes round")
  func rotation() throws {
    var profile = SchedulerProfile()
    profile.percentageOfNodesToScore = 50
    let nodes = (0..<240).map { node("n\($0)") }
    var snapshot = try snapshot(nodes, [pod("a").cpu("1"), pod("b").cpu("100")], profile)
    var start = 0
    let first = snapshot.decide(0, from: &start)
    #expect((first.feasible, first.examined, start) == (120, 120, 120))
    #expect(first.node == 0, "all alike, the first wins")
    let second = snapshot.decide(0, from: &start)
    #expect((second.node, second.ties, start) == (120, 120, 0))
    start = 200
    #expect(snapshot.decide(0, from: &start).node == 200)
    #expect(start == 80)
    let none = snapshot.decide(1, from: &start)
    #expect((none.node, none.feasible, none.examined, start) == (nil, 0, 240, 80))
    start = 10
    let all = snapshot.decide(0, from: &start, sampling: .all)
    #expect((all.node, all.feasible, start) == (10, 240, 10))
  }

  @Test("examines more nodes where some refuse")
  func rotationPastRefusals() throws {
    let nodes = (0..<150).map { index in
      index % 3 == 0 ? node("n\(index)").unschedulable() : node("n\(index)")
    }
    var snapshot = try snapshot(nodes, [pod("a")])
    var start = 3
    let decision = snapshot.decide(0, from: &start)
    #expect((decision.feasible, decision.examined, start) == (100, 150, 3))
  }

  @Test("takes the node that was promised, and does not move on")
  func nominated() throws {
    let nodes = (0..<4).map { node("n\($0)") }
    let pods = [
      pod("a").cpu("1").nominated("n2"), pod("b").cpu("3500m").on("n3").priority(9),
      pod("c").cpu("1").nominated("n3"),
    ]
    var snapshot = try snapshot(nodes, pods)
    var start = 1
    let taken = snapshot.decide(0, from: &start)
    #expect((taken.node, taken.feasible, taken.score, start) == (2, 1, 0, 1))
    let other = try #require(snapshot.pod("c"))
    let refused = snapshot.decide(other, from: &start)
    #expect(refused.feasible == 3, "the promised node is full, so all are looked at")
    #expect(refused.node != 3)
  }

  @Test("keeps the room that was promised to pods that matter as much")
  func promises() throws {
    let pods = [
      pod("promised").cpu("3").nominated("n0").priority(5), pod("lower").cpu("2").priority(4),
      pod("same").cpu("2").priority(5), pod("higher").cpu("2").priority(6),
    ]
    var snapshot = try snapshot([node("n0")], pods)
    var start = 0
    let nodes = (1...3).map { snapshot.decide($0, from: &start).node }
    #expect(nodes == [nil, nil, 0])
  }

  @Test("does not score a single feasible node, and none where there is none")
  func single() throws {
    var single = try snapshot([node("n0"), node("n1").unschedulable()], [pod("a").cpu("1")])
    var start = 0
    #expect(
      single.decide(0, from: &start)
        == Decision(pod: 0, node: 0, score: 0, feasible: 1, examined: 2, ties: 1))
    var empty = try snapshot([], [pod("a")])
    start = 0
    #expect(
      empty.decide(0, from: &start)
        == Decision(pod: 0, node: nil, score: 0, feasible: 0, examined: 0, ties: 0))
  }

  @Test("takes the first feasible node where nothing is scored")
  func withoutScores() throws {
    var profile = SchedulerProfile()
    profile.weights = [:]
    let nodes = [node("n0").unschedulable(), node("n1"), node("n2")]
    var snapshot = try snapshot(nodes, [pod("a")], profile)
    var start = 0
    let decision = snapshot.decide(0, from: &start)
    #expect((decision.node, decision.feasible, decision.examined, start) == (1, 1, 2, 2))
  }
}
