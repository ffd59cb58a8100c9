// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How a claim and a volume are bound (`bind`): the volume names the claim, then the claim names the
/// volume, and each says so in its status. Whatever is interrupted goes on where it was.
extension PersistentVolumeController {
  func bind(_ volume: Fields, to claim: Fields) throws(APIStatus) {
    guard let kept = try keep(volume, for: claim) else { return }
    try setPhase(of: kept, "Bound")
    let key = ObjectKey(claim)
    let name = volume.objectName
    let bound = try environment.client.change(
      .persistentVolumeClaims, key, uid: claim.uid
    ) { claim in
      guard claim.boundVolume.isEmpty || claim.boundVolume == name else { return false }
      let isNew = claim.annotation(VolumeAnnotation.bindCompleted) == nil
      if claim.boundVolume.isEmpty {
        claim.modify("spec") { $0["volumeName"] = .string(name) }
        claim.setAnnotation(VolumeAnnotation.boundByController, "yes")
      } else if !isNew {
        return false
      }
      claim.setAnnotation(VolumeAnnotation.bindCompleted, "yes")
      return true
    }
    guard let bound, bound.boundVolume == name else { return }
    try setStatus(of: bound, "Bound", volume: kept)
  }

  /// Keeps a volume for a claim.
  ///
  /// - Returns: The volume; `nil` where it is kept for another.
  private func keep(_ volume: Fields, for claim: Fields) throws(APIStatus) -> Fields? {
    let key = ObjectKey(claim)
    if volume.claimReference?["uid"]?.string == claim.uid { return volume }
    let kept = try environment.client.change(
      .persistentVolumes, ObjectKey(volume), uid: volume.uid
    ) { volume in
      if volume.claimReference != nil {
        guard volume.isKept(for: claim), volume.claimReference?["uid"]?.string ?? "" == "" else {
          return false
        }
      } else {
        if volume.isTerminating { return false }
        volume.setAnnotation(VolumeAnnotation.boundByController, "yes")
      }
      volume.modify("spec") {
        $0["claimRef"] = [
          "kind": "PersistentVolumeClaim", "namespace": .string(key.namespace),
          "name": .string(key.name), "uid": .string(claim.uid), "apiVersion": "v1",
          "resourceVersion": claim.metadata["resourceVersion"] ?? "",
        ]
      }
      return true
    }
    return kept?.claimReference?["uid"]?.string == claim.uid ? kept : nil
  }

  /// Says how far a claim has come.
  func setStatus(
    of claim: Fields, _ phase: String, volume: Fields? = nil
  ) throws(APIStatus) {
    try environment.client.change(
      .persistentVolumeClaims, ObjectKey(claim), uid: claim.uid, subresource: .status
    ) { claim in
      let before = claim["status"]?.object ?? Fields()
      var status = before
      status["phase"] = .string(phase)
      if let volume {
        status["accessModes"] = volume["spec"]?.object?["accessModes"]
        if before["phase"] != "Bound" || before["capacity"] == nil {
          status["capacity"] = volume["spec"]?.object?["capacity"]
        }
      } else if phase == "Pending" {
        (status["accessModes"], status["capacity"]) = (nil, nil)
      }
      claim["status"] = .object(status)
      return status != before
    }
  }

  /// Says how far a volume has come.
  func setPhase(
    of volume: Fields, _ phase: String, reason: String? = nil, message: String? = nil
  ) throws(APIStatus) {
    if volume.phase == phase, reason == nil { return }
    let now = environment.timestamp
    try environment.client.change(
      .persistentVolumes, ObjectKey(volume), uid: volume.uid, subresource: .status
    ) { volume in
      if volume.phase == phase { return false }
      volume.modify("status") { status in
        status["phase"] = .string(phase)
        status["lastPhaseTransitionTime"] = now
        status["reason"] = reason.map { .string($0) }
        status["message"] = message.map { .string($0) }
      }
      return true
    }
  }
}
