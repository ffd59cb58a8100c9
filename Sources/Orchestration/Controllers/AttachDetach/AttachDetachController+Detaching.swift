// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How attachments end, and what is told of them.
extension AttachDetachController {
  /// Ends an attachment once its node does not use the volume any more.
  ///
  /// A node that is out of service is not waited for, and one that does not answer for six minutes
  /// at most (`reconciler.go`).
  func detach(
    _ attachment: Fields, _ key: ObjectKey, _ volume: Fields?
  ) throws(APIStatus) {
    let now = environment.clock.now
    let nodeName = attachment.attachedNode
    let node = nodes[ObjectKey(name: nodeName)]
    let unique = uniqueName(of: attachment, volume)
    let isUsed =
      node.map { ($0.observed["volumesInUse"]?.array ?? []).contains(.string(unique)) } ?? true
    if isUsed, !(node.map(Self.isOutOfService) ?? false) {
      let since = detachSince[attachment.uid] ?? now
      detachSince[attachment.uid] = since
      let end = since.advanced(by: Self.patience)
      if now < end {
        loop.add(key, after: end.microseconds - now.microseconds)
        return
      }
      if node?.conditionStatus("Ready") == "True" { return }
    }
    detachSince[attachment.uid] = nil
    try environment.client.change(
      .nodes, ObjectKey(name: nodeName), uid: nil, subresource: .status
    ) { node in
      let before = node.observed["volumesAttached"]?.array ?? []
      let after = before.filter { $0.object?["name"]?.string != unique }
      guard after.count != before.count else { return false }
      node.modify("status") { $0["volumesAttached"] = after.isEmpty ? nil : .array(after) }
      return true
    }
    try environment.client.deleteIfPresent(
      .volumeAttachments, ObjectKey(attachment), DeleteOptions(uid: attachment.uid))
  }

  private static func isOutOfService(_ node: Fields) -> Bool {
    (node["spec"]?.object?["taints"]?.array ?? []).contains {
      $0.object?["key"]?.string == NodeTaints.outOfService
    }
  }

  private func uniqueName(of attachment: Fields, _ volume: Fields?) -> String {
    if let unique = volume.flatMap({ VolumeSource($0).uniqueName }) { return unique }
    return VolumeSource.uniqueName(
      driver: attachment["spec"]?[path: "attacher"]?.string ?? "",
      handle: attachment.attachedVolume)
  }

  /// Tells a node that a volume is attached, and pods what has become of it.
  func tell(
    of attachment: Fields, _ volume: Fields?, _ users: [Fields]
  ) throws(APIStatus) {
    guard let volume else { return }
    let node = attachment.attachedNode
    let pods = users.filter { $0.boundNode == node }
    guard attachment.isAttached else {
      guard
        let message = attachment["status"]?[path: "attachError", "message"]?.string,
        told.insert("\(attachment.uid)/\(message)").inserted
      else { return }
      for pod in pods {
        environment.events.record(
          pod, .warning, reason: "FailedAttachVolume",
          "AttachVolume.Attach failed for volume \"\(volume.objectName)\" : \(message)")
      }
      return
    }
    let unique = uniqueName(of: attachment, volume)
    var isNew = false
    try environment.client.change(
      .nodes, ObjectKey(name: node), uid: nil, subresource: .status
    ) { node in
      var attached = node.observed["volumesAttached"]?.array ?? []
      if attached.contains(where: { $0.object?["name"]?.string == unique }) { return false }
      attached.append(["name": .string(unique), "devicePath": ""])
      node.modify("status") { $0["volumesAttached"] = .array(attached) }
      isNew = true
      return true
    }
    guard isNew else { return }
    for pod in pods {
      environment.events.record(
        pod, reason: "SuccessfulAttachVolume",
        "AttachVolume.Attach succeeded for volume \"\(volume.objectName)\" ")
    }
  }

  /// Tells the pods of a node that a volume is on another one.
  func tellOfConflict(_ volume: Fields, _ node: String, _ users: [Fields]) {
    let others = users.filter { $0.boundNode != node }.map(\.objectName).sorted()
    let detail =
      others.isEmpty
      ? "Volume is already exclusively attached to one node and can't be attached to another"
      : "Volume is already used by pod(s) \(others.joined(separator: ", "))"
    for pod in users where pod.boundNode == node {
      environment.events.record(
        pod, .warning, reason: "FailedAttachVolume",
        "Multi-Attach error for volume \"\(volume.objectName)\" \(detail)")
    }
  }
}
