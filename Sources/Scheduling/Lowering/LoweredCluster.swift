// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// The pods to place of a cluster as a packing problem, and the way back.
///
/// Nodes that are alike for all these pods are one bin type, pods of one class are one shape. What
/// can be lowered is in the problem: what nodes have free, on which nodes a class may be at all,
/// what must not share a node, how many of a class a node takes, and spreading over zones. What
/// cannot is listed, and `ClusterPacking` checks all of it by the filters.
public struct LoweredCluster: Sendable {
  /// The problem.
  public let problem: PackingProblem
  /// The cluster with the pods that stay where they are, and the others on no node.
  public let snapshot: ClusterSnapshot
  /// The pods to place of each shape, in the order of their arrival.
  public let podsOfShape: [[Int]]
  /// The pods to place in the order of their arrival.
  public let arrivals: [Int]
  /// The nodes of each bin type.
  public let nodesOfType: [[Int]]
  /// The index in `ResourceTable` of each of the problem's resources.
  public let resources: [Int]
  /// What of the pods' constraints is not in the problem, one sentence each.
  public let notLowered: [String]

  /// Makes a packing problem of the pods of a snapshot that are on no node.
  ///
  /// - Parameters:
  ///   - snapshot: The cluster.
  ///   - pending: The pods to place; those on no node that have no gate where left out.
  /// - Throws: What the problem cannot hold, such as amounts above 2^53.
  /// - Complexity: Linear in classes times nodes, and in the pods.
  public init(_ snapshot: ClusterSnapshot, placing pending: [Int]? = nil) throws(ProblemError) {
    let pods = pending ?? snapshot.pendingPods.filter { !snapshot.isGated($0) }
    let lowering = ClusterLowering(snapshot, pods)
    self = try lowering.lowered()
  }

  init(
    problem: PackingProblem, snapshot: ClusterSnapshot, podsOfShape: [[Int]], arrivals: [Int],
    nodesOfType: [[Int]], resources: [Int], notLowered: [String]
  ) {
    self.problem = problem
    self.snapshot = snapshot
    self.podsOfShape = podsOfShape
    self.arrivals = arrivals
    self.nodesOfType = nodesOfType
    self.resources = resources
    self.notLowered = notLowered
  }
}
