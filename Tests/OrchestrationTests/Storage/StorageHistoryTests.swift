// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Random claims, classes, pods, nodes and crashes; what must hold at every instant is looked at
/// after every single write.
@Suite struct StorageHistoryTests {
  @Test(arguments: (1...40).map { UInt64($0) }) func whatMustHoldHolds(_ seed: UInt64) throws {
    let history = try StorageHistory(seed: seed)
    for _ in 0..<60 { try history.step() }
    try history.end()
    #expect(history.faults.isEmpty, "\(history.faults.joined(separator: "\n"))")
    #expect(history.checks > 100)
    #expect(history.bound > 0)
  }

  /// The checks find what is wrong: a volume of two nodes, and a claim that became another's.
  @Test func theChecksFindFaults() throws {
    let history = try StorageHistory(seed: 1)
    for _ in 0..<20 { try history.step() }
    let disk = try #require(history.rig.storage.disks.first { !$0.isShared })
    disk.machines = ["node-1", "node-2"]
    history.check()
    #expect(history.faults.contains { $0.contains("is attached to") })
  }
}

/// One history.
final class StorageHistory {
  let rig: StorageRig
  private(set) var faults: [String] = []
  private(set) var checks = 0
  private(set) var bound = 0
  private var random: SeededOrder
  private var watchers: [WatchRegistry.Watcher] = []
  private var claims: [String: Fields] = [:]
  private var volumes: [String: Fields] = [:]
  private var attachments: [String: Fields] = [:]
  /// The volume that each claim was bound to first.
  private var volumeOfClaim: [String: String] = [:]
  /// What was last seen on volumes that are to be kept.
  private var kept: [String: String] = [:]
  private var count = 0

  init(seed: UInt64) throws {
    random = SeededOrder(state: seed)
    var net = StorageDriver(name: "net.example.org", kind: .block)
    (net.topology, net.attachLimit, net.failureProbability) = (.none, 4, 0.1)
    var block = StorageDriver(name: "block.stevedore.dev", kind: .block)
    (block.failureProbability, block.capacity) = (0.1, 20 << 30)
    rig = try StorageRig(
      zones: ["a", "b", "a", "b"],
      drivers: [
        net, block, StorageDriver(name: "nfs.stevedore.dev", kind: .network),
        StorageDriver(name: "local.stevedore.dev", kind: .local),
      ], behaviors: [StorageRig.writer()], seed: seed,
      latency: seed.isMultiple(of: 3) ? 50_000 : 0,
      wrap: { seed.isMultiple(of: 4) ? FlakyClient($0, seed: seed) : $0 })
    for (name, driver, waits, policy) in [
      ("net", "net.example.org", false, "Delete"), ("keep", "net.example.org", true, "Retain"),
      ("zonal", "block.stevedore.dev", true, "Delete"),
      ("files", "nfs.stevedore.dev", false, "Retain"),
      ("disk", "local.stevedore.dev", true, "Delete"),
    ] {
      try rig.storageClass(name, driver, waits: waits, policy: policy, grows: true)
    }
    try watch(.persistentVolumeClaims) { [unowned self] in note($0, \.claims) }
    try watch(.persistentVolumes) { [unowned self] in note($0, \.volumes) }
    try watch(.volumeAttachments) { [unowned self] in note($0, \.attachments) }
    try watch(.pods) { [unowned self] _ in check() }
    try watch(.nodes) { [unowned self] _ in check() }
  }

  private func watch(_ type: ResourceType, _ note: @escaping (WatchEvent) -> Void) throws {
    let (missed, watcher) = try rig.cluster.machinery.watch(type, WatchOptions(), note)
    watchers.append(watcher)
    for event in missed { note(event) }
  }

  private func note(
    _ event: WatchEvent, _ table: ReferenceWritableKeyPath<StorageHistory, [String: Fields]>
  ) {
    self[keyPath: table][event.key.description] = event.kind == .deleted ? nil : event.object
    check()
  }

  private func fault(_ text: String) {
    let seconds = Double(rig.cluster.clock.now.microseconds) / 1e6
    if faults.count < 10 { faults.append("at \(seconds): \(text)") }
  }

  // MARK: What must hold

  func check() {
    checks += 1
    checkBindings()
    checkAttachments()
    checkData()
  }

  private func checkBindings() {
    var holders: [String: String] = [:]
    for key in claims.keys.sorted() {
      guard let claim = claims[key] else { continue }
      if claim.phase == "Lost" { fault("claim \(key) is lost") }
      guard claim.annotation(VolumeAnnotation.bindCompleted) != nil else { continue }
      let name = claim.boundVolume
      if let before = volumeOfClaim[claim.uid], before != name {
        fault("claim \(key) was bound to \(before) and is bound to \(name)")
      }
      if volumeOfClaim.updateValue(name, forKey: claim.uid) == nil { bound += 1 }
      if let other = holders.updateValue(key, forKey: name) {
        fault("claims \(other) and \(key) are bound to \(name)")
      }
      guard let volume = volumes[name] else {
        fault("claim \(key) is bound to \(name), which is not there")
        continue
      }
      if volume.claimReference?["uid"]?.string != claim.uid {
        fault("claim \(key) is bound to \(name), which is kept for another")
      }
    }
  }

  private func checkAttachments() {
    var nodes: [String: [String]] = [:]
    for attachment in attachments.values {
      nodes[attachment.attachedVolume, default: []].append(attachment.attachedNode)
    }
    for (name, list) in nodes where Set(list).count > 1 {
      guard let modes = volumes[name]?.accessModes else { continue }
      if !modes.contains("ReadWriteMany"), !modes.contains("ReadOnlyMany") {
        fault("volume \(name) has attachments to \(list.sorted())")
      }
    }
    for disk in rig.storage.disks where !disk.isShared {
      if disk.machines.count > 1 { fault("\(disk.handle) is attached to \(disk.machines)") }
      // Nobody keeps a directory of a file server from several nodes, in Kubernetes neither.
      if disk.driver == "nfs.stevedore.dev" { continue }
      let users = rig.fleet.kubelets.map(\.machine).filter { machine in
        machine.isOn && rig.storage.isUsable(disk.handle, on: machine.name)
          && machine.mounts.values.contains { $0.values.contains { $0.handle == disk.handle } }
      }
      if users.count > 1 { fault("\(disk.handle) is mounted on \(users.map(\.name))") }
    }
  }

  private func checkData() {
    for name in kept.keys.sorted() {
      guard let before = kept[name] else { continue }
      let now = rig.storage.data[name, "log"] ?? ""
      if !now.hasPrefix(before) { fault("on \(name) there was '\(before)' and is '\(now)'") }
    }
    for (name, volume) in volumes
    where volume["spec"]?[path: "persistentVolumeReclaimPolicy"] == "Retain" {
      if let text = rig.storage.data[name, "log"] { kept[name] = text }
    }
  }

  // MARK: What happens

  private func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  private func pick(_ type: ResourceType) throws -> Fields? {
    let items = try rig.cluster.user.list(type, ListOptions()).items
    return items.isEmpty ? nil : items[below(items.count)]
  }

  func step() throws {
    switch below(14) {
    case 0...2: try makeClaim()
    case 3...6: try makePod()
    case 7:
      if let pod = try pick(.pods) {
        try rig.delete(.pods, pod.objectName, grace: below(3) == 0 ? 0 : nil)
      }
    case 8:
      if let claim = try pick(.persistentVolumeClaims) {
        try rig.delete(.persistentVolumeClaims, claim.objectName)
      }
    case 9:
      let kubelet = rig.fleet.kubelets[below(rig.fleet.kubelets.count)]
      kubelet.machine.isOn ? kubelet.machine.crash() : kubelet.machine.boot()
    case 10:
      let kubelet = rig.fleet.kubelets[below(rig.fleet.kubelets.count)]
      rig.injector.partitionNodes(
        GlobPattern(kubelet.nodeName), for: Int64(10 + below(900)) * 1_000_000)
    case 11:
      let components = rig.plane.components
      let component = components[below(components.count)]
      component.stop()
      rig.cluster.clock.schedule(after: Int64(below(60)) * 1_000_000) { component.start() }
    case 12:
      if let claim = try pick(.persistentVolumeClaims), claim.phase == "Bound" {
        _ = try? rig.cluster.user.patch(
          .persistentVolumeClaims, ObjectKey(claim),
          .merge(["spec": ["resources": ["requests": ["storage": "3Gi"]]]]))
      }
    default:
      rig.injector.loseZone(below(2) == 0 ? "a" : "b", for: Int64(60 + below(600)) * 1_000_000)
    }
    rig.run([0.05, 1, 5, 30, 200, 500][below(6)])
  }

  private func makeClaim() throws {
    count += 1
    let kind = ["net", "keep", "zonal", "files", "disk"][below(5)]
    let isShared = kind == "files" && below(2) == 0
    try rig.claim(
      "claim-\(count)", kind, modes: [isShared ? "ReadWriteMany" : "ReadWriteOnce"])
  }

  private func makePod() throws {
    guard let claim = try pick(.persistentVolumeClaims) else { return try makeClaim() }
    count += 1
    // Every pod writes to the volume of its first claim.
    try rig.cluster.user.create(
      .pods,
      [
        "metadata": ["name": .string("pod-\(count)"), "namespace": "default"],
        "spec": [
          "containers": [
            [
              "name": "main", "image": "example.org/main:1",
              "volumeMounts": [["name": "data", "mountPath": "/data"]],
            ]
          ],
          "volumes": [
            ["name": "data", "persistentVolumeClaim": ["claimName": .string(claim.objectName)]]
          ],
        ],
      ])
  }

  /// Everything works again, and in the end all that can runs.
  func end() throws {
    rig.run(1_000)
    for kubelet in rig.fleet.kubelets {
      kubelet.machine.boot()
      kubelet.machine.connect()
      kubelet.start()
    }
    for component in rig.plane.components { component.start() }
    for pod in try rig.cluster.user.list(.pods, ListOptions()).items {
      try rig.delete(.pods, pod.objectName)
    }
    rig.run(3_000)
    check()
    for pod in try rig.cluster.user.list(.pods, ListOptions()).items {
      fault("pod \(pod.objectName) is still there: \(pod.phase)")
    }
    let left = try rig.attachments()
    if !left.isEmpty { fault("still attached: \(left)") }
    for node in try rig.cluster.user.list(.nodes, ListOptions()).items {
      for field in ["volumesInUse", "volumesAttached"] {
        if let used = node.observed[field] { fault("\(node.objectName) has \(field): \(used)") }
      }
    }
    for claim in try rig.cluster.user.list(.persistentVolumeClaims, ListOptions()).items {
      let waits =
        try rig.find(.storageClasses, claim.storageClass ?? "")?["volumeBindingMode"]
        == "WaitForFirstConsumer"
      if claim.isTerminating { fault("claim \(claim.objectName) has not gone") }
      if claim.phase != "Bound", !waits { fault("claim \(claim.objectName) is \(claim.phase)") }
    }
    // Nothing is made that belongs to nobody.
    let volumes = Set(
      try rig.cluster.user.list(.persistentVolumes, ListOptions()).items.map(\.objectName))
    for disk in rig.storage.disks where !volumes.contains(disk.name) {
      fault("\(disk.name) belongs to no volume")
    }
  }
}
