// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// A packing strategy on a cluster: it packs the lowered problem, and the filters have the last word.
public struct FilteredStrategy: PackingStrategy {
  private let base: any PackingStrategy
  private let lowered: LoweredCluster

  /// Creates a strategy for the problem of one cluster.
  public init(_ base: any PackingStrategy, on lowered: LoweredCluster) {
    self.base = base
    self.lowered = lowered
  }

  /// The name of the strategy that packs.
  public var name: String { base.name }
  /// The line of the strategy that packs.
  public var summary: String { base.summary }
  /// The family of the strategy that packs.
  public var family: StrategyFamily { base.family }

  /// Packs, then moves or leaves out what a filter refuses.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var outcome = base.solve(problem, in: context)
    guard let packing = outcome.packing else { return outcome }
    let realized = ClusterPacking(lowered, packing)
    guard !realized.moved.isEmpty || realized.unplaced.count != packing.unplacedCount else {
      return outcome
    }
    outcome.packing = realized.packing(lowered)
    let count = realized.moved.count
    if count > 0 {
      outcome.solverMessage =
        "the filters moved \(count) \(count == 1 ? "pod" : "pods") after packing"
    }
    return outcome
  }
}

/// kube-scheduler itself as a strategy: one pod at a time, as they come.
public struct OnlineStrategy: PackingStrategy {
  /// The name: `kube-scheduler`, with what is different about it.
  public let name: String
  /// One line for lists.
  public let summary: String
  /// Item by item with scores.
  public var family: StrategyFamily { .allocationScore }
  private let lowered: LoweredCluster
  private let sampling: Sampling

  /// Creates a strategy for the pods of one cluster.
  ///
  /// - Parameters:
  ///   - name: What comes after `kube-scheduler` in the name; nothing where empty.
  ///   - lowered: The cluster, whose snapshot holds the profiles that decide.
  ///   - sampling: How feasible nodes are looked for.
  public init(_ name: String = "", on lowered: LoweredCluster, sampling: Sampling = .asConfigured) {
    self.name = name.isEmpty ? "kube-scheduler" : "kube-scheduler-\(name)"
    summary = "kube-scheduler: one pod at a time through all filters and scores"
    self.lowered = lowered
    self.sampling = sampling
  }

  /// Places the pods one at a time; none that is on a node is evicted.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var snapshot = lowered.snapshot
    let run = SchedulingRun(sampling: sampling, preempts: false)
    _ = run.place(lowered.placementOrder, in: &snapshot) { context.stopRequest != nil }
    let realized = ClusterPacking(snapshot, arrivals: lowered.arrivals)
    return SolveOutcome(
      packing: realized.packing(lowered), stop: context.stopRequest ?? .completed)
  }
}

extension LoweredCluster {
  /// The pods to place in the order in which the snapshot has them.
  var placementOrder: [Int] { arrivals.sorted() }
}
