// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `ranking` shows: the runs on one input, best first.
struct RankingContent {
  /// One run.
  struct Row {
    var place: String
    var placeValue: Int
    var strategy: String
    var seed: String
    var nodes: String
    var nodesValue: String
    var nodesBar: String
    var boundMark: String
    var cost: String
    var costValue: String
    var gap: String
    var gapValue: String
    var gapBar: String
    var left: String
    var leftValue: Int
    var shares: [Share]
    var time: String
    var timeValue: String
    var timeBar: String
    var state: String
    var style: String
  }

  /// The use of one resource.
  struct Share {
    var share: String
    var shareValue: String
  }

  var rankingAnchor: String
  var rankingTitle: String
  var resources: [String]
  var hasSeeds: Bool
  var hasCost: Bool
  var hasLeft: Bool
  var hasTimes: Bool
  var runs: [Row]

  init(_ ranking: Ranking, anchor: String) {
    let comparison = ranking.comparison
    rankingAnchor = anchor
    rankingTitle =
      "\(Phrases.count(ranking.entries.count, "run")) on \(comparison.input.name), best first"
    resources = comparison.input.resources
    hasSeeds = ranking.hasSeeds
    hasCost = ranking.hasPrices
    hasLeft = comparison.runs.contains { $0.unplaced > 0 }
    hasTimes = ranking.hasTimes
    let mostNodes = Double(max(1, comparison.runs.compactMap(\.nodes).max() ?? 1))
    let largestGap = comparison.runs.compactMap(\.gap).filter(\.isFinite).max() ?? 0
    let times = comparison.runs.compactMap(\.seconds).filter { $0 > 0 }
    let scale = TimeScale(times)
    let resources = resources
    runs = ranking.entries.enumerated().map { position, entry in
      let run = entry.run
      return Row(
        place: entry.rank.map { "\($0)" } ?? "–", placeValue: position,
        strategy: run.strategy, seed: "\(run.seed)",
        nodes: run.nodes.map { Figures.grouped($0) } ?? "–",
        nodesValue: run.nodes.map { "\($0)" } ?? "",
        nodesBar: bar(run.nodes.map { Double($0) / mostNodes }),
        boundMark: bar(Double(comparison.lowerBound.nodes) / mostNodes),
        cost: run.cost.map { Figures.grouped($0) } ?? "–",
        costValue: run.cost.map { "\($0)" } ?? "",
        gap: run.gap.map(Figures.percent) ?? "–",
        gapValue: run.gap.map { "\($0)" } ?? "",
        gapBar: bar(run.gap.map { largestGap > 0 ? $0 / largestGap : 0 }),
        left: Figures.grouped(run.unplaced), leftValue: run.unplaced,
        shares: resources.map { resource in
          let share = run.utilization[resource]
          return Share(
            share: share.map(Figures.percent) ?? "–", shareValue: share.map { "\($0)" } ?? "")
        },
        time: run.seconds.map(Figures.duration) ?? "–",
        timeValue: run.seconds.map { "\($0)" } ?? "",
        timeBar: bar(run.seconds.map(scale.share)),
        state: ComparisonGrids.status(of: run),
        style: entry.rank == 1 ? "best" : !run.verified && run.nodes != nil ? "bad" : "")
    }
  }
}

/// A share as a percentage for the style sheet.
private func bar(_ share: Double?) -> String {
  guard let share, share.isFinite else { return "0" }
  return SVGDrawing.digits(100 * min(1, max(0, share)))
}

/// Times on a scale where each length stands for a factor.
private struct TimeScale {
  private let least: Int
  private let most: Int

  init(_ seconds: [Double]) {
    least = seconds.min().map { TimeScale.magnitude($0) } ?? 0
    most = seconds.max().map { TimeScale.magnitude($0) } ?? 0
  }

  func share(_ seconds: Double) -> Double {
    guard seconds > 0 else { return 0 }
    return Double(TimeScale.magnitude(seconds) - least + 2) / Double(most - least + 2)
  }

  /// The binary logarithm in sixteenths, from the digits of the number.
  private static func magnitude(_ seconds: Double) -> Int {
    16 * Int(seconds.exponent) + Int((seconds.significand - 1) * 16)
  }
}
