// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How volumes go, and what drivers say of themselves.
extension VolumeProvisioner {
  func reconcile(volume key: ObjectKey) throws(APIStatus) {
    guard let volume = volumes[key],
      let driver = storage.driver(named: volume.annotation(VolumeAnnotation.provisionedBy) ?? ""),
      case .csi(_, let handle) = VolumeSource(volume)
    else { return operations.finish(key) }
    let isToGo = volume.wanted["persistentVolumeReclaimPolicy"] == "Delete"
    guard volume.isTerminating || (isToGo && volume.phase == "Released") else { return }
    if volume.isTerminating {
      guard volume.finalizerNames.contains(Self.finalizer) else { return operations.finish(key) }
      // What is bound goes after its claim has gone.
      guard volume.phase != "Bound" else { return }
    }
    if isToGo {
      let wait = operations.wait(key, "delete \(volume.uid)", at: environment.clock.now) {
        storage.delay(.delete, handle)
      }
      if let wait { return loop.add(key, after: wait) }
      do throws(StorageFault) {
        try storage.delete(handle)
      } catch {
        loop.add(key, after: operations.fail(key, at: environment.clock.now))
        return tell(volume, .warning, "VolumeFailedDelete", "\(error)")
      }
      operations.finish(key)
      addCapacityLook(driver)
    }
    try environment.client.deleteIfPresent(
      .persistentVolumes, key, DeleteOptions(uid: volume.uid))
    try environment.client.removeFinalizer(
      Self.finalizer, from: .persistentVolumes, key, uid: volume.uid)
  }

  // MARK: Drivers

  /// The drivers that have only so much.
  var limitedDrivers: [ObjectKey] {
    storage.drivers.filter { $0.capacity != nil }.map {
      ObjectKey(namespace: Self.driverNamespace, name: $0.name)
    }
  }

  func addCapacityLook(_ driver: StorageDriver) {
    guard driver.capacity != nil else { return }
    loop.add(ObjectKey(namespace: Self.driverNamespace, name: driver.name))
  }

  /// Says that there is a driver, and how much it can make where.
  func describe(_ driver: StorageDriver) throws(APIStatus) {
    if try environment.client.find(.csiDrivers, ObjectKey(name: driver.name)) == nil {
      try environment.client.createIfAbsent(
        .csiDrivers,
        [
          "apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver",
          "metadata": ["name": .string(driver.name)],
          "spec": [
            "attachRequired": .bool(driver.requiresAttachment),
            "storageCapacity": .bool(driver.capacity != nil),
          ],
        ])
    }
    guard let capacity = driver.capacity else { return }
    var segments: Set<String> = []
    if let label = driver.topologyKey {
      for node in nodes.all { if let value = node.label(label) { segments.insert(value) } }
    } else {
      segments = [""]
    }
    for kind in classes.all where kind["provisioner"]?.string == driver.name {
      for segment in segments.sorted() {
        let left = max(0, capacity - storage.used(driver, in: segment))
        try tellCapacity(left, of: kind.objectName, in: segment, driver)
      }
    }
  }

  private func tellCapacity(
    _ left: Int64, of kind: String, in segment: String, _ driver: StorageDriver
  ) throws(APIStatus) {
    let namespace = "kube-system"
    let name = "csisc-" + HexText.digits(of: "\(driver.name)/\(kind)/\(segment)").prefix(10)
    let key = ObjectKey(namespace: namespace, name: name)
    let amount = Value.string(QuantityUnit.bytes.format(left))
    if try environment.client.find(.csiStorageCapacities, key) != nil {
      try environment.client.change(.csiStorageCapacities, key, uid: nil) { object in
        guard object["capacity"] != amount else { return false }
        object["capacity"] = amount
        return true
      }
      return
    }
    var labels = Fields()
    if let label = driver.topologyKey { labels[label] = .string(segment) }
    try environment.client.createIfAbsent(
      .csiStorageCapacities,
      [
        "apiVersion": "storage.k8s.io/v1", "kind": "CSIStorageCapacity",
        "metadata": ["name": .string(name), "namespace": .string(namespace)],
        "storageClassName": .string(kind), "capacity": amount,
        "nodeTopology": ["matchLabels": .object(labels)],
      ])
  }
}
