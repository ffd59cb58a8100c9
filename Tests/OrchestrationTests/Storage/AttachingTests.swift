// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// How volumes come to nodes and go from them.
@Suite struct AttachingTests {
  static var anywhere: StorageDriver {
    var driver = StorageDriver(name: "net.example.org", kind: .block)
    driver.topology = .none
    return driver
  }

  private func rig(_ nodes: Int = 2, behaviors: [Behavior] = []) throws -> StorageRig {
    let rig = try StorageRig(
      zones: Array(repeating: "a", count: nodes), drivers: [Self.anywhere], behaviors: behaviors)
    try rig.storageClass("net", "net.example.org")
    return rig
  }

  private func attached(_ rig: StorageRig, _ node: String) throws -> [String] {
    (try rig.find(.nodes, node)?.observed["volumesAttached"]?.array ?? []).compactMap {
      $0.object?["name"]?.string
    }
  }

  private func inUse(_ rig: StorageRig, _ node: String) throws -> [String] {
    try rig.find(.nodes, node)?.observed["volumesInUse"]?.array?.compactMap(\.string) ?? []
  }

  @Test func containersWaitForTheirVolumes() throws {
    let rig = try rig()
    try rig.claim("data", "net")
    try rig.pod("db", claims: ["data"], node: "node-1")
    rig.run(4)
    let waiting = try #require(try rig.pod(named: "db"))
    #expect(waiting.boundNode == "node-1")
    #expect(
      waiting["status"]?[path: "containerStatuses"]?.array?.first?[
        path: "state", "waiting", "reason"] == "ContainerCreating")
    rig.run(10)
    #expect(try rig.phase(.pods, "db") == "Running")
    let volume = try rig.claim(named: "data")?.boundVolume ?? ""
    let unique = "kubernetes.io/csi/net.example.org^\(volume)"
    #expect(try attached(rig, "node-1") == [unique])
    #expect(try inUse(rig, "node-1") == [unique])
    #expect(try rig.attachments() == ["\(volume)@node-1"])
    #expect(try rig.disk("data")?.machines == ["node-1"])
    let reasons = try rig.reasons("db")
    // It was there before its claim was bound.
    #expect(
      reasons.filter { $0 != "FailedScheduling" && $0 != "Pulled" && $0 != "Pulling" } == [
        "Scheduled", "SuccessfulAttachVolume", "Created", "Started",
      ])

    // The pod stays until its volume is unmounted, and then the volume goes.
    try rig.delete(.pods, "db")
    rig.run(0.1)
    #expect(try rig.pod(named: "db") != nil)
    rig.run(1)
    #expect(try rig.pod(named: "db") == nil)
    rig.run(10)
    #expect(try inUse(rig, "node-1") == [])
    #expect(try attached(rig, "node-1") == [])
    #expect(try rig.attachments() == [])
    #expect(try rig.disk("data")?.machines == [])
  }

  @Test func aVolumeGoesFromNodeToNodeWithWhatIsOnIt() throws {
    let rig = try rig(behaviors: [StorageRig.writer()])
    try rig.claim("data", "net")
    try rig.pod("one", claims: ["data"], node: "node-1")
    rig.run(20)
    #expect(try rig.file("log", "data") == "x")
    try rig.pod("two", claims: ["data"], node: "node-2")
    rig.run(20)
    #expect(try rig.phase(.pods, "two") == "Pending")
    #expect(try rig.tells("two", "FailedAttachVolume Multi-Attach error for volume"))
    #expect(try rig.tells("two", "Volume is already used by pod(s) one"))
    #expect(try rig.disk("data")?.machines == ["node-1"])
    try rig.delete(.pods, "one")
    rig.run(20)
    #expect(try rig.phase(.pods, "two") == "Running")
    #expect(try rig.disk("data")?.machines == ["node-2"])
    #expect(try rig.file("log", "data") == "xx")
  }

  @Test func aSharedVolumeIsOnManyNodes() throws {
    let rig = try StorageRig(zones: ["a", "b"], behaviors: [StorageRig.writer()])
    try rig.storageClass("files", "nfs.stevedore.dev")
    try rig.claim("data", "files", modes: ["ReadWriteMany"])
    try rig.pod("one", claims: ["data"], node: "node-1")
    try rig.pod("two", claims: ["data"], node: "node-2")
    rig.run(20)
    #expect(try rig.phase(.pods, "one") == "Running")
    #expect(try rig.phase(.pods, "two") == "Running")
    #expect(try rig.file("log", "data") == "xx")
    #expect(try rig.attachments() == [])
  }

  /// A driver cannot do what it is not made for.
  @Test func anAccessModeThatADriverDoesNotHaveIsRefused() throws {
    let rig = try rig()
    try rig.claim("data", "net", modes: ["ReadWriteMany"])
    rig.run(30)
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Pending")
    #expect(try rig.tells("data", "volume capability ReadWriteMany is not supported"))
  }

  @Test func aDeadNodeKeepsItsVolumeForSixMinutes() throws {
    let rig = try rig(behaviors: [StorageRig.writer()])
    try rig.claim("data", "net")
    try rig.pod("one", claims: ["data"], node: "node-1")
    rig.run(20)
    rig.fleet["node-1"]?.machine.crash()
    rig.run(120)
    try rig.delete(.pods, "one", grace: 0)
    try rig.pod("two", claims: ["data"], node: "node-2")
    rig.run(355)
    #expect(try rig.phase(.pods, "two") == "Pending")
    #expect(try rig.tells("two", "Volume is already exclusively attached to one node"))
    rig.run(20)
    #expect(try rig.phase(.pods, "two") == "Running")
    #expect(try rig.file("log", "data") == "xx")
  }

  @Test func aNodeOutOfServiceIsNotWaitedFor() throws {
    let rig = try rig()
    try rig.claim("data", "net")
    try rig.pod("one", claims: ["data"], node: "node-1")
    rig.run(20)
    rig.fleet["node-1"]?.machine.crash()
    rig.run(120)
    try rig.delete(.pods, "one")
    try rig.pod("two", claims: ["data"], node: "node-2")
    rig.run(60)
    #expect(try rig.phase(.pods, "two") == "Pending")
    try rig.cluster.user.change(.nodes, ObjectKey(name: "node-1"), uid: nil) { node in
      node.modify("spec") { spec in
        let taints = spec["taints"]?.array ?? []
        spec["taints"] = .array(
          taints + [
            ["key": "node.kubernetes.io/out-of-service", "value": "down", "effect": "NoExecute"]
          ])
      }
      return true
    }
    rig.run(60)
    #expect(try rig.phase(.pods, "one") == "gone")
    #expect(try rig.phase(.pods, "two") == "Running")
  }

  /// What a node that was cut off goes on writing is not on the volume once that was taken from it.
  @Test func whatWasTakenAwayIsNotWrittenToAnyMore() throws {
    var late = Behavior(name: "late")
    late.selector.pod = GlobPattern("one")
    late.writes = [.init(after: 1_200_000_000, path: "/data/late", text: "x")]
    let rig = try rig(behaviors: [late])
    try rig.claim("data", "net")
    try rig.pod("one", claims: ["data"], node: "node-1")
    rig.run(20)
    rig.fleet["node-1"]?.machine.disconnect()
    rig.run(120)
    try rig.delete(.pods, "one", grace: 0)
    try rig.pod("two", claims: ["data"], node: "node-2")
    rig.run(600)
    #expect(try rig.phase(.pods, "two") == "Running")
    #expect(rig.fleet["node-1"]?.machine.runningCount == 1)
    rig.run(600)
    #expect(try rig.file("late", "data") == nil)
  }

  @Test func onePodAloneUsesAClaimThatSaysSo() throws {
    let rig = try rig(1)
    try rig.claim("data", "net", modes: ["ReadWriteOncePod"])
    try rig.pod("one", claims: ["data"])
    rig.run(20)
    try rig.pod("two", claims: ["data"])
    // The scheduler is passed by.
    try rig.pod("three", claims: ["data"]) { $0["nodeName"] = "node-1" }
    rig.run(20)
    #expect(try rig.phase(.pods, "one") == "Running")
    #expect(try rig.pod(named: "two")?.boundNode == "")
    #expect(try rig.tells("two", "ReadWriteOncePod access mode already in-use by another pod"))
    #expect(try rig.phase(.pods, "three") == "Pending")
    #expect(try rig.tells("three", "is already in use by another pod"))
    try rig.delete(.pods, "one")
    rig.run(130)
    #expect(try rig.phase(.pods, "three") == "Running")
  }

  @Test func mountsOutliveTheKubelet() throws {
    let rig = try rig()
    try rig.claim("data", "net")
    try rig.pod("db", claims: ["data"], node: "node-1")
    rig.run(20)
    let used = try inUse(rig, "node-1")
    #expect(used.count == 1)
    rig.fleet["node-1"]?.stop()
    rig.run(60)
    rig.fleet["node-1"]?.start()
    rig.run(20)
    #expect(try inUse(rig, "node-1") == used)
    #expect(try rig.phase(.pods, "db") == "Running")
    let restarts = try rig.pod(named: "db")?["status"]?[path: "containerStatuses"]?.array?.first
    #expect(restarts?[path: "restartCount"] == 0)
    // A pod that went while the kubelet was away.
    rig.fleet["node-1"]?.stop()
    try rig.delete(.pods, "db", grace: 0)
    rig.run(10)
    rig.fleet["node-1"]?.start()
    rig.run(20)
    #expect(try inUse(rig, "node-1") == [])
    #expect(try rig.attachments() == [])
  }

  @Test func aRestartedMachineMountsAgain() throws {
    let rig = try rig(behaviors: [StorageRig.writer()])
    try rig.claim("data", "net")
    try rig.pod("db", claims: ["data"], node: "node-1")
    rig.run(20)
    rig.fleet["node-1"]?.machine.crash()
    #expect(rig.fleet["node-1"]?.machine.mountedPods == [])
    rig.run(5)
    rig.fleet["node-1"]?.machine.boot()
    rig.run(30)
    #expect(try rig.phase(.pods, "db") == "Running")
    #expect(try rig.file("log", "data") == "xx")
  }

  @Test func attachingIsTriedAgain() throws {
    var driver = Self.anywhere
    driver.failureProbability = 0.7
    let rig = try StorageRig(zones: ["a", "a"], drivers: [driver], seed: 3)
    try rig.storageClass("net", "net.example.org")
    for index in 0..<6 {
      try rig.claim("data-\(index)", "net")
      try rig.pod("db-\(index)", claims: ["data-\(index)"])
    }
    rig.run(1800)
    var failures = 0
    for index in 0..<6 {
      #expect(try rig.phase(.pods, "db-\(index)") == "Running")
      if try rig.tells("db-\(index)", "FailedAttachVolume AttachVolume.Attach failed for volume") {
        failures += 1
      }
    }
    #expect(failures > 0)
  }

  @Test func aLimitOfANodeHolds() throws {
    var driver = Self.anywhere
    driver.attachLimit = 2
    let rig = try StorageRig(zones: ["a"], drivers: [driver])
    try rig.storageClass("net", "net.example.org")
    for index in 0..<4 { try rig.claim("data-\(index)", "net") }
    for index in 0..<3 { try rig.pod("db-\(index)", claims: ["data-\(index)"]) }
    // The scheduler is passed by: the driver itself refuses.
    rig.run(30)
    try rig.pod("db-3", claims: ["data-3"]) { $0["nodeName"] = "node-1" }
    rig.run(30)
    #expect(try rig.phase(.pods, "db-1") == "Running")
    #expect(try rig.tells("db-2", "node(s) exceed max volume count"))
    #expect(try rig.phase(.pods, "db-3") == "Pending")
    #expect(try rig.tells("db-3", "node node-1 has 2 of at most 2 volumes"))
    #expect(
      try rig.find(.csiNodes, "node-1")?["spec"]?[path: "drivers"]?.array?.first?[
        path: "allocatable", "count"] == 2)
  }
}
