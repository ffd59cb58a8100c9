// SPDX-License-Identifier: Apache-2.0

/// The exact pricing of one bin type: the most valuable pattern under integer profits.
///
/// Depth-first branch and bound over the items in the order of their profit per surrogate
/// amount. What a partial pattern can still gain is bounded by `CompletionTable`s over several
/// surrogates at once; since those solve the relaxed knapsack in whole copies, the bound stays
/// tight where the items of a bin are few and large. All arithmetic that decides is integer.
///
/// Conflicts, limits and devices are obeyed inside the search; `PricedRow`s add to or take from
/// the value of a pattern as soon as they are met.
final class PatternSearch {
  /// What a search ends with.
  struct Result {
    /// The value of the best pattern found above the threshold, if any.
    var best: Int64?
    /// No pattern is worth more, or more than the threshold where that is higher.
    var upperBound: Int64
    /// Whether the steps ran out before all was looked at.
    var isCut: Bool
    /// Patterns found on the way, each better than the one before: copies by item.
    var patterns: [[(item: Int, count: Int)]]
  }

  let knapsack: PatternKnapsack
  private var tables: [CompletionTable] = []
  private var tableCount = 0

  // The items that are worth something, in search order.
  private var order: [Int] = []
  private var profit: [Int64] = []
  private var most: [Int32] = []
  private var demand: [Int64] = []
  private var tableSize: [Int32] = []
  private var conflict: [[Int32]] = []
  private var isBanned: [Bool] = []
  private var rows: [PricedRow] = []
  /// For each position, the rows that look at it and how.
  private var effects: [[RowEffect]] = []

  private var start: [Int64] = []
  private var tableLeft: [Int] = []

  // What the rules need to know of the path; touched only where there are rules.
  private var blocked: [Int32] = []
  private var devices: DeviceStates
  /// The states of the devices along the path.
  private var held: [Int32] = [0]
  private var rowState: [Int32] = []
  private var rowNeeds: [Int32] = []

  private struct RowEffect {
    var row: Int
    /// Copies needed, or the numerator.
    var amount: Int32
  }

  init(_ knapsack: PatternKnapsack) {
    self.knapsack = knapsack
    devices = DeviceStates(knapsack)
  }

  /// Takes over profits and makes the bounds.
  ///
  /// - Parameters:
  ///   - profits: What one copy of each item of the `PatternItems` is worth.
  ///   - weights: Those of the best surrogate, if they are known.
  ///   - available: The most copies of each of those items, where fewer than usual.
  ///   - rows: Rules that look at whole patterns.
  ///   - tableEntries: About how many entries one table may have.
  func prepare(
    profits: [Int64], weights: [Double]? = nil, available: [Int]? = nil, rows: [PricedRow] = [],
    tableEntries: Int
  ) {
    let sorted = SearchOrder(
      knapsack, weights: weights, profits: profits, available: available, rows: rows)
    order = sorted.items
    most = sorted.most
    profit = sorted.profit
    demand = sorted.demand
    isBanned = Array(repeating: false, count: order.count)
    let count = order.count
    if knapsack.conflicts.isEmpty {
      conflict = []
    } else {
      var position = Array(repeating: Int32(-1), count: knapsack.count)
      for (place, index) in order.enumerated() { position[index] = Int32(place) }
      conflict = order.map { index in
        knapsack.conflicts[index].compactMap { position[Int($0)] >= 0 ? position[Int($0)] : nil }
      }
    }
    attach(rows)
    makeTables(sorted, entries: tableEntries)
    start = knapsack.capacity
    tableLeft = (0..<tableCount).map { tables[$0].buckets }
    blocked = Array(repeating: 0, count: count)
  }

  private func makeTables(_ sorted: SearchOrder, entries: Int) {
    let count = order.count
    let values = profit.map { max(0, $0) }
    tableCount = sorted.relaxations
    while tables.count < tableCount { tables.append(CompletionTable()) }
    tableSize = Array(repeating: 0, count: count * tableCount)
    for index in 0..<tableCount {
      let (sizes, buckets) = sorted.buckets(
        of: index, in: knapsack, largest: max(64, entries / (count + 1)))
      tables[index].fill(profits: values, sizes: sizes, most: most, buckets: buckets)
      for item in 0..<count { tableSize[item * tableCount + index] = sizes[item] }
    }
  }

  private func attach(_ rows: [PricedRow]) {
    self.rows = rows
    effects = rows.isEmpty ? [] : Array(repeating: [], count: order.count)
    rowState = Array(repeating: 0, count: rows.count)
    rowNeeds = rowState
    guard !rows.isEmpty else { return }
    var position: [Int: Int] = [:]
    for (place, index) in order.enumerated() { position[knapsack.items[index]] = place }
    for (index, row) in rows.enumerated() {
      switch row.measure {
      case .allPresent(let list):
        // A row with an item that cannot be had is never met.
        let canBeMet = list.allSatisfy { entry in
          position[entry.item].map { most[$0] >= entry.atLeast } ?? false
        }
        guard canBeMet else {
          rowNeeds[index] = -1
          continue
        }
        rowNeeds[index] = Int32(list.count)
        for entry in list {
          if let place = position[entry.item] {
            effects[place].append(RowEffect(row: index, amount: entry.atLeast))
          }
        }
      case .roundedSum(let list, _):
        for entry in list {
          if let place = position[entry.item] {
            effects[place].append(RowEffect(row: index, amount: entry.numerator))
          }
        }
      }
    }
  }

  /// Takes items out of the next searches, by their positions in the `PatternItems`.
  func ban(_ items: some Sequence<(item: Int, count: Int)>) {
    let set = Set(items.map { $0.item })
    for (place, index) in order.enumerated() where set.contains(knapsack.items[index]) {
      isBanned[place] = true
    }
  }

  /// A bound on the value of any pattern that needs no search.
  var rootBound: Int64 {
    guard !order.isEmpty else { return 0 }
    var bound = Int64.max
    for table in 0..<tableCount { bound = min(bound, tables[table].row(tableLeft[table])[0]) }
    return bound + reachablePotential
  }

  private var reachablePotential: Int64 {
    zip(rows, rowNeeds).reduce(0) { $0 + ($1.0.value > 0 && $1.1 >= 0 ? $1.0.value : 0) }
  }

  /// Looks for the best pattern worth more than a threshold.
  ///
  /// - Parameters:
  ///   - threshold: Patterns worth no more do not count; at least 0.
  ///   - stepLimit: How many steps to take at most.
  ///   - shouldStop: Asked now and then; true ends the search like the limit.
  /// - Returns: What it found, and what no pattern is worth more than.
  func run(
    above threshold: Int64, stepLimit: Int, shouldStop: @escaping () -> Bool = { false }
  ) -> Result {
    let explorer = explored(above: threshold, stepLimit, collects: nil, shouldStop)
    return Result(
      best: explorer.found.isEmpty ? nil : explorer.best,
      upperBound: explorer.isCut
        ? max(explorer.best, min(explorer.open, rootBound)) : explorer.best,
      isCut: explorer.isCut, patterns: explorer.found.map { copies($0) })
  }

  /// All patterns worth more than a threshold.
  ///
  /// - Parameters:
  ///   - threshold: Patterns worth no more do not count; at least 0.
  ///   - most: How many there may be.
  ///   - stepLimit: How many steps to take at most.
  ///   - shouldStop: Asked now and then; true ends the search like the limit.
  /// - Returns: The copies by item of each, or `nil` where they are too many to find.
  func all(
    above threshold: Int64, most: Int, stepLimit: Int, shouldStop: @escaping () -> Bool
  ) -> [[(item: Int, count: Int)]]? {
    let explorer = explored(above: threshold, stepLimit, collects: most, shouldStop)
    return explorer.isCut ? nil : explorer.found.map { copies($0) }
  }

  private func copies(_ path: [PatternExplorer.Choice]) -> [(item: Int, count: Int)] {
    path.map { (knapsack.items[order[Int($0.place)]], Int($0.copies)) }
  }

  private func explored(
    above threshold: Int64, _ stepLimit: Int, collects: Int?,
    _ shouldStop: @escaping () -> Bool
  ) -> PatternExplorer {
    for index in rowState.indices { rowState[index] = 0 }
    var explorer = PatternExplorer(
      count: order.count, width: knapsack.resources, tables: tableCount, threshold: threshold,
      stepLimit: stepLimit, collects: collects)
    let hasRules = !rows.isEmpty || !conflict.isEmpty || !knapsack.racks.isEmpty
    explorer.run(
      items: .init(
        profit: profit, most: most, demand: demand, tableSize: tableSize, isBanned: isBanned),
      capacity: start, tables: (0..<tableCount).map { (tables[$0].row(tableLeft[$0])) },
      stride: order.count + 1, potential: reachablePotential,
      rules: hasRules ? self : nil, shouldStop: shouldStop)
    return explorer
  }
}

extension PatternSearch: PatternRules {
  func isBlocked(_ place: Int) -> Bool { !conflict.isEmpty && blocked[place] > 0 }

  func enter(_ place: Int, _ copies: Int) -> (gain: Int64, potential: Int64)? {
    if devices.matter(to: order[place]) {
      devices.tidy(keeping: &held)
      guard let state = devices.joined(held[held.count - 1], order[place], Int32(copies)) else {
        return nil
      }
      held.append(state)
    }
    if !conflict.isEmpty { for other in conflict[place] { blocked[Int(other)] += 1 } }
    return effects.isEmpty ? (0, 0) : apply(place, copies)
  }

  func leave(_ place: Int, _ copies: Int) {
    if devices.matter(to: order[place]) { held.removeLast() }
    if !conflict.isEmpty { for other in conflict[place] { blocked[Int(other)] -= 1 } }
    if !effects.isEmpty { revert(place, copies) }
  }
}

/// Rows that look at whole patterns: what taking or skipping an item does to them.
extension PatternSearch {
  /// Notes that an item is in, and returns what that is worth and how the potential changes.
  private func apply(_ place: Int, _ copies: Int) -> (gain: Int64, potential: Int64) {
    var gain: Int64 = 0
    var change: Int64 = 0
    for effect in effects[place] {
      let row = rows[effect.row]
      switch row.measure {
      case .allPresent:
        if copies >= Int(effect.amount) {
          rowState[effect.row] += 1
          if rowState[effect.row] == rowNeeds[effect.row] {
            gain += row.value
            if row.value > 0 { change -= row.value }
          }
        }
      case .roundedSum(_, let denominator):
        let before = rowState[effect.row]
        let after = before + effect.amount * Int32(copies)
        rowState[effect.row] = after
        gain += row.value * Int64(after / denominator - before / denominator)
      }
    }
    return (gain, change)
  }

  private func revert(_ place: Int, _ copies: Int) {
    for effect in effects[place] {
      switch rows[effect.row].measure {
      case .allPresent:
        if copies >= Int(effect.amount) { rowState[effect.row] -= 1 }
      case .roundedSum:
        rowState[effect.row] -= effect.amount * Int32(copies)
      }
    }
  }
}
