// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes volumes larger whose claims ask for more.
///
/// As `kubernetes-csi/external-resizer` does for one driver; kubelets do the rest where the file
/// system has to grow as well.
final class VolumeResizer: Component {
  let name = "csi-resizer"
  private let environment: ComponentEnvironment
  private let storage: SimulatedStorage
  private let loop: ControllerLoop
  private let claims: Informer
  private let volumes: Informer
  private var operations = PluginOperations()

  init(_ environment: ComponentEnvironment, _ storage: SimulatedStorage) {
    (self.environment, self.storage) = (environment, storage)
    loop = ControllerLoop(name: name, environment: environment)
    volumes = loop.watch(.persistentVolumes) { _ in [] }
    claims = loop.watch(.persistentVolumeClaims) { change in
      if case .removed = change { return [] }
      return Self.wantsMore(change.object) ? [change.key] : []
    }
  }

  var isRunning: Bool { loop.isRunning }

  func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  func stop() {
    loop.stop()
    operations = PluginOperations()
  }

  private static func wantsMore(_ claim: Fields) -> Bool {
    claim.phase == "Bound"
      && claim.requestedStorage > Fields.bytes(claim["status"]?[path: "capacity", "storage"])
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let claim = claims[key], Self.wantsMore(claim), !claim.isTerminating,
      let volume = volumes[ObjectKey(name: claim.boundVolume)],
      case .csi(let driverName, let handle) = VolumeSource(volume),
      let driver = storage.driver(named: driverName)
    else { return operations.finish(key) }
    let size = claim.requestedStorage
    let growsOnNode = driver.expandsOnNode && claim.volumeMode == "Filesystem"
    if volume.storageCapacity < size {
      let isNew = claim.conditionStatus("Resizing") != "True"
      try setStatus(key, claim.uid, [("Resizing", "")])
      if isNew {
        tell(
          claim, .normal, "Resizing",
          "External resizer is resizing volume \(volume.objectName)")
      }
      let wait = operations.wait(
        key, "resize \(claim.uid) \(size)", at: environment.clock.now
      ) { storage.delay(.resize, handle) }
      if let wait { return loop.add(key, after: wait) }
      do throws(StorageFault) {
        try storage.mayFail(
          .resize, handle, driver: driver.name, attempt: operations.failureCount(key))
        try storage.resize(handle, to: size)
      } catch {
        loop.add(key, after: operations.fail(key, at: environment.clock.now))
        return tell(
          claim, .warning, "VolumeResizeFailed",
          "resize volume \"\(volume.objectName)\" by resizer \"\(driver.name)\" failed: \(error)")
      }
      operations.finish(key)
      let amount = claim["spec"]?[path: "resources", "requests", "storage"]
      try environment.client.change(
        .persistentVolumes, ObjectKey(volume), uid: volume.uid
      ) { volume in
        guard volume.storageCapacity < size else { return false }
        volume.modify("spec") { $0.modify("capacity") { $0["storage"] = amount } }
        return true
      }
    }
    if growsOnNode {
      if claim.conditionStatus("FileSystemResizePending") == "True" { return }
      try setStatus(
        key, claim.uid,
        [
          (
            "FileSystemResizePending",
            "Waiting for user to (re-)start a pod to finish file system resize of volume on node."
          )
        ])
      tell(
        claim, .normal, "FileSystemResizeRequired",
        "Require file system resize of volume on node")
    } else {
      try setStatus(key, claim.uid, [], capacity: claim["spec"]?[path: "resources", "requests"])
      tell(claim, .normal, "VolumeResizeSuccessful", "Resize volume succeeded")
    }
  }

  private func tell(
    _ object: Fields, _ type: EventRecorder.EventType, _ reason: String, _ message: String
  ) {
    environment.events.record(object, type, reason: reason, message)
  }

  private func setStatus(
    _ key: ObjectKey, _ uid: String, _ conditions: [(type: String, message: String)],
    capacity: Value? = nil
  ) throws(APIStatus) {
    let now = environment.timestamp
    try environment.client.change(
      .persistentVolumeClaims, key, uid: uid, subresource: .status
    ) { claim in
      claim.setResizing(conditions, capacity: capacity, at: now)
    }
  }
}

extension Fields {
  /// Says in the status of a claim how far its growth has come.
  ///
  /// - Parameters:
  ///   - conditions: The conditions that hold.
  ///   - capacity: How much it has by now, where that has changed.
  ///   - now: The time.
  /// - Returns: Whether anything has changed.
  mutating func setResizing(
    _ conditions: [(type: String, message: String)], capacity: Value?, at now: Value
  ) -> Bool {
    let types = ["Resizing", "FileSystemResizePending"]
    let before = self["status"]
    modify("status") { status in
      var kept = status["conditions"]?.array ?? []
      kept.removeAll { condition in
        let type = condition.object?["type"]?.string ?? ""
        return types.contains(type) && !conditions.contains { $0.type == type }
      }
      for condition in conditions
      where !kept.contains(where: { $0.object?["type"]?.string == condition.type }) {
        var fields: Fields = [
          "type": .string(condition.type), "status": "True", "lastProbeTime": nil,
          "lastTransitionTime": now,
        ]
        if !condition.message.isEmpty { fields["message"] = .string(condition.message) }
        kept.append(.object(fields))
      }
      status["conditions"] = kept.isEmpty ? nil : .array(kept)
      if let capacity { status["capacity"] = capacity }
    }
    return self["status"] != before
  }
}
