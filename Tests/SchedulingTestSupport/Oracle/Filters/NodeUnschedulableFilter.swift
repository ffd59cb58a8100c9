// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// `spec.unschedulable` refuses, unless the pod tolerates the taint that goes with it.
  func nodeUnschedulable(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    guard node.spec.unschedulable == true else { return nil }
    var taint = Taint()
    taint.key = "node.kubernetes.io/unschedulable"
    taint.effect = "NoSchedule"
    for toleration in pod.spec.tolerations where oracleTolerates(toleration, taint) { return nil }
    return .refused("NodeUnschedulable", .unschedulable, unresolvable: true)
  }
}
