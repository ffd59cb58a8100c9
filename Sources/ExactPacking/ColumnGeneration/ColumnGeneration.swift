// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Column generation on one kept master problem: prices patterns until the linear program over
/// all patterns is solved, or its bound is as good as it needs to be.
///
/// Duals are smoothed towards those of the best bound (Wentges, "Weighted Dantzig–Wolfe
/// decomposition for linear mixed-integer programming", 1997; Pessoa, Sadykov, Uchoa and
/// Vanderbeck, "Automation and combination of linear-programming based stabilization
/// techniques in column generation", 2018).
struct ColumnGeneration {
  /// Why it ended.
  enum End {
    /// No pattern has negative reduced cost.
    case converged
    /// The bound, rounded up, cannot rise any more.
    case tight
    /// The bound reached the target.
    case reachedTarget
    /// Pricing took all the steps it may and found no pattern, but may have missed some.
    case exhausted
    /// Someone or something asked for a stop.
    case stopped(StopReason)
  }

  let master: MasterProblem
  let pricing: Pricing
  let budget: WorkBudget
  /// How much work pricing takes: more where the one before found nothing.
  let efforts: [PricingEffort]
  /// A bound proven elsewhere, which this need not prove again.
  let known: Int64

  /// How many rounds to go on when the linear program has come down to the bound.
  private static let roundsBelow = 10

  /// The best bound in units, and what proves it.
  private(set) var bound: Int64
  private(set) var proof: BoundProof.DualSolution?
  /// The multipliers with the highest bound before it is rounded up.
  private(set) var sharpest: BoundProof.DualSolution?
  private var sharpestValue = -Double.infinity
  /// The multipliers with the highest bound where pricing missed nothing.
  private var center: Multipliers?
  private var centerValue = -Double.infinity

  init(
    _ master: MasterProblem, pricing: Pricing, known: Int64, efforts: [PricingEffort],
    budget: WorkBudget
  ) {
    self.efforts = efforts
    self.master = master
    self.pricing = pricing
    self.known = known
    bound = 0
    self.budget = budget
  }

  /// Generates until the linear program is solved or the bound reaches a target, in units.
  mutating func run(
    target: Int64, report: (Int64) -> Void = { _ in }
  ) throws(SessionError) -> End {
    var smoothing = Smoothing()
    var level = 0
    var below = 0
    while true {
      if let stop = budget.stop { return .stopped(stop) }
      guard try master.solve(milliseconds: budget.slice, dual: false) else { continue }
      budget.countRound()
      let exact = master.multipliers
      var weight = center == nil ? 0 : smoothing.weight
      while true {
        let multipliers = center.map { $0.mixed(with: exact, weight: weight) } ?? exact
        let duals = IntegerDuals(
          multipliers, master.model, decisions: master.decisionRows)
        let round = pricing.round(duals, effort: efforts[level])
        note(multipliers, duals, round, report)
        if bound >= target { return .reachedTarget }
        let added = try add(round.patterns, under: exact)
        if added > 0 {
          if weight > 0, let center {
            smoothing.adapt(from: center, to: exact, by: master, round)
          }
          level = max(0, level - 1)
          break
        }
        if isTight { return .tight }
        if weight > 0, round.isCut {
          weight = 0
          smoothing.lower()
        } else if weight > 0.05 {
          weight *= 0.4
        } else if weight > 0 {
          weight = 0
        } else if round.isCut, level + 1 < efforts.count {
          level += 1
          // More work may show that what was expected of the best duals was too much.
          centerValue = -Double.infinity
        } else if round.isCut {
          return budget.stop.map { .stopped($0) } ?? .exhausted
        } else {
          return .converged
        }
        if let stop = budget.stop { return .stopped(stop) }
      }
      if isTight {
        // A little room below the bound lets rounding succeed.
        below += 1
        if below >= Self.roundsBelow { return .tight }
      }
    }
  }

  /// Whether the bound, rounded up, cannot rise any more.
  private var isTight: Bool {
    master.ceiling <= max(bound, known) && master.unplacedValue < 1e-6
  }

  /// Begins with multipliers that are expected to be good, and the patterns that suit them.
  mutating func begin(with multipliers: Multipliers) throws(SessionError) {
    let duals = IntegerDuals(multipliers, master.model, decisions: master.decisionRows)
    let round = pricing.round(duals, effort: efforts[0])
    note(multipliers, duals, round) { _ in }
    for pattern in round.patterns { try master.add(pattern) }
  }

  /// Takes over what a round of pricing proves.
  private mutating func note(
    _ multipliers: Multipliers, _ duals: IntegerDuals, _ round: Pricing.Round,
    _ report: (Int64) -> Void
  ) {
    guard let found = duals.bound(round.upperBounds) else { return }
    if found.units > bound || proof == nil {
      bound = max(bound, found.units)
      if found.units >= bound { proof = found.proof }
      report(bound)
    }
    let proven = value(of: found.proof)
    if proven > sharpestValue {
      sharpestValue = proven
      sharpest = found.proof
    }
    // Bounds of searches that were cut short say little about how good multipliers are.
    let cut = round.isCut ? duals.bound(round.expected) : nil
    let expected = cut.map { value(of: $0.proof) } ?? proven
    if expected > centerValue {
      centerValue = expected
      center = multipliers
    }
  }

  /// The sum of the multipliers in units, before it is rounded up.
  private func value(of proof: BoundProof.DualSolution) -> Double {
    Double(proof.sum(in: master.model)) / Double(max(1, proof.scale))
  }

  /// Adds the patterns that are attractive under the multipliers of the master itself.
  private func add(
    _ patterns: [Pattern], under multipliers: Multipliers
  ) throws(SessionError) -> Int {
    var added = 0
    for pattern in patterns where master.reducedCost(of: pattern, multipliers) < -1e-9 {
      if try master.add(pattern).isNew { added += 1 }
    }
    return added
  }
}
