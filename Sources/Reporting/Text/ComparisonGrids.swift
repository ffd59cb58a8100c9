// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// The tables of a comparison, the same for a terminal and for Markdown.
enum ComparisonGrids {
  /// The runs on one input, best first.
  static func ranking(_ ranking: Ranking, isWide: Bool) -> Grid {
    let input = ranking.comparison.input
    let hasUnplaced = ranking.comparison.runs.contains { $0.unplaced > 0 }
    let allFine = ranking.comparison.runs.allSatisfy { $0.verified || $0.nodes == nil }
    var columns: [Column] = [.number("#"), .words("strategy")]
    if ranking.hasSeeds || isWide { columns.append(.number("seed", expendability: 2)) }
    columns.append(.number("nodes"))
    if ranking.hasPrices || isWide { columns.append(.number("cost")) }
    columns.append(.number("gap"))
    if hasUnplaced || isWide { columns.append(.number("unplaced", expendability: 1)) }
    for (position, resource) in input.resources.enumerated() {
      columns.append(.number(resource, expendability: 5 + position))
    }
    if ranking.hasTimes { columns.append(.number("time", expendability: 3)) }
    columns.append(.words("status", expendability: allFine ? 4 : 0, isFlexible: false))
    if isWide { columns += [.words("stop"), .number("own bound"), .words("remarks")] }
    var grid = Grid(columns)
    for entry in ranking.entries {
      let run = entry.run
      var cells = [entry.rank.map { "\($0)" } ?? "–", run.strategy]
      if ranking.hasSeeds || isWide { cells.append("\(run.seed)") }
      cells.append(run.nodes.map { Figures.grouped($0) } ?? "–")
      if ranking.hasPrices || isWide { cells.append(run.cost.map { Figures.grouped($0) } ?? "–") }
      cells.append(run.gap.map(Figures.percent) ?? "–")
      if hasUnplaced || isWide { cells.append(Figures.grouped(run.unplaced)) }
      for resource in input.resources {
        cells.append(run.utilization[resource].map(Figures.percent) ?? "–")
      }
      if ranking.hasTimes { cells.append(run.seconds.map(Figures.duration) ?? "–") }
      cells.append(status(of: run))
      if isWide {
        let bound = run.bound.map { "\(Figures.grouped($0.cost)) (\($0.method))" }
        let remarks = run.violations + (run.message.map { [$0] } ?? [])
        cells += [run.stop, bound ?? "–", remarks.joined(separator: "; ")]
      }
      grid.add(
        cells, tone: entry.rank == 1 ? .best : run.verified ? .plain : .warning)
    }
    return grid
  }

  /// The strategies over all inputs, best first.
  static func standings(_ standings: Standings, isWide: Bool) -> Grid {
    var columns: [Column] = [
      .number("#"), .words("strategy"), .number("mean gap"),
      .number("median", expendability: 5), .number("largest", expendability: 4),
      .number("times best", expendability: 1), .number("alone", expendability: 6),
      .number("nodes"),
    ]
    if standings.hasPrices { columns.append(.number("cost", expendability: 2)) }
    if standings.hasTimes { columns.append(.number("time", expendability: 3)) }
    let hasUnsolved = standings.entries.contains { $0.unsolved > 0 }
    if hasUnsolved || isWide { columns.append(.number("unsolved")) }
    var grid = Grid(columns)
    for (place, entry) in standings.entries.enumerated() {
      var cells = [
        "\(place + 1)", entry.strategy, entry.meanGap.map(Figures.percent) ?? "–",
        entry.medianGap.map(Figures.percent) ?? "–",
        entry.largestGap.map(Figures.percent) ?? "–", Figures.grouped(entry.timesBest),
        Figures.grouped(entry.timesAloneBest), Figures.trimmed(entry.nodes, decimals: 1),
      ]
      if standings.hasPrices { cells.append(Figures.trimmed(entry.cost, decimals: 1)) }
      if standings.hasTimes { cells.append(entry.seconds.map(Figures.duration) ?? "–") }
      if hasUnsolved || isWide { cells.append(Figures.grouped(entry.unsolved)) }
      grid.add(
        cells, tone: entry.invalid > 0 ? .warning : place == 0 && entry.solved > 0 ? .best : .plain)
    }
    return grid
  }

  /// The inputs with their best results, one line each.
  static func inputs(_ standings: Standings) -> Grid {
    let hasUnplaced = standings.rankings.contains { ($0.best?.unplaced ?? $0.unplaceable) > 0 }
    var columns: [Column] = [
      .words("input"), .number("items", expendability: 3), .number("bound", expendability: 1),
      .words("proven by", expendability: 4), .number("nodes"),
    ]
    if standings.hasPrices { columns.append(.number("cost")) }
    columns += [.number("gap"), .words("best strategy", expendability: 2)]
    if hasUnplaced { columns.append(.number("unplaced")) }
    var grid = Grid(columns)
    for ranking in standings.rankings {
      let comparison = ranking.comparison
      let best = ranking.best
      let bound =
        ranking.hasPrices ? comparison.lowerBound.cost : Int64(comparison.lowerBound.nodes)
      var cells = [
        comparison.input.name, Figures.grouped(comparison.input.items), Figures.grouped(bound),
        comparison.lowerBound.method, best?.nodes.map { Figures.grouped($0) } ?? "–",
      ]
      if standings.hasPrices { cells.append(best?.cost.map { Figures.grouped($0) } ?? "–") }
      cells.append(best?.gap.map(Figures.percent) ?? "–")
      let others = ranking.winners.count - 1
      cells.append((best?.strategy ?? "–") + (others > 0 ? " +\(others)" : ""))
      if hasUnplaced { cells.append(Figures.grouped(best?.unplaced ?? ranking.unplaceable)) }
      grid.add(cells, tone: best == nil ? .warning : .plain)
    }
    return grid
  }

  /// Items without a node, with the reason.
  static func unplaced(_ groups: [UnplacedItems], of input: InputDescription) -> Grid {
    var grid = Grid([
      .number("items"), .words("each needs"), .words("reason"),
      .words("names", expendability: 1),
    ])
    for group in groups {
      grid.add([
        Figures.grouped(group.count), input.phrase(for: group.demand), group.reason,
        names(of: group),
      ])
    }
    return grid
  }

  /// The names of a group, the first few.
  static func names(of group: UnplacedItems, limit: Int = 5) -> String {
    let more = group.count - min(limit, group.items.count)
    let names = group.items.prefix(limit).joined(separator: ", ")
    return names.isEmpty || more <= 0 ? names : "\(names) and \(Figures.grouped(more)) more"
  }

  /// The status in words, with what spoils it.
  static func status(of run: StrategyRun) -> String {
    let status = run.status == "noSolution" ? "no solution" : run.status
    return run.verified || run.nodes == nil ? status : "NOT VALID"
  }
}
