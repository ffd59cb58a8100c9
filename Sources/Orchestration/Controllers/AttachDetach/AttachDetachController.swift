// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Has volumes attached to the nodes of the pods that use them, and detached when no pod of a node
/// does any more.
///
/// From `pkg/controller/volume/attachdetach`: desired is what pods on nodes use, actual are the
/// VolumeAttachments. A volume that is to be on one node at a time goes to another only after its
/// attachment to the first one is gone.
public final class AttachDetachController: Component {
  /// The name.
  public let name = "persistentvolume-attach-detach-controller"
  let environment: ComponentEnvironment
  let loop: ControllerLoop
  let pods: Informer
  let claims: Informer
  let volumes: Informer
  let nodes: Informer
  let attachments: Informer
  private let drivers: Informer
  var expectations = Expectations()
  /// Since when attachments are to be ended, by identity.
  var detachSince: [String: Timestamp] = [:]
  /// What was told of already: volumes that a node cannot get, and errors.
  var told: Set<String> = []
  /// The names of the indices of attachments.
  static let volumeIndex = "volume"
  private static let nodeIndex = "node"
  /// How long a node that does not answer may keep a volume (`maxWaitForUnmountDuration`).
  static let patience: Int64 = 360_000_000

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    pods = environment.informers[.pods]
    claims = environment.informers[.persistentVolumeClaims]
    volumes = environment.informers[.persistentVolumes]
    nodes = environment.informers[.nodes]
    attachments = environment.informers[.volumeAttachments]
    drivers = environment.informers[.csiDrivers]
    pods.indexByClaim()
    pods.indexByNode()
    attachments.addIndex(Self.volumeIndex) { [$0.attachedVolume] }
    attachments.addIndex(Self.nodeIndex) { [$0.attachedNode] }
    loop.watch(.csiDrivers) { _ in [] }
    loop.watch(.nodes) { [unowned self] in self.keys(node: $0) }
    loop.watch(.persistentVolumes) { [$0.key] }
    loop.watch(.persistentVolumeClaims) { change in
      let name = change.object.boundVolume
      return name.isEmpty || change.previous?.boundVolume == name ? [] : [ObjectKey(name: name)]
    }
    loop.watch(.volumeAttachments) { [unowned self] change in
      let key = ObjectKey(name: change.object.attachedVolume)
      if case .removed = change {
        self.detachSince[change.object.uid] = nil
      } else {
        self.expectations.sawCreation(of: change.object.uid, for: key)
      }
      return [key]
    }
    loop.watch(.pods) { [unowned self] change in
      let pod = change.object
      if let previous = change.previous, previous.boundNode == pod.boundNode,
        previous.hasFinishedPhase == pod.hasFinishedPhase
      {
        return []
      }
      if pod.boundNode.isEmpty { return [] }
      return self.volumes(of: pod)
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    (expectations, detachSince, told) = (Expectations(), [:], [])
  }

  private func volumes(of pod: Fields) -> [ObjectKey] {
    pod.claimKeys.compactMap { key in
      let name = claims[key]?.boundVolume ?? ""
      return name.isEmpty ? nil : ObjectKey(name: name)
    }
  }

  private func keys(node change: Informer.Change) -> [ObjectKey] {
    let node = change.object
    if let previous = change.previous,
      previous.observed["volumesInUse"] == node.observed["volumesInUse"],
      previous.wanted["taints"] == node.wanted["taints"],
      previous.conditionStatus("Ready") == node.conditionStatus("Ready")
    {
      return []
    }
    var keys = attachments.objects(change.key.name, in: Self.nodeIndex).map {
      ObjectKey(name: $0.attachedVolume)
    }
    if change.previous == nil {
      for pod in pods.objects(change.key.name, in: Informer.nodeIndex) { keys += volumes(of: pod) }
    }
    return keys
  }

  // MARK: Reconciling

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard expectations.areMet(for: key, at: environment.clock.now) else { return }
    let known = attachments.objects(key.name, in: Self.volumeIndex)
    let volume = volumes[key]
    let users = volume.map(users(of:)) ?? []
    let wanted = Set(users.map(\.boundNode))
    for attachment in known where !attachment.isTerminating {
      if wanted.contains(attachment.attachedNode) {
        detachSince[attachment.uid] = nil
        try tell(of: attachment, volume, users)
      } else {
        try detach(attachment, key, volume)
      }
    }
    guard let volume, !users.isEmpty else { return }
    var taken = known.map(\.attachedNode)
    var seen: Set<String> = []
    for pod in users where seen.insert(pod.boundNode).inserted {
      try attach(volume, key, to: pod.boundNode, &taken, users)
    }
  }

  /// The pods on nodes that use a volume which has to be attached, the oldest first.
  private func users(of volume: Fields) -> [Fields] {
    guard needsAttachment(volume), let reference = volume.claimReference else { return [] }
    let key = PersistentVolumeController.key(reference)
    guard let claim = claims[key], claim.uid == reference["uid"]?.string,
      claim.boundVolume == volume.objectName
    else { return [] }
    return pods.pods(using: key).filter { !$0.boundNode.isEmpty && !$0.hasFinishedPhase }
      .sorted { ($0.created, $0.objectName) < ($1.created, $1.objectName) }
  }

  private func needsAttachment(_ volume: Fields) -> Bool {
    guard let driver = VolumeSource(volume).driver else { return false }
    return drivers[ObjectKey(name: driver)]?["spec"]?[path: "attachRequired"] != false
  }

  private func attach(
    _ volume: Fields, _ key: ObjectKey, to node: String, _ taken: inout [String],
    _ users: [Fields]
  ) throws(APIStatus) {
    let mark = "\(key.name)/\(node)"
    if taken.contains(node) {
      told.remove(mark)
      return
    }
    let modes = volume.accessModes
    let isShared = modes.contains("ReadWriteMany") || modes.contains("ReadOnlyMany")
    if !isShared, !taken.isEmpty {
      if told.insert(mark).inserted { tellOfConflict(volume, node, users) }
      return
    }
    guard nodes[ObjectKey(name: node)] != nil, let driver = VolumeSource(volume).driver else {
      return
    }
    told.remove(mark)
    taken.append(node)
    let name = "csi-" + HexText.digits(of: "\(key.name)/\(driver)/\(node)")
    let made = try environment.client.create(
      .volumeAttachments,
      [
        "apiVersion": "storage.k8s.io/v1", "kind": "VolumeAttachment",
        "metadata": ["name": .string(name)],
        "spec": [
          "attacher": .string(driver), "nodeName": .string(node),
          "source": ["persistentVolumeName": .string(key.name)],
        ],
      ])
    expectations.expectCreation(of: made.uid, for: key, at: environment.clock.now)
  }
}

/// What is looked at in VolumeAttachments.
extension Fields {
  /// The volume that is attached.
  var attachedVolume: String {
    self["spec"]?[path: "source", "persistentVolumeName"]?.string ?? ""
  }

  /// The node that it is attached to.
  var attachedNode: String { self["spec"]?.object?["nodeName"]?.string ?? "" }

  /// Whether it is attached by now.
  var isAttached: Bool { self["status"]?.object?["attached"] == true }
}
