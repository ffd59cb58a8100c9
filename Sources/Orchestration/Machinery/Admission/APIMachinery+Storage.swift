// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// A claim may grow where its class allows that (`plugin/pkg/admission/storage/persistentvolume`,
  /// `PersistentVolumeClaimResize`).
  func admitExpansion(_ claim: Fields, replacing old: Fields) throws(APIStatus) {
    guard claim.requestedStorage > old.requestedStorage, old.phase == "Bound" else { return }
    let kind = try find(.storageClasses, ObjectKey(name: claim.storageClass ?? ""))
    if kind?["allowVolumeExpansion"] == true { return }
    throw .forbidden(
      .persistentVolumeClaims, claim.objectName,
      "only dynamically provisioned pvc can be resized and the storageclass that provisions the "
        + "pvc must support resize")
  }
}
