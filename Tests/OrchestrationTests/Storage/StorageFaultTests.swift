// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Storage that breaks.
@Suite struct StorageFaultTests {
  @Test func whatUsesABrokenDiskFails() throws {
    let rig = try StorageRig(behaviors: [StorageRig.writer()])
    try rig.storageClass("fast")
    for name in ["data", "other"] { try rig.claim(name, "fast") }
    try rig.pod("db", claims: ["data"])
    try rig.pod("fine", claims: ["other"])
    rig.run(30)
    rig.injector.inject(
      Fault(.diskLoss(volume: GlobPattern("default/data"), replaceAfter: 600_000_000)))
    #expect(try rig.file("log", "data") == nil)
    rig.run(30)
    let container = try rig.pod(named: "db")?["status"]?[path: "containerStatuses"]?.array?.first
    #expect(container?[path: "state", "waiting", "reason"] == "CrashLoopBackOff")
    #expect(container?[path: "lastState", "terminated", "exitCode"] == 1)
    #expect(try rig.pod(named: "fine")?.isReady == true)
    // A new pod does not even begin.
    try rig.delete(.pods, "db")
    rig.run(10)
    try rig.pod("db", claims: ["data"])
    rig.run(30)
    #expect(try rig.phase(.pods, "db") == "Pending")
    #expect(try rig.tells("db", "rpc error: code = DataLoss"))
    rig.run(900)
    #expect(try rig.phase(.pods, "db") == "Running")
    #expect(try rig.file("log", "data") == "x")
  }

  @Test func aLostZoneTakesItsVolumesAlong() throws {
    let rig = try StorageRig(zones: ["a", "b"])
    try rig.storageClass("zonal", waits: true)
    for (name, node) in [("one", "node-1"), ("two", "node-2")] {
      try rig.claim(name, "zonal")
      try rig.pod("pod-" + name, claims: [name], node: node)
    }
    rig.run(30)
    rig.injector.inject(Fault(.zoneLoss(zone: "a", duration: 1_800_000_000)))
    #expect(rig.fleet["node-1"]?.machine.isOn == false)
    #expect(rig.fleet["node-2"]?.machine.isOn == true)
    let lost = try #require(try rig.disk("one"))
    let other = try #require(try rig.disk("two"))
    #expect(!rig.storage.isUsable(lost.handle, on: "node-1"))
    #expect(rig.storage.isUsable(other.handle, on: "node-2"))
    rig.run(1801)
    #expect(rig.fleet["node-1"]?.machine.isOn == true)
    #expect(rig.storage.isUsable(lost.handle, on: "node-1"))
  }

  @Test func aSlowDiskTakesLonger() throws {
    let rig = try StorageRig(drivers: [AttachingTests.anywhere])
    try rig.storageClass("net", "net.example.org")
    for name in ["slow", "fast"] { try rig.claim(name, "net") }
    rig.run(10)
    rig.injector.inject(
      Fault(.slowDisk(volume: GlobPattern("default/slow"), factor: 10, duration: 600_000_000)))
    for name in ["slow", "fast"] { try rig.pod(name, claims: [name]) }
    rig.run(5)
    #expect(try rig.phase(.pods, "fast") == "Running")
    #expect(try rig.phase(.pods, "slow") == "Pending")
    // Attaching takes twenty seconds instead of two, mounting five instead of a half.
    rig.run(18)
    #expect(try rig.phase(.pods, "slow") == "Pending")
    rig.run(4)
    #expect(try rig.phase(.pods, "slow") == "Running")
  }

  /// What is on the disk of a node goes with the node.
  @Test func localVolumesAreLostWithTheirNode() throws {
    let rig = try StorageRig(behaviors: [StorageRig.writer()])
    try rig.storageClass("disk", "local.stevedore.dev", waits: true)
    try rig.claim("data", "disk")
    try rig.pod("db", claims: ["data"], node: "node-1")
    rig.run(30)
    #expect(try rig.file("log", "data") == "x")
    // A node that only restarts keeps it.
    rig.fleet["node-1"]?.machine.crash()
    rig.fleet["node-1"]?.machine.boot()
    rig.run(60)
    #expect(try rig.file("log", "data") == "xx")
    let node = try #require(try rig.find(.nodes, "node-1"))
    rig.fleet.remove("node-1")
    #expect(try rig.file("log", "data") == nil)
    rig.fleet.add(node).start()
    rig.run(120)
    #expect(try rig.tells("db", "code = DataLoss"))
  }

  @Test(arguments: [
    ("{type: ZoneLoss, zone: a, for: 10m}", "zone a is lost"),
    ("{type: DiskLoss, volume: default/data*, replaceAfter: 1m}", "volumes default/data* are lost"),
    ("{type: SlowDisk, volume: '*', factor: 4, for: 1h}", "volumes * are slow"),
  ]) func faultsAreRead(_ yaml: String, _ summary: String) throws {
    let value = Value.object(try TestCluster.fields(yaml))
    let fault = try Fault(reading: BehaviorField(value: value, path: "fault"))
    #expect(fault.kind.summary == summary)
  }

  @Test(arguments: [
    ("{type: ZoneLoss, for: 10m}", "fault.zone"), ("{type: DiskLoss}", "fault.volume"),
    ("{type: SlowDisk, volume: x, factor: 0}", "fault.factor"),
    ("{type: SlowDisk, volume: x, node: y}", "fault.node"),
  ]) func nonsenseIsRefused(_ yaml: String, _ field: String) throws {
    let value = Value.object(try TestCluster.fields(yaml))
    let error = #expect(throws: ReadingError.self) {
      try Fault(reading: BehaviorField(value: value, path: "fault"))
    }
    #expect(error?.field == field)
  }
}
