// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A cluster while it is drawn: nodes, workloads, and which pod runs where.
struct ClusterSketch {
  private(set) var nodes: [SketchNode]
  private(set) var workloads: [SketchWorkload] = []
  private(set) var agents: [Agent] = []
  /// The nodes of each zone, in their order.
  let nodesOfZone: [[Int]]
  private var running: Int64 = 0
  /// What untainted nodes have for pods, and what pods there take.
  private var offered = (milli: Int64(0), mebibytes: Int64(0))
  private var taken = (milli: Int64(0), mebibytes: Int64(0))

  /// A DaemonSet.
  struct Agent {
    var name: String
    var milli: Int64
    var mebibytes: Int64
    var pool: NodePool?
    var nodes: [Int] = []
  }

  init(nodes: [SketchNode]) {
    self.nodes = nodes
    var zones: [Int: [Int]] = [:]
    for index in nodes.indices { zones[nodes[index].zone, default: []].append(index) }
    nodesOfZone = zones.keys.sorted().map { zones[$0] ?? [] }
    for node in nodes where node.pool.taint == nil {
      offered.milli += node.allocatable.milli
      offered.mebibytes += node.allocatable.bytes >> 20
    }
  }

  /// The name of a zone: `zone-a` and so on.
  static func zoneName(_ zone: Int) -> String {
    "zone-" + String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(zone))))
  }

  /// Puts the agents on every node that suits them.
  mutating func addAgents(_ draw: inout RecipeDraw) {
    agents = [
      Agent(name: "network", milli: 100, mebibytes: 96),
      Agent(name: "node-metrics", milli: 25, mebibytes: 64),
      Agent(name: "log-shipper", milli: 50, mebibytes: 200),
    ]
    if nodes.contains(where: { $0.pool == .gpu }) {
      agents.append(Agent(name: "gpu-plugin", milli: 10, mebibytes: 32, pool: .gpu))
    }
    for agent in agents.indices {
      let amounts = SketchNode.Amounts(
        milli: agents[agent].milli, bytes: agents[agent].mebibytes << 20)
      for node in nodes.indices where agents[agent].pool.map({ $0 == nodes[node].pool }) ?? true {
        // Workloads count from zero on; agents are never looked up.
        take(amounts, on: node, of: -1 - agent)
        agents[agent].nodes.append(node)
      }
    }
  }

  /// Draws workloads and deals their pods to nodes until these are as full as wanted.
  mutating func addRunning(_ draw: inout RecipeDraw) {
    let fill = draw["fill"]
    let most = nodes.count * 60 + 60
    while !isFull(fill), workloads.count < most {
      var workload = drawn(&draw)
      for _ in 0..<workload.replicas {
        guard !isFull(fill), let node = place(workload, &draw) else {
          workload.waiting += 1
          continue
        }
        workload.nodes.append(node)
      }
      // The last one stops where the cluster is as full as wanted; it was never larger.
      if isFull(fill) { workload.waiting = 0 }
      workload.replicas = Int64(workload.nodes.count) + workload.waiting
      if workload.replicas > 0 { workloads.append(workload) }
    }
  }

  /// Draws workloads of which no pod has a node yet, until enough pods wait.
  ///
  /// One in six can run nowhere: it asks for a label that no node has, for more than a node has, or
  /// bears no taint that it would have to.
  mutating func addPending(_ draw: inout RecipeDraw) {
    var left = running * draw["pending"] / 100 - workloads.reduce(0) { $0 + $1.waiting }
    while left > 0 {
      var workload = drawn(&draw)
      workload.replicas = min(workload.replicas, left)
      if draw.uniform(1...6) == 1 {
        switch draw.below(3) {
        case 0: workload.missingLabel = true
        case 1:
          workload.requests.milli = 64_000
          workload.hasRequests = true
        default:
          workload.pool = .spot
          workload.tolerates = nil
        }
      }
      workload.waiting = workload.replicas
      left -= workload.replicas
      workloads.append(workload)
    }
  }

  private func drawn(_ draw: inout RecipeDraw) -> SketchWorkload {
    let hasGPUs = nodes.contains { $0.pool == .gpu }
    let kinds = WorkloadKind.all.filter { hasGPUs || $0.gpus == 0 }
    let kind = draw.pick(kinds.map { (weight: $0.weight, choice: $0) })
    var workload = SketchWorkload(kind, index: workloads.count, &draw)
    if draw.happens(kind.followsAnother) {
      // One of the last few, so that drawing takes the same time for each.
      let others = workloads.suffix(40).filter { $0.namespace == workload.namespace }
      if !others.isEmpty { workload.follows = draw.pick(of: others).name }
    }
    return workload
  }

  /// Whether pods request as much of the untainted nodes as wanted, of CPU or of memory.
  private func isFull(_ percent: Int64) -> Bool {
    taken.milli * 100 >= offered.milli * percent
      || taken.mebibytes * 100 >= offered.mebibytes * percent
  }

  private mutating func take(_ amounts: SketchNode.Amounts, on node: Int, of workload: Int) {
    nodes[node].take(amounts, of: workload)
    running += 1
    guard nodes[node].pool.taint == nil else { return }
    taken.milli += amounts.milli
    taken.mebibytes += amounts.bytes >> 20
  }

  /// Finds a node for one more pod of a workload: of some drawn ones the emptiest that suits.
  ///
  /// Pods that have to be spread go to the zone with the fewest.
  ///
  /// - Complexity: Linear in the nodes where pods have to be spread, else the same for every pod.
  private mutating func place(_ workload: SketchWorkload, _ draw: inout RecipeDraw) -> Int? {
    var zone: [Int]?
    if workload.spread == .hard {
      var counts = Array(repeating: 0, count: nodesOfZone.count)
      for (zone, members) in nodesOfZone.enumerated() {
        for node in members { counts[zone] += nodes[node].members[workload.index] ?? 0 }
      }
      let least = counts.min() ?? 0
      zone = nodesOfZone[counts.firstIndex(of: least) ?? 0]
    }
    var best: Int?
    for _ in 0..<24 {
      let node = zone.map { $0[draw.below($0.count)] } ?? draw.below(nodes.count)
      guard workload.mayUse(nodes[node].pool), nodes[node].hasRoom(for: workload.requests),
        !nodes[node].isCordoned,
        !workload.keepsApart || nodes[node].members[workload.index] == nil
      else { continue }
      if let known = best, !isBetter(node, known, for: workload) { continue }
      best = node
    }
    guard let best else { return nil }
    take(workload.requests, on: best, of: workload.index)
    return best
  }

  /// Whether a node suits better: fewer pods of the workload, then more left of the CPU.
  private func isBetter(_ one: Int, _ other: Int, for workload: SketchWorkload) -> Bool {
    let members = [one, other].map { nodes[$0].members[workload.index] ?? 0 }
    if members[0] != members[1] { return members[0] < members[1] }
    let shares = [one, other].map { nodes[$0].free.milli * 1000 / nodes[$0].allocatable.milli }
    return shares[0] > shares[1]
  }
}
