// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing
import VectorPacking

@testable import Scheduling

@Suite("Packing random clusters")
struct LoweringTests {
  static let recipes: [(name: String, recipe: ClusterRecipe)] =
    ClusterRecipe.all.filter { $0.name != "volumes" } + [
      ("plain", ClusterRecipe(.priorities, .podShapes)),
      ("spread over zones", ClusterRecipe(.spread, .taints, density: 70)),
      ("near and far", ClusterRecipe(.podAffinity, .hostPorts, density: 70)),
    ]

  /// A random cluster of which some pods are in groups.
  private func lowered(_ recipe: ClusterRecipe, seed: UInt64) throws -> LoweredCluster {
    var recipe = recipe
    recipe.nodes = 2...8
    recipe.boundPods = 0...10
    recipe.pendingPods = 5...20
    var generator = ClusterGenerator(seed: seed, recipe: recipe)
    var cluster = generator.cluster()
    for index in cluster.pods.indices where seed % 3 > 0 && index % 4 == 0 {
      cluster.pods[index].metadata.labels["scheduling.x-k8s.io/pod-group"] = "g\(index % 3)"
    }
    let engine = Engine(cluster, profile: generator.profile())
    return try LoweredCluster(try #require(engine.snapshot))
  }

  /// Checks that every placed pod could be put where it is, and that groups are whole.
  private func check(_ packing: ClusterPacking, _ lowered: LoweredCluster, _ label: String) {
    var snapshot = packing.snapshot
    let placed = lowered.arrivals.filter { snapshot.node(ofPod: $0) != nil }
    for pod in placed {
      guard let node = snapshot.node(ofPod: pod) else { continue }
      snapshot.evict(pod)
      let refusal = snapshot.refusal(of: pod, on: node)
      #expect(refusal == nil, "\(label), pod \(snapshot.podName(pod))")
      snapshot.place(pod, on: node)
    }
    checkGroups(packing, lowered, label)
    let stays = (0..<lowered.snapshot.podCount).filter {
      lowered.snapshot.node(ofPod: $0) != nil
    }
    #expect(
      stays.allSatisfy {
        packing.snapshot.node(ofPod: $0) == lowered.snapshot.node(ofPod: $0)
      }, "\(label): a pod that was there was moved")
  }

  private func checkGroups(
    _ packing: ClusterPacking, _ lowered: LoweredCluster, _ label: String
  ) {
    let placed = lowered.arrivals.filter { packing.snapshot.node(ofPod: $0) != nil }
    #expect(packing.unplaced == lowered.arrivals.filter { !placed.contains($0) }, "\(label)")
    let whole = Set(placed.compactMap { packing.snapshot.group(ofPod: $0) })
    let broken = Set(packing.unplaced.compactMap { packing.snapshot.group(ofPod: $0) })
    #expect(whole.isDisjoint(with: broken), "\(label)")
  }

  private func check(
    _ outcome: SolveOutcome, _ problem: PackingProblem, _ label: String
  ) throws -> Packing {
    let packing = try #require(outcome.packing, "\(label)")
    #expect(PackingVerifier(problem).violations(in: packing) == [], "\(label)")
    return packing
  }

  @Test("keeps the rules of the problem and all filters", arguments: recipes.map(\.name))
  func filtered(name: String) throws {
    let recipe = try #require(Self.recipes.first { $0.name == name }?.recipe)
    let greedy = StrategyRegistry.greedy.strategies
    for seed in 0..<UInt64(8) {
      let lowered = try lowered(recipe, seed: 3_000 + seed)
      let local = LocalSearchStrategy()
      let bases: [any PackingStrategy] =
        [greedy[Int(seed) % greedy.count], greedy[Int(seed * 7 + 3) % greedy.count]]
        + (seed % 5 == 0 ? [local] : [])
      for base in bases {
        let label = "\(name), seed \(seed), \(base.name)"
        let strategy = FilteredStrategy(base, on: lowered)
        let outcome = strategy.solve(lowered.problem, in: SolveContext(roundLimit: 20))
        let packing = try check(outcome, lowered.problem, label)
        let raw = try #require(
          base.solve(lowered.problem, in: SolveContext(roundLimit: 20)).packing)
        let realized = ClusterPacking(lowered, raw)
        check(realized, lowered, label)
        #expect(realized.packing(lowered).unplacedCount == realized.unplaced.count, "\(label)")
        #expect(packing.unplacedCount == realized.unplaced.count, "\(label)")
      }
    }
  }

  @Test("one pod at a time keeps the rules of the problem", arguments: recipes.map(\.name))
  func online(name: String) throws {
    let recipe = try #require(Self.recipes.first { $0.name == name }?.recipe)
    for seed in 0..<UInt64(12) {
      let lowered = try lowered(recipe, seed: 4_000 + seed)
      let label = "\(name), seed \(seed)"
      let outcome = OnlineStrategy(on: lowered).solve(lowered.problem, in: SolveContext())
      _ = try check(outcome, lowered.problem, label)
      var snapshot = lowered.snapshot
      _ = SchedulingRun(preempts: false).place(lowered.arrivals, in: &snapshot)
      checkGroups(ClusterPacking(snapshot, arrivals: lowered.arrivals), lowered, label)
    }
  }
}
