// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The sum of the weights of the preferred terms that match, the profile's and the pod's; the
  /// best gets 100.
  func nodeAffinityScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    let added = profile.addedAffinity?.preferred ?? []
    let own = pod.spec.affinity?.nodeAffinity?.preferred ?? []
    if added.isEmpty && own.isEmpty { return nil }
    let sums = nodes.map { node in
      var sum: Int64 = 0
      for term in added + own where oracleMatches(term.preference, node) {
        sum += term.weight ?? 0
      }
      return sum
    }
    let best = sums.max() ?? 0
    return sums.map { OracleScore(raw: $0, normalised: best == 0 ? 0 : 100 * $0 / best) }
  }
}
