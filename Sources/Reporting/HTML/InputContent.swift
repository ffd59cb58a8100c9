// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `input` shows of one input.
struct InputContent {
  var anchor: String
  var level: Int
  var name: String
  var about: String
  var answer: String
  var isOpen: Bool
  var map: MapContent?
  var levels: [LevelContent]
  var hasLevels: Bool
  var ranking: RankingContent?
  var trace: TraceContent?
  var unplaced: [UnplacedContent]
  var hasUnplaced: Bool
  var hasRemedies: Bool
  var assumptions: [String]
  var hasAssumptions: Bool
  var remarks: [String]
  var hasRemarks: Bool

  init(
    _ ranking: Ranking, anchor: String, level: Int, isOpen: Bool, mostTiles: Int,
    mostRows: Int
  ) {
    let comparison = ranking.comparison
    let input = comparison.input
    self.anchor = anchor
    self.level = level
    self.isOpen = isOpen
    name = input.name
    about = input.phrase
    answer = Phrases.sentence(Verdict(ranking).text)
    map = comparison.best.flatMap {
      MapContent($0, input: input, anchor: anchor, mostTiles: mostTiles, mostRows: mostRows)
    }
    levels = LevelContent.levels(of: comparison.best, run: ranking.best, input: input)
    hasLevels = !levels.isEmpty
    self.ranking = ranking.entries.isEmpty ? nil : RankingContent(ranking, anchor: anchor)
    trace = TraceContent(ranking, anchor: anchor)
    unplaced = comparison.unplaceable.map { UnplacedContent($0, of: input) }
    hasUnplaced = !unplaced.isEmpty
    hasRemedies = comparison.unplaceable.contains { $0.remedy != nil }
    assumptions = input.assumptions.map(Phrases.sentence)
    hasAssumptions = !assumptions.isEmpty
    remarks = ranking.entries.flatMap { entry in
      let run = entry.run
      return run.violations.map { "\(run.strategy) breaks a rule: \($0)" }
        + (run.message.map { ["\(run.strategy): \($0)"] } ?? [])
    }
    hasRemarks = !remarks.isEmpty
  }

  /// The parts shared with a placement.
  init(
    input: InputDescription, map: NodeMap?, run: StrategyRun, unplaced groups: [UnplacedItems]
  ) {
    anchor = "input-1"
    level = 2
    isOpen = true
    name = input.name
    about = input.phrase
    answer = ""
    self.map = map.flatMap {
      MapContent($0, input: input, anchor: "input-1", mostTiles: 240, mostRows: 0)
    }
    levels = LevelContent.levels(of: map, run: run, input: input)
    hasLevels = !levels.isEmpty
    ranking = nil
    trace = TraceContent(run, input: input, anchor: anchor)
    unplaced = groups.map { UnplacedContent($0, of: input) }
    hasUnplaced = !unplaced.isEmpty
    hasRemedies = groups.contains { $0.remedy != nil }
    assumptions = input.assumptions.map(Phrases.sentence)
    hasAssumptions = !assumptions.isEmpty
    remarks = run.violations + (run.message.map { [$0] } ?? [])
    hasRemarks = !remarks.isEmpty
  }

  /// Adds the runs of other strategies to a placement.
  mutating func add(_ others: Ranking) {
    ranking = others.entries.isEmpty ? nil : RankingContent(others, anchor: anchor)
    trace = TraceContent(others, anchor: anchor) ?? trace
  }

  /// The links to the parts that there are.
  var links: [LinkContent] {
    [
      map == nil ? nil : LinkContent(target: "\(anchor)-map", text: "Nodes"),
      hasLevels ? LinkContent(target: "\(anchor)-levels", text: "Utilisation") : nil,
      ranking == nil ? nil : LinkContent(target: "\(anchor)-ranking", text: "Strategies"),
      trace == nil ? nil : LinkContent(target: "\(anchor)-trace", text: "Gap over time"),
      hasUnplaced ? LinkContent(target: "\(anchor)-unplaced", text: "Without a node") : nil,
      hasAssumptions ? LinkContent(target: "\(anchor)-assumptions", text: "Assumptions") : nil,
    ].compactMap { $0 }
  }
}

/// How much of a resource is used.
struct LevelContent {
  var resource: String
  var svg: String
  var used: String
  var usedAmount: String
  var stranded: String
  var free: String

  /// The levels of the resources, from the map where there is one.
  static func levels(
    of map: NodeMap?, run: StrategyRun?, input: InputDescription
  ) -> [LevelContent] {
    let isStrandedKnown = map?.groups.contains { !$0.stranded.isEmpty } ?? false
    return input.resources.indices.compactMap { position in
      let resource = input.resources[position]
      var used = 0.0
      var stranded = 0.0
      var capacity = 0.0
      for group in map?.groups ?? [] {
        used += Double(group.amount(group.used, at: position)) * Double(group.count)
        stranded += Double(group.amount(group.stranded, at: position)) * Double(group.count)
        capacity += Double(group.amount(group.capacity, at: position)) * Double(group.count)
      }
      func quantity(_ amount: Double) -> String {
        Figures.total(
          amount, unit: input.units.indices.contains(position) ? input.units[position] : .count)
      }
      if capacity > 0 {
        let share = min(1, max(0, used / capacity))
        let lost = min(1 - share, max(0, stranded / capacity))
        return LevelContent(
          resource: resource,
          svg: UtilizationBar(
            resource: resource, position: position, used: share, stranded: lost
          ).markup,
          used: Figures.percent(share), usedAmount: "\(quantity(used)) of \(quantity(capacity))",
          stranded: isStrandedKnown ? Figures.percent(lost) : "–",
          free: Figures.percent(max(0, 1 - share - lost)))
      }
      guard let share = run?.utilization[resource], run?.nodes ?? 0 > 0 else { return nil }
      return LevelContent(
        resource: resource,
        svg: UtilizationBar(
          resource: resource, position: position, used: min(1, max(0, share)), stranded: 0
        ).markup,
        used: Figures.percent(share), usedAmount: "", stranded: "–",
        free: Figures.percent(1 - share))
    }
  }
}

/// Items without a node.
struct UnplacedContent {
  var number: String
  var demand: String
  var reason: String
  var remedy: String
  var names: String

  init(_ group: UnplacedItems, of input: InputDescription) {
    number = Figures.grouped(group.count)
    demand = input.phrase(for: group.demand)
    reason = Phrases.sentence(group.reason)
    remedy = group.remedy.map(Phrases.sentence) ?? ""
    names = ComparisonGrids.names(of: group, limit: 12)
  }
}
