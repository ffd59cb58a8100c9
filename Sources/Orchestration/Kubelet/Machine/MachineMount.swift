// SPDX-License-Identifier: Apache-2.0

/// A volume that is mounted on a machine for a pod.
struct MachineMount: Hashable {
  /// Where what is on it lies.
  enum Place: Hashable {
    /// On a disk, by its handle.
    case disk(String)
    /// In a directory of the machine.
    case host(String)
  }

  /// Where what is on it lies.
  var place: Place
  /// The PersistentVolume.
  var volume: String
  /// The name that the node tells of it while it is in use; `nil` for what is not attached.
  var uniqueName: String?
  /// Whether only one pod may use it.
  var isExclusive: Bool

  /// The disk; `nil` for a directory of the machine.
  var handle: String? {
    if case .disk(let handle) = place { handle } else { nil }
  }
}

extension SimulatedMachine {
  /// The volumes that are mounted for a pod, by their names in the pod.
  func mounts(of uid: String) -> [(name: String, mount: MachineMount)] {
    (mounts[uid] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether volumes are mounted for a pod.
  func hasMounts(_ uid: String) -> Bool { mounts[uid] != nil }

  /// A volume that is mounted for a pod.
  func mount(_ name: String, of uid: String) -> MachineMount? { mounts[uid]?[name] }

  /// The pods that volumes are mounted for.
  var mountedPods: [String] { mounts.keys.sorted() }

  /// The names of the attached volumes that are mounted.
  var mountedUniqueNames: Set<String> {
    Set(mounts.values.flatMap { $0.values.compactMap(\.uniqueName) })
  }

  /// Mounts a volume for a pod.
  func mount(_ mount: MachineMount, _ name: String, for uid: String) throws(StorageFault) {
    if let handle = mount.handle {
      try world.storage.requireUsable(handle, on: self.name)
      if mount.isExclusive {
        let isTaken = mounts.contains { other, own in
          other != uid && own.values.contains { $0.handle == handle }
        }
        if isTaken {
          throw StorageFault(
            "FailedPrecondition",
            "volume uses the ReadWriteOncePod access mode and is already in use by another pod")
        }
      }
    }
    mounts[uid, default: [:]][name] = mount
  }

  /// Takes a volume of a pod away.
  func unmount(_ name: String, of uid: String) {
    mounts[uid]?[name] = nil
    if mounts[uid]?.isEmpty == true { mounts[uid] = nil }
  }

  /// Whether a volume of a pod has broken.
  func hasLostDisk(_ uid: String) -> Bool {
    guard let own = mounts[uid] else { return false }
    return own.values.contains { mount in
      mount.handle.map { world.storage[$0]?.isLost ?? true } ?? false
    }
  }

  /// A disk has broken: what uses it fails.
  func diskFailed(_ handle: String) {
    for sandbox in knownSandboxes {
      guard mounts[sandbox.uid]?.values.contains(where: { $0.handle == handle }) == true else {
        continue
      }
      for container in sandbox.containers where container.isRunning {
        finish(container, code: 1, reason: .error, toldIn: sandbox)
      }
    }
  }
}
