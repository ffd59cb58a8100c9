// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many pods of one owner a node may have.
struct PerNodeLimit: Sendable, Hashable {
  /// Whose pods count: namespace, kind and name.
  let owner: String
  var most: Int

  /// The limit of a pod, or `nil` where it has none, or nothing that owns it.
  ///
  /// The owner is the service of a Swarm stack, or else the controller.
  init?(_ pod: Pod, _ context: FaultContext) throws(ClusterFault) {
    let metadata = pod.metadata
    guard let written = metadata.annotations[SwarmNames.maxPerNodeAnnotation] else { return nil }
    guard let most = Int32(written), most > 0 else {
      throw context["metadata.annotations[\"\(SwarmNames.maxPerNodeAnnotation)\"]"].fault(
        "found '\(written.prefix(80))', expected a whole number above 0")
    }
    self.most = Int(most)
    let name: String
    if let service = metadata.labels[SwarmNames.serviceLabel] {
      name = "service \(service)"
    } else if let owner = metadata.ownerReferences.first(where: { $0.controller == true }) {
      name = "\(owner.kind ?? "") \(owner.name ?? "")"
    } else {
      return nil
    }
    owner = "\(metadata.namespace ?? "default")/\(name)"
  }
}
