// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Scheduling
@testable import SchedulingTestSupport

/// How many histories there are per recipe; `STEVEDORE_HISTORIES_PER_RECIPE` asks for more.
private let historiesPerRecipe =
  ProcessInfo.processInfo.environment["STEVEDORE_HISTORIES_PER_RECIPE"].flatMap(UInt64.init) ?? 6

@Suite("A snapshot that follows a cluster")
struct LiveSnapshotTests {
  static let recipes = ClusterRecipe.all.map(\.name).filter { $0 != "volumes" }

  @Test("decides as one that is built anew, whatever happens", arguments: recipes)
  func equalsFresh(name: String) throws {
    var recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    // Claims that a placed pod holds are assumed by the one and not known to the other.
    recipe.ingredients.remove(.volumes)
    recipe.boundPods = 0...12
    var compared = 0
    for seed in 0..<historiesPerRecipe {
      var history = try LiveHistory(seed: seed, recipe)
      for step in 0..<60 {
        try history.step()
        if step % 3 == 0 {
          compared += try compare(&history, "\(name), seed \(seed), step \(step)")
        }
      }
    }
    #expect(compared > 100)
  }

  /// Compares what both say of all pods that wait.
  private func compare(_ history: inout LiveHistory, _ label: String) throws -> Int {
    var fresh = try history.fresh()
    var live = history.live
    #expect(live.nodeCount == fresh.nodeCount, "\(label)")
    #expect(live.podCount == fresh.podCount, "\(label)")
    func names(_ snapshot: ClusterSnapshot, _ pods: [Int]) -> [String] {
      pods.map { "\(snapshot.namespace($0))/\(snapshot.podName($0))" }.sorted()
    }
    let pending = live.pendingPods
    #expect(names(live, pending) == names(fresh, fresh.pendingPods), "\(label)")
    #expect(
      names(live, live.podsOnUnknownNodes) == names(fresh, fresh.podsOnUnknownNodes), "\(label)")
    for pod in pending {
      let place = "\(label), pod \(live.podName(pod))"
      let other = try #require(fresh.pod(live.podName(pod), in: live.namespace(pod)), "\(place)")
      let (one, two) = (live.evaluate(pod), fresh.evaluate(other))
      #expect(one.refusals == two.refusals, "\(place)")
      #expect(one.feasible == two.feasible, "\(place)")
      #expect(one.scores == two.scores, "\(place)")
      #expect(live.diagnose(pod) == fresh.diagnose(other), "\(place)")
      #expect(live.rememberingDiagnosis(of: pod) == fresh.diagnose(other), "\(place)")
      let begin = history.random.below(max(1, live.nodeCount))
      var (start, otherStart) = (begin, begin)
      let decision = live.decide(pod, from: &start)
      let expected = fresh.decide(other, from: &otherStart)
      #expect(start == otherStart, "\(place)")
      #expect(decision.node == expected.node, "\(place)")
      #expect(decision.score == expected.score, "\(place)")
      #expect(decision.feasible == expected.feasible, "\(place)")
      #expect(decision.ties == expected.ties, "\(place)")
      guard decision.node == nil else { continue }
      let (quick, slow) = (live.preemptIfAny(pod, from: 0), fresh.preempt(other))
      #expect(quick.reasons == slow.reasons, "\(place)")
      #expect(quick.candidates == slow.candidates, "\(place)")
      #expect(quick.ineligible == slow.ineligible, "\(place)")
    }
    return pending.count
  }

  @Test("uses rows and classes again, so that churn needs no more memory")
  func churn() throws {
    var snapshot = ClusterSnapshot(empty: SchedulerConfiguration())
    snapshot.changeNodes(adding: (0..<4).map { node("n\($0)").cpu("64") }, removing: [])
    var alive: [Int] = []
    for serial in 0..<5_000 {
      // Every template has a hash of its own, as after many rollouts.
      let made = pod("p\(serial)").label("pod-template-hash", "\(serial / 2)").cpu("100m")
      let row = try snapshot.add(made)
      snapshot.place(row, on: serial % 4)
      alive.append(row)
      if alive.count > 40 { snapshot.remove(alive.removeFirst()) }
      snapshot.compactIfWasteful()
    }
    #expect(snapshot.podCount == 40)
    #expect(snapshot.pods.count <= 41)
    #expect(snapshot.classes.count < 700)
    #expect(snapshot.signatures.count < 700)
    #expect(
      (0..<4).map { snapshot.requested(ResourceTable.cpu, onNode: $0) } == [1000, 1000, 1000, 1000])
  }

  @Test("moves pods that wait to the spreading of an owner that is seen late")
  func lateOwner() throws {
    var snapshot = ClusterSnapshot(empty: SchedulerConfiguration())
    snapshot.changeNodes(
      adding: [node("a").zone("z1"), node("b").zone("z2")], removing: [])
    let owned = pod("one").label("app", "web").ownedBy("ReplicaSet", "web")
    let row = try snapshot.add(owned)
    #expect(snapshot.classes[snapshot.classIndex(row)].spread.isEmpty)
    var set = replicaSet("web", selector(["app": "web"]))
    set.metadata.fields["uid"] = "uid-web"
    #expect(try snapshot.setWorkload("ReplicaSet", set.fields, isGone: false))
    #expect(try snapshot.change(row, to: owned))
    #expect(snapshot.classes[snapshot.classIndex(row)].spread.count == 2)
    #expect(try !snapshot.setWorkload("ReplicaSet", set.fields, isGone: false), "nothing is new")
  }
}
