// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How the volumes of a pod come to its node: containers wait until all are mounted.
///
/// From `pkg/kubelet/volumemanager`.
extension PodWorker {
  /// How long volumes are waited for before that is told (`podAttachAndMountTimeout`).
  private static let patience: Int64 = 123_000_000

  /// Brings the volumes of the pod forward.
  ///
  /// - Returns: Whether all are mounted.
  func mountVolumes() -> Bool {
    var isComplete = true
    var faults: [String] = []
    for index in volumes.indices {
      if machine.mount(volumes[index].name, of: uid) != nil {
        volumes[index].progress = .mounted
        continue
      }
      do throws(VolumeFault) {
        if try mount(index) { continue }
      } catch {
        if !error.message.isEmpty { faults.append(error.message) }
      }
      isComplete = false
    }
    guard !isComplete else {
      volumesSince = nil
      return true
    }
    let since = volumesSince ?? now
    volumesSince = since
    tellOfWaiting(faults, since: since)
    return false
  }

  /// Looks again soon, and later less often, at what nobody tells of.
  private func lookAgain(since: Timestamp) {
    let passed = now.microseconds - since.microseconds
    let wait: Int64 =
      passed < 10_000_000 ? 300_000 : passed < 120_000_000 ? 1_000_000 : 10_000_000
    look(at: now.advanced(by: wait))
  }

  private func tellOfWaiting(_ faults: [String], since: Timestamp) {
    let isWaiting = volumes.contains { if case .waiting = $0.progress { true } else { false } }
    if isWaiting {
      lookAgain(since: since)
      look(at: (volumesTold ?? since).advanced(by: Self.patience))
    }
    let text = faults.joined(separator: "; ")
    let isDue = now.microseconds - (volumesTold ?? since).microseconds >= Self.patience
    let isNews = !text.isEmpty && text != volumesFault
    guard isDue || isNews else { return }
    (volumesTold, volumesFault) = (now, text)
    let missing = volumes.filter { if case .mounted = $0.progress { false } else { true } }
    let waiting = missing.filter { if case .waiting = $0.progress { true } else { false } }
    func list(_ volumes: [PodVolume]) -> String {
      "[" + volumes.map(\.name).joined(separator: " ") + "]"
    }
    kubelet.tell(
      pod, .warning, reason: "FailedMount",
      "Unable to attach or mount volumes: unmounted volumes=\(list(missing)), "
        + "unattached volumes=\(list(text.isEmpty ? waiting : [])), "
        + "failed to process volumes=\(list(text.isEmpty ? [] : waiting)): "
        + (text.isEmpty ? "context deadline exceeded" : text))
  }

  /// Brings one volume forward.
  ///
  /// - Returns: Whether it is mounted.
  private func mount(_ index: Int) throws(VolumeFault) -> Bool {
    switch volumes[index].progress {
    case .mounted: volumes[index].progress = .waiting
    case .failed(let end):
      guard now >= end else {
        look(at: end)
        return false
      }
      volumes[index].progress = .waiting
    case .mounting(let end, let mount):
      guard now >= end else {
        look(at: end)
        return false
      }
      return finish(index, mount)
    case .waiting: break
    }
    let (claim, volume) = try find(volumes[index])
    let mount = try prepare(volume, claim, index)
    if let unique = mount.uniqueName {
      if volumes[index].uniqueName != unique {
        volumes[index].uniqueName = unique
        kubelet.node.volumesChanged()
      }
      // Before it is attached there is nothing to mount.
      guard kubelet.node.hasAttached(unique) else { throw VolumeFault() }
    }
    let delay = mount.handle.map { machine.world.storage.delay(.mount, $0) } ?? 0
    guard delay > 0 else { return finish(index, mount) }
    volumes[index].progress = .mounting(until: now.advanced(by: delay), mount)
    look(at: now.advanced(by: delay))
    return false
  }

  private func finish(_ index: Int, _ mount: MachineMount) -> Bool {
    do throws(StorageFault) {
      try machine.mount(mount, volumes[index].name, for: uid)
    } catch {
      // `goroutinemap/exponentialbackoff`: half a second, and two minutes at most.
      let wait = min(122_000_000, Int64(500_000) << Int64(min(volumes[index].failures, 8)))
      volumes[index].failures += 1
      volumes[index].progress = .failed(until: now.advanced(by: wait))
      look(at: now.advanced(by: wait))
      kubelet.tell(
        pod, .warning, reason: "FailedMount",
        "MountVolume.SetUp failed for volume \"\(mount.volume)\" : \(error)")
      return false
    }
    volumes[index].failures = 0
    volumes[index].progress = .mounted
    growFileSystem(index)
    return true
  }

  // MARK: Finding

  /// The claim of a volume and what it is bound to.
  private func find(_ volume: PodVolume) throws(VolumeFault) -> (claim: Fields, volume: Fields) {
    let claimKey = ObjectKey(namespace: key.namespace, name: volume.claim)
    func fault(_ text: String) -> VolumeFault {
      VolumeFault(message: "error processing PVC \(claimKey): \(text)", isOfClaim: true)
    }
    do throws(APIStatus) {
      guard let claim = try kubelet.client.find(.persistentVolumeClaims, claimKey) else {
        throw APIStatus.notFound(.persistentVolumeClaims, claimKey.name)
      }
      if volume.isEphemeral, ControllerReference(of: claim)?.uid != uid {
        throw APIStatus(
          .conflict, "PVC \(claimKey) was not created for pod \(key) (pod is not owner)")
      }
      if claim.isTerminating {
        throw APIStatus(.conflict, "PVC is being deleted")
      }
      guard claim.phase == "Bound", !claim.boundVolume.isEmpty else {
        throw APIStatus(.conflict, "PVC is not bound")
      }
      let found = try kubelet.client.get(
        .persistentVolumes, ObjectKey(name: claim.boundVolume))
      guard found.claimReference?["uid"]?.string == claim.uid else {
        throw APIStatus(
          .conflict, "PV \(claim.boundVolume) is bound to another claim than \(claimKey)")
      }
      return (claim, found)
    } catch {
      throw fault(error.message)
    }
  }

  /// What is to be mounted.
  private func prepare(
    _ volume: Fields, _ claim: Fields, _ index: Int
  ) throws(VolumeFault) -> MachineMount {
    let source = VolumeSource(volume)
    let required = (volume["spec"]?[path: "nodeAffinity", "required"]).flatMap { NodeSelector($0) }
    if let terms = try? required?.compiled(),
      !terms.contains(where: { $0.matches(labels: kubelet.node.labels, name: machine.name) })
    {
      throw VolumeFault(
        message: "MountVolume.NodeAffinity check failed for volume \"\(volume.objectName)\" : no "
          + "matching NodeSelectorTerms")
    }
    var mount = MachineMount(
      place: .disk(source.handle(on: machine.name)), volume: volume.objectName,
      isExclusive: claim.accessModes.contains("ReadWriteOncePod"))
    switch source {
    case .hostPath(let path): mount.place = .host(path)
    case .csi(let driver, let handle):
      if kubelet.needsAttachment(driver) {
        mount.uniqueName = VolumeSource.uniqueName(driver: driver, handle: handle)
      }
    case .local, .nfs, .other:
      var segment = ""
      if case .local = source { segment = machine.name }
      _ = machine.world.storage.existing(
        source.handle(on: machine.name), name: volume.objectName,
        claim: ObjectKey(claim).description, segment: segment, size: volume.storageCapacity)
    }
    return mount
  }

  // MARK: Growing

  /// A claim of the pod has changed: a volume that has grown gets a larger file system.
  func claimChanged(_ claim: String) {
    for index in volumes.indices where volumes[index].claim == claim {
      if case .mounted = volumes[index].progress {
        growFileSystem(index)
      } else if ending == nil {
        sync()
      }
    }
  }

  private func growFileSystem(_ index: Int) {
    let claimKey = ObjectKey(namespace: key.namespace, name: volumes[index].claim)
    guard let claim = try? kubelet.client.find(.persistentVolumeClaims, claimKey),
      claim.conditionStatus("FileSystemResizePending") == "True",
      let volume = try? kubelet.client.find(
        .persistentVolumes, ObjectKey(name: claim.boundVolume))
    else { return }
    let timestamp = now.wholeSecond.value
    let changed = try? kubelet.client.change(
      .persistentVolumeClaims, claimKey, uid: claim.uid, subresource: .status
    ) {
      $0.setResizing([], capacity: volume["spec"]?.object?["capacity"], at: timestamp)
    }
    guard changed != nil else { return }
    kubelet.tell(
      pod, reason: "FileSystemResizeSuccessful",
      "MountVolume.NodeExpandVolume succeeded for volume \"\(volume.objectName)\" "
        + machine.name)
  }

  // MARK: Releasing

  /// Unmounts the volumes of a pod that has ended; its object stays until that is done.
  func releaseVolumes() {
    var isChanged = false
    for (name, mount) in machine.mounts(of: uid) {
      let index = volumes.firstIndex { $0.name == name }
      let end: Timestamp
      if let known = index.flatMap({ volumes[$0].unmounting }) {
        end = known
      } else {
        let delay = mount.handle.map { machine.world.storage.delay(.unmount, $0) } ?? 0
        end = now.advanced(by: delay)
        if let index { volumes[index].unmounting = end }
      }
      guard now >= end else {
        look(at: end)
        continue
      }
      machine.unmount(name, of: uid)
      isChanged = true
    }
    if machine.hasMounts(uid) { return }
    for index in volumes.indices where volumes[index].uniqueName != nil {
      volumes[index].uniqueName = nil
      isChanged = true
    }
    if isChanged { kubelet.node.volumesChanged() }
  }
}
