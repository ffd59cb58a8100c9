// SPDX-License-Identifier: Apache-2.0

extension WorkloadExpander {
  /// Makes the pods of a StatefulSet that are not there, and the claims of all.
  mutating func expand(_ set: StatefulSet) throws(ExpansionError) {
    let owner = Owner("StatefulSet", "apps/v1", set.metadata)
    let wanted = try checked(set.spec.replicas, of: owner)
    let start = set.spec.ordinals?.start ?? 0
    guard (0...Int(Int32.max)).contains(start) else {
      throw .replicas(start, object: owner.name.description, field: "spec.ordinals.start")
    }
    let name = owner.name.name
    // One that has ended or is going keeps its name until it is gone.
    let ordinals = (start..<start + wanted).filter {
      !isTaken("\(name)-\($0)", in: owner.name.namespace)
    }
    _ = missing(wanted, existing: wanted - ordinals.count, of: owner)
    guard !ordinals.isEmpty else { return }
    let revision = set.status.updateRevision ?? name + "-" + StableName.suffix(of: name)
    var pod = try prototype(
      set.spec.template, of: owner, count: ordinals.count,
      labels: ["controller-revision-hash": revision])
    pod.spec.subdomain = set.spec.serviceName
    let volumes = Self.volumes(of: pod.spec, besides: set.spec.volumeClaimTemplates)
    for ordinal in ordinals {
      var pod = pod
      let podName = "\(name)-\(ordinal)"
      pod.metadata.labels["statefulset.kubernetes.io/pod-name"] = podName
      pod.metadata.labels["apps.kubernetes.io/pod-index"] = String(ordinal)
      pod.spec.hostname = podName
      pod.spec.volumes = volumes + makeClaims(of: set, owner, ordinal)
      try add(pod, named: podName)
    }
  }

  /// The volumes of a template that no claim takes the place of.
  private static func volumes(
    of spec: PodSpec, besides claims: [PersistentVolumeClaim]
  ) -> [Volume] {
    let names = Set(claims.compactMap(\.metadata.name))
    return spec.volumes.filter { !names.contains($0.name ?? "") }
  }

  /// Makes the claims of one pod, and the volumes that are from them.
  private mutating func makeClaims(
    of set: StatefulSet, _ owner: Owner, _ ordinal: Int
  ) -> [Volume] {
    set.spec.volumeClaimTemplates.map { template in
      let name = template.metadata.name ?? ""
      var claim = template
      claim.fields["status"] = nil
      claim.metadata.labels.merge(set.spec.selector.matchLabels) { $1 }
      addClaim(claim, named: "\(name)-\(owner.name.name)-\(ordinal)", in: owner.name.namespace)
      var (volume, source) = (Volume(), PersistentVolumeClaimSource())
      source.claimName = "\(name)-\(owner.name.name)-\(ordinal)"
      volume.name = name
      volume.persistentVolumeClaim = source
      return volume
    }
  }
}
