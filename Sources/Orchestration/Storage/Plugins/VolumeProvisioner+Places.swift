// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Where volumes are made, and what they begin with.
extension VolumeProvisioner {
  /// The zone or node that a volume is made in.
  ///
  /// Where no node was selected, the claims of a set are dealt to the zones one after another, and
  /// others by the hash of their names (`external-provisioner/pkg/controller/topology.go`).
  func segment(
    for claim: Fields, _ kind: Fields, _ driver: StorageDriver, node: String?
  ) throws(StorageFault) -> String {
    guard let label = driver.topologyKey else { return "" }
    if let node {
      guard let object = nodes[ObjectKey(name: node)], let value = value(of: label, object) else {
        throw StorageFault("InvalidArgument", "node \(node) has no label \(label)")
      }
      return value
    }
    let terms = kind["allowedTopologies"]?.array?.compactMap(\.object) ?? []
    var values: Set<String> = []
    for object in nodes.all {
      guard let value = value(of: label, object),
        terms.isEmpty || terms.contains(where: { allows($0, object) })
      else { continue }
      values.insert(value)
    }
    let sorted = values.sorted()
    guard !sorted.isEmpty else {
      throw StorageFault("ResourceExhausted", "no node has a place for the volume")
    }
    let (hash, offset) = Self.order(of: claim.objectName)
    return sorted[Int((hash &+ offset) % UInt64(sorted.count))]
  }

  private func value(of label: String, _ node: Fields) -> String? {
    node.label(label) ?? (label == "kubernetes.io/hostname" ? node.objectName : nil)
  }

  private func allows(_ term: Fields, _ node: Fields) -> Bool {
    (term["matchLabelExpressions"]?.array?.compactMap(\.object) ?? []).allSatisfy { expression in
      let values = expression["values"]?.array?.compactMap(\.string) ?? []
      return value(of: expression["key"]?.string ?? "", node).map(values.contains) ?? false
    }
  }

  /// The hash (FNV-1a) of a name without a number at its end, and the number.
  private static func order(of name: String) -> (hash: UInt64, offset: UInt64) {
    var base = Substring(name)
    var offset: UInt64 = 0
    if let dash = name.lastIndex(of: "-"), let number = UInt64(name[name.index(after: dash)...]) {
      (base, offset) = (name[..<dash], number)
    }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in base.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return (hash >> 32, offset)
  }

  // MARK: Sources

  /// What a volume begins with: the contents of a snapshot, or those of another claim's volume.
  func source(
    of claim: Fields, _ namespace: String, _ driver: StorageDriver
  ) throws(StorageFault) -> SimulatedStorage.Request.Source? {
    let spec = claim["spec"]?.object
    guard let source = spec?["dataSource"]?.object ?? spec?["dataSourceRef"]?.object else {
      return nil
    }
    let name = source["name"]?.string ?? ""
    let key = ObjectKey(namespace: namespace, name: name)
    switch source["kind"]?.string {
    case "VolumeSnapshot":
      func fault(_ text: String) -> StorageFault {
        StorageFault(
          "NotFound",
          "error getting handle for DataSource Type VolumeSnapshot by Name \(name): \(text)")
      }
      guard let snapshot = snapshots[key] else {
        throw fault("error getting snapshot \(name) from api server")
      }
      guard snapshot.observed["readyToUse"] == true,
        let content = contents[
          ObjectKey(name: snapshot.observed["boundVolumeSnapshotContentName"]?.string ?? "")],
        let handle = content.observed["snapshotHandle"]?.string
      else { throw fault("snapshot \(name) is not Ready") }
      guard content.wanted["driver"]?.string == driver.name else {
        throw fault("snapshot is of another driver than \(driver.name)")
      }
      return .snapshot(handle)
    case "PersistentVolumeClaim":
      func fault(_ text: String) -> StorageFault {
        StorageFault(
          "NotFound",
          "error getting handle for DataSource Type PersistentVolumeClaim by Name \(name): \(text)")
      }
      guard let other = claims[key], other.phase == "Bound",
        let volume = volumes[ObjectKey(name: other.boundVolume)]
      else { throw fault("the PVC is not bound") }
      guard case .csi(let made, let handle) = VolumeSource(volume), made == driver.name else {
        throw fault("the volume is of another driver than \(driver.name)")
      }
      guard other.requestedStorage <= claim.requestedStorage else {
        throw fault("new PVC request must be greater than or equal in size to the source PVC")
      }
      return .disk(handle)
    default:
      throw StorageFault(
        "InvalidArgument", "unknown data source of kind \(source["kind"]?.string ?? "")")
    }
  }
}
