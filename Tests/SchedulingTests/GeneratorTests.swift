// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("Random clusters")
struct GeneratorTests {
  @Test("are the same for the same seed", arguments: 0..<10)
  func deterministic(seed: UInt64) {
    var first = ClusterGenerator(seed: seed)
    var second = ClusterGenerator(seed: seed)
    let (left, right) = (first.cluster(), second.cluster())
    #expect(left.nodes == right.nodes)
    #expect(left.pods == right.pods)
  }

  @Test("have nodes that fit, and nodes refused for every reason; every score tells nodes apart")
  func everyReason() {
    var refused: [String: Int] = [:]
    var fits = 0
    var tellsApart: [String: Int] = [:]
    for (_, recipe) in ClusterRecipe.all {
      for seed in 0..<24 as Range<UInt64> {
        var generator = ClusterGenerator(seed: seed, recipe: recipe)
        let cluster = generator.cluster()
        let oracle = Oracle(cluster, profile: generator.profile())
        for pod in cluster.pendingPods {
          var feasible: [String] = []
          for node in cluster.nodes {
            switch oracle.verdict(pod, on: node) {
            case .fits: feasible.append(node.metadata.name ?? "")
            case .refused(_, let reasons, _):
              for reason in reasons { refused[reason, default: 0] += 1 }
            }
          }
          fits += feasible.count
          let scores = oracle.scores(pod, feasible: feasible)
          for score in scores.values.flatMap(\.plugins.values) {
            #expect((0...100).contains(score.normalised))
          }
          for plugin in oracle.profile.weights.keys
          where Set(scores.values.compactMap { $0.plugins[plugin]?.normalised }).count > 1 {
            tellsApart[plugin, default: 0] += 1
          }
        }
      }
    }
    #expect(fits > 500)
    for reason in OracleReason.allCases where reason.isMadeByGenerator {
      #expect(refused[reason.rawValue] ?? 0 >= 3, "\(reason)")
    }
    for resource in ["cpu", "memory", "ephemeral-storage", "example.com/gpu", "hugepages-2Mi"] {
      #expect(refused["Insufficient \(resource)"] ?? 0 >= 3, "\(resource)")
    }
    for plugin in OracleProfile().weights.keys {
      #expect(tellsApart[plugin] ?? 0 >= 10, "\(plugin)")
    }
  }
}

extension OracleReason {
  fileprivate var isMadeByGenerator: Bool {
    switch self {
    // A pod that names a node is on it.
    case .nodeName: false
    // Nor are volumes taken away that claims are bound to.
    case .volumeMissing: false
    default: true
    }
  }
}
