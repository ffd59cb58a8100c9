// SPDX-License-Identifier: Apache-2.0

/// One run of the local search: the best packing, and attempts at a better one.
struct Improvement {
  private(set) var best: Packing
  private let bound: LowerBound
  private let problem: PackingProblem
  private let context: SolveContext
  private let exchange: BinExchange
  private let scales: [Double]
  /// The largest scaled demand of an item, on average over the items.
  private let meanSize: Double
  private var random: SeededGenerator
  private var roundsUsed = 0

  /// How many attempts may fail in a row where neither time nor rounds end the search.
  private static let patience = 20
  /// The most rounds of one cooling.
  private static let longestCooling = 20_000

  init(from packing: Packing, bound: LowerBound, problem: PackingProblem, context: SolveContext) {
    best = packing
    self.bound = bound
    self.problem = problem
    self.context = context
    exchange = BinExchange(problem)
    random = SeededGenerator(seed: context.seed)
    let scales = Array(ColumnLayout(problem).scales.prefix(problem.resources.count))
    self.scales = scales
    meanSize = averageDemands(problem, scales: scales).max() ?? 0
  }

  /// Attempts until the bound is met, time or rounds are up, or nothing is left to try.
  ///
  /// - Parameter adopt: Receives every better packing at once.
  /// - Returns: Why it ended.
  mutating func run(adopt: (Packing) -> Void) -> StopReason {
    keep(exchange.applied(to: best), adopt)
    var failures = 0
    while !isProven {
      if let stop = context.stopRequest { return stop }
      if let limit = context.roundLimit, roundsUsed >= limit { return .roundLimit }
      let before = roundsUsed
      failures = attempt(failures, adopt) ? 0 : failures + 1
      let isLimited = context.roundLimit != nil || context.deadline.remaining != nil
      if failures >= Self.patience, !isLimited || roundsUsed == before { return .completed }
    }
    return .completed
  }

  private var isProven: Bool {
    best.cost <= bound.cost && best.binCount <= bound.bins
      && best.unplaced.allSatisfy { problem.usableBinTypes(for: $0.shape).isEmpty }
  }

  /// Takes a bin away, or offers the items left over every bin there is, and searches.
  ///
  /// - Returns: Whether a better packing was found.
  private mutating func attempt(_ failures: Int, _ adopt: (Packing) -> Void) -> Bool {
    var items = MovableItems(best, of: problem)
    if items.pool.isEmpty {
      guard let bin = binToEmpty(items, failures) else { return false }
      items.removeBin(bin)
    } else {
      openRemaining(&items)
    }
    anneal(&items, failures)
    if !items.pool.isEmpty {
      let budget = 500 + 200 * min(failures, 40)
      var search = EmptyingSearch(items, weights: resourceWeights(failures), random: branch())
      roundsUsed += search.run(rounds: min(budget, roundsLeft), context: context)
      items = search.items
    }
    return keep(exchange.applied(to: items.packing()), adopt)
  }

  private var roundsLeft: Int { context.roundLimit.map { max(0, $0 - roundsUsed) } ?? .max }

  /// A generator of its own for one search.
  private mutating func branch() -> SeededGenerator { SeededGenerator(seed: random.next()) }

  /// Lays the pool into the bins by annealing; where that fails, the lightest items that can be
  /// are thrown out again.
  private mutating func anneal(_ items: inout MovableItems, _ failures: Int) {
    guard
      var annealing = OverloadAnnealing(items, scales: scales, random: branch())
    else { return }
    let length = min(Self.longestCooling, max(100, items.shapes.count) << min(failures / 2, 10))
    roundsUsed += annealing.run(
      rounds: length, temperatures: (0.04 * meanSize, 0.002 * meanSize), limit: roundsLeft,
      context: context)
    items.rearrange(annealing.repaired())
  }

  /// Keeps a packing if it is better.
  @discardableResult
  private mutating func keep(_ packing: Packing, _ adopt: (Packing) -> Void) -> Bool {
    guard packing.isBetter(than: best) else { return false }
    best = packing
    adopt(best)
    return true
  }

  /// A bin to take away: the lightest for its price first, later any, lighter ones more often.
  private mutating func binToEmpty(_ items: MovableItems, _ failures: Int) -> Int? {
    let loads = (0..<items.binCount).map { bin -> Double in
      let held = items.members[bin].reduce(0.0) { sum, item in
        problem.resources.indices.reduce(sum) {
          $0 + Double(items.demand(item, $1)) * scales[$1]
        }
      }
      return held / Double(max(1, problem.binTypes[Int(items.types[bin])].cost))
    }
    let order = loads.indices.sorted {
      loads[$0] != loads[$1] ? loads[$0] < loads[$1] : $0 < $1
    }
    guard !order.isEmpty else { return nil }
    if failures < min(3, order.count) { return order[failures] }
    let draw = random.unit() * random.unit()
    return order[min(order.count - 1, Int(draw * Double(order.count)))]
  }

  /// Opens the bins that are left, as far as the pool could use them.
  private func openRemaining(_ items: inout MovableItems) {
    for (type, binType) in problem.binTypes.enumerated() {
      let used = items.types.count { Int($0) == type }
      let left = (binType.available ?? .max) - used
      for _ in 0..<min(left, items.pool.count) { items.open(type: type) }
    }
  }

  /// The weight of one unit of each resource: by average demand or even, blurred after a failure.
  private mutating func resourceWeights(_ failures: Int) -> [Double] {
    let average = averageDemands(problem, scales: scales)
    let isEven = failures % 2 == 1
    return scales.indices.map { resource in
      let blur = failures == 0 ? 1 : 0.6 + 0.8 * random.unit()
      return scales[resource] * (isEven ? 1 : average[resource]) * blur
    }
  }
}
