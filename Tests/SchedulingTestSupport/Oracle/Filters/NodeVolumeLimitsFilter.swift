// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// A driver may have so many volumes on a node; one that several pods share counts once.
  ///
  /// The limits are those of the node's CSINode. What VolumeAttachments say is not looked at.
  func nodeVolumeLimits(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    var present: [String: String] = [:]
    for existing in cluster.pods(on: node) {
      present.merge(drivers(existing)) { first, _ in first }
    }
    let added = drivers(pod).filter { present[$0.key] == nil }
    for csiNode in cluster.objects.csiNodes where csiNode.metadata.name == node.metadata.name {
      for driver in csiNode.spec.drivers {
        guard let limit = driver.allocatable?.count else { continue }
        let new = added.values.filter { $0 == driver.name }.count
        let old = present.values.filter { $0 == driver.name }.count
        if new > 0 && old + new > limit {
          return .refused("NodeVolumeLimits", .volumeLimit, unresolvable: false)
        }
      }
    }
    return nil
  }

  /// The driver of each volume of a pod; volumes that are still to be made are known by their
  /// claim.
  private func drivers(_ pod: Pod) -> [String: String] {
    var drivers: [String: String] = [:]
    for claim in claims(pod) {
      if oracleIsBound(claim) {
        guard let csi = volume(claim)?.spec.csi, let driver = csi.driver else { continue }
        drivers["\(driver)/handle/\(csi.volumeHandle ?? "")"] = driver
      } else if let provisioner = storageClass(claim)?.provisioner {
        drivers["\(provisioner)/claim/\(pod.oracleNamespace)/\(claim.metadata.name ?? "")"] =
          provisioner
      }
    }
    return drivers
  }
}
