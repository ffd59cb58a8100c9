// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What becomes of volumes (`syncVolume`).
extension PersistentVolumeController {
  func reconcile(volume: Fields) throws(APIStatus) {
    guard let reference = volume.claimReference, reference["uid"]?.string ?? "" != "" else {
      // Nobody has it yet, though it may be meant for somebody.
      return try setPhase(of: volume, "Available")
    }
    let key = Self.key(reference)
    var claim = claims[key]
    if claim?.uid != reference["uid"]?.string {
      // The informer may be behind.
      claim = try environment.client.find(.persistentVolumeClaims, key)
    }
    guard let claim, claim.uid == reference["uid"]?.string else { return try release(volume) }
    if claim.boundVolume.isEmpty {
      // The claim is bound when it is looked at.
      if !claim.isTerminating { try reconcile(claim: claim) }
    } else if claim.boundVolume == volume.objectName {
      try setPhase(of: volume, "Bound")
    } else if isMade(volume), volume["spec"]?[path: "persistentVolumeReclaimPolicy"] == "Delete" {
      // The claim has another one by now.
      try release(volume)
    } else {
      try unbind(volume)
    }
  }

  /// Whether a provisioner has made a volume.
  private func isMade(_ volume: Fields) -> Bool {
    volume.annotation(VolumeAnnotation.provisionedBy) != nil
  }

  /// The claim of a volume is gone: it is kept, deleted, or given up.
  private func release(_ volume: Fields) throws(APIStatus) {
    if volume.phase == "Failed" { return }
    try setPhase(of: volume, "Released")
    switch volume["spec"]?[path: "persistentVolumeReclaimPolicy"]?.string {
    case "Recycle":
      try fail(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!")
    case "Delete" where !isMade(volume):
      try fail(
        volume, "VolumeFailedDelete",
        "error getting deleter volume plugin for volume \"\(volume.objectName)\": no deletable "
          + "volume plugin matched")
    default: break
    }
  }

  private func fail(_ volume: Fields, _ reason: String, _ message: String) throws(APIStatus) {
    tell(volume, .warning, reason, message)
    try setPhase(of: volume, "Failed", reason: reason, message: message)
  }

  /// Lets a volume go that is kept for a claim which is bound to another.
  private func unbind(_ volume: Fields) throws(APIStatus) {
    let changed = try environment.client.change(
      .persistentVolumes, ObjectKey(volume), uid: volume.uid
    ) { volume in
      guard volume.claimReference != nil else { return false }
      if volume.annotation(VolumeAnnotation.boundByController) != nil {
        volume.setAnnotation(VolumeAnnotation.boundByController, nil)
        volume.modify("spec") { $0["claimRef"] = nil }
      } else {
        // A person has meant it for the claim; that stays.
        volume.modify("spec") { spec in
          spec.modify("claimRef") { ($0["uid"], $0["resourceVersion"]) = (nil, nil) }
        }
      }
      return true
    }
    if let changed { try setPhase(of: changed, "Available") }
  }
}
