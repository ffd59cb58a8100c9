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
    for node in Set(pods.compactMap { packed.snapshot.node(ofPod: $0) }) {
      if let owner = owners[node] { nodes[owner, default: 0] += 1 }
    }
    let places = places(pods, on: nodes)
    guard !places.isEmpty else { return nil }
    let byName = Dictionary(templates.map { ($0.group.name, $0) }) { first, _ in first }
    var option = ScaleUpOption(
      nodes: nodes, pods: pods.filter { places[$0] != nil }, byName, snapshot)
    option.places = places
    option.scores["optimal"] = option.costPerHour
    option.note = note(option)
    if places.count == pods.count {
      var bound = CombinatorialBound.best(for: lowered.problem)
      if let proven = outcome.bound { bound = bound.strengthened(by: proven) }
      option.bound = CapacityDecision.Bound(
        costPerHour: Double(bound.cost) / 1_000_000, nodes: bound.bins, method: bound.method)
    }
    return option
  }

  /// The cluster with so many new nodes, which are the next ones of their groups.
  private func cluster(with nodes: [String: Int]) -> ClusterSnapshot {
    var fork = snapshot
    for template in templates {
      let count = nodes[template.group.name] ?? 0
      template.add(template.upcoming..<template.upcoming + count, to: &fork)
    }
    return fork
  }

  /// Where pods fit on just the nodes that are asked for: the packing may have used others of the
  /// same groups, which are in other zones.
  private func places(_ pods: [Int], on nodes: [String: Int]) -> [Int: String] {
    var fork = cluster(with: nodes)
    let names = Set(
      templates.flatMap { template in
        (template.upcoming..<template.upcoming + (nodes[template.group.name] ?? 0))
          .map { NodeTemplate.name(of: template.group.name, $0) }
      })
    for node in 0..<fork.nodeCount where !names.contains(fork.nodeName(node)) {
      fork.cordon(node)
    }
    guard let lowered = try? LoweredCluster(fork, placing: pods),
      let packing = strategy.solve(
        lowered.problem, in: SolveContext(seed: seed, roundLimit: Self.rounds)
      ).packing
    else { return [:] }
    let packed = ClusterPacking(lowered, packing)
    var places: [Int: String] = [:]
    for pod in pods {
      if let node = packed.snapshot.node(ofPod: pod) { places[pod] = fork.nodeName(node) }
    }
    return places
  }

  /// What becomes of the plan where the scheduler does not know it.
  private func note(_ option: ScaleUpOption) -> String {
    var fork = cluster(with: option.nodes)
    var start = 0
    var count = 0
    for pod in option.pods {
      guard let node = fork.decide(pod, from: &start, sampling: .all).node else { continue }
      fork.place(pod, on: node)
      count += 1
    }
    return "kube-scheduler, one pod at a time, places \(count) of \(option.pods.count) pods so"
  }
}
