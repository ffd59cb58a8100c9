// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// The answer in one sentence.
struct Verdict: Sendable {
  let text: String

  /// The answer to a comparison on one input.
  init(_ ranking: Ranking) {
    let bound = ranking.comparison.lowerBound
    var parts: [String]
    if let best = ranking.best, let nodes = best.nodes, nodes > 0 || best.unplaced == 0 {
      let ties = ranking.winners.count - 1
      let also = ties > 0 ? " (tied with \(Phrases.count(ties, "other")))" : ""
      parts = [
        "best: \(best.strategy)\(also) with "
          + Verdict.result(
            of: best, bound: bound, isProven: ranking.isProven, hasPrices: ranking.hasPrices)
      ]
    } else if ranking.comparison.input.items > 0,
      ranking.unplaceable == ranking.comparison.input.items
    {
      parts = ["nothing can be placed"]
    } else {
      parts = ["no strategy found a valid packing"]
    }
    if ranking.unplaceable > 0 {
      parts.append(
        "\(Phrases.count(ranking.unplaceable, "item")) "
          + (ranking.unplaceable == 1 ? "fits nowhere" : "fit nowhere"))
    }
    if ranking.leftOut > 0 {
      parts.append(
        "\(Phrases.count(ranking.leftOut, "item")) that could be placed \(ranking.leftOut == 1 ? "is" : "are") left out"
      )
    }
    text = parts.joined(separator: "; ")
  }

  /// The answer to a placement.
  init(_ report: PlacementReport) {
    let run = report.run
    let bound = report.lowerBound
    let leavesNone = run.gap != nil
    var parts: [String]
    if run.nodes == nil {
      parts = ["no packing found by \(run.strategy)"]
    } else if report.nodes.isEmpty, run.unplaced > 0 {
      parts = ["nothing could be placed by \(run.strategy)"]
    } else {
      parts = [
        "packed by \(run.strategy) onto "
          + Verdict.result(
            of: run, bound: bound,
            isProven: run.status == "optimal" || leavesNone && run.cost == bound.cost,
            hasPrices: run.cost != run.nodes.map(Int64.init))
      ]
    }
    if run.unplaced > 0 {
      parts.append(
        "\(Phrases.count(run.unplaced, "item")) \(run.unplaced == 1 ? "is" : "are") not placed")
    }
    if !run.verified, run.nodes != nil { parts.append("the packing is NOT valid") }
    text = parts.joined(separator: "; ")
  }

  /// The answer to a placement in a cluster, where cost is the number of nodes not in use before.
  init(_ report: PlacementReport, of cluster: ClusterMap) {
    let run = report.run
    let placed = cluster.placedCount
    guard report.input.items > 0 else {
      text = "no pod waits for a node"
      return
    }
    guard let nodes = run.nodes, let cost = run.cost, placed > 0 else {
      text = "no pod could be placed by \(run.strategy)"
      return
    }
    var parts = [
      "\(Figures.grouped(placed)) of \(Phrases.count(report.input.items, "pod")) placed by "
        + "\(run.strategy) on \(Phrases.count(nodes, "node")), "
        + (cost == 0 ? "none" : "\(Figures.grouped(cost))") + " of them newly started"
    ]
    let bound = report.lowerBound
    if cost > 0, bound.cost > 0 {
      parts.append(
        cost == bound.cost
          ? "no fewer would do (\(bound.method))"
          : "at least \(Figures.grouped(bound.cost)) had to be (\(bound.method))")
    }
    if run.unplaced > 0 {
      parts.append(
        "\(Phrases.count(run.unplaced, "pod")) \(run.unplaced == 1 ? "finds" : "find") no node")
    }
    if !run.verified { parts.append("the packing is NOT valid") }
    text = parts.joined(separator: "; ")
  }

  /// The answer to a comparison over several inputs.
  init(_ standings: Standings) {
    let inputs = Phrases.count(standings.rankings.count, "input")
    guard let first = standings.entries.first, first.solved > 0 else {
      text = "over \(inputs): no strategy found a valid packing"
      return
    }
    var parts = ["over \(inputs), \(first.strategy) does best"]
    if let gap = first.meanGap { parts[0] += " with a mean gap of \(Figures.percent(gap))" }
    parts[0] += ", and is best or tied on \(Figures.grouped(first.timesBest))"
    if first.unsolved > 0 {
      parts.append("it leaves out items that fit on \(Phrases.count(first.unsolved, "input"))")
    }
    let proven = standings.rankings.count { $0.isProven }
    if proven > 0 { parts.append("\(Phrases.count(proven, "input")) solved to proven optimality") }
    let unplaceable = standings.rankings.reduce(0) { $0 + $1.unplaceable }
    if unplaceable > 0 {
      parts.append(
        "\(Phrases.count(unplaceable, "item")) \(unplaceable == 1 ? "fits" : "fit") nowhere")
    }
    text = parts.joined(separator: "; ")
  }

  private static func result(
    of run: StrategyRun, bound: BoundReport, isProven: Bool, hasPrices: Bool
  ) -> String {
    var text = Phrases.count(run.nodes ?? 0, "node")
    if hasPrices, let cost = run.cost { text += " that cost \(Figures.grouped(cost))" }
    let limit = Figures.grouped(hasPrices ? bound.cost : Int64(bound.nodes))
    if isProven { return text + ", proven optimal (\(bound.method) bound \(limit))" }
    guard let gap = run.gap else { return text + "; the bound is \(limit) (\(bound.method))" }
    return text + ", \(Figures.percent(gap)) above the bound of \(limit) (\(bound.method))"
  }
}
