// SPDX-License-Identifier: Apache-2.0

extension ClusterSnapshot {
  /// Decides about one pod as kube-scheduler does when it looks at every node, without placing it.
  ///
  /// It is the question of those who ask once. Who places many pods in turn says where to begin, as
  /// `decide(_:from:sampling:)` has it.
  ///
  /// - Parameter pod: A pod that is on no node.
  /// - Returns: The node and its score, or no node.
  /// - Complexity: Linear in the nodes.
  public mutating func decide(_ pod: Int) -> Decision {
    var start = 0
    return decide(pod, from: &start, sampling: .all)
  }

  /// Whether some pods fit all together, each where kube-scheduler would put it in turn.
  ///
  /// - Parameter pods: Pods that are on no node, in the order in which they come.
  /// - Returns: The node of each, or `nil` where one fits nowhere. Nothing is placed.
  public func fitsAll(_ pods: [Int]) -> [Int]? {
    var fork = self
    var start = 0
    var placed: [Int] = []
    for pod in pods {
      guard let node = fork.decide(pod, from: &start).node else { return nil }
      fork.place(pod, on: node)
      placed.append(node)
    }
    return placed
  }

  /// How many more pods like one fit, each where kube-scheduler would put it in turn.
  ///
  /// - Parameters:
  ///   - pod: A pod; whether it is on a node does not matter.
  ///   - limit: Where to stop counting.
  /// - Returns: How many, on which nodes, and what keeps the next one off.
  /// - Complexity: One decision a pod.
  public func maxReplicas(like pod: Int, limit: Int = 1_000_000) -> ReplicaCount {
    var fork = self
    var start = 0
    var count = ReplicaCount(count: 0, perNode: Array(repeating: 0, count: nodes.count))
    var copy = fork.addCopy(of: pod)
    while count.count < limit {
      guard let node = fork.decide(copy, from: &start, sampling: .all).node else {
        count.diagnosis = fork.diagnose(copy)
        return count
      }
      fork.place(copy, on: node)
      count.count += 1
      count.perNode[node] += 1
      copy = fork.addCopy(of: pod)
    }
    return count
  }

  /// Adds a pod of the same class, on no node and without a name of its own.
  private mutating func addCopy(of pod: Int) -> Int {
    pods.appendCopy(of: pod)
    return pods.count - 1
  }
}

/// How many more pods of a kind fit.
public struct ReplicaCount: Sendable {
  /// How many.
  public var count: Int
  /// How many of them on each node.
  public var perNode: [Int]
  /// What keeps the next one off; `nil` where counting stopped at its limit.
  public var diagnosis: Diagnosis?
}
