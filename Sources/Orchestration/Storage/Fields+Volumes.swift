// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Annotations of claims and volumes (`component-helpers/storage/volume/pv_helpers.go`).
enum VolumeAnnotation {
  static let bindCompleted = "pv.kubernetes.io/bind-completed"
  static let boundByController = "pv.kubernetes.io/bound-by-controller"
  static let provisionedBy = "pv.kubernetes.io/provisioned-by"
  static let selectedNode = "volume.kubernetes.io/selected-node"
  static let storageProvisioner = "volume.kubernetes.io/storage-provisioner"
  static let betaStorageProvisioner = "volume.beta.kubernetes.io/storage-provisioner"
}

/// What is looked at in claims, volumes and the pods that use them.
extension Fields {
  /// The claims that the volumes of a pod are from, with the name of the volume in the pod.
  var claimVolumes: [(volume: String, claim: String, isEphemeral: Bool)] {
    guard let volumes = self["spec"]?.object?["volumes"]?.array else { return [] }
    var found: [(volume: String, claim: String, isEphemeral: Bool)] = []
    for case .object(let volume) in volumes {
      let name = volume["name"]?.string ?? ""
      if let claim = volume["persistentVolumeClaim"]?.object?["claimName"]?.string {
        found.append((name, claim, false))
      } else if volume["ephemeral"]?.object != nil {
        found.append((name, "\(objectName)-\(name)", true))
      }
    }
    return found
  }

  /// The claims that a pod uses.
  var claimKeys: [ObjectKey] {
    let used = claimVolumes
    if used.isEmpty { return [] }
    let namespace = metadata["namespace"]?.string ?? ""
    return used.map { ObjectKey(namespace: namespace, name: $0.claim) }
  }

  /// The storage class of a claim or volume; `nil` where none is said, empty for none.
  var storageClass: String? {
    annotation("volume.beta.kubernetes.io/storage-class")
      ?? self["spec"]?.object?["storageClassName"]?.string
  }

  /// The volume that a claim names.
  var boundVolume: String { self["spec"]?.object?["volumeName"]?.string ?? "" }

  /// How much a claim asks for, in bytes.
  var requestedStorage: Int64 {
    Self.bytes(self["spec"]?[path: "resources", "requests", "storage"])
  }

  /// How much a volume holds, in bytes.
  var storageCapacity: Int64 { Self.bytes(self["spec"]?[path: "capacity", "storage"]) }

  static func bytes(_ value: Value?) -> Int64 {
    value.flatMap { Quantity($0) }.flatMap { try? $0.value(in: .bytes) } ?? 0
  }

  /// How a claim is to be mounted, or a volume may be.
  var accessModes: [String] {
    self["spec"]?.object?["accessModes"]?.array?.compactMap(\.string) ?? []
  }

  /// `Filesystem` or `Block`.
  var volumeMode: String { self["spec"]?.object?["volumeMode"]?.string ?? "Filesystem" }

  /// The claim that a volume is kept for.
  var claimReference: Fields? { self["spec"]?.object?["claimRef"]?.object }

  /// Whether a volume is kept for a claim, by name, and by identity where that is said.
  func isKept(for claim: Fields) -> Bool {
    guard let reference = claimReference else { return false }
    let key = ObjectKey(claim)
    guard reference["name"]?.string == key.name,
      reference["namespace"]?.string ?? "" == key.namespace
    else { return false }
    let uid = reference["uid"]?.string ?? ""
    return uid.isEmpty || uid == claim.uid
  }

  /// Sets an annotation, or takes it out.
  mutating func setAnnotation(_ name: String, _ value: String?) {
    modify("metadata") { metadata in
      metadata.modify("annotations") { $0[name] = value.map { .string($0) } }
      if metadata["annotations"]?.object?.isEmpty == true { metadata["annotations"] = nil }
    }
  }

  /// Adds a finalizer.
  ///
  /// - Returns: Whether it was not there.
  mutating func addFinalizer(_ name: String) -> Bool {
    var names = finalizerNames
    if names.contains(name) { return false }
    names.append(name)
    modify("metadata") { $0["finalizers"] = names.value }
    return true
  }
}

extension Informer {
  /// The name of the index of pods by the claims that they use, as `namespace/name`.
  static let claimIndex = "claims"

  /// Adds an index of pods by the claims that they use.
  func indexByClaim() { addIndex(Self.claimIndex) { $0.claimKeys.map(\.description) } }

  /// The pods that use a claim, by namespace and name.
  func pods(using claim: ObjectKey) -> [Fields] {
    objects(claim.description, in: Self.claimIndex)
  }
}

extension APIClient {
  /// Creates an object unless there is one of its name.
  func createIfAbsent(_ type: ResourceType, _ object: Fields) throws(APIStatus) {
    do throws(APIStatus) {
      try create(type, object)
    } catch {
      if error.reason != .alreadyExists { throw error }
    }
  }
}
