// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What of a node counts, as it is kept.
struct CompiledNode: Sendable {
  let name: String
  var labels: [String: String]
  var isUnschedulable: Bool
  var taints: [CompiledTaint]
  /// The size of each image by each of its names.
  var images: [String: Int64]
  var allocatable: ResourceAmounts
  var capacity: ResourceAmounts
}

extension CompiledNode {
  /// Reads a node.
  ///
  /// - Throws: What makes no sense in it.
  init(_ node: Node, _ resources: inout ResourceTable) throws(ClusterFault) {
    let name = node.metadata.name ?? ""
    let context = FaultContext("node \(name)")
    guard !name.isEmpty else {
      throw context["metadata.name"].fault("found nothing, expected a name")
    }
    self.name = name
    labels = node.metadata.labels
    isUnschedulable = node.spec.unschedulable ?? false
    taints = []
    for (index, taint) in node.spec.taints.enumerated() {
      taints.append(try CompiledTaint(taint, context["spec.taints"][index]))
    }
    let status = node.status
    capacity = try PodRequests.read(status.capacity, &resources, context["status.capacity"])
    allocatable =
      status.allocatable.isEmpty
      ? capacity
      : try PodRequests.read(status.allocatable, &resources, context["status.allocatable"])
    images = [:]
    for image in status.images {
      // Sums of sizes stay far below the largest number.
      let size = min(max(0, image.sizeBytes ?? 0), 1 << 50)
      for name in image.names { images[ImageNames.withTag(name)] = size }
    }
  }
}
