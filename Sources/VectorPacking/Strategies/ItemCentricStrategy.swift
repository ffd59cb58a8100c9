// SPDX-License-Identifier: Apache-2.0

/// Places item by item: each goes into an open bin that a rule chooses, or a new one when none
/// has room.
///
/// The rules are the classical ones; see Coffman, Csirik, Galambos, Martello and Vigo, "Bin packing
/// approximation algorithms: survey and classification", 2013, and for several resources
/// Mommessin, Erlebach and Shakhlevich, "Classification and evaluation of the algorithms for
/// vector bin packing", 2024.
public struct ItemCentricStrategy: PackingStrategy {
  /// Which open bin an item goes into.
  public enum Rule: Sendable, Hashable {
    /// The bin opened last.
    case next
    /// The bin opened first among those with room.
    case first
    /// The fullest with room, by a measure of what it has free.
    case best(SizeMeasure)
    /// The emptiest with room, by a measure of what it has free.
    case worst(SizeMeasure)
    /// Any with room, drawn at random.
    case random
  }

  /// The order in which the items come.
  public enum Order: Sendable, Hashable {
    /// As the problem gives them.
    case arrival
    /// From the largest to the smallest by a measure; equal ones by shape.
    case decreasing(SizeMeasure)
  }

  /// Which bin.
  public let rule: Rule
  /// Which order.
  public let order: Order

  /// Creates a strategy.
  public init(_ rule: Rule, order: Order = .arrival) {
    self.rule = rule
    self.order = order
  }

  /// The name, such as `best-fit-decreasing` or, for another measure than the sum,
  /// `best-fit-decreasing-l2`.
  public var name: String {
    let base: String
    var measure = SizeMeasure.sum
    switch rule {
    case .next: base = "next-fit"
    case .first: base = "first-fit"
    case .best(let fullness):
      base = "best-fit"
      measure = fullness
    case .worst(let fullness):
      base = "worst-fit"
      measure = fullness
    case .random: base = "random-fit"
    }
    guard case .decreasing(let size) = order else {
      return measure == .sum ? base : "\(base)-\(measure.rawValue)"
    }
    return size == .sum ? "\(base)-decreasing" : "\(base)-decreasing-\(size.rawValue)"
  }

  /// What it does, in one line.
  public var summary: String {
    let choice =
      switch rule {
      case .next: "into the bin opened last"
      case .first: "into the first bin with room"
      case .best(let measure): "into the fullest bin with room (\(measure.rawValue))"
      case .worst(let measure): "into the emptiest bin with room (\(measure.rawValue))"
      case .random: "into a random bin with room"
      }
    return switch order {
    case .arrival: "each item \(choice), in the order of arrival"
    case .decreasing(let measure): "each item \(choice), largest first (\(measure.rawValue))"
    }
  }

  /// Item-centric.
  public var family: StrategyFamily { .itemCentric }

  /// Packs a problem in one pass, or in several where spread rules have to be kept.
  ///
  /// - Complexity: First, best and worst fit need about O(log bins) per run of identical items
  ///   on ordinary inputs and O(bins) at worst; a run of any length is one step.
  public func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    if problem.hasLinkingRules {
      return SpreadSolve.run(problem, hasOrder: true, in: context) { pass($0, first: $1, in: $2) }
    }
    return pass(problem, first: [], in: context)
  }

  /// Packs a problem without linking rules, the marked shapes first.
  private func pass(
    _ problem: PackingProblem, first: [Bool], in context: SolveContext
  ) -> SolveOutcome {
    let bins = OpenBins(problem)
    switch rule {
    case .next:
      return run(bins, NextFitSelector(), first, context)
    case .first:
      return run(bins, FirstFitSelector(bins), first, context)
    case .best(let measure):
      return run(
        bins, MeasuredFitSelector(bins, measure: measure, emptiestFirst: false), first, context)
    case .worst(let measure):
      return run(
        bins, MeasuredFitSelector(bins, measure: measure, emptiestFirst: true), first, context)
    case .random:
      return run(bins, RandomFitSelector(seed: context.seed), first, context)
    }
  }

  private func run(
    _ bins: OpenBins, _ selector: some BinSelector, _ first: [Bool], _ context: SolveContext
  ) -> SolveOutcome {
    solveItemByItem(bins, selector, order: order, first: first, context: context)
  }
}

/// Runs an item-centric rule over a problem's items in an order.
///
/// - Parameters:
///   - bins: The open bins of the problem, still none.
///   - selector: The rule.
///   - order: The order.
///   - first: Marks the shapes whose items come before all others; empty for the plain order.
///   - context: Ends the pass early.
/// - Returns: The packing, and why the pass stopped.
func solveItemByItem(
  _ bins: consuming OpenBins, _ selector: consuming some BinSelector,
  order: ItemCentricStrategy.Order, first: [Bool] = [], context: SolveContext
) -> SolveOutcome {
  let problem = bins.problem
  let layout = bins.layout
  var packing = ItemCentricPacking(bins: bins, selector: selector, context: context)
  let stop: StopReason?
  switch order {
  case .arrival:
    stop =
      first.isEmpty
      ? packing.place(problem.arrivals)
      : packing.place(
        problem.arrivals.filter { first[$0.shape] } + problem.arrivals.filter { !first[$0.shape] })
  case .decreasing(let measure):
    var shapes = ScaledMeasure(measure, problem: problem, layout: layout)
      .decreasingOrder(of: problem, layout: layout)
    if !first.isEmpty {
      shapes = shapes.filter { first[Int($0)] } + shapes.filter { !first[Int($0)] }
    }
    stop = packing.place(
      shapes.lazy.map { ShapeCount(shape: Int($0), count: problem.count(of: Int($0))) })
  }
  return SolveOutcome(packing: packing.bins.packing(), stop: stop ?? .completed)
}
