// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import SchedulingTestSupport
import Testing

@testable import Scheduling

/// How many random clusters are made per recipe; `STEVEDORE_CLUSTERS_PER_RECIPE` asks for more.
private let clustersPerRecipe =
  ProcessInfo.processInfo.environment["STEVEDORE_CLUSTERS_PER_RECIPE"].flatMap(UInt64.init) ?? 40

@Suite("The engine on random clusters")
struct RandomClusterTests {
  @Test("says what the oracle says", arguments: ClusterRecipe.all.map(\.name))
  func equalsOracle(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    var pairs = 0
    for seed in 0..<clustersPerRecipe {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      let cluster = generator.cluster()
      let profile = generator.profile()
      pairs += compare(cluster, profile, "\(name), seed \(seed)")
    }
    #expect(pairs > 0)
  }

  /// Compares verdicts, scores and messages of all pending pods, and decisions with both.
  private func compare(
    _ cluster: OracleCluster, _ profile: OracleProfile, _ label: String
  ) -> Int {
    let oracle = Oracle(cluster, profile: profile)
    let engine = Engine(cluster, profile: profile)
    #expect(engine.fault == nil, "\(label)")
    var pairs = 0
    for pod in cluster.pendingPods {
      let place = "\(label), pod \(pod.metadata.name ?? "")"
      var feasible: [String] = []
      for node in cluster.nodes {
        let name = node.metadata.name ?? ""
        let expected = oracle.verdict(pod, on: node)
        #expect(engine.verdict(pod, on: name) == expected, "\(place), node \(name)")
        if expected.isFit { feasible.append(name) }
        pairs += 1
      }
      let scores = oracle.scores(pod, feasible: feasible)
      let found = engine.scores(pod, feasible: feasible)
      #expect(found.keys.sorted() == feasible.sorted(), "\(place)")
      for (node, score) in scores.sorted(by: { $0.key < $1.key }) {
        for (plugin, value) in score.plugins {
          #expect(found[node]?.plugins[plugin] == value, "\(place), node \(node), \(plugin)")
        }
        #expect(found[node]?.total == score.total, "\(place), node \(node)")
      }
      if feasible.isEmpty { #expect(engine.message(pod) == oracle.message(pod), "\(place)") }
      guard let (asked, index) = engine.asked(pod) else { continue }
      var snapshot = asked
      var start = 0
      let decision = snapshot.decide(index, from: &start, sampling: .all)
      let nominated = pod.status.nominatedNodeName
      if let nominated, feasible.contains(nominated) {
        #expect(decision.node.map(snapshot.nodeName) == nominated, "\(place)")
      } else if feasible.count < 2 {
        #expect(decision.node.map(snapshot.nodeName) == feasible.first, "\(place)")
      } else {
        let best = scores.values.map(\.total).max()
        #expect(decision.score == best, "\(place)")
        let chosen = decision.node.map(snapshot.nodeName)
        #expect(chosen.flatMap { scores[$0]?.total } == best, "\(place)")
      }
    }
    return pairs
  }
}
