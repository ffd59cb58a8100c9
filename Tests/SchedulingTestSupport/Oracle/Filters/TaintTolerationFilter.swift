// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// A taint with effect NoSchedule or NoExecute that is not tolerated refuses.
  func taintToleration(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    guard oracleUntolerated(pod, node, effects: ["NoSchedule", "NoExecute"]) != nil else {
      return nil
    }
    return .refused("TaintToleration", .taint, unresolvable: true)
  }
}
