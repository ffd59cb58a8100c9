// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// How even the shares of the resources are that are requested, with what is really requested.
  func balancedAllocationScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    let requests = oracleRequests(pod, isBound: false)
    if profile.balancedResources.allSatisfy({ requests[$0] ?? 0 == 0 }) { return nil }
    return unnormalised(nodes.map { balancedScore(pod, $0) })
  }

  private func balancedScore(_ pod: Pod, _ node: Node) -> Int64 {
    var sharesWith: [Double] = []
    var sharesWithout: [Double] = []
    for resource in profile.balancedResources {
      guard let room = scoredRoom(resource, pod, node, defaults: [:]) else { continue }
      let allocatable = Double(room.allocatable)
      sharesWith.append(min(1, Double(room.requested) / allocatable))
      sharesWithout.append(min(1, Double(room.requested - room.own) / allocatable))
    }
    switch profile.balancedAllocationVersion {
    case .balance:
      return balance(sharesWith)
    case .improvement:
      return 50 + (50 + balance(sharesWith) - balance(sharesWithout)) / 2
    }
  }

  private func balance(_ shares: [Double]) -> Int64 {
    var deviation = 0.0
    if shares.count == 2 {
      deviation = abs((shares[0] - shares[1]) / 2)
    } else if shares.count > 2 {
      var sum = 0.0
      for share in shares { sum += share }
      let mean = sum / Double(shares.count)
      var squares = 0.0
      for share in shares { squares += (share - mean) * (share - mean) }
      deviation = (squares / Double(shares.count)).squareRoot()
    }
    return Int64((1 - deviation) * 100)
  }
}
