// SPDX-License-Identifier: Apache-2.0

/// How an item is ranked against what a bin has left.
public enum BinCentricScore: String, Sendable, Hashable, CaseIterable {
  /// The dot product of demand and free amounts: the largest wins.
  case dotProduct = "dot-product"
  /// The distance of demand and free amounts (L2): the smallest wins.
  case l2 = "l2"
}

/// How much each resource counts in a bin-centric score.
public enum ResourceWeights: String, Sendable, Hashable, CaseIterable {
  /// All count the same.
  case unit
  /// Each counts by the average demand of all items.
  case average
  /// Each counts by the average demand of the items not packed yet, followed item by item.
  case dynamic
}

/// Fills one bin after the other with the items that rank highest against what it has left.
///
/// A filled bin is a pattern, and it is repeated as long as the remaining items allow: with fixed
/// weights the next bin would be filled the same way, and with dynamic ones nearly so. Where several bin types can be opened, each
/// is filled on trial and the cheapest for what it holds is taken.
struct BinCentricPacking {
  private(set) var bins: OpenBins
  private let problem: PackingProblem
  private let layout: ColumnLayout
  private let opener: BinOpener
  private let score: BinCentricScore
  private let weights: ResourceWeights
  private var remaining: [Int32]
  /// The shapes with items left, ascending.
  private var active: [Int32]
  private var left: Int
  private var sums: [Double]
  private var trials: [Trial?]
  private var filler: BinFiller

  private struct Trial {
    let contents: [ShapeCount]
    let value: Double
  }

  init(_ problem: PackingProblem, score: BinCentricScore, weights: ResourceWeights) {
    self.problem = problem
    self.score = score
    self.weights = weights
    bins = OpenBins(problem)
    let layout = bins.layout
    self.layout = layout
    opener = BinOpener(problem, layout: layout)
    remaining = problem.counts
    active = problem.shapes.map { Int32($0) }
    left = problem.itemCount
    sums = (0..<layout.resources).map {
      Double(problem.totalDemand(in: $0)) * layout.scales[$0]
    }
    trials = Array(repeating: nil, count: problem.binTypes.count)
    filler = BinFiller(problem, layout: layout, score: score)
    filler.weigh(by: resourceWeights())
  }

  /// Fills bins until nothing is left or nothing fits.
  ///
  /// - Returns: Why it stopped before the end, or `nil`.
  mutating func fill(_ context: SolveContext) -> StopReason? {
    while left > 0 {
      if let stop = context.stopRequest { return stop }
      if weights == .dynamic {
        filler.weigh(by: resourceWeights())
        for type in trials.indices { trials[type] = nil }
      }
      guard let type = cheapestType(context), let trial = trials[type] else {
        return context.stopRequest
      }
      commit(trial.contents, in: type)
    }
    return nil
  }

  private func resourceWeights() -> [Double] {
    weights == .unit ? sums.map { _ in 1 } : sums.map { $0 / Double(max(1, left)) }
  }

  /// The type whose bin, filled on trial, costs least for what it holds.
  private mutating func cheapestType(_ context: SolveContext) -> Int? {
    var best: (type: Int, cost: Double, value: Double)?
    let weighing = resourceWeights()
    for type in opener.ranking where bins.available[type] > 0 {
      if trials[type] == nil {
        let contents = filler.fill(
          type, active: active, remaining: remaining,
          unpacked: weights == .dynamic ? (sums, left) : nil, context)
        // A filling may have changed the weights; bins are compared by the same ones.
        if weights == .dynamic { filler.weigh(by: weighing) }
        trials[type] = Trial(contents: contents, value: filler.value(of: contents))
      }
      guard let trial = trials[type], !trial.contents.isEmpty else { continue }
      let cost = Double(problem.binTypes[type].cost)
      if best.map({ cost * $0.value < $0.cost * trial.value }) ?? true {
        best = (type, cost, trial.value)
      }
    }
    return best?.type
  }

  private mutating func commit(_ contents: [ShapeCount], in type: Int) {
    var repeats = bins.available[type]
    for entry in contents { repeats = min(repeats, Int(remaining[entry.shape]) / entry.count) }
    let group = bins.open(type: type, count: repeats)
    var exhausted = false
    for entry in contents {
      bins.place(entry.shape, copies: entry.count, bins: repeats, in: group)
      let packed = entry.count * repeats
      remaining[entry.shape] -= Int32(packed)
      left -= packed
      exhausted = exhausted || remaining[entry.shape] == 0
      for resource in sums.indices {
        sums[resource] -=
          Double(problem.demand(of: entry.shape, in: resource)) * Double(packed)
          * layout.scales[resource]
      }
    }
    if exhausted { active.removeAll { remaining[Int($0)] == 0 } }
    for other in trials.indices {
      guard let trial = trials[other] else { continue }
      if trial.contents.contains(where: { remaining[$0.shape] < $0.rawCount }) {
        trials[other] = nil
      }
    }
  }
}
