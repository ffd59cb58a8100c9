// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// Fewer pods with the annotation and of the same owner are on the node than the pod's says.
  func maxPerNode(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    guard let most = annotated(pod), let owner = ownerName(pod) else { return nil }
    var held = 0
    for other in cluster.pods(on: node)
    where annotated(other) != nil && other.oracleNamespace == pod.oracleNamespace
      && ownerName(other) == owner
    {
      held += 1
    }
    return held < most ? nil : .refused("MaxPerNode", .maxPerNode, unresolvable: false)
  }

  private func annotated(_ pod: Pod) -> Int? {
    pod.metadata.annotations["stevedore.dev/max-per-node"].flatMap { Int($0) }
  }

  /// The service of the stack, before the controller.
  private func ownerName(_ pod: Pod) -> [String]? {
    if let service = pod.metadata.labels["com.docker.swarm.service.name"] { return [service] }
    for owner in pod.metadata.ownerReferences where owner.controller == true {
      return [owner.kind ?? "", owner.name ?? ""]
    }
    return nil
  }
}
