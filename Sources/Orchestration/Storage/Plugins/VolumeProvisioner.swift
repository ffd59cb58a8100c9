// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Makes volumes for claims, deletes those whose claim is gone and that are not to be kept, and says
/// which drivers there are and how much they can make.
///
/// As `kubernetes-csi/external-provisioner` does for one driver.
final class VolumeProvisioner: Component {
  let name = "csi-provisioner"
  /// Keeps a volume until the disk below it is gone.
  static let finalizer = "external-provisioner.volume.kubernetes.io/finalizer"
  let environment: ComponentEnvironment
  let storage: SimulatedStorage
  let loop: ControllerLoop
  let claims: Informer
  let volumes: Informer
  let classes: Informer
  let nodes: Informer
  let snapshots: Informer
  let contents: Informer
  var operations = PluginOperations()
  /// The namespace of keys that stand for drivers, which no object has.
  static let driverNamespace = "csi drivers"

  init(_ environment: ComponentEnvironment, _ storage: SimulatedStorage) {
    (self.environment, self.storage) = (environment, storage)
    loop = ControllerLoop(name: name, environment: environment)
    claims = environment.informers[.persistentVolumeClaims]
    volumes = environment.informers[.persistentVolumes]
    classes = environment.informers[.storageClasses]
    nodes = environment.informers[.nodes]
    snapshots = environment.informers[.volumeSnapshots]
    contents = environment.informers[.volumeSnapshotContents]
    loop.watch(.nodes) { [unowned self] change in
      switch change {
      case .changed: []
      case .added, .removed: self.limitedDrivers
      }
    }
    loop.watch(.storageClasses) { [unowned self] change in
      self.limitedDrivers.filter { $0.name == change.object["provisioner"]?.string }
    }
    loop.watch(.volumeSnapshotContents) { _ in [] }
    // Claims that wait for a snapshot are looked at again when that fails and is tried again.
    loop.watch(.volumeSnapshots) { _ in [] }
    loop.watch(.persistentVolumes) { change in
      if case .removed = change { return [] }
      return change.object.annotation(VolumeAnnotation.provisionedBy) == nil ? [] : [change.key]
    }
    loop.watch(.persistentVolumeClaims) { change in
      if case .removed = change { return [] }
      return change.object.boundVolume.isEmpty ? [change.key] : []
    }
  }

  var isRunning: Bool { loop.isRunning }

  func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      if key.namespace == Self.driverNamespace {
        if let driver = self.storage.driver(named: key.name) { try self.describe(driver) }
      } else if key.namespace.isEmpty {
        try self.reconcile(volume: key)
      } else {
        try self.reconcile(claim: key)
      }
    }
    for driver in storage.drivers {
      loop.add(ObjectKey(namespace: Self.driverNamespace, name: driver.name))
    }
  }

  func stop() {
    loop.stop()
    operations = PluginOperations()
  }

  func tell(
    _ object: Fields, _ type: EventRecorder.EventType, _ reason: String, _ message: String
  ) {
    environment.events.record(object, type, reason: reason, message)
  }

  // MARK: Making

  private func reconcile(claim key: ObjectKey) throws(APIStatus) {
    guard let claim = claims[key], !claim.isTerminating, claim.boundVolume.isEmpty,
      let driver = storage.driver(
        named: claim.annotation(VolumeAnnotation.storageProvisioner) ?? ""),
      let kind = classes[ObjectKey(name: claim.storageClass ?? "")]
    else { return operations.finish(key) }
    let node = claim.annotation(VolumeAnnotation.selectedNode)
    if kind["volumeBindingMode"] == "WaitForFirstConsumer", node == nil {
      return operations.finish(key)
    }
    let name = "pvc-\(claim.uid)"
    if volumes[ObjectKey(name: name)] != nil { return operations.finish(key) }
    let what = "provision \(claim.uid) \(node ?? "")"
    let isNew = !operations.isRunning(key, what)
    let wait = operations.wait(key, what, at: environment.clock.now) {
      storage.delay(.provision, name, driver: driver.name)
    }
    if isNew, operations.isRunning(key, what) {
      tell(
        claim, .normal, "Provisioning",
        "External provisioner is provisioning volume for claim \"\(key)\"")
    }
    if let wait { return loop.add(key, after: wait) }
    do throws(StorageFault) {
      let disk = try makeDisk(for: claim, key, kind, driver, node: node, name: name)
      try create(disk, for: claim, kind, driver)
      operations.finish(key)
      tell(
        claim, .normal, "ProvisioningSucceeded", "Successfully provisioned volume \(name)")
      addCapacityLook(driver)
    } catch {
      try fail(claim, key, kind, error, node: node)
    }
  }

  private func fail(
    _ claim: Fields, _ key: ObjectKey, _ kind: Fields, _ fault: StorageFault, node: String?
  ) throws(APIStatus) {
    loop.add(key, after: operations.fail(key, at: environment.clock.now))
    tell(
      claim, .warning, "ProvisioningFailed",
      "failed to provision volume with StorageClass \"\(kind.objectName)\": \(fault)")
    guard fault.code == "ResourceExhausted", node != nil else { return }
    // Another node may do, so the pod is scheduled again.
    try environment.client.change(.persistentVolumeClaims, key, uid: claim.uid) { claim in
      guard claim.annotation(VolumeAnnotation.selectedNode) == node, claim.boundVolume.isEmpty
      else { return false }
      claim.setAnnotation(VolumeAnnotation.selectedNode, nil)
      return true
    }
  }

  private func makeDisk(
    for claim: Fields, _ key: ObjectKey, _ kind: Fields, _ driver: StorageDriver, node: String?,
    name: String
  ) throws(StorageFault) -> SimulatedDisk {
    let modes = claim.accessModes
    if let mode = modes.first(where: { !driver.accessModes.contains($0) }) {
      throw StorageFault("InvalidArgument", "volume capability \(mode) is not supported")
    }
    try storage.mayFail(
      .provision, name, driver: driver.name, attempt: operations.failureCount(key))
    let request = SimulatedStorage.Request(
      name: name, driver: driver, size: claim.requestedStorage,
      segment: try segment(for: claim, kind, driver, node: node), claim: key.description,
      isShared: modes.contains("ReadWriteMany") || modes.contains("ReadOnlyMany"),
      source: try source(of: claim, key.namespace, driver))
    return try storage.create(request)
  }

  private func create(
    _ disk: SimulatedDisk, for claim: Fields, _ kind: Fields, _ driver: StorageDriver
  ) throws(StorageFault) {
    do throws(APIStatus) {
      try environment.client.createIfAbsent(
        .persistentVolumes, volume(on: disk, for: claim, kind, driver))
    } catch {
      throw StorageFault("Internal", "cannot save the volume: \(error.message)")
    }
  }

  private func volume(
    on disk: SimulatedDisk, for claim: Fields, _ kind: Fields, _ driver: StorageDriver
  ) -> Fields {
    let key = ObjectKey(claim)
    let policy = kind["reclaimPolicy"]?.string ?? "Delete"
    var csi: Fields = ["driver": .string(driver.name), "volumeHandle": .string(disk.handle)]
    if claim.volumeMode == "Filesystem" { csi["fsType"] = "ext4" }
    var attributes = kind["parameters"]?.object ?? Fields()
    attributes["storage.kubernetes.io/csiProvisionerIdentity"] = .string(driver.name)
    csi["volumeAttributes"] = .object(attributes)
    var spec: Fields = [
      "capacity": ["storage": .string(QuantityUnit.bytes.format(disk.size))],
      "accessModes": claim["spec"]?.object?["accessModes"] ?? [],
      "claimRef": [
        "kind": "PersistentVolumeClaim", "namespace": .string(key.namespace),
        "name": .string(key.name), "uid": .string(claim.uid), "apiVersion": "v1",
        "resourceVersion": claim.metadata["resourceVersion"] ?? "",
      ],
      "persistentVolumeReclaimPolicy": .string(policy),
      "storageClassName": .string(kind.objectName), "volumeMode": .string(claim.volumeMode),
      "csi": .object(csi),
    ]
    spec["mountOptions"] = kind["mountOptions"]
    if let label = driver.topologyKey, !disk.segment.isEmpty {
      spec["nodeAffinity"] = [
        "required": [
          "nodeSelectorTerms": [
            [
              "matchExpressions": [
                ["key": .string(label), "operator": "In", "values": [.string(disk.segment)]]
              ]
            ]
          ]
        ]
      ]
    }
    var metadata: Fields = [
      "name": .string(disk.name),
      "annotations": [VolumeAnnotation.provisionedBy: .string(driver.name)],
    ]
    if policy == "Delete" { metadata["finalizers"] = [.string(Self.finalizer)] }
    return [
      "apiVersion": "v1", "kind": "PersistentVolume", "metadata": .object(metadata),
      "spec": .object(spec),
    ]
  }
}
