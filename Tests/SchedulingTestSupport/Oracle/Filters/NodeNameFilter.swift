// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// A pod that names a node fits that one only.
  func nodeName(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    guard let name = pod.spec.nodeName, name != "", name != node.metadata.name else { return nil }
    return .refused("NodeName", .nodeName, unresolvable: true)
  }
}
