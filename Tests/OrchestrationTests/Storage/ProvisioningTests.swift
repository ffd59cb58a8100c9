// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// How volumes are made, grow, are copied, and go.
@Suite struct ProvisioningTests {
  @Test func aVolumeIsMadeWhereThePodGoes() throws {
    let rig = try StorageRig(zones: ["a", "b", "b"])
    try rig.storageClass("zonal", waits: true)
    try rig.claim("data", "zonal")
    rig.run(10)
    #expect(
      try rig.tells(
        "data", "WaitForFirstConsumer waiting for first consumer to be created before binding"))
    try rig.pod("db", claims: ["data"], node: "node-3")
    rig.run(2)
    #expect(try rig.claim(named: "data")?.annotation(VolumeAnnotation.selectedNode) == "node-3")
    // The pod is not bound before its volume is there.
    #expect(try rig.pod(named: "db")?.boundNode == "")
    rig.run(20)
    #expect(try rig.phase(.pods, "db") == "Running")
    #expect(try rig.disk("data")?.segment == "b")
    let volume = try #require(
      try rig.find(.persistentVolumes, try rig.claim(named: "data")?.boundVolume ?? ""))
    #expect(volume.annotation(VolumeAnnotation.provisionedBy) == "block.stevedore.dev")
    let requirement = volume["spec"]?[path: "nodeAffinity", "required", "nodeSelectorTerms"]?
      .array?.first?[path: "matchExpressions"]?.array?.first
    #expect(requirement?[path: "values"] == ["b"])
  }

  @Test func withoutAPodTheClaimsOfASetAreDealtToTheZones() throws {
    let rig = try StorageRig(zones: ["a", "b", "c"])
    try rig.storageClass("now")
    for index in 0..<6 { try rig.claim("data-db-\(index)", "now") }
    rig.run(10)
    let zones = try (0..<6).map { try rig.disk("data-db-\($0)")?.segment ?? "" }
    #expect(Set(zones[0..<3]) == ["a", "b", "c"])
    #expect(zones[0..<3] == zones[3..<6])
  }

  @Test func aFullZoneSendsThePodToAnother() throws {
    var driver = StorageDriver(name: "small.example.org", kind: .block)
    driver.capacity = 3 << 30
    let rig = try StorageRig(zones: ["a", "b"], drivers: [driver])
    try rig.storageClass("zonal", "small.example.org", waits: true)
    rig.run(1)
    for index in 0..<7 {
      try rig.claim("data-\(index)", "zonal")
      try rig.pod("db-\(index)", claims: ["data-\(index)"])
    }
    rig.run(300)
    let running = try (0..<7).count { try rig.phase(.pods, "db-\($0)") == "Running" }
    #expect(running == 6)
    for zone in ["a", "b"] {
      #expect(rig.storage.used(driver, in: zone) == 3 << 30)
      let told = try rig.cluster.user.list(.csiStorageCapacities, ListOptions()).items
        .first {
          $0["nodeTopology"]?[path: "matchLabels"] == ["topology.kubernetes.io/zone": .string(zone)]
        }
      #expect(told?["capacity"] == "0")
    }
  }

  /// Two pods at once want what is left of a node's disk: the second goes elsewhere.
  @Test func whatIsUsedUpMeanwhileSendsThePodElsewhere() throws {
    var driver = StorageDriver(name: "disk.example.org", kind: .local)
    driver.capacity = 1 << 30
    driver.delays[.provision] = .constant(5_000_000)
    let rig = try StorageRig(zones: ["a", "a"], drivers: [driver])
    try rig.storageClass("disk", "disk.example.org", waits: true)
    rig.run(1)
    for name in ["one", "two"] {
      try rig.claim(name, "disk")
      try rig.pod("pod-" + name, claims: [name]) { spec in
        spec["affinity"] = [
          "nodeAffinity": [
            "preferredDuringSchedulingIgnoredDuringExecution": [
              [
                "weight": 100,
                "preference": [
                  "matchExpressions": [
                    [
                      "key": "kubernetes.io/hostname", "operator": "In", "values": ["node-1"],
                    ]
                  ]
                ],
              ]
            ]
          ]
        ]
      }
    }
    rig.run(60)
    let nodes = try ["pod-one", "pod-two"].map { try rig.pod(named: $0)?.boundNode ?? "" }
    #expect(Set(nodes) == ["node-1", "node-2"])
    #expect(
      try ["one", "two"].contains {
        try rig.tells($0, "rpc error: code = ResourceExhausted desc = not enough capacity")
      })
    #expect(
      try ["pod-one", "pod-two"].contains {
        try rig.tells(
          $0, "running PreBind plugin \"VolumeBinding\": binding volumes: provisioning failed")
      })
  }

  @Test(arguments: ["Delete", "Retain"]) func volumesGoOrStay(_ policy: String) throws {
    let rig = try StorageRig(behaviors: [StorageRig.writer()])
    try rig.storageClass("fast", policy: policy)
    try rig.claim("data", "fast")
    try rig.pod("db", claims: ["data"])
    rig.run(30)
    let name = try rig.claim(named: "data")?.boundVolume ?? ""
    try rig.delete(.persistentVolumeClaims, "data")
    rig.run(30)
    // The pod uses it.
    #expect(try rig.claim(named: "data")?.isTerminating == true)
    #expect(try rig.phase(.persistentVolumes, name) == "Bound")
    try rig.delete(.pods, "db")
    rig.run(60)
    #expect(try rig.claim(named: "data") == nil)
    #expect(try rig.phase(.persistentVolumes, name) == (policy == "Delete" ? "gone" : "Released"))
    #expect(rig.storage.data[name, "log"] == (policy == "Delete" ? nil : "x"))
    #expect((rig.storage[name] == nil) == (policy == "Delete"))
  }

  @Test func aVolumeGrowsWhileItIsUsed() throws {
    let rig = try StorageRig()
    try rig.storageClass("grows", grows: true)
    try rig.storageClass("fixed")
    for name in ["grows", "fixed"] { try rig.claim(name, name) }
    try rig.pod("db", claims: ["grows"])
    rig.run(30)
    func grow(_ name: String) throws {
      _ = try rig.cluster.user.patch(
        .persistentVolumeClaims, ObjectKey(namespace: "default", name: name),
        .merge(["spec": ["resources": ["requests": ["storage": "5Gi"]]]]))
    }
    #expect(throws: APIStatus.self) { try grow("fixed") }
    try grow("grows")
    rig.run(1)
    #expect(try rig.claim(named: "grows")?.conditionStatus("Resizing") == "True")
    #expect(
      try rig.claim(named: "grows")?["status"]?[path: "capacity", "storage"] == "1Gi")
    rig.run(20)
    let claim = try #require(try rig.claim(named: "grows"))
    #expect(claim["status"]?[path: "capacity", "storage"] == "5Gi")
    #expect(claim.observed["conditions"] == nil)
    #expect(try rig.disk("grows")?.size == 5 << 30)
    #expect(
      try rig.reasons("grows").suffix(2) == ["Resizing", "FileSystemResizeRequired"])
    #expect(try rig.reasons("db").last == "FileSystemResizeSuccessful")
  }

  @Test func ephemeralClaimsBelongToTheirPods() throws {
    let rig = try StorageRig()
    try rig.storageClass("fast", waits: true)
    try rig.claim("taken-scratch", "fast")
    for name in ["db", "taken"] {
      try rig.pod(name, claims: []) {
        $0["volumes"] = [
          [
            "name": "scratch",
            "ephemeral": [
              "volumeClaimTemplate": [
                "metadata": ["labels": ["app": "db"]],
                "spec": [
                  "storageClassName": "fast", "accessModes": ["ReadWriteOnce"],
                  "resources": ["requests": ["storage": "1Gi"]],
                ],
              ]
            ],
          ]
        ]
      }
    }
    rig.run(30)
    let claim = try #require(try rig.claim(named: "db-scratch"))
    #expect(claim.label("app") == "db")
    #expect(ControllerReference(of: claim)?.uid == (try rig.pod(named: "db"))?.uid)
    #expect(try rig.phase(.pods, "db") == "Running")
    // A claim of the name that is not the pod's is not taken.
    #expect(try rig.phase(.pods, "taken") == "Pending")
    #expect(try rig.tells("taken", "was not created for pod default/taken (pod is not owner)"))
    try rig.delete(.pods, "db")
    rig.run(120)
    #expect(try rig.claim(named: "db-scratch") == nil)
    #expect(rig.storage.disks.map(\.claim) == ["default/taken-scratch"])
  }

  @Test func snapshotsAndClonesAreCopies() throws {
    let rig = try StorageRig(behaviors: [StorageRig.writer()])
    try rig.storageClass("fast")
    try rig.cluster.user.create(
      .volumeSnapshotClasses,
      [
        "metadata": ["name": "snap"], "driver": "block.stevedore.dev", "deletionPolicy": "Delete",
      ])
    try rig.claim("data", "fast", size: "2Gi")
    try rig.pod("db", claims: ["data"])
    rig.run(30)
    try rig.cluster.user.create(
      .volumeSnapshots,
      [
        "metadata": ["name": "early", "namespace": "default"],
        "spec": [
          "volumeSnapshotClassName": "snap", "source": ["persistentVolumeClaimName": "data"],
        ],
      ])
    let source: Value = [
      "apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "early",
    ]
    try rig.claim("restored", "fast", size: "2Gi") { $0["dataSource"] = source }
    try rig.claim("small", "fast", size: "1Gi") { $0["dataSource"] = source }
    rig.run(4)
    #expect(try rig.tells("restored", "snapshot early is not Ready"))
    rig.run(60)
    let snapshot = try #require(try rig.find(.volumeSnapshots, "early"))
    #expect(snapshot.observed["readyToUse"] == true)
    #expect(
      try rig.reasons("early") == ["CreatingSnapshot", "SnapshotCreated", "SnapshotReady"])
    #expect(try rig.file("log", "restored") == "x")
    #expect(try rig.phase(.persistentVolumeClaims, "small") == "Pending")
    #expect(try rig.tells("small", "less than the size of the snapshot"))
    // What is written later is on the volume alone, and on clones made after that.
    try rig.delete(.pods, "db")
    rig.run(20)
    try rig.pod("db", claims: ["data"])
    rig.run(20)
    try rig.claim("clone", "fast", size: "2Gi") {
      $0["dataSource"] = ["kind": "PersistentVolumeClaim", "name": "data"]
    }
    rig.run(20)
    #expect(try rig.file("log", "data") == "xx")
    #expect(try rig.file("log", "clone") == "xx")
    #expect(try rig.file("log", "restored") == "x")
    try rig.delete(.volumeSnapshots, "early")
    rig.run(20)
    #expect(try rig.find(.volumeSnapshots, "early") == nil)
    #expect(try rig.cluster.user.list(.volumeSnapshotContents, ListOptions()).items.isEmpty)
    #expect(rig.storage.snapshots.isEmpty)
    #expect(try rig.file("log", "restored") == "x")
  }

  /// A driver that fails now and then makes one volume for each claim all the same.
  @Test func failuresAreTriedAgain() throws {
    var driver = StorageDriver(name: "block.stevedore.dev", kind: .block)
    driver.failureProbability = 0.6
    let rig = try StorageRig(drivers: [driver], seed: 2)
    try rig.storageClass("fast")
    for index in 0..<10 { try rig.claim("data-\(index)", "fast") }
    let plugin = try #require(rig.plane.component(named: "csi-provisioner"))
    for _ in 0..<5 {
      rig.run(2)
      plugin.stop()
      plugin.start()
    }
    rig.run(1200)
    for index in 0..<10 {
      #expect(try rig.phase(.persistentVolumeClaims, "data-\(index)") == "Bound")
    }
    #expect(rig.storage.disks.count == 10)
    #expect(
      try rig.cluster.user.list(.persistentVolumes, ListOptions()).items.count == 10)
    #expect(
      try (0..<10).contains {
        try rig.tells("data-\($0)", "ProvisioningFailed failed to provision")
      })
  }
}
