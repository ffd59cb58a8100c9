// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Diving with re-pricing: fixes columns of the linear program one after the other, solves it
/// again and prices new columns for what is left, until all items are covered.
///
/// Where the linear program says that the target cannot be met any more, the last choice is
/// taken back and forbidden, a limited number of times (limited discrepancy search; Sadykov,
/// Vanderbeck, Pessoa, Tahiri and Uchoa, "Primal heuristics for branch and price: the assets of
/// diving methods", 2019).
struct Dive {
  private let master: MasterProblem
  private let pricing: Pricing
  private let budget: WorkBudget
  private var target: Int64
  private let limit: Int64
  private var random: SeededGenerator
  /// How often each pattern is fixed.
  private var fixed: [Int: Int] = [:]
  private var forbidden: Set<Int> = []
  private var discrepancies: Int
  private let blur: Double
  /// What packs the last items once the target is lost, and how many at most.
  var finish: (most: Int, pack: (PackingProblem) -> Packing?)?

  /// Prepares a dive.
  ///
  /// - Parameters:
  ///   - master: The master problem, solved.
  ///   - pricing: Prices the items of this part of the tree.
  ///   - target: The cost in units that it tries to reach.
  ///   - limit: The most a packing may cost in units to be of any use.
  ///   - seed: Another seed takes another way, unless there is no blur.
  ///   - blur: How much chance there is in the choice of a column, from 0.
  ///   - discrepancies: How many choices may be taken back.
  ///   - budget: What may still be used.
  init(
    _ master: MasterProblem, pricing: Pricing, target: Int64, limit: Int64, seed: UInt64,
    blur: Double,
    discrepancies: Int, budget: WorkBudget
  ) {
    self.master = master
    self.pricing = pricing
    self.target = min(target, limit)
    self.limit = limit
    self.blur = blur
    self.discrepancies = discrepancies
    self.budget = budget
    random = SeededGenerator(seed: seed)
  }

  /// Dives from the current solution of the master, and leaves its bounds as they were.
  ///
  /// - Parameter isAllowed: Whether a column may be used at all in this part of the tree.
  /// - Returns: The packing it ends in, completed greedily where it could not go on.
  /// - Throws: What the solver says where it cannot go on.
  mutating func run(isAllowed: (Int) -> Bool) throws(SessionError) -> Packing? {
    let result = try descend(isAllowed: isAllowed)
    for (pattern, _) in fixed.sorted(by: { $0.key < $1.key }) {
      try release(pattern, isAllowed)
    }
    for pattern in forbidden.sorted() where fixed[pattern] == nil {
      try release(pattern, isAllowed)
    }
    return result
  }

  private func release(_ pattern: Int, _ isAllowed: (Int) -> Bool) throws(SessionError) {
    try master.restrict(pattern, lower: 0, upper: isAllowed(pattern) ? .infinity : 0)
  }

  private mutating func descend(isAllowed: (Int) -> Bool) throws(SessionError) -> Packing? {
    while budget.stop == nil {
      var missing = residual()
      if missing.allSatisfy({ $0 == 0 }) { return packing() }
      if try fixWholeParts() {
        missing = residual()
        if missing.allSatisfy({ $0 == 0 }) { return packing() }
      }
      let choices = choose(among: missing)
      guard let choice = choices.first else { return packing() }
      for pattern in choices { try fix(pattern, (fixed[pattern] ?? 0) + 1) }
      if try reprice() { continue }
      if choices.count > 1 {
        // Too much at once.
        for pattern in choices.dropFirst() {
          try unfix(pattern, upper: isAllowed(pattern) ? .infinity : 0)
        }
        if try reprice() { continue }
      }
      if discrepancies > 0 {
        discrepancies -= 1
        forbidden.insert(choice)
        try unfix(choice, upper: 0)
        if try reprice() { continue }
      }
      if let finish, residual().reduce(0, +) <= finish.most { return packing(by: finish.pack) }
      // The target is lost; what comes next may still be better than what there is.
      guard master.ceiling <= limit else { return packing() }
      target = max(target, master.ceiling)
    }
    // Time is up: little that is missing is soon packed somehow.
    return residual().reduce(0, +) <= Self.mostAtTheEnd ? packing() : nil
  }

  private static let mostAtTheEnd = 10_000

  /// Fixes the whole part of each column's value.
  private mutating func fixWholeParts() throws(SessionError) -> Bool {
    var found = false
    for pattern in 0..<master.pool.count {
      let whole = Int((master.value(of: pattern) + 1e-6).rounded(.down))
      if whole > fixed[pattern] ?? 0 {
        try fix(pattern, whole)
        found = true
      }
    }
    return found
  }

  /// The columns whose fractional parts are largest, with some chance, the best first: one, or
  /// several that do not cover the same items where there are many.
  private mutating func choose(among missing: [Int]) -> [Int] {
    var candidates: [(score: Double, pattern: Int)] = []
    for pattern in 0..<master.pool.count where !forbidden.contains(pattern) {
      let part = master.value(of: pattern) - Double(fixed[pattern] ?? 0)
      guard part > 1e-6, master.model.takes(master.pool[pattern], of: missing) else { continue }
      candidates.append((part + (blur > 0 ? blur * random.unit() : 0), pattern))
    }
    candidates.sort { $0.score != $1.score ? $0.score > $1.score : $0.pattern < $1.pattern }
    var chosen: [Int] = []
    var left = missing
    var room = RowRoom(master, fixed: fixed)
    for (_, pattern) in candidates where chosen.count <= candidates.count / Self.shareAtOnce {
      let contents = master.pool[pattern].contents
      let fits = contents.allSatisfy { $0.count <= left[master.model.rowOfShape[$0.shape]] }
      guard fits || chosen.isEmpty, room.take(master.pool[pattern]) else { continue }
      chosen.append(pattern)
      for entry in contents { left[master.model.rowOfShape[entry.shape]] -= entry.count }
    }
    return chosen
  }

  /// Of so many fractional columns one is chosen at once.
  private static let shareAtOnce = 16

  private mutating func fix(_ pattern: Int, _ count: Int) throws(SessionError) {
    fixed[pattern] = count
    try master.restrict(pattern, lower: Double(count), upper: .infinity)
  }

  /// Takes back one bin of a pattern.
  ///
  /// - Parameters:
  ///   - pattern: Its position.
  ///   - upper: How many more there may be.
  /// - Throws: What the solver says where it cannot go on.
  private mutating func unfix(_ pattern: Int, upper: Double) throws(SessionError) {
    let count = (fixed[pattern] ?? 1) - 1
    fixed[pattern] = count == 0 ? nil : count
    try master.restrict(pattern, lower: Double(count), upper: Double(count) + upper)
  }

  /// Solves again and prices for what is left.
  ///
  /// - Returns: Whether the target can still be met as far as the linear program knows.
  private func reprice() throws(SessionError) -> Bool {
    var isDual = true
    var rounds = 0
    var before = Double.infinity
    let missing = residual()
    let available = pricing.items.items.map { item in
      item.members.reduce(Int.max) { min($0, missing[master.model.rowOfShape[$1]]) }
    }
    while budget.stop == nil {
      guard try master.solve(milliseconds: budget.slice, dual: isDual) else {
        isDual = false
        continue
      }
      isDual = false
      let meets = isWithinTarget
      if rounds >= 12 || meets && rounds >= 2 { return meets }
      if !meets, rounds >= 2, rounds & 1 == 0 {
        // At this pace the target is out of reach.
        let gained = before - master.objective
        if rounds > 2, gained * Double(12 - rounds) < 2 * excess { return false }
        before = master.objective
      }
      rounds += 1
      budget.countRound()
      let multipliers = master.multipliers
      let duals = IntegerDuals(multipliers, master.model, decisions: master.decisionRows)
      let round = pricing.round(duals, effort: .diving, available: available)
      var added = 0
      for pattern in round.patterns where master.reducedCost(of: pattern, multipliers) < -1e-9 {
        if try master.add(pattern).isNew { added += 1 }
      }
      if added == 0 { return meets }
    }
    return false
  }

  private var isWithinTarget: Bool { excess * Double(master.model.largestPrice) <= 1e-6 }

  /// How far the linear program is above the target, in parts of the dearest price.
  private var excess: Double {
    master.objective - Double(target) / Double(master.model.largestPrice)
  }

  /// How many items of each covered shape the fixed columns leave.
  private func residual() -> [Int] {
    var missing = master.model.demands.map { Int($0) }
    for (pattern, count) in fixed {
      for entry in master.pool[pattern].contents {
        missing[master.model.rowOfShape[entry.shape]] -= entry.count * count
      }
    }
    return missing.map { max(0, $0) }
  }

  private func packing(by pack: ((PackingProblem) -> Packing?)? = nil) -> Packing {
    var assembly = PackingAssembly(master.model.problem)
    for (pattern, count) in fixed.sorted(by: { $0.key < $1.key }) {
      assembly.add(master.pool[pattern], count: count)
    }
    return assembly.completed(seed: 1, by: pack)
  }
}

extension PricingEffort {
  /// For dives: little, often.
  static let diving = PricingEffort(
    tableEntries: 60_000, steps: 4_000, followUpSteps: 1_000, columns: 12, searches: 6, width: 300,
    isQuick: true)
}
