// SPDX-License-Identifier: Apache-2.0

extension StrategyRegistry {
  /// All one-pass strategies of this module.
  public static let greedy = StrategyRegistry(
    arrivalOrder + decreasingOrder + binCentric + scores)

  private static let arrivalOrder: [any PackingStrategy] = [
    ItemCentricStrategy(.first), ItemCentricStrategy(.best(.sum)),
    ItemCentricStrategy(.worst(.sum)), ItemCentricStrategy(.next), ItemCentricStrategy(.random),
  ]

  private static let decreasingOrder: [any PackingStrategy] =
    SizeMeasure.allCases.flatMap { measure -> [any PackingStrategy] in
      [
        ItemCentricStrategy(.first, order: .decreasing(measure)),
        ItemCentricStrategy(.best(measure), order: .decreasing(measure)),
        ItemCentricStrategy(.worst(measure), order: .decreasing(measure)),
        ItemCentricStrategy(.next, order: .decreasing(measure)),
      ]
    } + [ItemCentricStrategy(.random, order: .decreasing(.sum))]

  private static let binCentric: [any PackingStrategy] =
    BinCentricScore.allCases.flatMap { score -> [any PackingStrategy] in
      [.average, .dynamic, .unit].map { BinCentricStrategy(score, weights: $0) }
    }

  private static let scores: [any PackingStrategy] =
    AllocationScoreStrategy.Score.allCases.map { AllocationScoreStrategy($0) }
}

/// The best packing of a few one-pass strategies that differ in kind.
///
/// Improving and exact methods start from it.
public struct GreedyPortfolio: PackingStrategy {
  private let members: [any PackingStrategy] = [
    ItemCentricStrategy(.first),
    ItemCentricStrategy(.best(.sum)),
    ItemCentricStrategy(.first, order: .decreasing(.l2)),
    ItemCentricStrategy(.first, order: .decreasing(.linf)),
    ItemCentricStrategy(.best(.sum), order: .decreasing(.sum)),
    ItemCentricStrategy(.best(.averageWeighted), order: .decreasing(.averageWeighted)),
    BinCentricStrategy(.dotProduct, weights: .average),
    BinCentricStrategy(.dotProduct, weights: .dynamic),
    BinCentricStrategy(.dotProduct, weights: .unit),
    BinCentricStrategy(.l2, weights: .average),
    BinCentricStrategy(.l2, weights: .dynamic),
    BinCentricStrategy(.l2, weights: .unit),
  ]

  /// Creates the portfolio.
  public init() {}

  /// `greedy-portfolio`.
  public var name: String { "greedy-portfolio" }

  /// What it does, in one line.
  public var summary: String { "the best of twelve one-pass strategies that differ in kind" }

  /// It takes one pass after another, so no time limit is needed.
  public var family: StrategyFamily { .binCentric }

  /// Packs with one member after another until time is up, and keeps the best.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var best: SolveOutcome?
    for member in members {
      let outcome = member.solve(problem, in: context)
      if let packing = outcome.packing {
        if let known = best?.packing, !packing.isBetter(than: known) {
          // The first of equals stays.
        } else {
          best = outcome
        }
        let complete = best?.packing.flatMap { $0.placesAllPlaceable(of: problem) ? $0 : nil }
        context.progress(
          SolveProgress(
            phase: member.name, incumbentCost: complete?.cost, incumbentBins: complete?.binCount))
      }
      if outcome.stop != .completed { break }
    }
    return best ?? SolveOutcome(packing: nil, stop: context.stopRequest ?? .completed)
  }
}
