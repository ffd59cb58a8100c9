// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import VectorPacking

/// What every strategy must keep, checked on one problem at a time.
///
/// Each check returns the promises that were broken, one line each; an empty list is a pass.
public enum StrategyConformance {
  /// The rounds an anytime method gets, so that its result does not depend on a clock.
  public static let rounds = 200

  /// How often a method may look at a deadline that has passed before it counts as not stopping.
  public static let patience = 10_000

  /// Checks everything that can be checked on any problem.
  ///
  /// - Parameters:
  ///   - strategy: The strategy.
  ///   - problem: Any problem.
  ///   - seed: Where randomised methods start.
  ///   - rounds: The rounds an anytime method gets.
  ///   - bound: A further proven bound that no packing may beat, such as the combinatorial one.
  /// - Returns: What was broken.
  public static func check(
    _ strategy: any PackingStrategy, _ problem: PackingProblem, seed: UInt64,
    rounds: Int = rounds, bound: LowerBound? = nil
  ) -> [String] {
    let reports = Mutex<[SolveProgress]>([])
    let context = SolveContext(seed: seed, roundLimit: rounds) { progress in
      reports.withLock { $0.append(progress) }
    }
    let outcome = strategy.solve(problem, in: context)
    var failures = nameFailures(strategy)
    failures += validity(of: outcome, problem, bound: bound)
    failures += completeness(of: outcome, problem)
    failures += progressFailures(reports.withLock { $0 }, of: outcome, problem)
    let again = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: rounds))
    if again.packing != outcome.packing { failures.append("a second solve packs differently") }
    if again.bound != outcome.bound { failures.append("a second solve has another bound") }
    if again.infeasibility != outcome.infeasibility {
      failures.append("a second solve has another reason of infeasibility")
    }
    failures += stopping(strategy, problem, seed: seed)
    return failures.map { "\(strategy.name): \($0)" }
  }

  /// Checks a strategy against the best packing there is.
  ///
  /// - Returns: What was broken: a packing better than the best, a bound above it, a wrong proof.
  public static func checkAgainstOptimum(
    _ strategy: any PackingStrategy, _ problem: PackingProblem, seed: UInt64,
    rounds: Int = rounds
  ) -> [String] {
    let best = ExhaustiveSearch.optimum(of: problem)
    let outcome = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: rounds))
    var failures: [String] = []
    let complete = PackingVerifier(problem).placesAllPlaceable(best.packing)
    if let packing = outcome.packing, packing.isBetter(than: best.packing) {
      failures.append("\(describe(packing)) is better than the best, \(describe(best.packing))")
    }
    if complete, let bound = outcome.bound {
      let fewest = ExhaustiveSearch.optimum(of: problem, objective: .bins)
      if bound.cost > best.cost || bound.bins > fewest.bins {
        failures.append(
          "bound \(bound.cost) / \(bound.bins) bins by \(bound.method), best is \(best.cost) / "
            + "\(fewest.bins)")
      }
    }
    if complete, let reason = outcome.infeasibility {
      failures.append("claims that not all can be placed, though all can: \(reason)")
    }
    if strategy.family == .exact, outcome.stop == .completed {
      if let packing = outcome.packing {
        let claimed = (packing.unplacedCount, packing.cost)
        if claimed != (best.unplaced, best.cost) {
          failures.append(
            "completed with \(describe(packing)), the best is \(describe(best.packing))")
        }
      } else {
        failures.append("completed without a packing")
      }
    }
    return failures.map { "\(strategy.name): \($0)" }
  }

  private static func nameFailures(_ strategy: any PackingStrategy) -> [String] {
    var failures: [String] = []
    let allowed = strategy.name.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
    }
    if strategy.name.isEmpty || !allowed {
      failures.append("its name has other characters than a-z, 0-9 and hyphens")
    }
    if strategy.summary.isEmpty || strategy.summary.contains("\n") {
      failures.append("its summary is not one line")
    }
    return failures
  }

  /// Whether the packing breaks no rule, and no bound says that it cannot exist.
  private static func validity(
    of outcome: SolveOutcome, _ problem: PackingProblem, bound: LowerBound?
  ) -> [String] {
    let verifier = PackingVerifier(problem)
    guard let packing = outcome.packing else { return [] }
    var failures = verifier.violations(in: packing, bound: outcome.bound).map { "\($0)" }
    guard verifier.placesAllPlaceable(packing) else { return failures }
    if let bound, bound.isContradicted(by: packing) {
      failures.append("\(describe(packing)) contradicts the bound \(bound)")
    }
    if let reason = outcome.infeasibility {
      failures.append("places all that can be placed, yet claims it is impossible: \(reason)")
    }
    return failures
  }

  /// Whether a method that was not interrupted used every bin that could have helped.
  private static func completeness(
    of outcome: SolveOutcome, _ problem: PackingProblem
  ) -> [String] {
    guard outcome.stop == .completed || outcome.stop == .roundLimit else { return [] }
    guard let packing = outcome.packing else { return ["it ended by itself without a packing"] }
    var used = Array(repeating: 0, count: problem.binTypes.count)
    for pattern in packing.patterns { used[pattern.binType] += pattern.count }
    let cells = SpreadCells(problem)
    var failures: [String] = []
    for entry in packing.unplaced {
      for type in problem.binTypes.indices {
        let bin = problem.binTypes[type]
        guard used[type] < bin.available ?? .max,
          problem.isCompatible(entry.shape, with: type),
          problem.resources.indices.allSatisfy({
            problem.demand(of: entry.shape, in: $0) <= bin.capacity[$0] - bin.load[$0]
          }),
          cells.allow(entry.shape, in: type, after: packing)
        else { continue }
        failures.append(
          "leaves \(entry.count) of shape \(entry.shape) unplaced, though a bin of type \(type) "
            + "is unused and takes it")
      }
    }
    return failures
  }

  private static func progressFailures(
    _ reports: [SolveProgress], of outcome: SolveOutcome, _ problem: PackingProblem
  ) -> [String] {
    guard let packing = outcome.packing, PackingVerifier(problem).placesAllPlaceable(packing)
    else { return [] }
    for report in reports {
      if let bound = report.boundCost, bound > packing.cost {
        return ["reported a bound of \(bound) above its packing's cost of \(packing.cost)"]
      }
    }
    return []
  }

  /// Whether a deadline that has passed and a cancellation end the solve with a valid outcome.
  private static func stopping(
    _ strategy: any PackingStrategy, _ problem: PackingProblem, seed: UInt64
  ) -> [String] {
    let looks = Mutex(0)
    let expired = Deadline {
      looks.withLock { $0 += 1 }
      return .zero
    }
    let late = strategy.solve(problem, in: SolveContext(seed: seed, deadline: expired))
    var failures = validity(of: late, problem, bound: nil).map { "past its deadline: \($0)" }
    let count = looks.withLock { $0 }
    if count > patience {
      failures.append("past its deadline: it looked at it \(count) times and went on")
    }
    let cancellation = Cancellation()
    cancellation.cancel()
    let ended = strategy.solve(
      problem, in: SolveContext(seed: seed, cancellation: cancellation))
    failures += validity(of: ended, problem, bound: nil).map { "cancelled: \($0)" }
    if strategy.family.isGreedy {
      if late.packing == nil { failures.append("past its deadline: it has no packing") }
      if ended.packing == nil { failures.append("cancelled: it has no packing") }
    }
    return failures
  }

  private static func describe(_ packing: Packing) -> String {
    "\(packing.unplacedCount) unplaced, cost \(packing.cost), \(packing.binCount) bins"
  }
}
