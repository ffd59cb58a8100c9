// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// What a compaction may move, and what the nodes cost.
struct CompactionView {
  let view: CapacityView
  /// The cluster, in which nodes that are not looked at and those that are empty take nothing.
  let snapshot: ClusterSnapshot
  /// The pods that may be moved.
  let movable: Set<Int>
  /// The nodes with a pod that does not go with its node, by name.
  let used: [String]
  /// The nodes without one.
  let empty: [String]
  private let costs: [String: Int64]
  private let hasPrices: Bool

  init(_ run: DeschedulingRun, _ namespaces: NamespaceChoice) {
    view = run.view
    var snapshot = run.snapshot
    let looked = Set(run.nodes)
    var (used, empty) = ([String](), [String]())
    var movable: Set<Int> = []
    var prices: [String: Double] = [:]
    for name in run.view.nodes.keys.sorted() {
      guard let index = snapshot.node(named: name), let node = run.view.nodes[name] else {
        continue
      }
      let isOpen =
        looked.contains(name) && run.isSchedulable(name)
        && !node.hasTaint(AutoscalerTaint.toBeDeleted)
      let pods = snapshot.pods(onNode: index).filter { !run.pod($0).isBoundToNode }
      if isOpen, !pods.isEmpty {
        used.append(name)
        prices[name] = node.annotation(NodeTallies.priceAnnotation).flatMap { Double($0) } ?? 0
        let own = pods.filter { run.pod($0).boundNode == name }
        for row in run.chosen(own, namespaces) where run.reasonToKeep(run.pod(row), row) == nil {
          movable.insert(row)
        }
      } else {
        snapshot.cordon(index)
        if isOpen { empty.append(name) }
      }
    }
    (self.snapshot, self.movable, self.used, self.empty) = (snapshot, movable, used, empty)
    let hasPrices = prices.values.contains { $0 > 0 }
    self.hasPrices = hasPrices
    costs = prices.mapValues { price in
      hasPrices
        ? min(Int64((price * 1_000_000).rounded()), PackingProblem.largestCost) : 1_000_000
    }
  }

  /// What a node costs an hour, in millionths; one where nothing has a price.
  func cost(of node: String) -> Int64 { costs[node] ?? 0 }
  /// What all nodes that are used cost an hour.
  var cost: Int64 { used.reduce(0) { $0 + cost(of: $1) } }
  /// A cost as a price an hour; 0 where nothing has a price.
  func price(_ cost: Int64) -> Double { hasPrices ? Double(cost) / 1_000_000 : 0 }

  /// The pods of a node that do not go with it.
  func pods(on node: String) -> [Int] {
    guard let index = snapshot.node(named: node) else { return [] }
    return snapshot.pods(onNode: index).filter { view.pods[$0]?.isBoundToNode == false }
  }

  /// The group of a node.
  func group(of node: String) -> String { view.nodes[node]?.label(NodeGroup.label) ?? "" }

  /// The larger of the shares of CPU and memory that are requested of a node.
  func utilization(of node: String) -> Double {
    view.snapshot.node(named: node).map { view.utilization(ofNode: $0) } ?? 0
  }
}

extension Fields {
  /// Whether the pod goes with its node.
  var isBoundToNode: Bool { isDaemonPod || isMirrorPod }
}

/// With how few nodes the pods could do, as a strategy packs them, and what is proven.
struct CompactionTarget {
  /// What the nodes of the packing cost.
  let cost: Int64
  /// How many they are.
  let nodes: Int
  /// No packing costs less.
  let bound: Int64
  /// No packing has fewer nodes.
  let boundNodes: Int
  /// How that was proven.
  let method: String

  /// Packs everything that may be moved anew; `nil` where it was not packed.
  init?(_ cluster: CompactionView, _ strategy: any PackingStrategy, seed: UInt64) {
    var fork = cluster.snapshot
    let rows = cluster.movable.sorted()
    for row in rows { fork.evict(row) }
    var fixed: Set<Int> = []
    var fixedCost: Int64 = 0
    for name in cluster.used {
      guard let index = fork.node(named: name) else { continue }
      let stays = fork.pods(onNode: index).contains {
        cluster.view.pods[$0]?.isBoundToNode == false
      }
      if stays {
        fixed.insert(index)
        fixedCost += cluster.cost(of: name)
      }
    }
    guard !rows.isEmpty, let plain = try? LoweredCluster(fork, placing: rows) else { return nil }
    let lowered = plain.priced { node in
      fixed.contains(node) ? 0 : cluster.cost(of: fork.nodeName(node))
    }
    let outcome = strategy.solve(
      lowered.problem, in: SolveContext(seed: seed, roundLimit: 400))
    guard let packing = outcome.packing else { return nil }
    let packed = ClusterPacking(lowered, packing)
    guard packed.unplaced.isEmpty else { return nil }
    let used = Set(rows.compactMap { packed.snapshot.node(ofPod: $0) }).subtracting(fixed)
    cost = fixedCost + used.reduce(0) { $0 + cluster.cost(of: fork.nodeName($1)) }
    nodes = fixed.count + used.count
    var proven = CombinatorialBound.best(for: lowered.problem)
    if let own = outcome.bound { proven = proven.strengthened(by: own) }
    bound = fixedCost + proven.cost
    method = proven.method
    // Bins that cost nothing may be among those counted, so the number follows from the cost.
    let dearest = max(1, cluster.used.map { cluster.cost(of: $0) }.max() ?? 1)
    boundNodes = fixed.count + Int((proven.cost + dearest - 1) / dearest)
  }
}

/// Nodes that are emptied one after another.
struct CompactionPlan {
  private let cluster: CompactionView
  private let strategy: any PackingStrategy
  private let seed: UInt64
  private var snapshot: ClusterSnapshot
  /// The nodes that are emptied, with their pods, in order.
  private(set) var emptied: [(node: String, pods: [Int])] = []
  /// Why other nodes are not.
  private(set) var obstacles: [String: String] = [:]

  init(_ cluster: CompactionView, _ strategy: any PackingStrategy, seed: UInt64) {
    (self.cluster, self.strategy, self.seed) = (cluster, strategy, seed)
    snapshot = cluster.snapshot
  }

  /// Chooses nodes: what saves most for an eviction first, as long as their pods fit on the others.
  mutating func fill(mostEvictions: Int) {
    var candidates: [(node: String, pods: [Int])] = []
    for node in cluster.used {
      let pods = cluster.pods(on: node)
      if pods.allSatisfy({ cluster.movable.contains($0) }) {
        candidates.append((node, pods))
      } else {
        obstacles[node] = "PodsMayNotMove"
      }
    }
    candidates.sort { one, other in
      // The saving of one times the evictions of the other, so that nothing is divided.
      let first = Double(cluster.cost(of: one.node)) * Double(other.pods.count)
      let second = Double(cluster.cost(of: other.node)) * Double(one.pods.count)
      return first != second ? first > second : one.node < other.node
    }
    var left = mostEvictions
    var received: Set<String> = []
    for candidate in candidates {
      if received.contains(candidate.node) {
        obstacles[candidate.node] = "TakesPods"
      } else if candidate.pods.count > left {
        obstacles[candidate.node] = "TooManyEvictions"
      } else if let (moved, places) = moving(candidate.node, candidate.pods) {
        snapshot = moved
        emptied.append(candidate)
        received.formUnion(places)
        left -= candidate.pods.count
      } else {
        obstacles[candidate.node] = "NoPlaceToMovePods"
      }
    }
  }

  /// The cluster without a node, its pods elsewhere; `nil` where they do not all fit.
  private func moving(_ node: String, _ pods: [Int]) -> (ClusterSnapshot, Set<String>)? {
    var fork = snapshot
    guard let index = fork.node(named: node), let object = cluster.view.nodes[node] else {
      return nil
    }
    var closed = fork
    closed.cordon(index)
    for pod in pods { closed.evict(pod) }
    // The strategy finds out whether they fit at all.
    guard let lowered = try? LoweredCluster(closed, placing: pods),
      let packing = strategy.solve(
        lowered.problem, in: SolveContext(seed: seed, roundLimit: 100)
      ).packing,
      ClusterPacking(lowered, packing).unplaced.isEmpty
    else { return nil }
    // And the scheduler, which only avoids the node, has to find such places by itself.
    var marked = object
    marked.setTaint(CompactByPacking.softTaint)
    guard (try? fork.change(Node(fields: marked))) != nil else { return nil }
    var places: Set<String> = []
    for pod in pods { fork.evict(pod) }
    var start = 0
    for pod in pods {
      guard let other = fork.decide(pod, from: &start, sampling: .all).node, other != index else {
        return nil
      }
      fork.place(pod, on: other)
      places.insert(fork.nodeName(other))
    }
    fork.cordon(index)
    return (fork, places)
  }
}
