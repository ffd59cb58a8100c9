// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How the cluster autoscaler works: its flags under their names, with the defaults that they have.
///
/// Times are microseconds. From `cluster-autoscaler/config/flags/flags.go`.
public struct ClusterAutoscalerOptions: Sendable, Hashable {
  /// How often the cluster is looked at (`scan-interval`).
  public var scanInterval: Int64 = 10_000_000
  /// How many nodes there may be in all; no limit where 0 (`max-nodes-total`).
  public var maxNodesTotal = 0
  /// How many nodes one decision may add (`max-nodes-per-scaleup`).
  public var maxNodesPerScaleUp = 1_000
  /// How long a node may take to come (`max-node-provision-time`).
  public var maxNodeProvisionTime: Int64 = 900_000_000
  /// The expanders, of which each chooses among what those before it left (`expander`).
  public var expanders = ["random"]
  /// Whether groups that are alike are kept at the same size (`balance-similar-node-groups`).
  public var balancesSimilarNodeGroups = false
  /// How old a pod has to be before nodes are added for it (`new-pod-scale-up-delay`).
  public var newPodScaleUpDelay: Int64 = 0
  /// Pods of lower priority are no reason to add nodes, nor to keep any
  /// (`expendable-pods-priority-cutoff`).
  public var expendablePodsPriorityCutoff: Int64 = -10
  /// How long a group is left alone after its first failure
  /// (`initial-node-group-backoff-duration`).
  public var initialBackoff: Int64 = 300_000_000
  /// The longest that one is left alone (`max-node-group-backoff-duration`).
  public var maxBackoff: Int64 = 1_800_000_000
  /// How long after its last failure a group is as new (`node-group-backoff-reset-timeout`).
  public var backoffReset: Int64 = 10_800_000_000
  /// Whether nodes are taken away (`scale-down-enabled`).
  public var scalesDown = true
  /// How long after nodes were added none goes (`scale-down-delay-after-add`).
  public var scaleDownDelayAfterAdd: Int64 = 600_000_000
  /// How long after a node went no other goes (`scale-down-delay-after-delete`).
  public var scaleDownDelayAfterDelete: Int64 = 0
  /// How long after a failure no node goes (`scale-down-delay-after-failure`).
  public var scaleDownDelayAfterFailure: Int64 = 180_000_000
  /// How long a node has to be not needed before it goes (`scale-down-unneeded-time`).
  public var scaleDownUnneededTime: Int64 = 600_000_000
  /// The same for one that is not ready (`scale-down-unready-time`).
  public var scaleDownUnreadyTime: Int64 = 1_200_000_000
  /// Below which share of CPU and memory requested a node may go
  /// (`scale-down-utilization-threshold`).
  public var scaleDownUtilizationThreshold = 0.5
  /// Whether pods of DaemonSets do not count for that share (`ignore-daemonsets-utilization`).
  public var ignoresDaemonSetsUtilization = false
  /// How many empty nodes go at once (`max-empty-bulk-delete`).
  public var maxEmptyBulkDelete = 10
  /// How many nodes go at once (`max-scale-down-parallelism`).
  public var maxScaleDownParallelism = 10
  /// How many nodes are emptied at once (`max-drain-parallelism`).
  public var maxDrainParallelism = 1
  /// How long evictions that are refused are tried again (`max-pod-eviction-time`).
  public var maxPodEvictionTime: Int64 = 120_000_000
  /// How many seconds pods get to end (`max-graceful-termination-sec`).
  public var maxGracefulTerminationSeconds: Int64 = 600
  /// Whether pods of `kube-system` without a budget keep their node (`skip-nodes-with-system-pods`).
  public var skipsNodesWithSystemPods = true
  /// Whether pods with data on the node keep it (`skip-nodes-with-local-storage`).
  public var skipsNodesWithLocalStorage = true
  /// How many replicas a set has to have for its pods to be moved (`min-replica-count`).
  public var minReplicaCount = 0
  /// The packing strategy of the expander `optimal` (`optimal-strategy`, which is ours).
  public var optimalStrategy = "local-search"

  /// Creates the options of an autoscaler without flags.
  public init() {}
}

extension ClusterAutoscalerOptions {
  /// The ConfigMap that flags are read from, in `kube-system`: a flag an entry.
  static let configMap = ObjectKey(namespace: "kube-system", name: "cluster-autoscaler-options")

  /// The expanders that there are.
  public static let expanderNames = [
    "random", "most-pods", "least-waste", "least-nodes", "price", "priority", "optimal",
  ]

  private static var spans: [(String, WritableKeyPath<Self, Int64>)] {
    [
      ("scan-interval", \.scanInterval), ("max-node-provision-time", \.maxNodeProvisionTime),
      ("new-pod-scale-up-delay", \.newPodScaleUpDelay),
      ("initial-node-group-backoff-duration", \.initialBackoff),
      ("max-node-group-backoff-duration", \.maxBackoff),
      ("node-group-backoff-reset-timeout", \.backoffReset),
      ("scale-down-delay-after-add", \.scaleDownDelayAfterAdd),
      ("scale-down-delay-after-delete", \.scaleDownDelayAfterDelete),
      ("scale-down-delay-after-failure", \.scaleDownDelayAfterFailure),
      ("scale-down-unneeded-time", \.scaleDownUnneededTime),
      ("scale-down-unready-time", \.scaleDownUnreadyTime),
      ("max-pod-eviction-time", \.maxPodEvictionTime),
    ]
  }

  private static var counts: [(String, WritableKeyPath<Self, Int>)] {
    [
      ("max-nodes-total", \.maxNodesTotal), ("max-nodes-per-scaleup", \.maxNodesPerScaleUp),
      ("max-empty-bulk-delete", \.maxEmptyBulkDelete),
      ("max-scale-down-parallelism", \.maxScaleDownParallelism),
      ("max-drain-parallelism", \.maxDrainParallelism), ("min-replica-count", \.minReplicaCount),
    ]
  }

  private static var truths: [(String, WritableKeyPath<Self, Bool>)] {
    [
      ("balance-similar-node-groups", \.balancesSimilarNodeGroups),
      ("scale-down-enabled", \.scalesDown),
      ("ignore-daemonsets-utilization", \.ignoresDaemonSetsUtilization),
      ("skip-nodes-with-system-pods", \.skipsNodesWithSystemPods),
      ("skip-nodes-with-local-storage", \.skipsNodesWithLocalStorage),
    ]
  }

  private static let others = [
    "expander", "expendable-pods-priority-cutoff", "max-graceful-termination-sec",
    "scale-down-utilization-threshold", "optimal-strategy",
  ]

  /// Reads flags: an object with an entry for each.
  ///
  /// - Throws: Which flag there is not, or what is wrong with its value.
  init(reading flags: DocumentField) throws(FieldFault) {
    self.init()
    let names = Self.spans.map(\.0) + Self.counts.map(\.0) + Self.truths.map(\.0) + Self.others
    try flags.allowOnly(names.sorted())
    for (name, path) in Self.spans {
      if let flag = try flags.child(name) { self[keyPath: path] = try flag.microseconds() }
    }
    for (name, path) in Self.counts {
      if let flag = try flags.child(name) { self[keyPath: path] = try flag.count() }
    }
    for (name, path) in Self.truths {
      if let flag = try flags.child(name) { self[keyPath: path] = try flag.truth() }
    }
    scanInterval = max(1_000_000, scanInterval)
    if let flag = try flags.child("expander") {
      expanders = try flag.text().split(separator: ",").map { String($0.filter { $0 != " " }) }
      guard !expanders.isEmpty, expanders.allSatisfy({ Self.expanderNames.contains($0) }) else {
        throw flag.error(
          expected: "one or more, separated by commas, of "
            + Self.expanderNames.joined(separator: ", "))
      }
    }
    if let flag = try flags.child("expendable-pods-priority-cutoff") {
      expendablePodsPriorityCutoff = try flag.integer(in: -2_147_483_648...2_147_483_647)
    }
    if let flag = try flags.child("max-graceful-termination-sec") {
      maxGracefulTerminationSeconds = try flag.integer(in: 0...86_400)
    }
    if let flag = try flags.child("scale-down-utilization-threshold") {
      scaleDownUtilizationThreshold = try flag.number(in: 0...1)
    }
    if let flag = try flags.child("optimal-strategy") { optimalStrategy = try flag.text() }
  }
}
