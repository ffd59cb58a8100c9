// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Questions to a snapshot")
struct QuestionTests {
  /// Two nodes of two cores, `a` with one taken, and pods of one core that wait.
  private func snapshot(waiting: Int) throws -> ClusterSnapshot {
    var objects = ClusterObjects()
    objects.nodes = [node("a").cpu("2").memory("4Gi"), node("b").cpu("2").memory("4Gi")]
    objects.pods = [pod("old").cpu("1").on("a")] + (0..<waiting).map { pod("new-\($0)").cpu("1") }
    return try ClusterSnapshot(objects)
  }

  @Test("A decision by itself is one that begins at the first node and looks at all")
  func decide() throws {
    var snapshot = try snapshot(waiting: 1)
    let pod = try #require(snapshot.pod("new-0"))
    var start = 0
    #expect(snapshot.decide(pod) == snapshot.decide(pod, from: &start, sampling: .all))
    #expect(snapshot.decide(pod).node == snapshot.node(named: "b"))
  }

  @Test("Pods fit together as long as there is room for all in turn, and nothing is placed")
  func fitsAll() throws {
    let three = try snapshot(waiting: 3)
    let nodes = try #require(three.fitsAll(three.pendingPods))
    #expect(nodes.sorted() == [0, 1, 1])
    #expect(three.pendingPods.count == 3)
    let four = try snapshot(waiting: 4)
    #expect(four.fitsAll(four.pendingPods) == nil)
    #expect(four.fitsAll([]) == [])
  }

  @Test("Replicas are counted where they fit, up to the limit, with what keeps the next one off")
  func maxReplicas() throws {
    let snapshot = try snapshot(waiting: 1)
    let pod = try #require(snapshot.pod("new-0"))
    let all = snapshot.maxReplicas(like: pod)
    #expect(all.count == 3)
    #expect(all.perNode == [1, 2])
    #expect(all.diagnosis?.reasons == ["Insufficient cpu": 2])
    let some = snapshot.maxReplicas(like: pod, limit: 2)
    #expect(some.count == 2)
    #expect(some.diagnosis == nil)
  }

  @Test("A cordoned node keeps its pods and takes no others, in the fork alone")
  func cordon() throws {
    let snapshot = try snapshot(waiting: 1)
    let pod = try #require(snapshot.pod("new-0"))
    var fork = snapshot
    fork.cordon(1)
    #expect(fork.refusal(of: pod, on: 1)?.filter == .nodeUnschedulable)
    #expect(fork.decide(pod).node == 0)
    #expect(fork.pods(onNode: 0).count == 1)
    #expect(snapshot.fits(pod, on: 1))
    #expect(snapshot.labels(ofNode: 0) == fork.labels(ofNode: 0))
  }
}
