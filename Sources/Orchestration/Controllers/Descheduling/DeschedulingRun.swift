// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// One run of a policy: the cluster as it was when it began, with what was evicted since.
///
/// What was evicted is put in the snapshot where the scheduler would put its like, so that what
/// follows reckons with it.
final class DeschedulingRun {
  let environment: ComponentEnvironment
  let informers: SharedInformers
  let policy: DeschedulerPolicy
  let strategies: StrategyRegistry
  let view: CapacityView
  /// The cluster with what was evicted elsewhere.
  var snapshot: ClusterSnapshot
  /// The nodes that are ready and selected, by name.
  let nodes: [String]
  /// Which pods the profile that runs may evict.
  var evictor = EvictorArguments()
  /// What was evicted.
  private(set) var evicted: [(pod: String, node: String, plugin: String)] = []
  private var perNode: [String: Int] = [:]
  private var perNamespace: [String: Int] = [:]
  private var goneRows: Set<Int> = []

  init(
    _ environment: ComponentEnvironment, _ policy: DeschedulerPolicy,
    _ strategies: StrategyRegistry
  ) throws(ClusterFault) {
    (self.environment, informers, self.policy) = (environment, environment.informers, policy)
    self.strategies = strategies
    let view = try CapacityView(environment.informers)
    (self.view, snapshot) = (view, view.snapshot)
    nodes = view.nodes.keys.sorted().filter { name in
      guard let node = view.nodes[name] else { return false }
      return node.isReady && policy.nodeSelector.matches(node.labelMap)
    }
  }

  var now: Timestamp { environment.clock.now }

  /// The pods of a node that are still on it, by their index.
  func pods(on node: String) -> [Int] {
    guard let index = snapshot.node(named: node) else { return [] }
    return snapshot.pods(onNode: index).filter { row in
      view.pods[row]?.boundNode == node && !goneRows.contains(row)
    }
  }

  /// The pod at an index.
  func pod(_ row: Int) -> Fields { view.pods[row] ?? Fields() }

  /// Whether no more may be evicted in all.
  var isAtLimit: Bool { policy.maxTotal.map { evicted.count >= $0 } ?? false }

  /// Whether the limits let one more pod of a node and namespace go.
  func limitsAllow(node: String, namespace: String) -> Bool {
    if isAtLimit { return false }
    if let most = policy.maxPerNode, perNode[node, default: 0] >= most { return false }
    if let most = policy.maxPerNamespace, perNamespace[namespace, default: 0] >= most {
      return false
    }
    return true
  }

  /// Where a pod of a node would go; `nil` where no other node takes it.
  func otherNode(for row: Int) -> Int? {
    var fork = snapshot
    if let node = fork.node(ofPod: row) {
      fork.cordon(node)
      fork.evict(row)
    }
    return fork.decide(row).node
  }

  /// Evicts a pod, if the evictor and the limits and budgets let it go.
  ///
  /// - Parameters:
  ///   - row: The pod.
  ///   - plugin: Who wants it to go.
  /// - Returns: Whether it was evicted.
  @discardableResult
  func evict(_ row: Int, by plugin: String) -> Bool {
    let pod = pod(row)
    let key = ObjectKey(pod)
    let node = pod.boundNode
    guard !goneRows.contains(row), limitsAllow(node: node, namespace: key.namespace),
      reasonToKeep(pod, row) == nil
    else { return false }
    guard send(pod, key, node, plugin) else { return false }
    goneRows.insert(row)
    if snapshot.node(ofPod: row) != nil {
      snapshot.evict(row)
      if let other = snapshot.decide(row).node { snapshot.place(row, on: other) }
    }
    return true
  }

  /// Evicts a pod that has ended and takes no room.
  @discardableResult
  func evict(finished pod: Fields, by plugin: String) -> Bool {
    let key = ObjectKey(pod)
    guard limitsAllow(node: pod.boundNode, namespace: key.namespace),
      reasonToKeep(pod, nil) == nil
    else { return false }
    return send(pod, key, pod.boundNode, plugin)
  }

  private func send(
    _ pod: Fields, _ key: ObjectKey, _ node: String, _ plugin: String
  ) -> Bool {
    do throws(APIStatus) {
      try environment.client.evict(key, gracePeriodSeconds: policy.gracePeriodSeconds)
    } catch {
      return false
    }
    environment.events.record(
      pod, reason: plugin, "pod evicted from \(node) node by sigs.k8s.io/descheduler")
    evicted.append((key.description, node, plugin))
    perNode[node, default: 0] += 1
    perNamespace[key.namespace, default: 0] += 1
    return true
  }
}
