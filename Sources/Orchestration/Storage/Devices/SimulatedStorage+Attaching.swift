// SPDX-License-Identifier: Apache-2.0

/// Disks on machines.
extension SimulatedStorage {
  /// Attaches a disk to a machine.
  func attach(_ handle: String, to machine: String) throws(StorageFault) {
    guard let disk = disksByHandle[handle] else {
      throw StorageFault("NotFound", "volume \(handle) not found")
    }
    if disk.machines.contains(machine) { return }
    let driver = driver(named: disk.driver)
    try requireZone(disk.segment, of: driver)
    if !disk.isShared, let other = disk.machines.first {
      throw StorageFault(
        "FailedPrecondition", "volume \(handle) is already attached to node \(other)")
    }
    if let limit = driver?.attachLimit {
      let count = disksByHandle.values.count {
        $0.driver == disk.driver && $0.machines.contains(machine)
      }
      if count >= limit {
        throw StorageFault(
          "ResourceExhausted", "node \(machine) has \(count) of at most \(limit) volumes")
      }
    }
    disk.machines.append(machine)
  }

  /// Takes a disk away from a machine, whatever the machine does with it.
  func detach(_ handle: String, from machine: String) throws(StorageFault) {
    guard let disk = disksByHandle[handle], disk.machines.contains(machine) else { return }
    try requireZone(disk.segment, of: driver(named: disk.driver))
    disk.machines.removeAll { $0 == machine }
  }

  /// Says why a machine cannot use a disk.
  func requireUsable(_ handle: String, on machine: String) throws(StorageFault) {
    guard let disk = disksByHandle[handle] else {
      throw StorageFault("NotFound", "volume \(handle) not found")
    }
    if disk.isLost { throw StorageFault("DataLoss", "volume \(handle): input/output error") }
    let driver = driver(named: disk.driver)
    try requireZone(disk.segment, of: driver)
    if driver?.requiresAttachment == true, !disk.machines.contains(machine) {
      throw StorageFault(
        "FailedPrecondition", "volume \(handle) is not attached to node \(machine)")
    }
    if driver?.topology == .node || (driver == nil && !disk.segment.isEmpty),
      disk.segment != machine
    {
      throw StorageFault("FailedPrecondition", "volume \(handle) is on node \(disk.segment)")
    }
  }

  /// Whether a machine can use a disk now.
  func isUsable(_ handle: String, on machine: String) -> Bool {
    do throws(StorageFault) {
      try requireUsable(handle, on: machine)
      return true
    } catch {
      return false
    }
  }

  // MARK: Snapshots

  /// Keeps what is on a disk now; a snapshot of the name that is there stays as it is.
  func takeSnapshot(_ name: String, of handle: String) throws(StorageFault) -> DiskSnapshot {
    if let known = snapshots[name] { return known }
    guard let disk = disksByHandle[handle] else {
      throw StorageFault("NotFound", "volume \(handle) not found")
    }
    if disk.isLost { throw StorageFault("DataLoss", "volume \(handle): input/output error") }
    try requireZone(disk.segment, of: driver(named: disk.driver))
    let snapshot = DiskSnapshot(
      handle: name, driver: disk.driver, size: disk.size, files: data.files(of: handle))
    snapshots[name] = snapshot
    return snapshot
  }

  /// Removes a snapshot; one that is not there is no error.
  func deleteSnapshot(_ name: String) { snapshots[name] = nil }
}
