// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a machine has of one pod: its address, its containers and its local volumes.
package final class PodSandbox {
  /// The pod's identity.
  package let uid: String
  /// The pod's name.
  package let key: ObjectKey
  /// The pod, as the kubelet knows it.
  var pod: Fields
  /// The address, which is the machine's own where the pod uses its network.
  package internal(set) var address: String
  /// How many sandboxes of the pod there were before it; the machine has been restarted as often.
  package internal(set) var attempt = 0
  /// Whether it is there to run containers in; not after the machine was restarted.
  package internal(set) var isAlive = true
  /// The latest two containers of each name, in the order in which they were made.
  package internal(set) var containers: [MachineContainer] = []
  /// Which of the machine's addresses it has.
  var addressIndex: Int?
  /// What is on volumes that live as long as the pod is on the machine, by volume and file.
  var emptyDirectories: [String: [String: String]] = [:]
  /// What is on volumes that are made from ConfigMaps and the like, by volume; `nil` without any.
  var made: [String: VolumeProjection.Files]?

  init(_ pod: Fields, key: ObjectKey, address: String) {
    (self.pod, uid, self.key, self.address) = (pod, pod.uid, key, address)
  }

  /// The latest container of a name.
  package func latest(_ name: String) -> MachineContainer? {
    containers.last { $0.name == name }
  }

  /// The container before the latest.
  package func previous(_ name: String) -> MachineContainer? {
    var isLatest = true
    for container in containers.reversed() where container.name == name {
      if !isLatest { return container }
      isLatest = false
    }
    return nil
  }

  func add(_ container: MachineContainer) {
    var known = 0
    for index in containers.indices.reversed() where containers[index].name == container.name {
      known += 1
      if known == 2 { containers.remove(at: index) }
    }
    containers.append(container)
  }
}
