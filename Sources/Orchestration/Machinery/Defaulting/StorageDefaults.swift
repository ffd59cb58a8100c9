// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in in objects of storage (`pkg/apis/core/v1/defaults.go`, `storage/v1`).
enum StorageDefaults {
  static func fillVolume(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("persistentVolumeReclaimPolicy", "Retain")
      spec.fill("volumeMode", "Filesystem")
      spec.normalizeAmounts("capacity")
      VolumeDefaults.fillSource(&spec)
    }
  }

  static func fillClaim(_ object: inout Fields) {
    object.complete("spec", fillClaimSpec)
  }

  /// Fills in what claims and their templates have in common.
  static func fillClaimSpec(_ spec: inout Fields) {
    spec.fill("volumeMode", "Filesystem")
    spec.complete("resources", ContainerDefaults.fillAmounts)
  }

  static func fillClass(_ object: inout Fields) {
    object.fill("reclaimPolicy", "Delete")
    object.fill("volumeBindingMode", "Immediate")
  }

  static func fillDriver(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("attachRequired", true)
      spec.fill("podInfoOnMount", false)
      spec.fill("storageCapacity", false)
      spec.fill("fsGroupPolicy", "ReadWriteOnceWithFSType")
      spec.fill("volumeLifecycleModes", ["Persistent"])
      spec.fill("requiresRepublish", false)
      spec.fill("seLinuxMount", false)
    }
  }
}
