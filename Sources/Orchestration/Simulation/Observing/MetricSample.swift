// SPDX-License-Identifier: Apache-2.0

/// The state of a cluster at one moment, in figures.
public struct MetricSample: Sendable, Hashable {
  /// Seconds since the beginning.
  public var seconds: Double
  /// Pods without a node.
  public var pending = 0
  /// Pods that have a node and do not run yet.
  public var starting = 0
  /// Pods that run, ready or not.
  public var running = 0
  /// Pods that run and take requests.
  public var ready = 0
  /// Pods that are to end.
  public var ending = 0
  /// Replicas that workloads want and that do not take requests.
  public var unavailable = 0
  /// Nodes that answer.
  public var nodesReady = 0
  /// Nodes that are there.
  public var nodes = 0
  /// Nodes with a pod that is not of a DaemonSet.
  public var nodesUsed = 0
  /// Requested CPU as a share of what nodes that answer have.
  public var cpu = 0.0
  /// Requested memory, likewise.
  public var memory = 0.0
  /// The share of free CPU that lies on nodes without free memory for it, or the other way round:
  /// 0 where free room is in the proportions of the cluster.
  public var fragmentation = 0.0
  /// Pods evicted or preempted so far.
  public var evictions = 0
  /// Containers started again so far.
  public var restarts = 0
  /// Hours that nodes were there so far.
  public var nodeHours = 0.0
  /// What those hours cost.
  public var cost = 0.0

  /// The names of the figures, in the order of `values`.
  public static let names = [
    "pending", "starting", "running", "ready", "ending", "unavailable", "nodesReady", "nodes",
    "nodesUsed", "cpu", "memory", "fragmentation", "evictions", "restarts", "nodeHours", "cost",
  ]

  /// The figures.
  public var values: [Double] {
    [
      Double(pending), Double(starting), Double(running), Double(ready), Double(ending),
      Double(unavailable), Double(nodesReady), Double(nodes), Double(nodesUsed), cpu, memory,
      fragmentation, Double(evictions), Double(restarts), nodeHours, cost,
    ]
  }
}

/// How long something took, over many pods.
public struct Latencies: Sendable, Hashable {
  /// How many.
  public var count: Int
  /// Half took no longer, in seconds.
  public var p50: Double
  /// 95 of 100 took no longer.
  public var p95: Double
  /// 99 of 100 took no longer.
  public var p99: Double
  /// The longest.
  public var max: Double

  /// Sums up times; the percentile of n times is the one at rank ceil(p·n).
  ///
  /// - Parameter microseconds: The times, in any order.
  /// - Complexity: n log n.
  public init(microseconds: [Int64]) {
    let sorted = microseconds.sorted()
    func at(_ share: Double) -> Double {
      guard !sorted.isEmpty else { return 0 }
      let rank = Int((share * Double(sorted.count)).rounded(.up))
      return Double(sorted[Swift.max(0, Swift.min(sorted.count, rank) - 1)]) / 1e6
    }
    count = sorted.count
    (p50, p95, p99) = (at(0.5), at(0.95), at(0.99))
    max = Double(sorted.last ?? 0) / 1e6
  }
}
