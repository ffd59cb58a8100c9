// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Decisions from caches")
struct CachedDecisionTests {
  /// A snapshot of a random cluster.
  private func snapshot(_ recipe: ClusterRecipe, seed: UInt64) throws -> ClusterSnapshot {
    var recipe = recipe
    recipe.nodes = 3...10
    recipe.pendingPods = 6...12
    var generator = ClusterGenerator(seed: seed, recipe: recipe)
    let cluster = generator.cluster()
    let engine = Engine(cluster, profile: generator.profile())
    return try #require(engine.snapshot)
  }

  /// Changes a snapshot a little, mostly by placing pods where they are decided to go.
  private func step(
    _ snapshot: inout ClusterSnapshot, _ start: inout Int, _ random: inout RandomNumbers
  ) {
    let pod = random.below(snapshot.podCount)
    if snapshot.node(ofPod: pod) != nil {
      snapshot.evict(pod)
    } else if random.below(4) == 0 {
      snapshot.place(pod, on: random.below(snapshot.nodeCount))
    } else if let node = snapshot.decide(pod, from: &start, sampling: .all).node {
      snapshot.place(pod, on: node)
    }
    if random.below(20) == 0 {
      let node = random.below(snapshot.nodeCount + 1)
      snapshot.nominate(
        random.below(snapshot.podCount), to: node == snapshot.nodeCount ? nil : node)
    }
  }

  /// Compares what is decided about a pod with what is found out plainly.
  private func compare(
    _ pod: Int, _ snapshot: inout ClusterSnapshot, _ start: Int, _ label: String
  ) {
    let evaluation = snapshot.evaluate(pod)
    var position = start
    let decision = snapshot.decide(pod, from: &position, sampling: .all)
    let promised = Int(snapshot.pods.nominated[pod])
    if promised >= 0, evaluation.feasible.contains(promised) {
      #expect(decision.node == promised, "\(label)")
      return
    }
    #expect(decision.feasible == evaluation.feasible.count, "\(label)")
    guard evaluation.feasible.count > 1 else {
      #expect(decision.node == evaluation.feasible.first, "\(label)")
      return
    }
    let totals = Dictionary(
      uniqueKeysWithValues: zip(evaluation.feasible, evaluation.totals))
    let order = snapshot.nodes.order.map { Int($0) }
    let walked = (order[(start % order.count)...] + order[..<(start % order.count)])
      .filter { totals[$0] != nil }
    let top = LiteralHeap(walked.map { totals[$0] ?? 0 }).elements[0]
    #expect(decision.node == walked[top.position], "\(label)")
    #expect(decision.score == top.score, "\(label)")
    #expect(decision.ties == totals.values.count { $0 == top.score }, "\(label)")
  }

  @Test("are those of plain evaluation after every change", arguments: ClusterRecipe.all.map(\.name))
  func equalsEvaluation(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    for seed in 0..<UInt64(5) {
      var snapshot = try snapshot(recipe, seed: 1_000 + seed)
      var random = RandomNumbers(seed: seed)
      var start = 0
      for count in 0..<60 {
        step(&snapshot, &start, &random)
        let pending = snapshot.pendingPods
        guard !pending.isEmpty else { continue }
        let pod = pending[random.below(pending.count)]
        compare(
          pod, &snapshot, random.below(snapshot.nodeCount), "\(name), seed \(seed), step \(count)")
      }
    }
  }

  @Test("of a fork never show in what it was made from", arguments: ClusterRecipe.all.map(\.name))
  func forks(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    for seed in 0..<UInt64(3) {
      var original = try snapshot(recipe, seed: 2_000 + seed)
      var random = RandomNumbers(seed: seed)
      var start = 0
      for _ in 0..<20 { step(&original, &start, &random) }
      let state = SnapshotState(original)
      let nominated = original.pods.nominated
      var decisions: [Decision] = []
      for pod in original.pendingPods {
        var position = 1
        decisions.append(original.decide(pod, from: &position, sampling: .all))
      }
      var forks = [original, original]
      for index in forks.indices {
        for _ in 0..<25 { step(&forks[index], &start, &random) }
        forks.append(forks[index])
        for _ in 0..<10 { step(&forks[index], &start, &random) }
      }
      #expect(SnapshotState(original) == state, "\(name), seed \(seed)")
      #expect(original.pods.nominated == nominated)
      for (pod, decision) in zip(original.pendingPods, decisions) {
        var position = 1
        #expect(original.decide(pod, from: &position, sampling: .all) == decision)
        compare(pod, &original, 1, "\(name), seed \(seed), the original")
      }
      for index in forks.indices {
        for pod in forks[index].pendingPods {
          compare(pod, &forks[index], 0, "\(name), seed \(seed), fork \(index)")
        }
      }
    }
  }
}
