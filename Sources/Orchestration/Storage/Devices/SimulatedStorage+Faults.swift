// SPDX-License-Identifier: Apache-2.0

/// What breaks.
extension SimulatedStorage {
  /// The disks whose handle, volume or claim (`namespace/name`) is of a pattern, by handle.
  func disks(matching pattern: GlobPattern) -> [SimulatedDisk] {
    disks.filter { disk in
      [disk.handle, disk.name, disk.claim].contains { !$0.isEmpty && pattern.matches($0) }
    }
  }

  /// No disk of a zone can be reached.
  func loseZone(_ zone: String) { lostZones[zone, default: 0] += 1 }

  /// Ends one loss of a zone.
  func regainZone(_ zone: String) {
    let left = lostZones[zone, default: 1] - 1
    lostZones[zone] = left > 0 ? left : nil
  }

  /// A disk breaks, with all that was on it.
  func lose(_ disk: SimulatedDisk) {
    disk.isLost = true
    data.replace(disk.handle, by: [:])
  }

  /// An empty disk takes the place of a broken one.
  func replace(_ disk: SimulatedDisk) { disk.isLost = false }

  /// A machine is gone for good, with its own disks.
  func loseMachine(_ name: String) {
    for disk in disks where disk.segment == name {
      let driver = driver(named: disk.driver)
      if driver?.topology == .node || driver == nil { lose(disk) }
    }
    // What was attached to it is free.
    for disk in disks { disk.machines.removeAll { $0 == name } }
  }
}
