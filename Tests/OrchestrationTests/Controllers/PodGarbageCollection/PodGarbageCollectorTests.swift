// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct PodGarbageCollectorTests {
  let cluster: TestCluster
  let collector: PodGarbageCollector

  init() throws {
    cluster = try TestCluster(isPlain: true)
    collector = PodGarbageCollector(
      cluster.repeatingEnvironment("pod-garbage-collector"), terminatedThreshold: 3)
  }

  func pods() throws -> [String] {
    try cluster.user.list(.pods, ListOptions()).items.map { ObjectKey($0).name }
  }

  func end(_ name: String, _ phase: String, reason: String? = nil) throws {
    try cluster.user.change(
      .pods, ObjectKey(namespace: "default", name: name), uid: nil, subresource: .status
    ) { object in
      object.modify("status") {
        $0["phase"] = .string(phase)
        $0["reason"] = reason.map { .string($0) }
      }
      return true
    }
  }

  @Test func podsOfNodesThatAreGoneGo() throws {
    let (gone, kept) = (
      try ModelledNode("gone", in: cluster), try ModelledNode("kept", in: cluster)
    )
    try gone.run("lost")
    try kept.run("well")
    // Who holds the pod sees why it ended.
    try cluster.user.change(
      .pods, ObjectKey(namespace: "default", name: "lost"), uid: nil
    ) { object in
      object.modify("metadata") { $0["finalizers"] = ["example.com/hold"] }
      return true
    }
    collector.start()
    cluster.run(seconds: 1)
    try cluster.user.deleteIfPresent(.nodes, ObjectKey(name: "gone"))
    cluster.run(seconds: 58)
    #expect(try cluster.object(.pods, "lost", as: Pod.self)?.fields.isTerminating == false)
    cluster.run(seconds: 2)
    let lost = try #require(try cluster.object(.pods, "lost", as: Pod.self))
    #expect(lost.fields.isTerminating)
    #expect(lost.status.phase == "Failed")
    #expect(lost.fields.condition("DisruptionTarget")?["reason"] == "DeletionByPodGC")
    #expect(lost.fields.condition("DisruptionTarget")?["message"] == "PodGC: node no longer exists")
    try cluster.user.removeFinalizer(
      "example.com/hold", from: .pods, ObjectKey(lost), uid: nil)
    #expect(try pods() == ["well"])
  }

  @Test func nodesThatComeBackInTimeKeepTheirPods() throws {
    let node = try ModelledNode("node", in: cluster)
    try node.run("pod")
    collector.start()
    try cluster.user.deleteIfPresent(.nodes, ObjectKey(name: "node"))
    cluster.run(seconds: 30)
    try cluster.user.create(.nodes, ["metadata": ["name": "node"]])
    cluster.run(seconds: 300)
    #expect(try pods() == ["pod"])
  }

  @Test func unboundPodsThatAreToGoGo() throws {
    collector.start()
    try cluster.apply(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: pending, finalizers: [example.com/hold]}
      spec: {containers: [{name: main, image: nginx}]}
      """)
    try cluster.user.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: "pending"))
    cluster.run(seconds: 21)
    #expect(try cluster.object(.pods, "pending", as: Pod.self)?.status.phase == "Failed")
  }

  @Test func nodesOutOfServiceLoseWhatIsToGo() throws {
    let node = try ModelledNode("node", in: cluster)
    try node.run("ending")
    try node.run("staying")
    collector.start()
    cluster.run(seconds: 1)
    try cluster.user.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: "ending"))
    cluster.run(seconds: 100)
    #expect(try pods() == ["ending", "staying"])
    try node.set("Ready", "Unknown")
    try cluster.user.change(.nodes, ObjectKey(name: "node"), uid: nil) { object in
      object.modify("spec") {
        $0["taints"] = [
          [
            "key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown",
            "effect": "NoExecute",
          ]
        ]
      }
      return true
    }
    cluster.run(seconds: 21)
    #expect(try pods() == ["staying"])
  }

  @Test func theOldestOfTooManyGo() throws {
    let node = try ModelledNode("node", in: cluster)
    for name in ["a", "b", "c", "d", "e", "f"] {
      try node.run(name)
      cluster.run(seconds: 2)
    }
    collector.start()
    for name in ["b", "c", "d"] { try end(name, "Succeeded") }
    cluster.run(seconds: 40)
    #expect(try pods().count == 6)
    try end("f", "Failed", reason: "Evicted")
    cluster.run(seconds: 21)
    #expect(try pods() == ["a", "b", "c", "d", "e"])
    collector.stop()
    try end("a", "Failed")
    try end("e", "Succeeded")
    collector.start()
    cluster.run(seconds: 21)
    #expect(try pods() == ["c", "d", "e"])
  }
}
