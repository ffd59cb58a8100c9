// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `standings` shows: the strategies over all inputs.
struct StandingsContent {
  /// One strategy.
  struct Row {
    var place: Int
    var strategy: String
    var mean: String
    var meanValue: String
    var histogram: String
    var median: String
    var medianValue: String
    var largest: String
    var largestValue: String
    var wins: String
    var winsValue: Int
    var alone: String
    var aloneValue: Int
    var nodes: String
    var nodesValue: String
    var cost: String
    var costValue: String
    var time: String
    var timeValue: String
    var unsolved: String
    var unsolvedValue: Int
    var style: String
  }

  var scale: String
  var hasCost: Bool
  var hasTimes: Bool
  var hasUnsolved: Bool
  var strategies: [Row]

  init(_ standings: Standings) {
    let largest = standings.largestGap
    scale = Figures.percent(largest)
    hasCost = standings.hasPrices
    hasTimes = standings.hasTimes
    hasUnsolved = standings.entries.contains { $0.unsolved > 0 }
    strategies = standings.entries.enumerated().map { position, entry in
      Row(
        place: position + 1, strategy: entry.strategy,
        mean: entry.meanGap.map(Figures.percent) ?? "–",
        meanValue: entry.meanGap.map { "\($0)" } ?? "",
        histogram: GapHistogram(
          gaps: entry.gaps, largest: largest,
          title: "\(entry.strategy): gaps of \(Phrases.count(entry.gaps.count, "run"))"
            + (entry.medianGap.map { ", median \(Figures.percent($0))" } ?? "")
            + (entry.largestGap.map { ", largest \(Figures.percent($0))" } ?? "")
        ).markup,
        median: entry.medianGap.map(Figures.percent) ?? "–",
        medianValue: entry.medianGap.map { "\($0)" } ?? "",
        largest: entry.largestGap.map(Figures.percent) ?? "–",
        largestValue: entry.largestGap.map { "\($0)" } ?? "",
        wins: Figures.grouped(entry.timesBest), winsValue: entry.timesBest,
        alone: Figures.grouped(entry.timesAloneBest), aloneValue: entry.timesAloneBest,
        nodes: Figures.trimmed(entry.nodes, decimals: 1), nodesValue: "\(entry.nodes)",
        cost: Figures.trimmed(entry.cost, decimals: 1), costValue: "\(entry.cost)",
        time: entry.seconds.map(Figures.duration) ?? "–",
        timeValue: entry.seconds.map { "\($0)" } ?? "",
        unsolved: Figures.grouped(entry.unsolved), unsolvedValue: entry.unsolved,
        style: entry.invalid > 0 ? "bad" : position == 0 && entry.solved > 0 ? "best" : "")
    }
  }
}

/// What the template `inputs` shows: each input with its best result.
struct InputTableContent {
  /// One input.
  struct Row {
    var name: String
    var target: String?
    var items: String
    var itemsValue: Int
    var bound: String
    var boundValue: String
    var method: String
    var nodes: String
    var nodesValue: String
    var cost: String
    var costValue: String
    var gap: String
    var gapValue: String
    var histogram: String?
    var strategy: String
    var left: String
    var leftValue: Int
  }

  var scale: String
  var hasCost: Bool
  var hasLeft: Bool
  var hasHistograms: Bool
  var entries: [Row]

  /// A table that links to the first so many inputs.
  init(_ standings: Standings, linked: Int) {
    let largest = standings.largestGap
    scale = Figures.percent(largest)
    hasCost = standings.hasPrices
    hasLeft = standings.rankings.contains { ($0.best?.unplaced ?? $0.unplaceable) > 0 }
    hasHistograms = standings.rankings.count <= 200
    let hasHistograms = hasHistograms
    entries = standings.rankings.enumerated().map { position, ranking in
      let comparison = ranking.comparison
      let best = ranking.best
      let bound =
        ranking.hasPrices ? comparison.lowerBound.cost : Int64(comparison.lowerBound.nodes)
      let gaps = comparison.runs.filter(\.verified).compactMap(\.gap)
      let others = ranking.winners.count - 1
      return Row(
        name: comparison.input.name, target: position < linked ? "input-\(position + 1)" : nil,
        items: Figures.grouped(comparison.input.items), itemsValue: comparison.input.items,
        bound: Figures.grouped(bound), boundValue: "\(bound)",
        method: comparison.lowerBound.method,
        nodes: best?.nodes.map { Figures.grouped($0) } ?? "–",
        nodesValue: best?.nodes.map { "\($0)" } ?? "",
        cost: best?.cost.map { Figures.grouped($0) } ?? "–",
        costValue: best?.cost.map { "\($0)" } ?? "",
        gap: best?.gap.map(Figures.percent) ?? "–",
        gapValue: best?.gap.map { "\($0)" } ?? "",
        histogram: hasHistograms
          ? GapHistogram(
            gaps: gaps, largest: largest,
            title: "\(comparison.input.name): gaps of \(Phrases.count(gaps.count, "run"))"
              + (gaps.min().map { ", from \(Figures.percent($0))" } ?? "")
              + (gaps.max().map { " to \(Figures.percent($0))" } ?? "")
          ).markup : nil,
        strategy: (best?.strategy ?? "–")
          + (others > 0 ? " and \(Phrases.count(others, "other"))" : ""),
        left: Figures.grouped(best?.unplaced ?? ranking.unplaceable),
        leftValue: best?.unplaced ?? ranking.unplaceable)
    }
  }
}
