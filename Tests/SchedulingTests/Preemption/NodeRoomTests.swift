// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Room on nodes by sums of resources")
struct NodeRoomTests {
  /// What came of looking for victims.
  private enum Outcome: Equatable {
    case victims(Preemption)
    case notHelped
    case doesNotFit
  }

  private func outcome(
    _ result: Result<Preemption, ClusterSnapshot.NoCandidate>?
  ) -> Outcome {
    switch result {
    case .success(let preemption): .victims(preemption)
    case .failure(.notHelped): .notHelped
    case .failure, nil: .doesNotFit
    }
  }

  @Test(
    "finds the victims that taking pods off and putting them back finds",
    arguments: [ClusterRecipe.Ingredient.priorities, .nominations, .spread, .hostPorts])
  func victims(ingredient: ClusterRecipe.Ingredient) throws {
    var recipe = ClusterRecipe(
      .priorities, .nominations, .extendedResources, .podShapes, ingredient, density: 80)
    recipe.boundPods = 10...20
    recipe.nodes = 1...4
    recipe.pendingPods = 2...6
    var found: [Int] = [0, 0, 0]
    var linked = 0
    for seed in 0..<UInt64(60) {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      let cluster = generator.cluster()
      var snapshot = try #require(Engine(cluster, profile: generator.profile()).snapshot)
      snapshot.budgets = [
        DisruptionBudget(
          name: "budget", namespace: "default",
          selector: try LabelSelector(matching: ["app": "web"]), allowed: Int64(seed % 3))
      ]
      var random = RandomNumbers(seed: seed)
      for pod in snapshot.pendingPods {
        snapshot.nominate(pod, to: random.below(snapshot.nodeCount))
      }
      let budgets = snapshot.budgetsOfClasses()
      for pod in snapshot.pendingPods {
        let index = snapshot.classIndex(pod)
        guard snapshot.looksAtSumsAndCounters(index) else { continue }
        var room = NodeRoom(for: index, in: snapshot)
        for node in 0..<snapshot.nodeCount {
          let lower = snapshot.pods(onNode: node)
            .filter { snapshot.priority($0) < snapshot.priority(pod) }
            .sorted { snapshot.isMoreImportant($0, $1) }
          guard !lower.isEmpty else { continue }
          func isLinked(_ other: Int) -> Bool {
            snapshot.isLinked(index, to: snapshot.classIndex(other))
          }
          if lower.contains(where: isLinked) { continue }
          let areLinked = snapshot.nominatedPods(on: node).contains(where: isLinked)
          let before = SnapshotState(snapshot)
          let answer = room.victims(
            of: pod, on: node, lower, budgets, arePromisedLinked: areLinked, in: snapshot)
          // Where the promised pods count in it, sums need not tell.
          if answer == nil, areLinked { continue }
          if !snapshot.countsOnlySums(index) { linked += 1 }
          let bySums = outcome(answer)
          let byPlacing = outcome(snapshot.victims(of: pod, index, on: node, lower, budgets))
          #expect(bySums == byPlacing, "seed \(seed), pod \(pod), node \(node)")
          #expect(SnapshotState(snapshot) == before, "seed \(seed): it was changed")
          switch bySums {
          case .victims: found[0] += 1
          case .notHelped: found[1] += 1
          case .doesNotFit: found[2] += 1
          }
        }
      }
    }
    #expect(found.allSatisfy { $0 > 0 }, "\(found)")
    #expect(linked > 0 || ingredient != .spread, "no constraint was looked at")
  }
}
