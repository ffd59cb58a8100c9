// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension VolumeTable {
  /// Collects the volumes of a cluster.
  init(_ objects: ClusterObjects, nodes: NodeTable) throws(ClusterFault) {
    var volumeIndices: [String: Int] = [:]
    for volume in objects.persistentVolumes {
      volumeIndices[volume.metadata.name ?? ""] = volumes.count
      volumes.append(try Volume(volume))
    }
    for claim in objects.persistentVolumeClaims {
      let made = try Claim(claim, volumes: volumeIndices)
      add(made, namespace: claim.metadata.namespace ?? "default")
    }
    for kind in objects.storageClasses {
      kinds[kind.metadata.name ?? ""] = try StorageKind(kind, objects)
    }
    for csiNode in objects.csiNodes {
      guard let node = nodes.index(of: csiNode.metadata.name ?? "") else { continue }
      for driver in csiNode.spec.drivers {
        guard let name = driver.name, let count = driver.allocatable?.count else { continue }
        limits[node, default: [:]][name] = count
      }
    }
  }

  /// The claim of a key made of namespace and name.
  func claim(_ key: String) -> Int? {
    guard let slash = key.firstIndex(of: "/") else { return nil }
    return claim(String(key[..<slash]), String(key[key.index(after: slash)...]))
  }

  static func bytes(
    _ quantity: Quantity?, _ context: FaultContext
  ) throws(ClusterFault) -> Int64 {
    guard let quantity else { return 0 }
    return try context.amount(quantity, of: "storage")
  }
}

extension VolumeTable.Volume {
  init(_ volume: PersistentVolume) throws(ClusterFault) {
    let context = FaultContext("persistentvolume \(volume.metadata.name ?? "")")
    let spec = volume.spec
    name = volume.metadata.name ?? ""
    size = try VolumeTable.bytes(spec.capacity["storage"], context["spec.capacity"])
    mode = spec.volumeMode ?? "Filesystem"
    accessModes = spec.accessModes
    className = spec.storageClassName ?? ""
    labels = volume.metadata.labels
    if let required = spec.nodeAffinity?.required {
      var terms: [NodeTerm] = []
      let context = context["spec.nodeAffinity.required.nodeSelectorTerms"]
      for (index, term) in required.nodeSelectorTerms.enumerated() {
        terms.append(try context[index].term(term))
      }
      nodes = terms
    } else {
      nodes = nil
    }
    keptFor = spec.claimRef.map {
      VolumeTable.key($0.namespace ?? "default", $0.name ?? "")
    }
    isAvailable = volume.status.phase == "Available"
    isTerminating = volume.metadata.deletionTimestamp != nil
    driver = spec.csi?.driver
    handle = spec.csi?.volumeHandle ?? ""
  }
}

extension VolumeTable.Claim {
  init(_ claim: PersistentVolumeClaim, volumes: [String: Int]) throws(ClusterFault) {
    let namespace = claim.metadata.namespace ?? "default"
    let context = FaultContext("persistentvolumeclaim \(namespace)/\(claim.metadata.name ?? "")")
    let spec = claim.spec
    name = claim.metadata.name ?? ""
    let volumeName = spec.volumeName ?? ""
    isBound = !volumeName.isEmpty
    volume = volumes[volumeName]
    let requested = spec.resources.requests["storage"]
    size = try VolumeTable.bytes(requested, context["spec.resources.requests"])
    isSized = requested != nil
    mode = spec.volumeMode ?? "Filesystem"
    accessModes = spec.accessModes
    selector = try spec.selector.map { written throws(ClusterFault) in
      try context["spec.selector"].selector(written)
    }
    className = spec.storageClassName ?? ""
    selectedNode = claim.metadata.annotations["volume.kubernetes.io/selected-node"]
    if claim.status.phase == "Lost" {
      fault = .lostClaim(name, volume: volumeName)
    } else if claim.metadata.deletionTimestamp != nil {
      fault = .terminatingClaim(name)
    } else {
      fault = nil
    }
  }
}

extension VolumeTable.StorageKind {
  init(_ kind: StorageClass, _ objects: ClusterObjects) throws(ClusterFault) {
    let name = kind.metadata.name ?? ""
    let context = FaultContext("storageclass \(name)")
    self.name = name
    let provisioner = kind.provisioner ?? ""
    let makesNone = provisioner.isEmpty || provisioner == "kubernetes.io/no-provisioner"
    self.provisioner = makesNone ? nil : provisioner
    waitsForPod = kind.volumeBindingMode == "WaitForFirstConsumer"
    var topologies: [[Requirement]] = []
    for (index, term) in kind.allowedTopologies.enumerated() {
      var requirements: [Requirement] = []
      let context = context["allowedTopologies"][index]
      for expression in term.matchLabelExpressions {
        requirements.append(
          try context.requirement(expression.key ?? "", .in, expression.values))
      }
      if !requirements.isEmpty { topologies.append(requirements) }
    }
    self.topologies = topologies
    let tells = objects.csiDrivers.contains {
      $0.metadata.name == provisioner && $0.spec.storageCapacity == true
    }
    guard tells else {
      capacities = nil
      return
    }
    var made: [(limit: Int64, nodes: LabelSelector)] = []
    for capacity in objects.csiStorageCapacities where capacity.storageClassName == name {
      let context = FaultContext("csistoragecapacity \(capacity.metadata.name ?? "")")
      guard let limit = capacity.maximumVolumeSize ?? capacity.capacity,
        let topology = capacity.nodeTopology
      else { continue }
      made.append(
        (
          try VolumeTable.bytes(limit, context["capacity"]),
          try context["nodeTopology"].selector(topology)
        ))
    }
    capacities = made
  }
}
