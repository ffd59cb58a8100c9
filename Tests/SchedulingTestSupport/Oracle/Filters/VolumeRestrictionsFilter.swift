// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// A claim with access mode ReadWriteOncePod that a pod on any node uses is refused everywhere.
  func volumeRestrictions(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    for claim in claims(pod) where claim.spec.accessModes.contains("ReadWriteOncePod") {
      for other in cluster.nodes {
        for existing in cluster.pods(on: other)
        where existing.oracleNamespace == pod.oracleNamespace {
          for name in claimNames(existing) where name.name == claim.metadata.name {
            return .refused("VolumeRestrictions", .readWriteOncePod, unresolvable: false)
          }
        }
      }
    }
    return nil
  }
}
