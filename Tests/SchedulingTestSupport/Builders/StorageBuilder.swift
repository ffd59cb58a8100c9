// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A claim for tests, of one gibibyte unless told otherwise.
public func claim(
  _ name: String, namespace: String = "default", class className: String? = nil,
  size: String = "1Gi", modes: [String] = ["ReadWriteOnce"], volume: String? = nil
) -> PersistentVolumeClaim {
  var claim = PersistentVolumeClaim()
  (claim.apiVersion, claim.kind) = ("v1", "PersistentVolumeClaim")
  (claim.metadata.name, claim.metadata.namespace) = (name, namespace)
  (claim.spec.storageClassName, claim.spec.accessModes) = (className, modes)
  claim.spec.resources.requests = ["storage": amount(size)]
  claim.spec.volumeName = volume
  claim.status.phase = volume == nil ? "Pending" : "Bound"
  if volume != nil {
    claim.metadata.annotations["pv.kubernetes.io/bind-completed"] = "yes"
  }
  return claim
}

/// A volume for tests, free unless it is a claim's; a driver's where one is named.
public func volume(
  _ name: String, class className: String? = nil, size: String = "1Gi",
  modes: [String] = ["ReadWriteOnce"], boundTo claim: String? = nil,
  namespace: String = "default", driver: String? = nil, on term: NodeSelectorTerm? = nil,
  labels: [String: String] = [:]
) -> PersistentVolume {
  var volume = PersistentVolume()
  (volume.apiVersion, volume.kind) = ("v1", "PersistentVolume")
  (volume.metadata.name, volume.metadata.labels) = (name, labels)
  (volume.spec.storageClassName, volume.spec.accessModes) = (className, modes)
  volume.spec.capacity = ["storage": amount(size)]
  volume.status.phase = claim == nil ? "Available" : "Bound"
  if let claim {
    var reference = ObjectReference()
    (reference.kind, reference.namespace) = ("PersistentVolumeClaim", namespace)
    reference.name = claim
    volume.spec.claimRef = reference
  }
  if let driver {
    var source = CSIPersistentVolumeSource()
    (source.driver, source.volumeHandle) = (driver, name)
    volume.spec.csi = source
  }
  if let term {
    var required = NodeSelector()
    required.nodeSelectorTerms = [term]
    var affinity = VolumeNodeAffinity()
    affinity.required = required
    volume.spec.nodeAffinity = affinity
  }
  return volume
}

/// A class of storage for tests that makes volumes when a pod is placed, unless told otherwise.
public func storageClass(
  _ name: String, provisioner: String = "csi.example", immediate: Bool = false,
  zones: [String] = []
) -> StorageClass {
  var storageClass = StorageClass()
  (storageClass.apiVersion, storageClass.kind) = ("storage.k8s.io/v1", "StorageClass")
  (storageClass.metadata.name, storageClass.provisioner) = (name, provisioner)
  storageClass.volumeBindingMode = immediate ? "Immediate" : "WaitForFirstConsumer"
  if !zones.isEmpty {
    var requirement = TopologySelectorLabelRequirement()
    (requirement.key, requirement.values) = (zoneKey, zones)
    var term = TopologySelectorTerm()
    term.matchLabelExpressions = [requirement]
    storageClass.allowedTopologies = [term]
  }
  return storageClass
}

/// How many volumes of a driver a node may have.
public func csiNode(_ node: String, driver: String, limit: Int?) -> CSINode {
  var resources = VolumeNodeResources()
  resources.count = limit
  var entry = CSINodeDriver()
  (entry.name, entry.nodeID) = (driver, node)
  entry.allocatable = limit == nil ? nil : resources
  var csiNode = CSINode()
  (csiNode.apiVersion, csiNode.kind) = ("storage.k8s.io/v1", "CSINode")
  csiNode.metadata.name = node
  csiNode.spec.drivers = [entry]
  return csiNode
}

/// A driver that tells how much storage there is.
public func csiDriver(_ name: String) -> CSIDriver {
  var driver = CSIDriver()
  (driver.apiVersion, driver.kind) = ("storage.k8s.io/v1", "CSIDriver")
  (driver.metadata.name, driver.spec.storageCapacity) = (name, true)
  return driver
}

/// How much storage of a class there is for some nodes.
public func storageCapacity(
  _ name: String, class className: String, _ capacity: String, maximum: String? = nil,
  _ topology: LabelSelectorSpec
) -> CSIStorageCapacity {
  var object = CSIStorageCapacity()
  (object.apiVersion, object.kind) = ("storage.k8s.io/v1", "CSIStorageCapacity")
  (object.metadata.name, object.metadata.namespace) = (name, "default")
  (object.storageClassName, object.nodeTopology) = (className, topology)
  object.capacity = amount(capacity)
  object.maximumVolumeSize = maximum.map(amount)
  return object
}

extension Pod {
  /// Adds a volume of a claim.
  public func claim(_ name: String) -> Pod {
    with { pod in
      var source = PersistentVolumeClaimSource()
      source.claimName = name
      var volume = Volume()
      volume.name = "v\(pod.spec.volumes.count)"
      volume.persistentVolumeClaim = source
      pod.spec.volumes.append(volume)
    }
  }
}
