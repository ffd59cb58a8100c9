// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What was decided about the nodes of a cluster, with the reasons as data.
///
/// The cluster autoscaler and the descheduler write one as an object for each decision; the fields
/// stand in its `spec`.
public struct CapacityDecision: Sendable, Hashable {
  /// What kind of decision.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Groups get more nodes.
    case scaleUp = "ScaleUp"
    /// Pods wait, and no group would help them.
    case noScaleUp = "NoScaleUp"
    /// Nodes of a group did not come.
    case failedScaleUp = "FailedScaleUp"
    /// Nodes are emptied and go.
    case scaleDown = "ScaleDown"
    /// Pods are moved so that nodes become empty.
    case compaction = "Compaction"
  }

  /// A group gets another number of nodes.
  public struct GroupChange: Sendable, Hashable {
    /// The group.
    public var group: String
    /// How many nodes it was to have.
    public var from: Int
    /// How many it is to have.
    public var to: Int
    /// How many it may have at most.
    public var most: Int

    /// Creates a change.
    public init(group: String, from: Int, to: Int, most: Int) {
      (self.group, self.from, self.to, self.most) = (group, from, to, most)
    }
  }

  /// Something that could have been done.
  public struct Option: Sendable, Hashable {
    /// The groups and how many nodes each of them gets.
    public var nodes: [String: Int]
    /// How many pods it helps.
    public var pods: Int
    /// What an hour of the new nodes costs.
    public var costPerHour: Double
    /// What expanders said of it, by their names; of `most-pods` more is better, of others less.
    public var scores: [String: Double]
    /// Whether it was chosen.
    public var isChosen: Bool

    /// Creates an option.
    public init(
      nodes: [String: Int], pods: Int, costPerHour: Double, scores: [String: Double] = [:],
      isChosen: Bool = false
    ) {
      (self.nodes, self.pods, self.costPerHour) = (nodes, pods, costPerHour)
      (self.scores, self.isChosen) = (scores, isChosen)
    }
  }

  /// A proven limit for the pods that are helped: nothing does with less.
  public struct Bound: Sendable, Hashable {
    /// No choice of nodes costs less an hour.
    public var costPerHour: Double
    /// No choice has fewer nodes.
    public var nodes: Int
    /// How it was proven.
    public var method: String

    /// Creates a bound.
    public init(costPerHour: Double, nodes: Int, method: String) {
      (self.costPerHour, self.nodes, self.method) = (costPerHour, nodes, method)
    }
  }

  /// Why a pod is not helped by a group.
  public struct Refusal: Sendable, Hashable {
    /// The pod.
    public var pod: String
    /// The group; empty where it concerns all.
    public var group: String
    /// Why.
    public var reason: String

    /// Creates a refusal.
    public init(pod: String, group: String, reason: String) {
      (self.pod, self.group, self.reason) = (pod, group, reason)
    }
  }

  /// Why a node goes or stays.
  public struct NodeVerdict: Sendable, Hashable {
    /// The node.
    public var node: String
    /// Its group; empty where it is of none.
    public var group: String
    /// Whether it goes.
    public var goes: Bool
    /// Why, in one word as the cluster autoscaler has it, such as `NoPlaceToMovePods`.
    public var reason: String
    /// More, such as the pod that keeps it.
    public var detail: String
    /// The larger of the shares of CPU and memory that its pods request.
    public var utilization: Double

    /// Creates a verdict.
    public init(
      node: String, group: String, goes: Bool, reason: String, detail: String = "",
      utilization: Double
    ) {
      (self.node, self.group, self.goes) = (node, group, goes)
      (self.reason, self.detail, self.utilization) = (reason, detail, utilization)
    }
  }

  /// What kind of decision.
  public var kind: Kind
  /// When.
  public var time: Timestamp
  /// Who decided, such as `cluster-autoscaler`.
  public var component: String
  /// The groups that change.
  public var changes: [GroupChange] = []
  /// The pods that it is for, or that are moved, as `namespace/name`.
  public var pods: [String] = []
  /// The expander or strategy that chose.
  public var chosenBy = ""
  /// What could have been done.
  public var options: [Option] = []
  /// What is proven about the best choice, where a strategy proves it.
  public var bound: Bound?
  /// Pods that are not helped, and why.
  public var refusals: [Refusal] = []
  /// Why each node goes or stays.
  public var nodes: [NodeVerdict] = []
  /// More, in a sentence.
  public var message = ""

  /// Creates a decision.
  public init(_ kind: Kind, at time: Timestamp, by component: String) {
    (self.kind, self.time, self.component) = (kind, time, component)
  }

  /// What the nodes that were chosen cost an hour.
  public var chosenCostPerHour: Double? { options.first(where: \.isChosen)?.costPerHour }
}
