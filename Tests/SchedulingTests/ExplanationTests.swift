// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Explanations on random clusters")
struct ExplanationTests {
  /// Calls a function with the snapshots of some random clusters.
  private func withClusters(
    _ name: String, _ body: (ClusterSnapshot, String) throws -> Void
  ) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    for seed in UInt64(500)..<506 {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      let engine = Engine(generator.cluster(), profile: generator.profile())
      try body(try #require(engine.snapshot), "\(name), seed \(seed)")
    }
  }

  @Test("A pod's explanation is what evaluate, decide and diagnose say", arguments: recipes)
  func pods(name: String) throws {
    try withClusters(name) { snapshot, label in
      for pod in 0..<snapshot.podCount where !snapshot.podsOnUnknownNodes.contains(pod) {
        let place = Comment(rawValue: "\(label), pod \(snapshot.podName(pod))")
        let explanation = snapshot.explanation(of: pod)
        var fork = snapshot
        if fork.node(ofPod: pod) != nil { fork.evict(pod) }
        let evaluation = fork.evaluate(pod)
        #expect(explanation.node == snapshot.node(ofPod: pod), place)
        #expect(explanation.evaluation.refusals == evaluation.refusals, place)
        #expect(explanation.evaluation.totals == evaluation.totals, place)
        #expect(explanation.evaluation.scores == evaluation.scores, place)
        #expect(explanation.refusals.map(\.first) == evaluation.refusals, place)
        for total in evaluation.totals { #expect(total <= explanation.highestTotal, place) }
        var start = 0
        #expect(explanation.decision == fork.decide(pod, from: &start, sampling: .all), place)
        #expect(explanation.fits == !evaluation.feasible.isEmpty, place)
        if explanation.fits {
          #expect(explanation.diagnosis == nil && explanation.changes.isEmpty, place)
        } else {
          let result = fork.preempt(pod)
          #expect(explanation.preemption?.choice == result.choice, place)
          #expect(explanation.diagnosis == fork.diagnose(pod, result), place)
        }
      }
    }
  }

  @Test("A node can go exactly if its pods fit in turn beside it", arguments: recipes)
  func nodes(name: String) throws {
    try withClusters(name) { snapshot, label in
      for node in 0..<snapshot.nodeCount {
        let place = Comment(rawValue: "\(label), node \(snapshot.nodeName(node))")
        let explanation = snapshot.explanation(ofNode: node)
        #expect(explanation.pods.map(\.pod) == snapshot.pods(onNode: node), place)
        let movers = explanation.pods.filter { !$0.belongsToNode }
        #expect(explanation.canGo == movers.allSatisfy { $0.together != nil }, place)
        for mover in movers {
          #expect(mover.alone != node && mover.together != node, place)
          #expect((mover.together == nil) == (mover.diagnosis != nil), place)
          guard let alone = mover.alone else { continue }
          var fork = snapshot
          fork.evict(mover.pod)
          #expect(fork.fits(mover.pod, on: alone), place)
        }
        #expect(explanation.pending.flatMap(\.pods).sorted() == snapshot.pendingPods, place)
        for visitor in explanation.pending {
          for pod in visitor.pods where snapshot.pods.named[pod] == -1 {
            guard snapshot.pods.nominated[pod] < 0, snapshot.nominations.isEmpty else { continue }
            #expect(snapshot.fits(pod, on: node) == visitor.refusals.isEmpty, place)
          }
        }
      }
    }
  }

  @Test("The groups of pending pods are what a run leaves", arguments: recipes)
  func pending(name: String) throws {
    try withClusters(name) { snapshot, label in
      let place = Comment(rawValue: label)
      let explanation = snapshot.pendingExplanation()
      var fork = snapshot
      let result = SchedulingRun().place(in: &fork)
      #expect(explanation.groups.flatMap(\.pods).sorted() == fork.pendingPods, place)
      #expect(explanation.pending == snapshot.pendingPods.count, place)
      #expect(explanation.left == fork.pendingPods.count, place)
      #expect(
        explanation.placed + explanation.left - explanation.displaced == explanation.pending, place)
      for group in explanation.groups {
        for pod in group.pods {
          guard let diagnosis = result.diagnoses[pod] else { continue }
          #expect(group.message == diagnosis.message, place)
        }
      }
    }
  }

  @Test("Recorded scores add up to the decision's", arguments: recipes)
  func records(name: String) throws {
    try withClusters(name) { snapshot, label in
      var (plain, recorded) = (snapshot, snapshot)
      let without = SchedulingRun().place(in: &plain)
      let result = SchedulingRun(recordsScores: true).place(in: &recorded)
      #expect(result.steps.map(\.decision) == without.steps.map(\.decision), "\(label)")
      let records = result.records(of: recorded)
      #expect(records.count == result.steps.count, "\(label)")
      for record in records {
        let place = Comment(rawValue: "\(label), pod \(record.pod), attempt \(record.attempt)")
        #expect(record.scores.values.reduce(0, +) == record.score, place)
        #expect(record.node == nil || record.message == nil, place)
        if record.node == nil {
          #expect((record.message == nil) == (record.nominated != nil), place)
        }
      }
    }
  }

  /// The names of all recipes.
  static let recipes = ClusterRecipe.all.map(\.name)
}

private let recipes = ExplanationTests.recipes
