// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// Why a pod's claims keep it from all nodes: one is not there or not usable, or should have
  /// been bound long ago.
  func refusalOfClaims(_ pod: Pod) -> OracleVerdict? {
    func refused(_ reason: String) -> OracleVerdict {
      .refused(plugin: "VolumeBinding", reasons: [reason], unresolvable: true)
    }
    for (name, isEphemeral) in claimNames(pod) {
      guard let claim = claim(pod.oracleNamespace, name) else {
        return refused(
          isEphemeral
            ? "waiting for ephemeral volume controller to create the persistentvolumeclaim "
              + "\"\(name)\""
            : "persistentvolumeclaim \"\(name)\" not found")
      }
      if claim.status.phase == "Lost" {
        return refused(
          "persistentvolumeclaim \"\(name)\" bound to non-existent persistentvolume "
            + "\"\(claim.spec.volumeName ?? "")\"")
      }
      if claim.metadata.deletionTimestamp != nil {
        return refused("persistentvolumeclaim \"\(name)\" is being deleted")
      }
    }
    for claim in claims(pod) where !oracleIsBound(claim) {
      if storageClass(claim)?.volumeBindingMode != "WaitForFirstConsumer" {
        return refused(OracleReason.unboundImmediate.rawValue)
      }
    }
    return nil
  }

  /// Volumes that claims are bound to have to be reachable from the node; for the other claims
  /// volumes have to be found or made there.
  func volumeBinding(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    var reasons: [OracleReason] = []
    for claim in claims(pod) where oracleIsBound(claim) {
      guard let volume = volume(claim) else {
        reasons.append(.volumeMissing)
        break
      }
      if !isReachable(volume, node) {
        reasons.append(.volumeAffinity)
        break
      }
    }
    if let reason = refusalOfUnbound(claims(pod).filter { !oracleIsBound($0) }, node) {
      reasons.append(reason)
    }
    // The order in which the reasons are told.
    let told: [OracleReason] = [.volumeAffinity, .noVolume, .noStorage, .volumeMissing]
    let texts = told.filter(reasons.contains).map(\.rawValue)
    if texts.isEmpty { return nil }
    return .refused(plugin: "VolumeBinding", reasons: texts, unresolvable: true)
  }

  private func isReachable(_ volume: PersistentVolume, _ node: Node) -> Bool {
    guard let required = volume.spec.nodeAffinity?.required else { return true }
    return oracleMatches(required, node)
  }

  private func refusalOfUnbound(
    _ claims: [PersistentVolumeClaim], _ node: Node
  ) -> OracleReason? {
    var toMake: [PersistentVolumeClaim] = []
    var toFind: [PersistentVolumeClaim] = []
    for claim in claims {
      // A node was chosen already, and the volume is being made for it.
      if let chosen = claim.metadata.annotations["volume.kubernetes.io/selected-node"] {
        if chosen != node.metadata.name { return .noVolume }
        toMake.append(claim)
      } else {
        toFind.append(claim)
      }
    }
    // Small claims choose first; no volume is for two of them.
    var taken: [String] = []
    for (_, claim) in toFind.enumerated().sorted(by: { left, right in
      (oracleSize(left.element), left.offset) < (oracleSize(right.element), right.offset)
    }) {
      if let name = smallestVolume(for: claim, node, except: taken) {
        taken.append(name)
      } else {
        toMake.append(claim)
      }
    }
    for claim in toMake {
      guard let storageClass = storageClass(claim), let provisioner = storageClass.provisioner,
        provisioner != "", provisioner != "kubernetes.io/no-provisioner",
        isAllowed(storageClass, node)
      else { return .noVolume }
      if !hasStorage(claim, storageClass, node) { return .noStorage }
    }
    return nil
  }

  /// The name of the smallest volume that a claim can have on a node; of several the first.
  private func smallestVolume(
    for claim: PersistentVolumeClaim, _ node: Node, except taken: [String]
  ) -> String? {
    var best: PersistentVolume?
    for volume in cluster.objects.persistentVolumes {
      if taken.contains(volume.metadata.name ?? "") || volume.metadata.deletionTimestamp != nil {
        continue
      }
      if size(volume) < oracleSize(claim) { continue }
      if volume.spec.volumeMode ?? "Filesystem" != claim.spec.volumeMode ?? "Filesystem" {
        continue
      }
      if let reference = volume.spec.claimRef {
        // Reserved: for this claim it is taken at once or not at all, for others never.
        if reference.namespace == claim.oracleNamespace && reference.name == claim.metadata.name {
          return isReachable(volume, node) ? volume.metadata.name : nil
        }
        continue
      }
      if volume.status.phase != "Available" { continue }
      if let selector = claim.spec.selector,
        !OracleSelector(selector).matches(volume.metadata.labels)
      {
        continue
      }
      if volume.spec.storageClassName ?? "" != claim.spec.storageClassName ?? "" { continue }
      if !isReachable(volume, node) { continue }
      if !claim.spec.accessModes.allSatisfy(volume.spec.accessModes.contains) { continue }
      if best.map({ size($0) > size(volume) }) ?? true { best = volume }
    }
    return best?.metadata.name
  }

  private func size(_ volume: PersistentVolume) -> Int64 {
    guard let quantity = volume.spec.capacity["storage"] else { return 0 }
    return oracleRounded(oracleNano(quantity), "storage")
  }

  /// Whether a class makes volumes for a node: one of its topologies has all labels right.
  private func isAllowed(_ storageClass: StorageClass, _ node: Node) -> Bool {
    if storageClass.allowedTopologies.isEmpty { return true }
    for term in storageClass.allowedTopologies where !term.matchLabelExpressions.isEmpty {
      var holds = true
      for expression in term.matchLabelExpressions
      where !oracleHolds(
        expression.key ?? "", "In", expression.values, in: node.metadata.labels)
      {
        holds = false
      }
      if holds { return true }
    }
    return false
  }

  /// Whether there is storage enough for a claim, where the driver tells how much there is.
  private func hasStorage(
    _ claim: PersistentVolumeClaim, _ storageClass: StorageClass, _ node: Node
  ) -> Bool {
    if claim.spec.resources.requests["storage"] == nil { return true }
    let tells = cluster.objects.csiDrivers.contains {
      $0.metadata.name == storageClass.provisioner && $0.spec.storageCapacity == true
    }
    if !tells { return true }
    for capacity in cluster.objects.csiStorageCapacities
    where capacity.storageClassName == storageClass.metadata.name {
      guard let limit = capacity.maximumVolumeSize ?? capacity.capacity,
        let topology = capacity.nodeTopology
      else { continue }
      if oracleRounded(oracleNano(limit), "storage") >= oracleSize(claim)
        && OracleSelector(topology).matches(node.metadata.labels)
      {
        return true
      }
    }
    return false
  }
}
