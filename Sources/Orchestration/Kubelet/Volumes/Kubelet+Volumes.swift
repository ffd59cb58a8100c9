// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a kubelet tells of volumes, and is told.
extension Kubelet {
  /// Whether the volumes of a driver have to be attached before they are mounted.
  func needsAttachment(_ driver: String) -> Bool {
    let object = try? client.find(.csiDrivers, ObjectKey(name: driver))
    return object?["spec"]?[path: "attachRequired"] != false
  }

  /// The attached volumes that pods of the node use, or wait for.
  var volumesInUse: [String] {
    var names = machine.mountedUniqueNames
    for worker in workers.values {
      for volume in worker.volumes { if let name = volume.uniqueName { names.insert(name) } }
    }
    return names.sorted()
  }

  /// Volumes were attached to the node, or are attached no more.
  func attachmentsChanged() {
    for worker in workers.values.sorted(by: { $0.key < $1.key }) where worker.volumesSince != nil {
      worker.sync()
    }
  }

  /// Begins to listen to claims; pods without any do not need that.
  func listenToClaims() {
    guard claimHandler == nil, isRunning else { return }
    let claims = environment.informers[.persistentVolumeClaims]
    claimHandler = claims.addHandler { [weak self] change in
      guard let self, self.isRunning, self.machine.isReachable else { return }
      if let previous = change.previous, previous["status"] == change.object["status"] { return }
      for pod in self.pods.pods(using: change.key) {
        self.workers[pod.uid]?.claimChanged(change.key.name)
      }
    }
    claims.start()
  }

  /// Unmounts what is mounted for pods that are gone.
  func releaseOrphans() {
    let orphans = machine.mountedPods.filter { workers[$0] == nil }
    for uid in orphans {
      for (name, _) in machine.mounts(of: uid) { machine.unmount(name, of: uid) }
    }
    if !orphans.isEmpty { node.volumesChanged() }
  }
}
