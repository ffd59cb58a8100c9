// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

/// A scheduler that does not look at taints where it filters.
private struct BlindScheduler: SchedulerUnderTest {
  private let oracle: Oracle

  init(_ cluster: OracleCluster, profile: OracleProfile) {
    var profile = profile
    profile.disabledFilters.insert("TaintToleration")
    oracle = Oracle(cluster, profile: profile)
  }

  func verdict(_ pod: Pod, on nodeName: String) -> OracleVerdict {
    oracle.verdict(pod, on: nodeName)
  }

  func scores(_ pod: Pod, feasible: [String]) -> [String: OracleNodeScore] {
    oracle.scores(pod, feasible: feasible)
  }

  func message(_ pod: Pod) -> String { oracle.message(pod) }
}

@Suite("The comparison with the oracle")
struct OracleComparisonTests {
  @Test("finds nothing where nothing differs, on all recipes", arguments: ClusterRecipe.all.indices)
  func same(recipe: Int) {
    for scheduler in schedulersUnderTest {
      for seed in 1_000..<1_002 as Range<UInt64> {
        var generator = ClusterGenerator(seed: seed, recipe: ClusterRecipe.all[recipe].recipe)
        let cluster = generator.cluster()
        let comparison = SchedulerComparison(
          scheduler, on: cluster, profile: generator.profile())
        #expect(comparison.differences() == [], "\(scheduler), \(recipe), seed \(seed)")
      }
    }
  }

  @Test("finds a scheduler that does not look at taints")
  func different() {
    let cluster = OracleCluster(
      nodes: [node("n1").taint("k", "v", "NoSchedule")], pods: [pod("p")])
    let lines = SchedulerComparison(
      BlindScheduler.self, on: cluster, profile: OracleProfile()
    ).differences()
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("default/p on n1: found fits, expected refused") == true)
  }
}
