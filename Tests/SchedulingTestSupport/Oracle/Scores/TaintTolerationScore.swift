// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The number of PreferNoSchedule taints that are not tolerated; the fewest get 100.
  func taintTolerationScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    let tolerations = pod.spec.tolerations.filter {
      ($0.effect ?? "") == "" || $0.effect == "PreferNoSchedule"
    }
    var counts: [Int64] = []
    for node in nodes {
      var count: Int64 = 0
      for taint in node.spec.taints where taint.effect == "PreferNoSchedule" {
        if !tolerations.contains(where: { oracleTolerates($0, taint) }) { count += 1 }
      }
      counts.append(count)
    }
    let most = counts.max() ?? 0
    return counts.map {
      OracleScore(raw: $0, normalised: most == 0 ? 100 : 100 - 100 * $0 / most)
    }
  }
}
