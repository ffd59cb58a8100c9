// SPDX-License-Identifier: Apache-2.0

/// What is on a node, which pending pods it refuses, and whether it could go.
public struct NodeExplanation: Sendable {
  /// The node.
  public var node: Int
  /// Its pods, in the order in which they came.
  public var pods: [Resident]
  /// The pending pods, those alike together, with what the node says of them.
  public var pending: [Visitor]
  /// Whether all pods that move fit elsewhere together, once the node is cordoned.
  public var canGo: Bool

  /// A pod on the node.
  public struct Resident: Sendable {
    /// The pod.
    public var pod: Int
    /// Whether a DaemonSet or the node itself owns it, so that it goes with the node.
    public var belongsToNode: Bool
    /// Where it would go if it alone left; `nil` where no other node takes it.
    public var alone: Int?
    /// Where it would go if all left, in turn; `nil` where no other node takes it then.
    public var together: Int?
    /// Why no other node takes it if all leave; `nil` where one does.
    public var diagnosis: Diagnosis?
  }

  /// Pending pods that are alike.
  public struct Visitor: Sendable {
    /// The pods.
    public var pods: [Int]
    /// All filters that keep them off; empty where the node takes one.
    public var refusals: [Refusal]
  }
}

extension ClusterSnapshot {
  /// Explains what is on a node and whether the node could go.
  ///
  /// The node is cordoned in a fork, as before a drain, so that it takes nothing back; its labels
  /// still count for spreading.
  ///
  /// - Parameter node: The node.
  /// - Returns: The explanation. Nothing is changed.
  /// - Complexity: Two decisions for each pod of the node, one evaluation for each class of pending
  ///   pods.
  public func explanation(ofNode node: Int) -> NodeExplanation {
    var closed = self
    closed.cordon(node)
    let residents = pods(onNode: node)
    let movers = residents.filter { !pods.isDaemon[$0] }
    var drained = closed
    for pod in movers { drained.evict(pod) }
    var explanation = NodeExplanation(node: node, pods: [], pending: [], canGo: true)
    var start = 0
    for pod in residents {
      var resident = NodeExplanation.Resident(
        pod: pod, belongsToNode: pods.isDaemon[pod], alone: nil, together: nil, diagnosis: nil)
      if !resident.belongsToNode {
        var fork = closed
        fork.evict(pod)
        var first = 0
        resident.alone = fork.decide(pod, from: &first, sampling: .all).node.other(than: node)
        resident.together =
          drained.decide(pod, from: &start, sampling: .all).node.other(than: node)
        if let target = resident.together {
          drained.place(pod, on: target)
        } else {
          resident.diagnosis = drained.diagnose(pod)
          explanation.canGo = false
        }
      }
      explanation.pods.append(resident)
    }
    var positions: [Int: Int] = [:]
    for pod in pendingPods {
      if let position = positions[classIndex(pod)] {
        explanation.pending[position].pods.append(pod)
        continue
      }
      positions[classIndex(pod)] = explanation.pending.count
      let isTaken = fits(pod, on: node)
      let refusals = isTaken ? [] : refusals(of: pod, on: node)
      explanation.pending.append(
        NodeExplanation.Visitor(
          pods: [pod],
          refusals: refusals.isEmpty ? [refusal(of: pod, on: node)].compactMap(\.self) : refusals))
    }
    return explanation
  }

  /// Lets a node take no new pods, as before a drain, not even those that bear the taint of a
  /// cordoned node.
  ///
  /// Pods that are on the node stay, and its labels still count for spreading. There is no way back;
  /// a fork is for what may have to be undone.
  ///
  /// - Parameter node: The node.
  public mutating func cordon(_ node: Int) {
    nodes.cordon(node)
    allocatable[node * stride + ResourceTable.pods] = 0
    caches.forget()
  }
}

extension Int? {
  /// The number, but for one.
  fileprivate func other(than excluded: Int) -> Int? { self == excluded ? nil : self }
}
