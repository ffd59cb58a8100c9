// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Which volumes claims get, and what is said of both.
@Suite struct BindingTests {
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var claim: String
    var volumes: [String]
    var waits = false
    var expected: String?
  }

  private static func yaml(_ text: String) throws -> Fields { try TestCluster.fields(text) }

  static let cases: [Case] = [
    Case(
      description: "the smallest that is large enough",
      claim: "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}",
      volumes: [
        "{name: large, capacity: {storage: 10Gi}, accessModes: [ReadWriteOnce]}",
        "{name: small, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}",
        "{name: fit, capacity: {storage: 6Gi}, accessModes: [ReadWriteOnce]}",
      ], expected: "fit"),
    Case(
      description: "fewer access modes before less room",
      claim: "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: [
        "{name: both, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce, ReadWriteMany]}",
        "{name: one, capacity: {storage: 9Gi}, accessModes: [ReadWriteOnce]}",
      ], expected: "one"),
    Case(
      description: "all access modes that are asked for",
      claim: "{accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}",
      volumes: ["{name: one, capacity: {storage: 9Gi}, accessModes: [ReadWriteOnce]}"]),
    Case(
      description: "the same class",
      claim:
        "{storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: [
        "{name: none, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}",
        "{name: fast, storageClassName: fast, capacity: {storage: 9Gi}, accessModes: [ReadWriteOnce]}",
      ], expected: "fast"),
    Case(
      description: "the same mode",
      claim:
        "{volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: ["{name: files, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}"]),
    Case(
      description: "the labels that are selected",
      claim:
        "{selector: {matchLabels: {tier: gold}}, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: [
        "{name: plain, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}",
        "{name: gold, label: gold, capacity: {storage: 2Gi}, accessModes: [ReadWriteOnce]}",
      ], expected: "gold"),
    Case(
      description: "one that is meant for the claim, whatever else there is",
      claim: "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: [
        "{name: free, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}",
        "{name: meant, claimRef: {namespace: default, name: data}, capacity: {storage: 9Gi}, accessModes: [ReadWriteOnce]}",
      ], expected: "meant"),
    Case(
      description: "none that is meant for another",
      claim: "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: [
        "{name: other, claimRef: {namespace: default, name: else}, capacity: {storage: 9Gi}, accessModes: [ReadWriteOnce]}"
      ]),
    Case(
      description: "none by itself where a pod is waited for",
      claim: "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
      volumes: ["{name: free, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}"],
      waits: true),
  ]

  @Test(arguments: cases) func aClaimGets(_ item: Case) throws {
    let claim: Fields = [
      "metadata": ["name": "data", "namespace": "default", "uid": "1"],
      "spec": .object(try Self.yaml(item.claim)),
    ]
    let volumes = try item.volumes.map { text -> Fields in
      var spec = try Self.yaml(text)
      let name = spec["name"] ?? ""
      var metadata: Fields = ["name": name]
      if let label = spec["label"] { metadata["labels"] = ["tier": label] }
      (spec["name"], spec["label"]) = (nil, nil)
      return [
        "metadata": .object(metadata), "spec": .object(spec), "status": ["phase": "Available"],
      ]
    }
    let found = VolumeMatch(claim, waitsForPod: item.waits).best(of: volumes)
    #expect(found?.objectName == item.expected)
    let reversed = VolumeMatch(claim, waitsForPod: item.waits).best(of: volumes.reversed())
    #expect(reversed?.objectName == item.expected)
  }

  @Test func claimsAndVolumesAreBoundOneToOne() throws {
    let rig = try StorageRig()
    for index in 1...3 { try rig.volume("disk-\(index)", size: "\(index)Gi") }
    rig.run(1)
    #expect(try rig.phase(.persistentVolumes, "disk-1") == "Available")
    for index in 1...4 { try rig.claim("claim-\(index)", "", size: "1Gi") }
    rig.run(5)
    var taken: [String] = []
    for index in 1...3 {
      let claim = try #require(try rig.claim(named: "claim-\(index)"))
      #expect(claim.phase == "Bound")
      #expect(claim.annotation(VolumeAnnotation.bindCompleted) == "yes")
      #expect(claim.annotation(VolumeAnnotation.boundByController) == "yes")
      let volume = try #require(try rig.find(.persistentVolumes, claim.boundVolume))
      #expect(volume.phase == "Bound")
      #expect(volume.claimReference?["uid"]?.string == claim.uid)
      #expect(claim["status"]?[path: "capacity"] == volume["spec"]?[path: "capacity"])
      taken.append(claim.boundVolume)
    }
    #expect(taken == ["disk-1", "disk-2", "disk-3"])
    #expect(try rig.phase(.persistentVolumeClaims, "claim-4") == "Pending")
    #expect(
      try rig.tells(
        "claim-4", "no persistent volumes available for this claim and no storage class is set"))
    try rig.volume("disk-4")
    rig.run(5)
    #expect(try rig.claim(named: "claim-4")?.boundVolume == "disk-4")
  }

  @Test func aClaimThatNamesAVolumeWaitsForIt() throws {
    let rig = try StorageRig()
    try rig.claim("data", "") { $0["volumeName"] = "mine" }
    rig.run(1)
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Pending")
    try rig.volume("mine", size: "500Mi")
    rig.run(1)
    #expect(
      try rig.tells(
        "data", "VolumeMismatch Cannot bind to requested volume \"mine\": requested PV is too small"
      ))
    try rig.claim("other", "", size: "100Mi") { $0["volumeName"] = "mine" }
    rig.run(1)
    #expect(try rig.claim(named: "other")?.phase == "Bound")
    #expect(try rig.claim(named: "other")?.annotation(VolumeAnnotation.boundByController) == nil)
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Pending")
  }

  @Test func aClaimWhoseVolumeIsGoneIsLost() throws {
    let rig = try StorageRig()
    try rig.volume("disk")
    try rig.claim("data", "")
    rig.run(5)
    try rig.delete(.persistentVolumes, "disk")
    rig.run(5)
    // What is bound is protected.
    #expect(try rig.phase(.persistentVolumes, "disk") == "Bound")
    try rig.cluster.user.change(.persistentVolumes, ObjectKey(name: "disk"), uid: nil) {
      $0.modify("metadata") { $0["finalizers"] = nil }
      return true
    }
    rig.run(5)
    #expect(try rig.phase(.persistentVolumes, "disk") == "gone")
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Lost")
    #expect(
      try rig.tells(
        "data",
        "ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!"))
  }

  @Test func aClassForAllIsGivenToClaimsThatCameBefore() throws {
    let rig = try StorageRig()
    try rig.claim("data")
    rig.run(5)
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Pending")
    try rig.cluster.apply(
      """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: usual, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
      provisioner: nfs.stevedore.dev
      """)
    rig.run(10)
    #expect(try rig.claim(named: "data")?.storageClass == "usual")
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Bound")
    #expect(
      try rig.reasons("data") == [
        "FailedBinding", "ExternalProvisioning", "Provisioning", "ProvisioningSucceeded",
      ])
  }

  /// What was half done when the controller stopped is finished by the next one.
  @Test(arguments: 0..<6) func bindingGoesOnAfterAStop(_ steps: Int) throws {
    let rig = try StorageRig()
    try rig.volume("disk")
    rig.run(1)
    let controller = try #require(
      rig.plane.component(named: "persistentvolume-binder-controller"))
    var writes = 0
    let (_, watcher) = try rig.cluster.machinery.watch(
      .persistentVolumes, WatchOptions()
    ) { _ in
      writes += 1
      if writes == steps { controller.stop() }
    }
    try rig.claim("data", "")
    rig.run(5)
    controller.stop()
    controller.start()
    rig.run(5)
    #expect(try rig.claim(named: "data")?.boundVolume == "disk")
    #expect(try rig.phase(.persistentVolumeClaims, "data") == "Bound")
    #expect(try rig.phase(.persistentVolumes, "disk") == "Bound")
    _ = watcher
  }
}
