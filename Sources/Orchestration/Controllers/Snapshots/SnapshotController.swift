// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes a VolumeSnapshotContent for each VolumeSnapshot, and says in the snapshot how far it has
/// come.
///
/// From `kubernetes-csi/external-snapshotter/pkg/common-controller`.
public final class SnapshotController: Component {
  /// The name.
  public let name = "snapshot-controller"
  private static let finalizer = "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let snapshots: Informer
  private let contents: Informer
  private let classes: Informer
  private let claims: Informer
  private let volumes: Informer

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    classes = loop.watch(.volumeSnapshotClasses) { _ in [] }
    claims = environment.informers[.persistentVolumeClaims]
    volumes = loop.watch(.persistentVolumes) { _ in [] }
    snapshots = environment.informers[.volumeSnapshots]
    contents = loop.watch(.volumeSnapshotContents) { change in
      guard let reference = change.object.wanted["volumeSnapshotRef"]?.object else { return [] }
      return [
        ObjectKey(
          namespace: reference["namespace"]?.string ?? "",
          name: reference["name"]?.string ?? "")
      ]
    }
    loop.watch(.volumeSnapshots) { change in
      if case .removed = change { return [] }
      return [change.key]
    }
    loop.watch(.persistentVolumeClaims) { [unowned self] change in
      guard change.object.phase == "Bound", change.previous?.phase != "Bound" else { return [] }
      return self.snapshots.all.filter {
        $0.sourceClaim == change.key.name && ObjectKey($0).namespace == change.key.namespace
      }.map { ObjectKey($0) }
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      guard let snapshot = self.snapshots[key] else { return }
      if snapshot.isTerminating {
        try self.end(snapshot, key)
      } else {
        try self.reconcile(snapshot, key)
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() { loop.stop() }

  private func content(of snapshot: Fields) -> ObjectKey {
    let named = snapshot["spec"]?[path: "source", "volumeSnapshotContentName"]?.string
    return ObjectKey(name: named ?? "snapcontent-\(snapshot.uid)")
  }

  private func tell(
    _ object: Fields, _ type: EventRecorder.EventType, _ reason: String, _ message: String
  ) {
    environment.events.record(object, type, reason: reason, message)
  }

  private func reconcile(_ snapshot: Fields, _ key: ObjectKey) throws(APIStatus) {
    try environment.client.change(.volumeSnapshots, key, uid: snapshot.uid) {
      $0.isTerminating ? false : $0.addFinalizer(Self.finalizer)
    }
    let contentKey = content(of: snapshot)
    guard let content = contents[contentKey] else {
      if snapshot.sourceClaim != nil { try makeContent(snapshot, key, contentKey) }
      return
    }
    let status = content.observed
    let isReady = status["readyToUse"] == true
    let wasReady = snapshot.observed["readyToUse"] == true
    try environment.client.change(
      .volumeSnapshots, key, uid: snapshot.uid, subresource: .status
    ) { snapshot in
      let before = snapshot["status"]
      snapshot.modify("status") { own in
        own["boundVolumeSnapshotContentName"] = .string(contentKey.name)
        own["readyToUse"] = .bool(isReady)
        own["creationTime"] = status["creationTime"]
        own["restoreSize"] = status["restoreSize"]
        own["error"] = status["error"]
      }
      return snapshot["status"] != before
    }
    guard isReady, !wasReady else { return }
    tell(
      snapshot, .normal, "SnapshotCreated",
      "Snapshot \(key) was successfully created by the CSI driver.")
    tell(snapshot, .normal, "SnapshotReady", "Snapshot \(key) is ready to use.")
  }

  private func makeContent(
    _ snapshot: Fields, _ key: ObjectKey, _ contentKey: ObjectKey
  ) throws(APIStatus) {
    let claimName = snapshot.sourceClaim ?? ""
    guard let claim = claims[ObjectKey(namespace: key.namespace, name: claimName)],
      claim.phase == "Bound", let volume = volumes[ObjectKey(name: claim.boundVolume)]
    else {
      return tell(
        snapshot, .warning, "SnapshotContentCreationFailed",
        "Failed to create snapshot content with error snapshot controller failed to update "
          + "\(claimName) on API server: the PVC \(claimName) is not yet bound to a PV, will not "
          + "attempt to take a snapshot")
    }
    guard case .csi(let driver, let handle) = VolumeSource(volume) else {
      return tell(
        snapshot, .warning, "SnapshotContentCreationFailed",
        "Failed to create snapshot content with error cannot find CSI PersistentVolumeSource for "
          + "volume \(volume.objectName)")
    }
    let kind = snapshotClass(snapshot, driver)
    guard let kind else {
      return tell(
        snapshot, .warning, "GetSnapshotClassFailed",
        "Failed to get snapshot class with error no default snapshot class for driver \(driver)")
    }
    tell(
      snapshot, .normal, "CreatingSnapshot",
      "Waiting for a snapshot \(key) to be created by the CSI driver.")
    try environment.client.createIfAbsent(
      .volumeSnapshotContents,
      [
        "apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotContent",
        "metadata": ["name": .string(contentKey.name)],
        "spec": [
          "deletionPolicy": kind["deletionPolicy"] ?? "Delete", "driver": .string(driver),
          "source": ["volumeHandle": .string(handle)],
          "volumeSnapshotClassName": .string(kind.objectName),
          "volumeSnapshotRef": [
            "apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot",
            "name": .string(key.name), "namespace": .string(key.namespace),
            "uid": .string(snapshot.uid),
          ],
        ],
      ])
  }

  /// The class that a snapshot names, or the default one of the driver.
  private func snapshotClass(_ snapshot: Fields, _ driver: String) -> Fields? {
    if let name = snapshot.wanted["volumeSnapshotClassName"]?.string {
      return classes[ObjectKey(name: name)]
    }
    let mark = "snapshot.storage.kubernetes.io/is-default-class"
    return classes.all.first {
      $0.annotation(mark) == "true" && $0["driver"]?.string == driver
    }
  }

  /// A snapshot goes with its content, or without it where that is to be kept.
  private func end(_ snapshot: Fields, _ key: ObjectKey) throws(APIStatus) {
    let contentKey = content(of: snapshot)
    if let content = try environment.client.find(.volumeSnapshotContents, contentKey) {
      if content.wanted["deletionPolicy"] != "Retain" {
        try environment.client.deleteIfPresent(.volumeSnapshotContents, contentKey)
        // It is looked at again when the content is gone.
        if try environment.client.find(.volumeSnapshotContents, contentKey) != nil { return }
      }
    }
    try environment.client.removeFinalizer(
      Self.finalizer, from: .volumeSnapshots, key, uid: snapshot.uid)
  }
}

extension Fields {
  /// The claim that a snapshot is of.
  var sourceClaim: String? {
    self["spec"]?[path: "source", "persistentVolumeClaimName"]?.string
  }
}
