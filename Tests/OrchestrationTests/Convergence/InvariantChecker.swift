// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

@testable import Orchestration

/// Watches every single write to an API and checks what must hold at every instant.
///
/// It hears of a write before anyone else does anything, so nothing is missed between two steps.
final class InvariantChecker {
  /// What was broken, with the time.
  private(set) var faults: [String] = []

  private struct PodState {
    var uid: String
    var node: String
    var cpu: Int64
    var memory: Int64
    var counts: Bool
    var isReady: Bool
    var isEnding: Bool
    var owner: String
    var labels: [String: String]
    var namespace: String
  }

  private struct NodeState {
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var pods: Int64 = 0
    var isThere = false
    var usedCPU: Int64 = 0
    var usedMemory: Int64 = 0
    var usedPods: Int64 = 0
  }

  private let clock: VirtualClock
  private let machinery: APIMachinery
  private var watchers: [WatchRegistry.Watcher] = []
  private var pods: [ObjectKey: PodState] = [:]
  private var nodes: [String: NodeState] = [:]
  /// The node of every pod that ever had one.
  private var nodeOfUID: [String: String] = [:]
  private var budgets: [ObjectKey: PodDisruptionBudget] = [:]
  private var replicaSets: [String: (owner: String, replicas: Int)] = [:]
  private var deployments: [String: Deployment] = [:]
  /// Whether controllers hear of everything at once, so that what they do is right at that instant.
  var checksRollouts = true
  /// Whether nothing that is told gets lost, so that budgets are counted from what there is.
  var checksBudgets = true
  /// Whether somebody takes pods away by hand, which no controller answers for.
  var isByHand = false
  /// How many evictions and removals were looked at.
  private(set) var evictionCount = 0
  private(set) var removalCount = 0

  init(_ machinery: APIMachinery, _ clock: VirtualClock) throws {
    (self.machinery, self.clock) = (machinery, clock)
    try watch(.pods) { [unowned self] in notePod($0) }
    try watch(.nodes) { [unowned self] in noteNode($0) }
    try watch(.podDisruptionBudgets) { [unowned self] event in
      budgets[event.key] = event.kind == .deleted ? nil : PodDisruptionBudget(fields: event.object)
    }
    try watch(.replicaSets) { [unowned self] event in
      let view = ReplicaSet(fields: event.object)
      let owner = view.metadata.ownerReferences.first { $0.controller == true }?.uid ?? ""
      replicaSets[event.object.uid] =
        event.kind == .deleted ? nil : (owner, Int(view.spec.replicas ?? 1))
    }
    try watch(.deployments) { [unowned self] event in
      deployments[event.object.uid] =
        event.kind == .deleted ? nil : Deployment(fields: event.object)
    }
  }

  private func watch(_ type: ResourceType, _ note: @escaping (WatchEvent) -> Void) throws {
    let (missed, watcher) = try machinery.watch(type, WatchOptions(), note)
    watchers.append(watcher)
    for event in missed { note(event) }
  }

  private func fault(_ text: String) {
    let seconds = Double(clock.now.microseconds) / 1e6
    if faults.count < 20 { faults.append("at \(seconds): \(text)") }
  }

  // MARK: Nodes

  private func noteNode(_ event: WatchEvent) {
    let node = Node(fields: event.object)
    var state = nodes[event.key.name] ?? NodeState()
    state.isThere = event.kind != .deleted
    func amount(_ name: String, _ unit: QuantityUnit) -> Int64 {
      node.status.allocatable[name].flatMap { try? $0.value(in: unit) } ?? 0
    }
    state.cpu = amount("cpu", .milli)
    state.memory = amount("memory", .bytes)
    state.pods = amount("pods", .count)
    nodes[event.key.name] = state
  }

  // MARK: Pods

  private func notePod(_ event: WatchEvent) {
    let before = pods[event.key]
    if event.kind == .deleted {
      if let before { account(before, -1) }
      pods[event.key] = nil
      return
    }
    let pod = Pod(fields: event.object)
    let phase = pod.status.phase
    let room = before.map { ($0.cpu, $0.memory) } ?? pod.requestedRoom
    let now = PodState(
      uid: event.object.uid, node: pod.spec.nodeName ?? "", cpu: room.0, memory: room.1,
      counts: pod.spec.nodeName ?? "" != "" && phase != "Succeeded" && phase != "Failed",
      isReady: pod.status.conditions.contains { $0.type == "Ready" && $0.status == "True" },
      isEnding: pod.metadata.deletionTimestamp != nil,
      owner: pod.metadata.ownerReferences.first { $0.controller == true }?.uid ?? "",
      labels: pod.metadata.labels, namespace: event.key.namespace)
    if let before {
      if before.uid != now.uid { fault("pod \(event.key) became another without going") }
      account(before, -1)
    }
    pods[event.key] = now
    account(now, 1)
    if !now.node.isEmpty {
      if let known = nodeOfUID[now.uid], known != now.node {
        fault("pod \(event.key) was on \(known) and is on \(now.node)")
      }
      nodeOfUID[now.uid] = now.node
    }
    if let before, now.isEnding, !before.isEnding {
      let disruption = pod.status.conditions.first {
        $0.type == "DisruptionTarget" && $0.status == "True"
      }
      if disruption?.reason == "EvictionByEvictionAPI" {
        checkBudget(event.key, before)
      } else if disruption == nil {
        checkRollout(event.key, before)
      }
    }
  }

  private func account(_ pod: PodState, _ sign: Int64) {
    guard pod.counts, var node = nodes[pod.node] else { return }
    node.usedCPU += sign * pod.cpu
    node.usedMemory += sign * pod.memory
    node.usedPods += sign
    nodes[pod.node] = node
    guard sign > 0, node.isThere else { return }
    if node.usedCPU > node.cpu || node.usedMemory > node.memory || node.usedPods > node.pods {
      fault(
        "node \(pod.node) is given \(node.usedCPU) of \(node.cpu)m, \(node.usedMemory) of "
          + "\(node.memory) bytes, \(node.usedPods) of \(node.pods) pods")
    }
  }

  /// After an eviction, at least as many healthy pods are left as the budget asks for.
  private func checkBudget(_ key: ObjectKey, _ pod: PodState) {
    guard checksBudgets, pod.isReady else { return }
    evictionCount += 1
    for (budgetKey, budget) in budgets where budgetKey.namespace == key.namespace {
      guard let selector = try? budget.spec.selector?.compiled(), selector.matches(pod.labels)
      else {
        continue
      }
      let healthy = pods.values.count {
        $0.namespace == key.namespace && $0.isReady && !$0.isEnding && selector.matches($0.labels)
      }
      let desired = Int(budget.status.desiredHealthy ?? 0)
      if healthy < desired {
        fault("after the eviction of \(key) \(healthy) of \(desired) pods of \(budgetKey) are left")
      }
    }
  }

  /// After a rollout took an available pod away, enough are left.
  private func checkRollout(_ key: ObjectKey, _ pod: PodState) {
    guard checksRollouts, !isByHand, pod.isReady, let set = replicaSets[pod.owner],
      let deployment = deployments[set.owner], deployment.metadata.deletionTimestamp == nil,
      deployment.spec.strategy.type ?? "RollingUpdate" == "RollingUpdate"
    else { return }
    // A smaller deployment loses pods because it is to.
    let replicas = Int(deployment.spec.replicas ?? 1)
    let sets = replicaSets.filter { $0.value.owner == set.owner }
    let wanted = sets.values.reduce(0) { $0 + $1.replicas }
    removalCount += 1
    let unavailable = deployment.maxUnavailable(of: replicas)
    let left = pods.values.count { $0.isReady && !$0.isEnding && sets[$0.owner] != nil }
    if left < min(replicas, wanted) - unavailable, left < replicas - unavailable {
      fault(
        "after the removal of \(key) \(left) of \(replicas) pods of "
          + "\(deployment.metadata.name ?? "") are left, \(unavailable) may be missing")
    }
  }
}

extension Deployment {
  /// How many replicas may be missing during a rollout, as the API defines it.
  fileprivate func maxUnavailable(of replicas: Int) -> Int {
    let rolling = spec.strategy.rollingUpdate
    let surge = (rolling?.maxSurge ?? .string("25%")).scaled(of: replicas, rounding: .up) ?? 0
    let missing =
      (rolling?.maxUnavailable ?? .string("25%")).scaled(of: replicas, rounding: .down) ?? 0
    return surge == 0 && missing == 0 ? 1 : min(missing, replicas)
  }
}
