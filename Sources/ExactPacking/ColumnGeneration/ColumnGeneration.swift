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
    /// Someone or something asked for a stop.
    case stopped(StopReason)
  }

  let master: MasterProblem
  let pricing: Pricing
  let budget: WorkBudget
  /// A bound proven elsewhere, which this need not prove again.
  let known: Int64

  /// The best bound in units, and what proves it.
  private(set) var bound: Int64
  private(set) var proof: BoundProof.DualSolution?
  private var center: Multipliers?

  init(_ master: MasterProblem, pricing: Pricing, known: Int64, budget: WorkBudget) {
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
    var alpha = 0.0
    while true {
      if let stop = budget.stop { return .stopped(stop) }
      guard try master.solve(milliseconds: budget.slice, dual: false) else { continue }
      budget.countRound()
      let exact = master.multipliers
      var isExact = false
      var weight = center == nil ? 0 : alpha
      var attempt = 0
      while true {
        let multipliers = center.map { $0.mixed(with: exact, weight: weight) } ?? exact
        let duals = IntegerDuals(
          multipliers, master.model, decisions: master.decisionRows)
        let round = pricing.round(duals, effort: isExact ? .thorough : .quick)
        let before = bound
        if let found = duals.bound(round.upperBounds) {
          if center == nil || found.units > bound { center = multipliers }
          if found.units > bound || proof == nil {
            bound = max(bound, found.units)
            if found.units >= bound { proof = found.proof }
            report(bound)
          }
          if improvesCenter(found.proof) { center = multipliers }
        }
        if bound >= target { return .reachedTarget }
        let added = try add(round.patterns, under: exact)
        if bound > before { alpha = min(0.9, alpha + 0.05) }
        if added > 0 {
          alpha = attempt == 0 ? max(alpha, 0.5) : alpha * 0.7
          break
        }
        attempt += 1
        if weight > 0.05 {
          weight *= 0.4
        } else if weight > 0 {
          weight = 0
        } else if !isExact && round.isCut {
          isExact = true
        } else if round.isCut {
          return .stopped(budget.stop ?? .completed)
        } else {
          return .converged
        }
        if let stop = budget.stop { return .stopped(stop) }
      }
      if ceiling(master.objective) <= max(bound, known), master.unplacedValue < 1e-6 {
        return .tight
      }
    }
  }

  /// The least whole number of units the objective of the restricted master can stand for.
  private func ceiling(_ objective: Double) -> Int64 {
    let units = objective * Double(master.model.largestPrice)
    return Int64((units - 1e-6 - 1e-9 * units).rounded(.up))
  }

  private var centerValue = -Double.infinity

  private mutating func improvesCenter(_ proof: BoundProof.DualSolution) -> Bool {
    var sum = 0.0
    for shape in master.model.shapes {
      sum += Double(proof.shapes[shape]) * Double(master.model.problem.count(of: shape))
    }
    for type in master.model.types {
      if let available = master.model.available(type) {
        sum -= Double(proof.binTypes[type]) * Double(available)
      }
    }
    sum += proof.spreadSum(of: master.model.problem)
    let value = sum / Double(max(1, proof.scale))
    guard value > centerValue else { return false }
    centerValue = value
    return true
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
