// SPDX-License-Identifier: Apache-2.0

/// One run of the local search: the best packing, and attempts at a better one.
struct Improvement {
  private(set) var best: Packing
  private let bound: LowerBound
  private let problem: PackingProblem
  private let context: SolveContext
  private let exchange: BinExchange
  private let scales: [Double]
  private var random: SeededGenerator
  private var roundsUsed = 0

  /// How many attempts may fail in a row where neither time nor rounds end the search.
  private static let patience = 60

  init(from packing: Packing, bound: LowerBound, problem: PackingProblem, context: SolveContext) {
    best = packing
    self.bound = bound
    self.problem = problem
    self.context = context
    exchange = BinExchange(problem)
    random = SeededGenerator(seed: context.seed)
    scales = Array(ColumnLayout(problem).scales.prefix(problem.resources.count))
  }

  /// Attempts until the bound is met, time or rounds are up, or nothing is left to try.
  mutating func run() -> StopReason {
    if !adopt(exchange.applied(to: best)) { report() }
    var failures = 0
    while !isProven {
      if let stop = context.stopRequest { return stop }
      if let limit = context.roundLimit, roundsUsed >= limit { return .roundLimit }
      let before = roundsUsed
      failures = attempt(failures) ? 0 : failures + 1
      let isLimited = context.roundLimit != nil || context.deadline.remaining != nil
      if failures >= Self.patience, !isLimited || roundsUsed == before { return .completed }
    }
    return .completed
  }

  private var isProven: Bool {
    best.cost <= bound.cost && best.binCount <= bound.bins
      && best.placesAllPlaceable(of: problem)
  }

  /// Takes a bin away, or offers the items left over every bin there is, and searches.
  ///
  /// - Returns: Whether a better packing was found.
  private mutating func attempt(_ failures: Int) -> Bool {
    var items = MovableItems(best, of: problem)
    if items.pool.isEmpty {
      guard let bin = binToEmpty(items, failures) else { return false }
      items.removeBin(bin)
    } else {
      openRemaining(&items)
    }
    let budget = 3_000 + 2_000 * min(failures, 40)
    let rounds = context.roundLimit.map { min(budget, $0 - roundsUsed) } ?? budget
    var search = EmptyingSearch(items, weights: resourceWeights(failures), random: random)
    _ = random.next()
    roundsUsed += search.run(rounds: rounds, context: context)
    return adopt(exchange.applied(to: search.items.packing()))
  }

  /// Keeps a packing if it is better.
  @discardableResult
  private mutating func adopt(_ packing: Packing) -> Bool {
    guard packing.isBetter(than: best) else { return false }
    best = packing
    report()
    return true
  }

  private func report() {
    let isComplete = best.placesAllPlaceable(of: problem)
    context.progress(
      SolveProgress(
        phase: "local-search", incumbentCost: isComplete ? best.cost : nil,
        incumbentBins: isComplete ? best.binCount : nil, boundCost: bound.cost))
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
