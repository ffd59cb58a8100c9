// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Which filters and scores decide, and how they are set: one profile of kube-scheduler.
public struct SchedulerProfile: Sendable, Hashable {
  /// The name by which pods ask for it.
  public var name: String
  /// The filters that are on.
  public var filters: Set<FilterName>
  /// The weight of each score that is on.
  public var weights: [ScoreName: Int64]
  /// How the resources of a node are scored.
  public var resourceScoring: ResourceScoring
  /// The resources of `NodeResourcesFit`'s score with their weights.
  public var scoredResources: [ResourceWeight]
  /// The resources of `NodeResourcesBalancedAllocation`.
  public var balancedResources: [ResourceWeight]
  /// How balance is scored.
  public var balanceVersion: BalanceVersion
  /// What a required affinity term of an existing pod weighs for pods that it means.
  public var hardPodAffinityWeight: Int64
  /// Whether preferred terms of existing pods count only for pods that have some of their own.
  public var ignoresPreferencesOfExistingPods: Bool
  /// How pods without a constraint are spread.
  public var defaultSpread: [DefaultSpread]
  /// Whether `defaultSpread` are the system's defaults, with which nodes need not have all keys.
  public var hasSystemSpread: Bool
  /// Node affinity added to that of every pod.
  public var addedAffinity: NodeAffinity?
  /// Extended resources that `NodeResourcesFit` does not look at.
  public var ignoredResources: Set<String>
  /// Groups of such resources: what stands before the slash.
  public var ignoredResourceGroups: Set<String>
  /// How many percent of the nodes are looked for; 0 for what the number of nodes asks for.
  public var percentageOfNodesToScore: Int

  /// Creates the profile that kube-scheduler 1.36 has without a configuration.
  public init(name: String = "default-scheduler") {
    self.name = name
    filters = Set(FilterName.allCases)
    weights = ScoreName.defaultWeights
    resourceScoring = .leastAllocated
    scoredResources = ResourceWeight.defaults
    balancedResources = ResourceWeight.defaults
    balanceVersion = .change
    hardPodAffinityWeight = 1
    ignoresPreferencesOfExistingPods = false
    defaultSpread = DefaultSpread.system
    hasSystemSpread = true
    addedAffinity = nil
    ignoredResources = []
    ignoredResourceGroups = []
    percentageOfNodesToScore = 0
  }
}

/// How `NodeResourcesFit` scores what a node would have in use.
public enum ResourceScoring: Sendable, Hashable {
  /// The emptier, the better.
  case leastAllocated
  /// The fuller, the better.
  case mostAllocated
  /// By points of a line: utilization in percent, score from 0 to 10.
  case requestedToCapacityRatio([ShapePoint])

  /// A point of the line.
  public struct ShapePoint: Sendable, Hashable {
    /// The utilization, 0 to 100.
    public var utilization: Int64
    /// The score, 0 to 10.
    public var score: Int64

    /// Creates a point.
    public init(utilization: Int64, score: Int64) {
      self.utilization = utilization
      self.score = score
    }
  }
}

/// A resource and how much it counts.
public struct ResourceWeight: Sendable, Hashable {
  /// The resource.
  public var name: String
  /// Its weight.
  public var weight: Int64

  /// Creates a weight.
  public init(name: String, weight: Int64 = 1) {
    self.name = name
    self.weight = weight
  }

  /// CPU and memory alike.
  public static let defaults = [ResourceWeight(name: "cpu"), ResourceWeight(name: "memory")]
}

/// How `NodeResourcesBalancedAllocation` scores.
public enum BalanceVersion: Sendable, Hashable {
  /// By how much the pod changes the balance, as of Kubernetes 1.36.
  case change
  /// By the balance with the pod, as up to Kubernetes 1.35.
  case result
}

/// How pods without a constraint of their own are spread.
public struct DefaultSpread: Sendable, Hashable {
  /// The label whose values are the domains.
  public var topologyKey: String
  /// By how much a domain may exceed the emptiest.
  public var maxSkew: Int64
  /// Whether that is a must.
  public var isHard: Bool

  /// Creates a default.
  public init(topologyKey: String, maxSkew: Int64, isHard: Bool) {
    self.topologyKey = topologyKey
    self.maxSkew = maxSkew
    self.isHard = isHard
  }

  /// The defaults of kube-scheduler.
  public static let system = [
    DefaultSpread(topologyKey: "kubernetes.io/hostname", maxSkew: 3, isHard: false),
    DefaultSpread(topologyKey: "topology.kubernetes.io/zone", maxSkew: 5, isHard: false),
  ]
}
