// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The names of the claims of a pod's volumes, in order; that of an ephemeral volume is made of
  /// the pod's and the volume's name.
  func claimNames(_ pod: Pod) -> [(name: String, isEphemeral: Bool)] {
    var names: [(name: String, isEphemeral: Bool)] = []
    for volume in pod.spec.volumes {
      if let claim = volume.persistentVolumeClaim {
        names.append((claim.claimName ?? "", false))
      } else if volume.ephemeral != nil {
        names.append(("\(pod.metadata.name ?? "")-\(volume.name ?? "")", true))
      }
    }
    return names
  }

  /// The claims of a pod's volumes that are there.
  func claims(_ pod: Pod) -> [PersistentVolumeClaim] {
    claimNames(pod).compactMap { claim(pod.oracleNamespace, $0.name) }
  }

  /// A claim by its name.
  func claim(_ namespace: String, _ name: String) -> PersistentVolumeClaim? {
    for claim in cluster.objects.persistentVolumeClaims
    where claim.oracleNamespace == namespace && claim.metadata.name == name {
      return claim
    }
    return nil
  }

  /// The volume that a claim is bound to, where it is there.
  func volume(_ claim: PersistentVolumeClaim) -> PersistentVolume? {
    guard oracleIsBound(claim) else { return nil }
    for volume in cluster.objects.persistentVolumes
    where volume.metadata.name == claim.spec.volumeName {
      return volume
    }
    return nil
  }

  /// The class of a claim, where it is there.
  func storageClass(_ claim: PersistentVolumeClaim) -> StorageClass? {
    for storageClass in cluster.objects.storageClasses
    where storageClass.metadata.name == claim.spec.storageClassName {
      return storageClass
    }
    return nil
  }
}

/// Whether a claim has its volume: it names one.
func oracleIsBound(_ claim: PersistentVolumeClaim) -> Bool { claim.spec.volumeName ?? "" != "" }

/// How many bytes a claim asks for.
func oracleSize(_ claim: PersistentVolumeClaim) -> Int64 {
  guard let quantity = claim.spec.resources.requests["storage"] else { return 0 }
  return oracleRounded(oracleNano(quantity), "storage")
}
