// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Preemption on random clusters")
struct PreemptionReferenceTests {
  static let recipes: [(name: String, recipe: ClusterRecipe)] = [
    ("room", ClusterRecipe(.priorities, .nominations, .extendedResources, density: 70)),
    ("ports", ClusterRecipe(.priorities, .hostPorts, .taints, .cordons, density: 60)),
    ("near", ClusterRecipe(.priorities, .podAffinity, .namespaces, .missingLabels, density: 50)),
    ("spread", ClusterRecipe(.priorities, .spread, .spreadDetails, .nodeAffinity, density: 50)),
    ("everything", ClusterRecipe()),
  ]

  @Test("chooses what the literal rules choose", arguments: recipes.map(\.name))
  func equalsReference(name: String) throws {
    var recipe = try #require(Self.recipes.first { $0.name == name }?.recipe)
    recipe.boundPods = 8...18
    recipe.nodes = 1...4
    recipe.pendingPods = 1...2
    var choices = 0
    for seed in 0..<UInt64(60) {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      var cluster = generator.cluster()
      start(&cluster, seed: seed)
      var literal = LiteralPreemption(cluster: cluster, profile: generator.profile())
      if seed % 3 > 0 {
        literal.budgets = [
          .init(labels: ["app": "web"], allowed: Int64(seed % 2)),
          .init(labels: ["tier": "front"], allowed: Int64(seed % 5)),
          .init(namespace: "other", labels: ["app": "db"], allowed: 0),
        ]
      }
      choices += try compare(literal, "\(name), seed \(seed)", offset: Int(seed % 4))
    }
    #expect(choices > 3)
  }

  /// Gives pods a moment at which they were started, some the same and some none.
  private func start(_ cluster: inout OracleCluster, seed: UInt64) {
    for index in cluster.pods.indices {
      let moment = (Int64(index) * 7 + Int64(seed)) % 5
      // Pods alike in importance keep no order in kube-scheduler: each has its own moment here.
      cluster.pods[index].status.startTime =
        moment == 0 && index % 9 == 0
        ? nil : Timestamp(seconds: 1_000 + moment * 100 + Int64(index))
    }
  }

  private func compare(
    _ literal: LiteralPreemption, _ label: String, offset: Int
  ) throws -> Int {
    let engine = Engine(literal.cluster, profile: literal.profile)
    var snapshot = try #require(engine.snapshot)
    snapshot.budgets = try literal.budgets.map {
      DisruptionBudget(
        name: "budget", namespace: $0.namespace, selector: try LabelSelector(matching: $0.labels),
        allowed: $0.allowed)
    }
    let order = snapshot.nodes.order.map { snapshot.nodeName(Int($0)) }
    var choices = 0
    for pod in literal.cluster.pendingPods {
      let oracle = Oracle(literal.cluster, profile: literal.profile)
      guard oracle.feasibleNodes(pod).isEmpty else { continue }
      let index = try #require(
        snapshot.pod(pod.metadata.name ?? "", in: pod.metadata.namespace ?? "default"))
      let before = SnapshotState(snapshot, pod: index)
      let found = snapshot.preempt(index, from: offset).choice.map { choice in
        LiteralPreemption.Candidate(
          node: snapshot.nodeName(choice.node),
          victims: choice.victims.map { "\(snapshot.namespace($0))/\(snapshot.podName($0))" },
          violations: choice.budgetViolations)
      }
      let expected = literal.choice(for: pod, order: order, from: offset)
      #expect(found == expected, "\(label), pod \(pod.metadata.name ?? "")")
      #expect(SnapshotState(snapshot, pod: index) == before, "\(label): it was changed")
      if expected != nil { choices += 1 }
    }
    return choices
  }
}
