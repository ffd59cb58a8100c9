// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct DaemonSetControllerTests {
  let cluster: WorkloadCluster

  init() throws {
    cluster = try WorkloadCluster()
    for number in 1...4 { try addNode("n\(number)") }
    cluster.start { cluster in
      [DaemonSetController(cluster.environment("daemonset-controller")), cluster.node()]
    }
  }

  func addNode(_ name: String, labels: Fields = ["zone": "a"], taints: [Value] = []) throws {
    var spec = Fields()
    if !taints.isEmpty { spec["taints"] = .array(taints) }
    try cluster.user.create(
      .nodes,
      ["metadata": ["name": .string(name), "labels": .object(labels)], "spec": .object(spec)])
  }

  func apply(extra: [String] = [], pod: String = "") throws {
    try cluster.cluster.apply(
      """
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent}
      spec:
      \(extra.map { "  " + $0 + "\n" }.joined())\
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec: {\(pod)containers: [{name: main, image: v1}]}
      """)
    cluster.run(seconds: 5)
  }

  var status: DaemonSetStatus {
    get throws {
      try cluster.cluster.object(.daemonSets, "agent", as: DaemonSet.self)?.status
        ?? DaemonSetStatus()
    }
  }

  /// The images of pods by their nodes.
  var images: [String: [String]] {
    var images: [String: [String]] = [:]
    for pod in cluster.activePods {
      images[pod.spec.nodeName ?? "", default: []].append(
        pod.spec.containers.first?.image ?? "")
    }
    return images
  }

  @Test func eachNodeHasOne() throws {
    try apply()
    #expect(images == ["n1": ["v1"], "n2": ["v1"], "n3": ["v1"], "n4": ["v1"]])
    #expect(try status.desiredNumberScheduled == 4)
    #expect(try status.currentNumberScheduled == 4)
    #expect(try status.updatedNumberScheduled == 4)
    #expect(try status.numberReady == 4)
    #expect(try status.numberAvailable == 4)
    #expect(try status.numberUnavailable == nil)
    #expect(try status.numberMisscheduled == 0)
    #expect(try status.observedGeneration == 1)
    let pod = try #require(cluster.activePods.first)
    #expect(DaemonPod.target(of: pod.fields["spec"]?.object) == pod.spec.nodeName)
    #expect(pod.spec.tolerations.count == 6)
    let revision = try #require(cluster.objects(.controllerRevisions).first)
    let hash = try #require(pod.metadata.labels["controller-revision-hash"])
    #expect(revision.objectName == "agent-\(hash)")
  }

  @Test func nodesComeAndGo() throws {
    try apply()
    try addNode("n5")
    cluster.run(seconds: 5)
    #expect(images["n5"] == ["v1"])
    #expect(try status.desiredNumberScheduled == 5)
    try cluster.user.deleteIfPresent(.nodes, ObjectKey(name: "n5"))
    cluster.run(seconds: 5)
    // Pods that were on it are the pod garbage collector's.
    #expect(images["n5"] == ["v1"])
    #expect(try status.desiredNumberScheduled == 4)
  }

  @Test func podsForNodesThatAreGoneGo() throws {
    // Nobody binds pods.
    cluster.components[1].stop()
    try apply()
    #expect(cluster.activePods.count == 4)
    try cluster.user.deleteIfPresent(.nodes, ObjectKey(name: "n2"))
    cluster.run(seconds: 5)
    #expect(cluster.activePods.count == 3)
  }

  @Test func taintsKeepPodsAway() throws {
    try addNode(
      "n5", taints: [["key": "dedicated", "value": "db", "effect": "NoSchedule"]])
    try addNode(
      "n6", taints: [["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"]])
    try addNode(
      "n7", taints: [["key": "node.kubernetes.io/not-ready", "effect": "NoExecute"]])
    try apply()
    #expect(Set(images.keys) == ["n1", "n2", "n3", "n4", "n6", "n7"])
    func taint(_ effect: String) throws {
      try cluster.edit(.nodes, "n1") { node in
        node.modify("spec") {
          $0["taints"] = [["key": "full", "value": "x", "effect": .string(effect)]]
        }
      }
      cluster.run(seconds: 5)
    }
    // One that is there stays but does not count, until it has to go.
    try taint("NoSchedule")
    #expect(images["n1"] == ["v1"])
    #expect(try status.desiredNumberScheduled == 5)
    #expect(try status.numberMisscheduled == 1)
    try taint("NoExecute")
    #expect(images["n1"] == nil)
    #expect(try status.numberMisscheduled == 0)
    try cluster.edit(.nodes, "n1") { node in node.modify("spec") { $0["taints"] = nil } }
    cluster.run(seconds: 5)
    #expect(images["n1"] == ["v1"])
  }

  @Test func labelsSelectNodes() throws {
    try addNode("n5", labels: ["zone": "b"])
    try apply(pod: "nodeSelector: {zone: b}, ")
    #expect(images == ["n5": ["v1"]])
    try cluster.edit(.nodes, "n1") { node in
      node.modify("metadata") { $0["labels"] = ["zone": "b"] }
    }
    cluster.run(seconds: 5)
    #expect(images == ["n1": ["v1"], "n5": ["v1"]])
    try cluster.edit(.nodes, "n5") { node in
      node.modify("metadata") { $0["labels"] = ["zone": "c"] }
    }
    cluster.run(seconds: 5)
    #expect(images == ["n1": ["v1"]])
  }

  struct Update: Sendable {
    let strategy: String
    /// At most so many nodes without an available pod, and so many pods more than nodes.
    let unavailable: Int
    let surge: Int
  }

  @Test(arguments: [
    Update(strategy: "{}", unavailable: 1, surge: 0),
    Update(strategy: "{maxUnavailable: 2}", unavailable: 2, surge: 0),
    Update(strategy: "{maxUnavailable: \"60%\"}", unavailable: 3, surge: 0),
    Update(strategy: "{maxUnavailable: 0, maxSurge: 1}", unavailable: 0, surge: 1),
    Update(strategy: "{maxUnavailable: 0, maxSurge: \"50%\"}", unavailable: 0, surge: 2),
  ]) func updatesStayWithinBounds(_ update: Update) throws {
    try apply(
      extra: ["updateStrategy: {type: RollingUpdate, rollingUpdate: \(update.strategy)}"])
    cluster.readiness["v2"] = 5_000_000
    var (least, most) = (4, 0)
    cluster.clock.afterStep = { [cluster] in
      let ready = Set(
        cluster.activePods.filter { pod in
          pod.status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
        }.compactMap(\.spec.nodeName))
      least = min(least, ready.count)
      most = max(most, cluster.activePods.count)
    }
    try cluster.setImage(.daemonSets, "agent", "v2")
    cluster.run(seconds: 120)
    #expect(least == 4 - update.unavailable)
    #expect(most == 4 + update.surge)
    #expect(images == ["n1": ["v2"], "n2": ["v2"], "n3": ["v2"], "n4": ["v2"]])
    #expect(try status.updatedNumberScheduled == 4)
    #expect(try status.numberAvailable == 4)
  }

  @Test func aBrokenUpdateStopsAtItsBound() throws {
    try apply()
    cluster.readiness["broken"] = .some(nil)
    try cluster.setImage(.daemonSets, "agent", "broken")
    cluster.run(seconds: 120)
    #expect(images.values.count { $0 == ["v1"] } == 3)
    #expect(try status.numberUnavailable == 1)
    try cluster.setImage(.daemonSets, "agent", "v1")
    cluster.run(seconds: 30)
    #expect(images.values.allSatisfy { $0 == ["v1"] })
    #expect(try status.numberAvailable == 4)
  }

  @Test func onDeleteNothingHappensByItself() throws {
    try apply(extra: ["updateStrategy: {type: OnDelete}"])
    try cluster.setImage(.daemonSets, "agent", "v2")
    cluster.run(seconds: 20)
    #expect(try status.updatedNumberScheduled == nil)
    let pod = try #require(cluster.activePods.first { $0.spec.nodeName == "n3" })
    _ = try cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions())
    cluster.run(seconds: 5)
    #expect(images["n3"] == ["v2"])
    #expect(images["n1"] == ["v1"])
    #expect(try status.updatedNumberScheduled == 1)
  }

  @Test func failedPodsAreReplacedMoreAndMoreSlowly() throws {
    try apply()
    var refused: Set<String> = []
    // The kubelet of one node refuses all pods.
    let refuse = try cluster.user.watch(.pods, WatchOptions()) { [cluster] events in
      for event in events where event.kind != .deleted {
        guard event.object["spec"]?.object?["nodeName"] == "n1",
          event.object["status"]?.object?["phase"] != "Failed", !event.object.isTerminating,
          var pod = try? cluster.user.find(.pods, event.key), pod.uid == event.object.uid
        else { continue }
        pod.modify("status") { $0["phase"] = "Failed" }
        refused.insert(pod.uid)
        _ = try? cluster.user.updateStatus(.pods, pod)
      }
    }
    let pod = try #require(cluster.activePods.first { $0.spec.nodeName == "n1" })
    _ = try cluster.user.delete(.pods, ObjectKey(pod), DeleteOptions())
    cluster.run(seconds: 100)
    // The one that was there, the one after it, and those after 0, 1, 3, 7, 15, 31 and 63 seconds.
    #expect(refused.count == 9)
    #expect(
      cluster.events("DaemonSet", "FailedDaemonPod").first?.hasSuffix(
        "on node n1, will try to kill it") == true)
    refuse.cancel()
    cluster.run(seconds: 200)
    #expect(images["n1"] == ["v1"])
  }

  @Test func oldRevisionsAreDeleted() throws {
    try apply(extra: ["revisionHistoryLimit: 1"])
    for number in 2...5 {
      try cluster.setImage(.daemonSets, "agent", "v\(number)")
      cluster.run(seconds: 20)
    }
    #expect(cluster.objects(.controllerRevisions).map(\.revisionNumber).sorted() == [4, 5])
  }

  @Test func minReadySecondsAreWaitedFor() throws {
    try apply(extra: ["minReadySeconds: 10"])
    #expect(try status.numberReady == 4)
    #expect(try status.numberAvailable == nil)
    cluster.run(seconds: 10)
    #expect(try status.numberAvailable == 4)
  }

  @Test func waitsGrowAndAreForgotten() {
    var backOff = FailureBackOff()
    #expect(backOff.wait("a", at: 0) == nil)
    backOff.note("a", at: 0)
    #expect(backOff.wait("a", at: 400_000) == 600_000)
    #expect(backOff.wait("a", at: 1_000_000) == nil)
    backOff.note("a", at: 1_000_000)
    #expect(backOff.wait("a", at: 2_000_000) == 1_000_000)
    for step in 0..<20 { backOff.note("a", at: Int64(step) * 1_000_000) }
    #expect(backOff.wait("a", at: 19_000_000) == 900_000_000)
    backOff.forget(before: 19_000_000 + 1_800_000_001)
    #expect(backOff.count == 0)
  }
}
