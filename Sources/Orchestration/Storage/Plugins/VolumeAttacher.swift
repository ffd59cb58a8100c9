// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Does to the storage what VolumeAttachments say.
///
/// As `kubernetes-csi/external-attacher` does for one driver.
final class VolumeAttacher: Component {
  let name = "csi-attacher"
  private let environment: ComponentEnvironment
  private let storage: SimulatedStorage
  private let loop: ControllerLoop
  private let attachments: Informer
  private let volumes: Informer
  private var operations = PluginOperations()

  init(_ environment: ComponentEnvironment, _ storage: SimulatedStorage) {
    (self.environment, self.storage) = (environment, storage)
    loop = ControllerLoop(name: name, environment: environment)
    volumes = loop.watch(.persistentVolumes) { _ in [] }
    attachments = loop.watch(.volumeAttachments) { change in
      if case .removed = change { return [] }
      return [change.key]
    }
  }

  var isRunning: Bool { loop.isRunning }

  func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      guard let attachment = self.attachments[key],
        let driver = self.storage.driver(
          named: attachment["spec"]?[path: "attacher"]?.string ?? "")
      else { return self.operations.finish(key) }
      if attachment.isTerminating {
        try self.detach(attachment, key, driver)
      } else if !attachment.isAttached {
        try self.attach(attachment, key, driver)
      }
    }
  }

  func stop() {
    loop.stop()
    operations = PluginOperations()
  }

  private func finalizer(_ driver: StorageDriver) -> String {
    "external-attacher/" + driver.name.split(separator: ".").joined(separator: "-")
  }

  private func handle(_ attachment: Fields) -> String {
    let name = attachment.attachedVolume
    if let volume = volumes[ObjectKey(name: name)] {
      return VolumeSource(volume).handle(on: attachment.attachedNode)
    }
    return name
  }

  private func attach(
    _ attachment: Fields, _ key: ObjectKey, _ driver: StorageDriver
  ) throws(APIStatus) {
    let finalizer = finalizer(driver)
    try environment.client.change(.volumeAttachments, key, uid: attachment.uid) {
      $0.isTerminating ? false : $0.addFinalizer(finalizer)
    }
    let handle = handle(attachment)
    let wait = operations.wait(key, "attach \(attachment.uid)", at: environment.clock.now) {
      storage.delay(.attach, handle, driver: driver.name)
    }
    if let wait { return loop.add(key, after: wait) }
    let now = environment.timestamp
    do throws(StorageFault) {
      try storage.mayFail(
        .attach, handle, driver: driver.name, attempt: operations.failureCount(key))
      try storage.attach(handle, to: attachment.attachedNode)
    } catch {
      loop.add(key, after: operations.fail(key, at: environment.clock.now))
      return try setStatus(key, attachment.uid) { status in
        status["attached"] = false
        status["attachError"] = ["message": .string("\(error)"), "time": now]
      }
    }
    operations.finish(key)
    try setStatus(key, attachment.uid) { status in
      status["attached"] = true
      status["attachError"] = nil
    }
  }

  private func detach(
    _ attachment: Fields, _ key: ObjectKey, _ driver: StorageDriver
  ) throws(APIStatus) {
    guard attachment.finalizerNames.contains(finalizer(driver)) else {
      return operations.finish(key)
    }
    let handle = handle(attachment)
    let wait = operations.wait(key, "detach \(attachment.uid)", at: environment.clock.now) {
      storage.delay(.detach, handle, driver: driver.name)
    }
    if let wait { return loop.add(key, after: wait) }
    let now = environment.timestamp
    do throws(StorageFault) {
      try storage.detach(handle, from: attachment.attachedNode)
    } catch {
      loop.add(key, after: operations.fail(key, at: environment.clock.now))
      return try setStatus(key, attachment.uid) { status in
        status["detachError"] = ["message": .string("\(error)"), "time": now]
      }
    }
    operations.finish(key)
    try environment.client.removeFinalizer(
      finalizer(driver), from: .volumeAttachments, key, uid: attachment.uid)
  }

  private func setStatus(
    _ key: ObjectKey, _ uid: String, _ body: (inout Fields) -> Void
  ) throws(APIStatus) {
    try environment.client.change(.volumeAttachments, key, uid: uid, subresource: .status) {
      let before = $0["status"]
      $0.modify("status", body)
      return $0["status"] != before
    }
  }
}
