// SPDX-License-Identifier: Apache-2.0

/// Fills bin by bin: at each step the item that ranks highest against what the bin has left.
///
/// Panigrahy, Talwar, Uyeda and Wieder, "Heuristics for vector bin packing", 2011; the weights
/// follow Mommessin, Erlebach and Shakhlevich, 2024.
public struct BinCentricStrategy: PackingStrategy {
  /// How items are ranked.
  public let score: BinCentricScore
  /// How much each resource counts.
  public let weights: ResourceWeights

  /// Creates a strategy.
  public init(_ score: BinCentricScore, weights: ResourceWeights = .average) {
    self.score = score
    self.weights = weights
  }

  /// The name: `dot-product` or `l2-fill`, with the weights behind it unless they are average.
  public var name: String {
    let base = score == .dotProduct ? "dot-product" : "l2-fill"
    return weights == .average ? base : "\(base)-\(weights.rawValue)"
  }

  /// What it does, in one line.
  public var summary: String {
    let rank =
      score == .dotProduct
      ? "largest dot product with what is free" : "smallest distance to what is free"
    let scale =
      switch weights {
      case .unit: "resources weighted equally"
      case .average: "weighted by average demand"
      case .dynamic: "weighted by the average demand still unpacked"
      }
    return "fills bin by bin with the item of the \(rank), \(scale)"
  }

  /// Bin-centric.
  public var family: StrategyFamily { .binCentric }

  /// Packs a problem in one pass, or in several where spread rules have to be kept.
  ///
  /// - Complexity: O(patterns × items per bin × shapes × resources).
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    if problem.hasLinkingRules {
      return SpreadSolve.run(problem, hasOrder: false, in: context) { problem, _, context in
        pass(problem, in: context)
      }
    }
    return pass(problem, in: context)
  }

  /// Packs a problem without linking rules.
  private func pass(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var packing = BinCentricPacking(problem, score: score, weights: weights)
    let stop = packing.fill(context)
    return SolveOutcome(packing: packing.bins.packing(), stop: stop ?? .completed)
  }
}
