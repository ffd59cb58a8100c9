// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Pods that have a node and wait for their volumes before they are bound.
@Suite struct VolumeWaitTests {
  /// A cluster in which volumes are asked for and nobody makes them.
  private func rig() throws -> StorageRig {
    let rig = try StorageRig(zones: ["a"])
    try rig.storageClass("slow", waits: true)
    rig.plane.component(named: "csi-provisioner")?.stop()
    try rig.claim("data", "slow")
    try rig.pod("db", claims: ["data"])
    rig.run(5)
    #expect(try rig.claim(named: "data")?.annotation(VolumeAnnotation.selectedNode) == "node-1")
    #expect(try rig.pod(named: "db")?.boundNode == "")
    return rig
  }

  private func start(_ rig: StorageRig) { rig.plane.component(named: "csi-provisioner")?.start() }

  @Test func aPodIsTriedAgainAfterTenMinutes() throws {
    let rig = try rig()
    let text =
      "running PreBind plugin \"VolumeBinding\": binding volumes: context deadline exceeded"
    rig.run(590)
    #expect(try !rig.tells("db", text))
    rig.run(20)
    #expect(try rig.tells("db", text))
    start(rig)
    rig.run(30)
    #expect(try rig.phase(.pods, "db") == "Running")
  }

  /// While a pod waits, its room is taken; when it is gone, it is free.
  @Test func aPodThatIsDeletedGivesItsRoomBack() throws {
    let rig = try rig()
    let big: Value = [
      ["name": "main", "image": "example.org/big:1", "resources": ["requests": ["cpu": "8"]]]
    ]
    try rig.pod("big", claims: []) { $0["containers"] = big }
    rig.run(10)
    #expect(try rig.phase(.pods, "big") == "Running")
    try rig.claim("more", "slow")
    try rig.delete(.pods, "big")
    rig.run(10)
    try rig.pod("waits", claims: ["more"]) { $0["containers"] = big }
    rig.run(5)
    try rig.pod("big", claims: []) { $0["containers"] = big }
    rig.run(10)
    #expect(try rig.pod(named: "big")?.boundNode == "")
    try rig.delete(.pods, "waits")
    rig.run(30)
    #expect(try rig.phase(.pods, "big") == "Running")
    // Nothing is bound afterwards that is gone.
    start(rig)
    rig.run(30)
    #expect(try rig.pod(named: "waits") == nil)
    #expect(try rig.phase(.pods, "db") == "Running")
  }

  @Test func anotherSchedulerGoesOn() throws {
    let rig = try rig()
    let scheduler = try #require(rig.plane.component(named: "default-scheduler"))
    scheduler.stop()
    start(rig)
    rig.run(30)
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Bound")
    #expect(try rig.pod(named: "db")?.boundNode == "")
    scheduler.start()
    rig.run(30)
    #expect(try rig.phase(.pods, "db") == "Running")
  }
}
