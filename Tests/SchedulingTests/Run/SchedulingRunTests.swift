// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Placing all pending pods")
struct SchedulingRunTests {
  private func snapshot(_ nodes: [Node], _ pods: [Pod]) throws -> ClusterSnapshot {
    try Engine.snapshot(OracleCluster(nodes: nodes), pods, SchedulerConfiguration())
  }

  private func placed(_ snapshot: ClusterSnapshot) -> [String: String] {
    var nodes: [String: String] = [:]
    for pod in 0..<snapshot.podCount {
      guard let node = snapshot.node(ofPod: pod) else { continue }
      nodes[snapshot.podName(pod)] = snapshot.nodeName(node)
    }
    return nodes
  }

  private func order(_ result: SchedulingRun.Result, _ snapshot: ClusterSnapshot) -> [String] {
    result.steps.map { snapshot.podName($0.decision.pod) }
  }

  @Test("takes pods by priority, then in their order")
  func priorities() throws {
    var snapshot = try snapshot(
      [node("n0").cpu("3")],
      [
        pod("low").cpu("1").priority(-5), pod("a").cpu("1"), pod("high").cpu("1").priority(9),
        pod("b").cpu("1"),
      ])
    let result = SchedulingRun().place(in: &snapshot)
    #expect(order(result, snapshot) == ["high", "a", "b", "low"])
    #expect(placed(snapshot) == ["high": "n0", "a": "n0", "b": "n0"])
    #expect(result.diagnoses.keys.sorted() == [0])
    #expect(
      result.diagnoses[0]?.message
        == "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: "
        + "1 No preemption victims found for incoming pod.")
  }

  @Test("evicts pods of lower priority, which are placed again where they fit")
  func victimsMove() throws {
    var snapshot = try snapshot(
      [node("n0"), node("n1").cpu("2")],
      [pod("victim").cpu("2").on("n0"), pod("new").cpu("4").priority(1)])
    let result = SchedulingRun().place(in: &snapshot)
    #expect(placed(snapshot) == ["new": "n0", "victim": "n1"])
    #expect(order(result, snapshot) == ["new", "new", "victim"])
    #expect(result.steps.map(\.victims) == [[0], [], []])
    #expect(result.steps.map(\.nominated) == [0, nil, nil])
    #expect(result.steps.map(\.decision.node) == [nil, 0, 1])
    #expect(result.diagnoses.isEmpty)
    #expect(snapshot.promisedCount == 0)
  }

  @Test("reports victims that fit nowhere any more")
  func victimsLeft() throws {
    var snapshot = try snapshot(
      [node("n0")], [pod("victim").cpu("2").on("n0"), pod("new").cpu("3").priority(1)])
    let result = SchedulingRun().place(in: &snapshot)
    #expect(placed(snapshot) == ["new": "n0"])
    #expect(result.diagnoses[0]?.reasons == ["Insufficient cpu": 1])
    #expect(result.diagnoses[1] == nil)
  }

  @Test("lets victims evict others in turn")
  func chains() throws {
    var snapshot = try snapshot(
      [node("n0"), node("n1").cpu("2")],
      [
        pod("middle").cpu("2").priority(5).on("n0"), pod("low").cpu("2").on("n1"),
        pod("high").cpu("4").priority(9),
      ])
    let result = SchedulingRun().place(in: &snapshot)
    #expect(placed(snapshot) == ["high": "n0", "middle": "n1"])
    #expect(result.diagnoses.keys.sorted() == [1])
    // What was evicted on the way gives the last one another try.
    #expect(order(result, snapshot) == ["high", "high", "middle", "middle", "low", "low"])
    #expect(result.steps.map(\.victims) == [[0], [], [1], [], [], []])
  }

  @Test("evicts nothing where that is not wanted")
  func withoutPreemption() throws {
    var snapshot = try snapshot(
      [node("n0")], [pod("stays").cpu("2").on("n0"), pod("new").cpu("3").priority(1)])
    let result = SchedulingRun(preempts: false).place(in: &snapshot)
    #expect(placed(snapshot) == ["stays": "n0"])
    #expect(result.diagnoses[1]?.message == "0/1 nodes are available: 1 Insufficient cpu.")
  }

  @Test("tries a pod again once the one is placed that it has to be near")
  func affinity() throws {
    var snapshot = try snapshot(
      [node("n0"), node("n1")],
      [
        pod("follower").priority(9).cpu("1")
          .affinity(podTerm(hostnameKey, selector(["app": "partner"]))),
        pod("never").priority(8).cpu("1").affinity(podTerm(hostnameKey, selector(["app": "x"]))),
        pod("partner").cpu("1").label("app", "partner"),
      ])
    let result = SchedulingRun().place(in: &snapshot)
    #expect(order(result, snapshot) == ["follower", "never", "partner", "follower", "never"])
    let nodes = placed(snapshot)
    #expect(nodes["follower"] != nil)
    #expect(nodes["follower"] == nodes["partner"])
    #expect(result.diagnoses.keys.sorted() == [1])
    #expect(result.diagnoses[1]?.filters == [.interPodAffinity])
  }

  @Test("leaves gated pods alone, and pods that were not asked for")
  func gates() throws {
    var gated = pod("gated")
    var gate = SchedulingGate()
    gate.name = "example.com/wait"
    gated.spec.schedulingGates = [gate]
    var snapshot = try snapshot([node("n0")], [gated, pod("a"), pod("b")])
    let some = SchedulingRun().place([0, 2], in: &snapshot)
    #expect(some.gated == [0])
    #expect(placed(snapshot) == ["b": "n0"])
    let rest = SchedulingRun().place(in: &snapshot)
    #expect(rest.gated == [0])
    #expect(placed(snapshot) == ["a": "n0", "b": "n0"])
  }

  @Test("stops when it is told to")
  func cancellation() throws {
    var snapshot = try snapshot([node("n0")], (0..<10).map { pod("p\($0)") })
    var asked = 0
    let result = SchedulingRun().place(in: &snapshot) {
      asked += 1
      return asked > 4
    }
    #expect(result.steps.count == 4)
    #expect(snapshot.pendingPods.count == 6)
  }

  @Test("does the same twice and leaves every pod placed or explained", arguments: [1, 2, 3])
  func random(round: UInt64) throws {
    var recipe = ClusterRecipe()
    recipe.nodes = 3...8
    recipe.pendingPods = 10...25
    for seed in 0..<UInt64(15) {
      let label = "round \(round), seed \(seed)"
      var generator = ClusterGenerator(seed: round * 1_000 + seed, recipe: recipe)
      let cluster = generator.cluster()
      let engine = Engine(cluster, profile: generator.profile())
      var first = try #require(engine.snapshot)
      var second = first
      let run = SchedulingRun(sampling: seed % 2 == 0 ? .asConfigured : .all)
      let (one, other) = (run.place(in: &first), run.place(in: &second))
      #expect(one.steps == other.steps, "\(label)")
      #expect(one.diagnoses == other.diagnoses, "\(label)")
      #expect(SnapshotState(first) == SnapshotState(second), "\(label)")
      #expect(one.diagnoses.keys.sorted() == first.pendingPods, "\(label)")
      for pod in first.pendingPods where one.diagnoses[pod]?.preemption.isEmpty == false {
        #expect(one.diagnoses[pod]?.nodes == first.nodeCount)
      }
      check(one, engine, label)
    }
  }

  /// Makes the steps again, each judged plainly.
  private func check(_ result: SchedulingRun.Result, _ engine: Engine, _ label: String) {
    guard var snapshot = engine.snapshot else { return }
    for step in result.steps {
      let pod = step.decision.pod
      if let node = step.decision.node {
        #expect(step.victims.isEmpty, "\(label)")
        #expect(snapshot.fits(pod, on: node), "\(label), pod \(snapshot.podName(pod))")
        snapshot.nominate(pod, to: nil)
        snapshot.place(pod, on: node)
        continue
      }
      #expect(snapshot.evaluate(pod).feasible.isEmpty, "\(label), pod \(snapshot.podName(pod))")
      guard let node = step.nominated else { continue }
      for victim in step.victims {
        #expect(snapshot.priority(victim) < snapshot.priority(pod), "\(label)")
        snapshot.evict(victim)
      }
      for other in snapshot.nominatedPods(on: node)
      where snapshot.priority(other) < snapshot.priority(pod) {
        snapshot.nominate(other, to: nil)
      }
      snapshot.nominate(pod, to: node)
      #expect(snapshot.fits(pod, on: node), "\(label)")
    }
  }
}
