// SPDX-License-Identifier: Apache-2.0

/// A search through the patterns of a bin type for one that is worth more than a limit.
///
/// Depth first: the candidates have an order, and a pattern is extended only by later ones. A
/// pattern is given up as soon as one of several relaxations shows that no completion of it
/// exceeds the limit (branch and bound). The decision is made in integers throughout.
struct PatternSearch<Value: FixedWidthInteger & SignedInteger & Sendable> {
  /// What the search does about one candidate of the pattern at hand.
  private struct Frame {
    /// Where the candidates that still fit begin in `open`.
    var start: Int
    /// Where the candidate at work stands in `open`.
    var next: Int
    /// No pattern that goes on with a candidate from here on leads above the limit; later ones
    /// still count behind an earlier one.
    var end: Int
    /// How many items of it are in the pattern.
    var taken: Int
  }

  private let pricing: PatternPricing
  private let resourceCount: Int
  private let demands: [Int64]
  private let most: [Int]
  private let worth: [Value]
  private let relaxations: [PatternRelaxation<Value>]
  private let ratios: SuffixRatios<Value>
  private let hasConflicts: Bool

  private var remaining: [Int64]
  /// For each relaxation, the bound without completions, less the limit.
  private var bases: [Value]
  /// For each relaxation, where the row of what is free starts in its table.
  private var offsets: [Int]
  /// What the pattern is worth without rows, less the limit.
  private var excess: Value
  private var rows: RowCounts<Value>
  private var devices: SharedDevices
  private var blocked: [Int]
  private var chosen: [(candidate: Int, count: Int)] = []
  private var frames: [Frame] = []
  /// For each frame the candidates that fit, ascending, one frame behind the other.
  private var open: [Int] = []

  /// Answers a question of which no figure exceeds a magnitude.
  static func answer(
    to question: PatternPricing, magnitude: Int128, within budget: inout StepBudget
  ) -> PatternPricing.Answer {
    let prices = ResourcePrices(of: question)
    let order = order(of: question, prices: prices)
    let pricing = question.reordered(order)
    guard
      var search = PatternSearch(
        pricing, prices: prices.reordered(order), magnitude: magnitude, within: &budget)
    else { return .undecided }
    if search.isRefutedAtOnce { return .none }
    guard pricing.isPlainKnapsack, let table = KnapsackTable<Value>(pricing, worth: search.worth)
    else { return search.run(within: &budget) }
    var trial = StepBudget(min(budget.left, max(10_000, table.work / 400)))
    let before = trial.left
    let found = search.run(within: &trial)
    guard budget.spend(before - trial.left) else { return .undecided }
    if found != .undecided { return found }
    guard budget.spend(table.work / 4) else { return .undecided }
    return table.answer(limit: search.scaledLimit, scale: search.scale)
  }

  /// The candidates of rows first, so that what rows do is known early; then those that are worth
  /// most for what they take.
  private static func order(of pricing: PatternPricing, prices: ResourcePrices) -> [Int] {
    var isInRow = Array(repeating: false, count: pricing.candidates.count)
    for row in pricing.rows { for candidate in row.candidates { isInRow[candidate] = true } }
    let density = pricing.candidates.indices.map { index in
      let price = prices.ofItem(index)
      return price > 0 ? Double(pricing.candidates[index].worth) / price : .greatestFiniteMagnitude
    }
    return pricing.candidates.indices.sorted { first, second in
      if isInRow[first] != isInRow[second] { return isInRow[first] }
      return (density[first], second) > (density[second], first)
    }
  }

  /// What everything is multiplied by, so that rounding prices down loses little.
  private let scale: Value
  /// What items and rows may add to the empty pattern at most.
  private let scaledLimit: Value

  private init?(
    _ pricing: PatternPricing, prices: ResourcePrices, magnitude: Int128,
    within budget: inout StepBudget
  ) {
    var shift = 0
    while shift < 24, magnitude << (shift + 1) < Int128(Value.max) / 64 { shift += 1 }
    let scale = Value(1) << Value(shift)
    self.scale = scale
    self.pricing = pricing
    resourceCount = pricing.free.count
    demands = pricing.candidates.flatMap { $0.demand }
    most = pricing.candidates.map { $0.most }
    worth = pricing.candidates.map { Value(truncatingIfNeeded: $0.worth) * scale }
    relaxations = PatternRelaxation.choice(
      for: pricing, worth: worth, prices: prices, magnitude: magnitude << shift,
      valuedAt: Double(scale))
    let entries = relaxations.reduce(0) { $0 + $1.completions.count }
    guard !relaxations.isEmpty, budget.spend(entries / 8 + pricing.candidates.count * 20) else {
      return nil
    }
    ratios = SuffixRatios(pricing, worth: worth)
    excess = Value(truncatingIfNeeded: pricing.constant - pricing.limit) * scale
    scaledLimit = -excess
    remaining = pricing.free
    bases = []
    offsets = []
    for relaxation in relaxations {
      bases.append(relaxation.offset + excess)
      offsets.append(relaxation.capacity * (pricing.candidates.count + 1))
    }
    hasConflicts = pricing.conflicts.contains { !$0.isEmpty }
    blocked = Array(repeating: 0, count: pricing.candidates.count)
    rows = RowCounts(pricing, scale: scale)
    devices = SharedDevices(pricing)
  }

  /// Whether the relaxations refute the empty pattern's completions already.
  private var isRefutedAtOnce: Bool {
    end(from: 0) == 0
  }

  /// The first candidate from which on no completion leads above the limit.
  private func end(from start: Int) -> Int {
    var end = most.count
    let extra = rows.value + rows.bonus(from: start)
    for (index, relaxation) in relaxations.enumerated() where end > start {
      let least = -(bases[index] + extra)
      let row = offsets[index]
      if relaxation.completions[row + end - 1] > least { continue }
      var (low, high) = (start, end - 1)
      while low < high {
        let middle = (low + high) / 2
        if relaxation.completions[row + middle] > least { low = middle + 1 } else { high = middle }
      }
      end = low
    }
    let least = -(excess + extra)
    guard least >= 0 else { return end }
    // Whatever is added is a multiple of the scale.
    return ratios.end(from: start, to: end, adding: least + scale - 1, in: remaining)
  }

  /// Takes as many items of a candidate as fit, then ever fewer, each with all that may follow.
  private mutating func run(within budget: inout StepBudget) -> PatternPricing.Answer {
    open = Array(most.indices)
    frames = [Frame(start: 0, next: 0, end: end(from: 0), taken: 0)]
    while var frame = frames.popLast() {
      if frame.next >= open.count || open[frame.next] >= frame.end {
        open.removeSubrange(frame.start...)
        continue
      }
      let candidate = open[frame.next]
      if frame.taken > 0 {
        drop(candidate)
        frame.taken -= 1
      } else {
        guard let copies = fill(candidate, within: &budget) else { return .undecided }
        frame.taken = copies
      }
      guard budget.step() else { return .undecided }
      if frame.taken == 0 {
        frame.next += 1
        frames.append(frame)
        continue
      }
      if excess + rows.value > 0 { return .above(contents: contents, excess: found) }
      frames.append(frame)
      let (first, end) = (open.count, end(from: candidate + 1))
      guard end > candidate + 1 else { continue }
      for position in frame.next + 1..<first {
        let other = open[position]
        if fits(other) { open.append(other) }
        if open.count == first, other >= end { break }
      }
      guard budget.spend((first - frame.next) / 8 + 1) else { return .undecided }
      if open.count > first { frames.append(Frame(start: first, next: first, end: end, taken: 0)) }
    }
    return .none
  }

  /// Takes items of a candidate until no more fit, and says how many, or `nil` where the budget
  /// did not suffice.
  private mutating func fill(_ candidate: Int, within budget: inout StepBudget) -> Int? {
    var taken = 0
    while taken < most[candidate], fits(candidate) {
      guard let fits = devices.fit(candidate, within: &budget), budget.step() else { return nil }
      if !fits { break }
      take(candidate, isFirst: taken == 0)
      taken += 1
    }
    return taken
  }

  private var found: Int128 {
    Int128(excess + rows.value) / Int128(scale)
  }

  private var contents: [ShapeCount] {
    chosen.map { ShapeCount(shape: pricing.candidates[$0.candidate].shape, count: $0.count) }
      .sorted { $0.rawShape < $1.rawShape }
  }

  private func fits(_ candidate: Int) -> Bool {
    if hasConflicts, blocked[candidate] > 0 { return false }
    let start = candidate * resourceCount
    for resource in 0..<resourceCount where demands[start + resource] > remaining[resource] {
      return false
    }
    return true
  }

  private mutating func take(_ candidate: Int, isFirst: Bool) {
    if isFirst {
      chosen.append((candidate, 1))
      if hasConflicts { for other in pricing.conflicts[candidate] { blocked[other] += 1 } }
    } else {
      chosen[chosen.count - 1].count += 1
    }
    move(candidate, copies: 1)
    rows.change(candidate, by: 1)
    devices.change(candidate, by: 1)
  }

  private mutating func drop(_ candidate: Int) {
    chosen[chosen.count - 1].count -= 1
    if chosen[chosen.count - 1].count == 0 {
      chosen.removeLast()
      if hasConflicts { for other in pricing.conflicts[candidate] { blocked[other] -= 1 } }
    }
    move(candidate, copies: -1)
    rows.change(candidate, by: -1)
    devices.change(candidate, by: -1)
  }

  private mutating func move(_ candidate: Int, copies: Int) {
    let start = candidate * resourceCount
    for resource in 0..<resourceCount {
      remaining[resource] -= demands[start + resource] * Int64(copies)
    }
    let width = most.count + 1
    for index in relaxations.indices {
      bases[index] += relaxations[index].profits[candidate] * Value(copies)
      offsets[index] -= relaxations[index].weights[candidate] * copies * width
    }
    excess += worth[candidate] * Value(copies)
  }
}
