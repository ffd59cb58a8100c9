// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Finds out which nodes are not needed: those whose pods all have a place on others.
///
/// Nodes are tried one after another, and the pods of each that could go are put where the scheduler
/// would put them, so that all nodes that are found can go together. From
/// `cluster-autoscaler/core/scaledown/planner` and `simulator/cluster.go`.
struct ScaleDownSimulation {
  /// A node that could go.
  struct Removable {
    let node: String
    /// The pods that would have to be elsewhere.
    let pods: [Int]
    /// Where they would go, by the pod.
    let destinations: [Int: String]
  }

  /// Why a node stays.
  struct Obstacle {
    var reason: String
    var detail = ""
  }

  let view: CapacityView
  private(set) var rules: DrainRules
  private(set) var snapshot: ClusterSnapshot

  /// Begins with the cluster as it is; pods of nodes that go already are put elsewhere first.
  ///
  /// - Parameters:
  ///   - view: The cluster.
  ///   - rules: Which pods keep their node.
  ///   - leaving: Nodes that are being emptied.
  init(_ view: CapacityView, _ rules: DrainRules, leaving: [String]) {
    (self.view, self.rules, snapshot) = (view, rules, view.snapshot)
    for name in leaving {
      guard let node = snapshot.node(named: name) else { continue }
      snapshot.cordon(node)
      let movers = snapshot.pods(onNode: node).filter { pod in
        guard let object = view.pods[pod] else { return false }
        return object.isTerminating ? !object.isDaemonPod : rules.verdict(object) == .moved
      }
      for pod in movers { snapshot.evict(pod) }
      _ = Self.place(movers, in: &snapshot)
    }
  }

  /// Tries to do without a node; where that is possible, what follows is without it.
  ///
  /// - Parameter name: The node.
  /// - Returns: How its pods would be moved, or why it stays.
  mutating func remove(_ name: String) -> Result<Removable, Obstacle> {
    guard let node = snapshot.node(named: name) else {
      return .failure(Obstacle(reason: "UnexpectedError", detail: "it is not in the cluster"))
    }
    var movers: [Int] = []
    var objects: [Fields] = []
    for pod in snapshot.pods(onNode: node) {
      guard let object = view.pods[pod] else { continue }
      switch rules.verdict(object) {
      case .ignored: continue
      case .blocks(let reason):
        return .failure(Obstacle(reason: "BlockedByPod", detail: "\(view.name(pod)): \(reason)"))
      case .moved:
        guard rules.budgetAllows(object) else {
          return .failure(
            Obstacle(reason: "BlockedByPod", detail: "\(view.name(pod)): NotEnoughPdb"))
        }
        movers.append(pod)
        objects.append(object)
      }
    }
    var fork = snapshot
    fork.cordon(node)
    for pod in movers { fork.evict(pod) }
    if let stuck = Self.place(movers, in: &fork) {
      return .failure(Obstacle(reason: "NoPlaceToMovePods", detail: view.name(stuck)))
    }
    var destinations: [Int: String] = [:]
    for pod in movers { destinations[pod] = fork.node(ofPod: pod).map { fork.nodeName($0) } }
    snapshot = fork
    rules.take(objects)
    return .success(Removable(node: name, pods: movers, destinations: destinations))
  }

  /// Places pods as the scheduler would, important ones first.
  ///
  /// - Returns: The first that fits nowhere; `nil` where all are placed.
  private static func place(_ pods: [Int], in fork: inout ClusterSnapshot) -> Int? {
    var start = 0
    let order = pods.sorted {
      let (one, other) = (fork.priority($0), fork.priority($1))
      return one != other ? one > other : $0 < $1
    }
    for pod in order {
      guard let node = fork.decide(pod, from: &start, sampling: .all).node else { return pod }
      fork.place(pod, on: node)
    }
    return nil
  }
}

extension ScaleDownSimulation.Obstacle: Error {}
