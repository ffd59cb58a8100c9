// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// Packs all pods that wait onto new nodes of all groups at once, at the least cost that a strategy
/// finds, with a proven bound beside it.
///
/// Other expanders choose one group; this one may mix them. Nodes without a price cost one each. What
/// the filters refuse of a packing is moved by them, and only pods that end up on a new node count.
struct OptimalExpansion {
  let snapshot: ClusterSnapshot
  let templates: [NodeTemplate]
  let strategy: any PackingStrategy
  let seed: UInt64
  /// How many rounds an improving strategy gets: nothing here depends on a clock.
  private static let rounds = 400

  /// Prices as whole numbers: millionths an hour, one a node where nothing has a price.
  private func cost(of group: NodeGroup) -> Int64 {
    if templates.allSatisfy({ $0.group.spec.pricePerHour <= 0 }) { return 1_000_000 }
    let millionths = (group.spec.pricePerHour * 1_000_000).rounded()
    return Int64(min(max(0, millionths), Double(PackingProblem.largestCost)))
  }

  /// The positions of the nodes that a group could get: no more than there are pods.
  private func positions(
    _ template: NodeTemplate, _ room: [String: Int], _ pods: Int
  ) -> Range<Int> {
    template.upcoming..<template.upcoming + max(0, min(room[template.group.name] ?? 0, pods))
  }

  /// The nodes to add.
  ///
  /// - Parameters:
  ///   - pods: The pods, each of which some new node would take.
  ///   - room: How many nodes each group may get.
  /// - Returns: The nodes, the pods on them and the bound; `nil` where nothing was packed.
  func option(for pods: [Int], room: [String: Int]) -> ScaleUpOption? {
    var fork = snapshot
    var costs: [Int: Int64] = [:]
    var owners: [Int: String] = [:]
    for template in templates {
      template.add(positions(template, room, pods.count), to: &fork)
    }
    for template in templates {
      for position in positions(template, room, pods.count) {
        guard let node = template.index(position, in: fork) else { continue }
        costs[node] = cost(of: template.group)
        owners[node] = template.group.name
      }
    }
    // Only new nodes: that the others take none of the pods was found out before.
    for node in 0..<fork.nodeCount where owners[node] == nil { fork.cordon(node) }
    guard let plain = try? LoweredCluster(fork, placing: pods) else { return nil }
    let lowered = plain.priced { costs[$0] ?? 0 }
    let outcome = strategy.solve(
      lowered.problem, in: SolveContext(seed: seed, roundLimit: Self.rounds))
    guard let packing = outcome.packing else { return nil }
    let packed = ClusterPacking(lowered, packing)
    var nodes: [String: Int] = [:]
    var used: Set<Int> = []
    var helped: [Int] = []
    for pod in pods {
      guard let node = packed.snapshot.node(ofPod: pod), let owner = owners[node] else { continue }
      helped.append(pod)
      if used.insert(node).inserted { nodes[owner, default: 0] += 1 }
    }
    guard !helped.isEmpty else { return nil }
    let byName = Dictionary(templates.map { ($0.group.name, $0) }) { first, _ in first }
    var option = ScaleUpOption(nodes: nodes, pods: helped, byName, snapshot)
    option.scores["optimal"] = option.costPerHour
    if packed.unplaced.isEmpty {
      var bound = CombinatorialBound.best(for: lowered.problem)
      if let proven = outcome.bound { bound = bound.strengthened(by: proven) }
      option.bound = CapacityDecision.Bound(
        costPerHour: Double(bound.cost) / 1_000_000, nodes: bound.bins, method: bound.method)
    }
    return option
  }
}
