// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterSnapshot {
  /// `ImageLocality`: how much of the pod's images is on the node, 0 to 100.
  ///
  /// From `plugins/imagelocality/image_locality.go`.
  func imageScore(_ made: PodClass, _ node: Int) -> Int64 {
    let onNode = nodes.images[node]
    guard !onNode.isEmpty else { return 0 }
    var sum: Int64 = 0
    for image in made.images {
      guard let size = onNode[image] else { continue }
      let share = Double(nodes.nodesWithImage[image] ?? 0) / Double(nodes.count)
      sum += Int64(Double(size) * share)
    }
    let least: Int64 = 23 << 20
    let most = (1_000 << 20) * Int64(made.containerCount)
    guard most > least else { return 0 }
    return 100 * (min(max(sum, least), most) - least) / (most - least)
  }

  /// `TaintToleration`: how many taints of the node the pod had better avoid.
  ///
  /// From `plugins/tainttoleration/taint_toleration.go`.
  func taintCount(_ made: PodClass, _ node: Int) -> Int64 {
    Self.taintCount(made, nodes.taints(of: node))
  }

  static func taintCount(_ made: PodClass, _ taints: [CompiledTaint]) -> Int64 {
    Int64(
      taints.count { taint in
        taint.effect == .preferNoSchedule
          && !made.tolerations.contains {
            ($0.effect == nil || $0.effect == .preferNoSchedule) && $0.tolerates(taint)
          }
      })
  }

  /// `NodeAffinity`: the weights of the preferred terms that mean the node.
  ///
  /// From `plugins/nodeaffinity/node_affinity.go`.
  func preferenceSum(_ made: PodClass, _ node: Int) -> Int64 {
    made.preferredNodes.reduce(0) { sum, preferred in
      preferred.term.matches(labels: nodes.labels[node], name: nodes.names[node])
        ? sum + preferred.weight : sum
    }
  }
}

/// How raw scores become 0 to 100, from `plugins/helper/normalize_score.go`.
enum Normalization {
  /// Shares of the largest, reversed if asked for.
  static func byMaximum(_ scores: inout [Int64], reversed: Bool) {
    let most = scores.max() ?? 0
    guard most > 0 else {
      if reversed { for index in scores.indices { scores[index] = 100 } }
      return
    }
    for index in scores.indices {
      let share = 100 * scores[index] / most
      scores[index] = reversed ? 100 - share : share
    }
  }
}
