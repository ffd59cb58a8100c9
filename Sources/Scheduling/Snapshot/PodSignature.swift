// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The fields of a pod that its class is made of, as they are written.
///
/// Pods with one signature are of one class, so only the first has to be compiled. What differs
/// between pods of one workload and means nothing to the scheduler, such as the names of projected
/// volumes, is not in it.
struct PodSignature: Hashable, Sendable {
  private var fields: [Value]

  private static let specKeys = [
    "priority", "preemptionPolicy", "schedulerName", "overhead", "resources", "nodeSelector",
    "affinity", "tolerations", "topologySpreadConstraints", "schedulingGates",
  ]
  private static let containerKeys = ["name", "image", "resources", "ports", "restartPolicy"]
  private static let statusKeys = ["name", "allocatedResources", "resources"]

  /// The identity of the owner.
  var owner: String? { fields[3].array?.first?[path: "uid"]?.string }

  /// The signature, or `nil` where the class has something of the single pod in it.
  init?(_ pod: Pod) {
    let metadata = pod.metadata.fields
    let spec = pod.spec.fields
    var fields: [Value] = [
      metadata["namespace"] ?? .null, metadata["labels"] ?? .null,
      .bool(metadata["deletionTimestamp"] != nil), metadata["ownerReferences"] ?? .null,
      metadata["annotations"]?[path: SwarmNames.maxPerNodeAnnotation] ?? .null,
    ]
    for key in Self.specKeys { fields.append(spec[key] ?? .null) }
    for list in ["containers", "initContainers"] {
      fields.append(.string(list))
      for container in spec[list]?.array ?? [] {
        for key in Self.containerKeys { fields.append(container[path: key] ?? .null) }
      }
    }
    for volume in spec["volumes"]?.array ?? [] {
      if volume[path: "ephemeral"] != nil { return nil }
      if let claim = volume[path: "persistentVolumeClaim"] { fields.append(claim) }
      if let image = volume[path: "image"] { fields.append(image) }
    }
    fields.append(.string("status"))
    for list in ["containerStatuses", "initContainerStatuses"] {
      for status in pod.status.fields[list]?.array ?? []
      where status[path: "allocatedResources"] != nil || status[path: "resources"] != nil {
        for key in Self.statusKeys { fields.append(status[path: key] ?? .null) }
        if let conditions = pod.status.fields["conditions"]?.array {
          fields += conditions.filter { $0[path: "type"] == "PodResizePending" }
        }
      }
    }
    self.fields = fields
  }
}
