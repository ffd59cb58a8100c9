// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// Empties nodes that the pods would not need if they were packed better, those first that save most
/// for each eviction.
///
/// A packing strategy says with how few nodes the pods could do, and a bound says what is proven to
/// be the least. Then nodes are emptied one after another: a node is chosen only if a packing of its
/// pods onto the others keeps every filter, and if the scheduler, one pod at a time, would find such
/// places too. What is being emptied is marked with a taint that the scheduler avoids, so that pods
/// do not come back. While a pod waits for room nothing is done.
struct CompactByPacking: DeschedulingPlugin {
  static let name = "CompactByPacking"
  static let isBalancing = true
  /// The taint of nodes that are to become or to stay empty.
  static let taint = "stevedore.dev/compaction"
  let strategy: String
  /// How many pods are evicted at most in one run.
  let mostEvictions: Int
  let namespaces: NamespaceChoice

  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly(["apiVersion", "kind", "strategy", "maxEvictions", "namespaces"])
    strategy = try args.child("strategy")?.text() ?? "local-search"
    mostEvictions = try args.child("maxEvictions")?.count() ?? 20
    namespaces = try NamespaceChoice(reading: args.child("namespaces"))
  }

  func run(_ run: DeschedulingRun) {
    guard !run.view.pods.values.contains(where: \.isUnschedulable),
      let strategy = run.strategies[strategy]
    else { return }
    let cluster = CompactionView(run, namespaces)
    guard let target = CompactionTarget(cluster, strategy, seed: run.environment.seed) else {
      return
    }
    var plan = CompactionPlan(cluster, strategy, seed: run.environment.seed)
    if target.cost < cluster.cost { plan.fill(mostEvictions: mostEvictions) }
    mark(plan.emptied.map(\.node) + cluster.empty, run)
    guard !plan.emptied.isEmpty else { return }
    let before = run.evicted.count
    var closed = Set(plan.emptied.map(\.node))
    closed.formUnion(cluster.empty)
    var world = run.view.snapshot
    for name in closed.sorted() {
      guard var node = run.view.nodes[name] else { continue }
      node.setTaint(Self.softTaint)
      _ = try? world.change(Node(fields: node))
    }
    for node in plan.emptied {
      for row in node.pods where !move(row, run, &world, closed) { break }
    }
    let moved = run.evicted[before...].map(\.pod)
    guard !moved.isEmpty else { return }
    _ = try? run.environment.client.keep(
      decision(cluster, target, plan, moved: moved, at: run.now))
  }

  /// Evicts a pod if the one that is made anew in its place would go to a node that stays, while the
  /// old one still takes its room.
  ///
  /// Budgets may let pods go in another order than was planned, so that is found out for each
  /// anew; `world` has the pods that were moved before.
  ///
  /// - Returns: Whether it was evicted.
  private func move(
    _ row: Int, _ run: DeschedulingRun, _ world: inout ClusterSnapshot, _ closed: Set<String>
  ) -> Bool {
    var object = run.pod(row)
    let name = object.objectName + "-anew"
    object.modify("metadata") { $0["name"] = .string(name) }
    object.modify("spec") { $0["nodeName"] = nil }
    object["status"] = nil
    guard let anew = try? world.add(Pod(fields: object)) else { return false }
    guard let node = world.decide(anew).node, !closed.contains(world.nodeName(node)) else {
      world.remove(anew)
      return false
    }
    world.place(anew, on: node)
    if run.evict(row, by: Self.name) { return true }
    world.remove(anew)
    return false
  }

  /// Marks the nodes that are to be or stay empty, and no others.
  private func mark(_ names: [String], _ run: DeschedulingRun) {
    let chosen = Set(names)
    for name in run.view.nodes.keys.sorted() {
      guard let node = run.view.nodes[name],
        node.hasTaint(Self.taint) != chosen.contains(name)
      else { continue }
      _ = try? run.environment.client.change(.nodes, ObjectKey(name: name), uid: node.uid) {
        guard chosen.contains(name) else { return $0.removeTaint(Self.taint) }
        $0.setTaint(Self.softTaint)
        return true
      }
    }
  }

  static var softTaint: Taint {
    var taint = Taint()
    taint.key = Self.taint
    taint.effect = "PreferNoSchedule"
    return taint
  }

  private func decision(
    _ cluster: CompactionView, _ target: CompactionTarget, _ plan: CompactionPlan,
    moved: [String], at now: Timestamp
  ) -> CapacityDecision {
    var decision = CapacityDecision(.compaction, at: now, by: "descheduler")
    decision.chosenBy = strategy
    decision.pods = moved
    decision.bound = .init(
      costPerHour: cluster.price(target.bound), nodes: target.boundNodes, method: target.method)
    let evictions = plan.emptied.reduce(0) { $0 + $1.pods.count }
    let saved = plan.emptied.reduce(Int64(0)) { $0 + cluster.cost(of: $1.node) }
    decision.options = [
      .init(
        nodes: ["now": cluster.used.count], pods: 0, costPerHour: cluster.price(cluster.cost)),
      .init(
        nodes: ["packed": target.nodes], pods: cluster.movable.count,
        costPerHour: cluster.price(target.cost)),
      .init(
        nodes: ["after": cluster.used.count - plan.emptied.count], pods: evictions,
        costPerHour: cluster.price(cluster.cost - saved), isChosen: true),
    ]
    let emptied = Dictionary(plan.emptied.map { ($0.node, $0.pods.count) }) { first, _ in first }
    decision.nodes = cluster.used.map { node in
      let goes = emptied[node] != nil
      return .init(
        node: node, group: cluster.group(of: node), goes: goes,
        reason: goes ? "Emptied" : plan.obstacles[node] ?? "Kept",
        detail: emptied[node].map { "\($0) evictions" } ?? "",
        utilization: cluster.utilization(of: node))
    }
    decision.message =
      "\(cluster.used.count) nodes could be \(target.nodes), at least \(target.boundNodes); "
      + "\(evictions) evictions save \(plan.emptied.count) "
      + (plan.emptied.count == 1 ? "node" : "nodes")
    return decision
  }
}
