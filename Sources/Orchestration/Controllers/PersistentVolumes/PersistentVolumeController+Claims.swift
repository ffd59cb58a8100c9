// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What becomes of claims (`syncClaim`).
extension PersistentVolumeController {
  func reconcile(claim: Fields) throws(APIStatus) {
    if claim.annotation(VolumeAnnotation.bindCompleted) != nil {
      try keepBound(claim)
    } else if claim.boundVolume.isEmpty {
      if !claim.isTerminating { try findVolume(for: claim) }
    } else {
      try bindToNamed(claim)
    }
  }

  /// Finds a volume for a claim that names none, or has one made.
  private func findVolume(for claim: Fields) throws(APIStatus) {
    let waits = waitsForPod(claim)
    if let volume = VolumeMatch(claim, waitsForPod: waits).best(of: offers(for: claim)) {
      return try bind(volume, to: claim)
    }
    if claim["spec"]?.object?["storageClassName"] == nil, claim.storageClass == nil,
      let usual = usualClass
    {
      let key = ObjectKey(claim)
      try environment.client.change(.persistentVolumeClaims, key, uid: claim.uid) { claim in
        guard claim.storageClass == nil else { return false }
        claim.modify("spec") { $0["storageClassName"] = .string(usual) }
        return true
      }
      return
    }
    try setStatus(of: claim, "Pending")
    if waits {
      tellOfWaiting(claim)
    } else if let name = claim.storageClass, !name.isEmpty {
      try askForVolume(for: claim, class: name)
    } else {
      tell(
        claim, .normal, "FailedBinding",
        "no persistent volumes available for this claim and no storage class is set")
    }
  }

  private func tellOfWaiting(_ claim: Fields) {
    let waiting = pods.pods(using: ObjectKey(claim)).first {
      !$0.hasFinishedPhase && !$0.isTerminating
    }
    if let waiting {
      tell(
        claim, .normal, "WaitForPodScheduled",
        "waiting for pod \(waiting.objectName) to be scheduled")
    } else {
      tell(
        claim, .normal, "WaitForFirstConsumer",
        "waiting for first consumer to be created before binding")
    }
  }

  /// Has whoever makes volumes of a class make one (`provisionClaim`).
  private func askForVolume(for claim: Fields, class name: String) throws(APIStatus) {
    guard let kind = classes[ObjectKey(name: name)] else {
      return tell(
        claim, .warning, "ProvisioningFailed",
        "storageclass.storage.k8s.io \"\(name)\" not found")
    }
    let provisioner = kind["provisioner"]?.string ?? ""
    if provisioner.hasPrefix("kubernetes.io/") {
      // There are no volumes of the controller itself.
      return tell(
        claim, .warning, "ProvisioningFailed",
        "no volume plugin matched name: \(provisioner)")
    }
    let key = ObjectKey(claim)
    try environment.client.change(.persistentVolumeClaims, key, uid: claim.uid) { claim in
      guard claim.annotation(VolumeAnnotation.storageProvisioner) != provisioner else {
        return false
      }
      claim.setAnnotation(VolumeAnnotation.betaStorageProvisioner, provisioner)
      claim.setAnnotation(VolumeAnnotation.storageProvisioner, provisioner)
      return true
    }
    tell(
      claim, .normal, "ExternalProvisioning",
      "Waiting for a volume to be created either by the external provisioner '\(provisioner)' or "
        + "manually by the system administrator. If volume creation is delayed, please verify "
        + "that the provisioner is running and correctly registered.")
  }

  /// Binds a claim to the volume that it was made with.
  private func bindToNamed(_ claim: Fields) throws(APIStatus) {
    guard let volume = volumes[ObjectKey(name: claim.boundVolume)] else {
      return try setStatus(of: claim, "Pending")
    }
    if volume.claimReference == nil {
      if let reason = VolumeMatch(claim, waitsForPod: false).refusal(of: volume) {
        tell(
          claim, .warning, "VolumeMismatch",
          "Cannot bind to requested volume \"\(volume.objectName)\": \(reason)")
        return try setStatus(of: claim, "Pending")
      }
      return try bind(volume, to: claim)
    }
    if volume.isKept(for: claim) { return try bind(volume, to: claim) }
    if claim.annotation(VolumeAnnotation.boundByController) == nil {
      tell(
        claim, .warning, "FailedBinding",
        "volume \"\(volume.objectName)\" already bound to a different claim.")
    }
    try setStatus(of: claim, "Pending")
  }

  /// Sees to it that a claim that was bound still is (`syncBoundClaim`).
  private func keepBound(_ claim: Fields) throws(APIStatus) {
    guard !claim.boundVolume.isEmpty else {
      return try lose(
        claim, "ClaimLost",
        "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!")
    }
    guard let volume = volumes[ObjectKey(name: claim.boundVolume)] else {
      // What was made a moment ago may not be told yet.
      let known = try environment.client.find(
        .persistentVolumes, ObjectKey(name: claim.boundVolume))
      if known != nil { return }
      return try lose(
        claim, "ClaimLost",
        "Bound claim has lost its PersistentVolume. Data on the volume is lost!")
    }
    guard let reference = volume.claimReference else { return try bind(volume, to: claim) }
    if reference["uid"]?.string == claim.uid || volume.isKept(for: claim) {
      return try bind(volume, to: claim)
    }
    try lose(
      claim, "ClaimMisbound",
      "Two claims are bound to the same volume, this one is bound incorrectly")
  }

  private func lose(_ claim: Fields, _ reason: String, _ message: String) throws(APIStatus) {
    if claim.phase == "Lost" { return }
    tell(claim, .warning, reason, message)
    try setStatus(of: claim, "Lost")
  }

  func tell(
    _ object: Fields, _ type: EventRecorder.EventType, _ reason: String, _ message: String
  ) {
    environment.events.record(object, type, reason: reason, message)
  }
}
