// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Takes the snapshots that VolumeSnapshotContents ask for, and deletes them.
///
/// As `kubernetes-csi/external-snapshotter/pkg/sidecar-controller` does for one driver.
final class VolumeSnapshotter: Component {
  let name = "csi-snapshotter"
  private static let finalizer =
    "snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection"
  private let environment: ComponentEnvironment
  private let storage: SimulatedStorage
  private let loop: ControllerLoop
  private let contents: Informer
  private var operations = PluginOperations()

  init(_ environment: ComponentEnvironment, _ storage: SimulatedStorage) {
    (self.environment, self.storage) = (environment, storage)
    loop = ControllerLoop(name: name, environment: environment)
    contents = loop.watch(.volumeSnapshotContents) { change in
      if case .removed = change { return [] }
      return [change.key]
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

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let content = contents[key],
      storage.driver(named: content.wanted["driver"]?.string ?? "") != nil
    else { return operations.finish(key) }
    if content.isTerminating { return try end(content, key) }
    try environment.client.change(.volumeSnapshotContents, key, uid: content.uid) {
      $0.isTerminating ? false : $0.addFinalizer(Self.finalizer)
    }
    guard content.observed["readyToUse"] != true else { return operations.finish(key) }
    let handle = content["spec"]?[path: "source", "volumeHandle"]?.string ?? ""
    // The contents are those of the moment at which it begins, as drivers freeze them.
    let made: DiskSnapshot
    do throws(StorageFault) {
      made = try take(content, key, handle)
    } catch {
      loop.add(key, after: operations.fail(key, at: environment.clock.now))
      let now = environment.timestamp
      let message =
        "Failed to check and update snapshot content: failed to take snapshot of the "
        + "volume \(handle): \(error)"
      environment.events.record(
        content, .warning, reason: "SnapshotCreationFailed", message)
      return try setStatus(key, content.uid) { status in
        status["readyToUse"] = false
        status["error"] = ["message": .string(message), "time": now]
      }
    }
    let nanoseconds = environment.clock.now.microseconds
    if content.observed["creationTime"] == nil {
      try setStatus(key, content.uid) { status in
        status["snapshotHandle"] = .string(made.handle)
        status["creationTime"] = .integer(nanoseconds * 1_000)
        status["restoreSize"] = .integer(made.size)
        status["readyToUse"] = false
        status["error"] = nil
      }
    }
    let wait = operations.wait(key, "snapshot \(content.uid)", at: environment.clock.now) {
      storage.delay(.snapshot, handle)
    }
    if let wait { return loop.add(key, after: wait) }
    operations.finish(key)
    try setStatus(key, content.uid) { $0["readyToUse"] = true }
  }

  private func take(
    _ content: Fields, _ key: ObjectKey, _ handle: String
  ) throws(StorageFault) -> DiskSnapshot {
    if let known = content["spec"]?[path: "source", "snapshotHandle"]?.string {
      guard let snapshot = storage.snapshots[known] else {
        throw StorageFault("NotFound", "snapshot \(known) not found")
      }
      return snapshot
    }
    return try storage.takeSnapshot("snapshot-\(content.uid)", of: handle)
  }

  private func end(_ content: Fields, _ key: ObjectKey) throws(APIStatus) {
    guard content.finalizerNames.contains(Self.finalizer) else { return operations.finish(key) }
    if content.wanted["deletionPolicy"] != "Retain" {
      storage.deleteSnapshot(content.observed["snapshotHandle"]?.string ?? "")
    }
    operations.finish(key)
    try environment.client.removeFinalizer(
      Self.finalizer, from: .volumeSnapshotContents, key, uid: content.uid)
  }

  private func setStatus(
    _ key: ObjectKey, _ uid: String, _ body: (inout Fields) -> Void
  ) throws(APIStatus) {
    try environment.client.change(
      .volumeSnapshotContents, key, uid: uid, subresource: .status
    ) {
      let before = $0["status"]
      $0.modify("status", body)
      return $0["status"] != before
    }
  }
}
