// SPDX-License-Identifier: Apache-2.0

/// Places item by item into the open bin that an orchestrator's score ranks highest, and opens a
/// new one when none has room.
public struct AllocationScoreStrategy: PackingStrategy {
  /// The score of an orchestrator.
  public enum Score: String, Sendable, Hashable, CaseIterable {
    /// Kubernetes' LeastAllocated: the emptiest node.
    case leastAllocated = "least-allocated"
    /// Kubernetes' MostAllocated: the fullest node.
    case mostAllocated = "most-allocated"
    /// Kubernetes' NodeResourcesBalancedAllocation: the node whose resources are used most evenly.
    case balancedAllocation = "balanced-allocation"
    /// Kubernetes' RequestedToCapacityRatio with the shape that packs.
    case requestedToCapacityRatio = "requested-to-capacity-ratio"
    /// Nomad's binpack algorithm.
    case nomadBinpack = "nomad-binpack"
    /// Nomad's spread algorithm.
    case nomadSpread = "nomad-spread"
    /// Docker Swarm's spread over nodes.
    case swarmSpread = "swarm-spread"
  }

  /// The score.
  public let score: Score
  /// The order in which the items come.
  public let order: ItemCentricStrategy.Order

  /// Creates a strategy.
  public init(_ score: Score, order: ItemCentricStrategy.Order = .arrival) {
    self.score = score
    self.order = order
  }

  /// The name of the score, with `-decreasing` behind it when the largest items come first.
  public var name: String {
    switch order {
    case .arrival: score.rawValue
    case .decreasing(.sum): "\(score.rawValue)-decreasing"
    case .decreasing(let measure): "\(score.rawValue)-decreasing-\(measure.rawValue)"
    }
  }

  /// What it does, in one line.
  public var summary: String {
    switch score {
    case .leastAllocated: "the open node with the largest free share (Kubernetes LeastAllocated)"
    case .mostAllocated: "the open node with the largest used share (Kubernetes MostAllocated)"
    case .balancedAllocation:
      "the open node left most evenly used (Kubernetes NodeResourcesBalancedAllocation)"
    case .requestedToCapacityRatio:
      "the open node with the highest used-share score (Kubernetes RequestedToCapacityRatio)"
    case .nomadBinpack: "the open node with the best fit score (Nomad binpack)"
    case .nomadSpread: "the open node with the worst fit score (Nomad spread)"
    case .swarmSpread: "the open node with the fewest tasks of the same kind (Docker Swarm)"
    }
  }

  /// Allocation score.
  public var family: StrategyFamily { .allocationScore }

  /// Packs a problem in one pass, or in several where spread rules have to be kept.
  ///
  /// - Complexity: O(open bins) for the first item of a run, O(log bins) for the others.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    if problem.hasLinkingRules {
      return SpreadSolve.run(problem, hasOrder: true, in: context) { pass($0, first: $1, in: $2) }
    }
    return pass(problem, first: [], in: context)
  }

  /// Packs a problem without linking rules, the marked shapes first.
  private func pass(
    _ problem: PackingProblem, first: [Bool], in context: SolveContext
  ) -> SolveOutcome {
    switch score {
    case .leastAllocated: run(AllocatedScore(problem, prefersFull: false), problem, first, context)
    case .mostAllocated: run(AllocatedScore(problem, prefersFull: true), problem, first, context)
    case .balancedAllocation: run(BalancedAllocationScore(problem), problem, first, context)
    case .requestedToCapacityRatio:
      run(RequestedToCapacityRatioScore(problem), problem, first, context)
    case .nomadBinpack: run(NomadScore(problem, spreads: false), problem, first, context)
    case .nomadSpread: run(NomadScore(problem, spreads: true), problem, first, context)
    case .swarmSpread: run(SwarmScore(), problem, first, context)
    }
  }

  private func run(
    _ score: some BinScore, _ problem: PackingProblem, _ first: [Bool], _ context: SolveContext
  ) -> SolveOutcome {
    let bins = OpenBins(problem)
    return solveItemByItem(
      bins, ScoredFitSelector(score, bins: bins), order: order, first: first, context: context)
  }
}
