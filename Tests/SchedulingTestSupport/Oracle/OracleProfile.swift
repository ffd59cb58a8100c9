// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The settings of a scheduler that bear on its filters and scores; the defaults of Kubernetes.
public struct OracleProfile: Sendable {
  /// How the room on a node is scored.
  public enum ScoringStrategy: Sendable, Hashable {
    /// Emptier nodes first.
    case leastAllocated
    /// Fuller nodes first.
    case mostAllocated
    /// By a line through points (utilisation 0…100, score 0…10).
    case requestedToCapacityRatio(shape: [ShapePoint])
  }

  /// A point of the line that utilisation is scored by.
  public struct ShapePoint: Sendable, Hashable {
    /// From 0 to 100.
    public var utilization: Int64
    /// From 0 to 10.
    public var score: Int64

    /// Creates a point.
    public init(utilization: Int64, score: Int64) {
      (self.utilization, self.score) = (utilization, score)
    }
  }

  /// A resource that is scored, and how much it counts.
  public struct WeightedResource: Sendable, Hashable {
    /// The resource's name.
    public var name: String
    /// How much it counts.
    public var weight: Int64

    /// Creates a resource with its weight.
    public init(_ name: String, weight: Int64 = 1) {
      (self.name, self.weight) = (name, weight)
    }
  }

  /// Which releases' balance is scored.
  public enum BalancedAllocationVersion: Sendable, Hashable, CaseIterable {
    /// 1.36 and later: how much the pod mends the balance.
    case improvement
    /// Up to 1.35: the balance with the pod.
    case balance
  }

  /// The weight of each score.
  public var weights: [String: Int64] = [
    "TaintToleration": 3, "NodeAffinity": 2, "NodeResourcesFit": 1, "PodTopologySpread": 2,
    "InterPodAffinity": 2, "NodeResourcesBalancedAllocation": 1, "ImageLocality": 1,
  ]
  /// The filters that are off.
  public var disabledFilters: Set<String> = []
  /// The scores that are off.
  public var disabledScores: Set<String> = []
  /// How NodeResourcesFit scores.
  public var scoringStrategy = ScoringStrategy.leastAllocated
  /// What NodeResourcesFit scores.
  public var scoredResources = [WeightedResource("cpu"), WeightedResource("memory")]
  /// What NodeResourcesBalancedAllocation looks at.
  public var balancedResources = ["cpu", "memory"]
  /// Which balance is scored.
  public var balancedAllocationVersion = BalancedAllocationVersion.improvement
  /// Extended resources that NodeResourcesFit does not check.
  public var ignoredResources: Set<String> = []
  /// Domains of extended resources that NodeResourcesFit does not check.
  public var ignoredResourceGroups: Set<String> = []
  /// What a required affinity term of a pod that is there counts in the score of a new one.
  public var hardPodAffinityWeight: Int64 = 1
  /// Whether preferred terms of pods that are there count only for pods with such terms.
  public var ignoresPreferredTermsOfExistingPods = false
  /// Node affinity of all pods.
  public var addedAffinity: NodeAffinity?
  /// Spread constraints of pods without any; `nil` for those of the system.
  public var defaultSpreadConstraints: [TopologySpreadConstraint]?

  /// Creates the default profile.
  public init() {}
}
