// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

/// First fit by a plain scan over every bin, with faults on demand.
private struct PlainFirstFit: PackingStrategy {
  enum Fault: CaseIterable, Sendable {
    case overfills, givesUpEarly, changesItsMind, boundsTooMuch, claimsInfeasible
    case ignoresDeadline, reportsTooMuch
  }

  var fault: Fault?
  let calls = CallCounter()
  var name: String { "plain-first-fit" }
  var summary: String { "the first bin that takes the item" }
  var family: StrategyFamily { .itemCentric }

  func solve(_ problem: PackingProblem, in context: SolveContext) -> SolveOutcome {
    var bins: [(type: Int, counts: [Int])] = []
    var used = Array(repeating: 0, count: problem.binTypes.count)
    let items = problem.arrivals.flatMap { Array(repeating: $0.shape, count: $0.count) }
    let skipped = fault == .givesUpEarly ? 1 : 0
    for shape in items.dropLast(skipped) {
      place(shape, in: &bins, &used, problem)
    }
    if fault == .changesItsMind, calls.next().isMultiple(of: 2) { bins.reverse() }
    if fault == .ignoresDeadline, context.stopRequest != nil {
      for _ in 0..<StrategyConformance.patience where context.stopRequest != nil {}
    }
    var builder = Packing.Builder()
    for bin in bins {
      builder.add(
        binType: bin.type,
        contents: bin.counts.indices.filter { bin.counts[$0] > 0 }
          .map { ShapeCount(shape: $0, count: bin.counts[$0]) })
    }
    let packing = builder.build(for: problem)
    var outcome = SolveOutcome(packing: packing)
    if fault == .boundsTooMuch {
      outcome.bound = LowerBound(cost: packing.cost + 1, bins: 0, method: name)
    }
    if fault == .claimsInfeasible { outcome.infeasibility = "it cannot be" }
    if fault == .reportsTooMuch {
      context.progress(SolveProgress(phase: "one", boundCost: packing.cost + 1))
    }
    return outcome
  }

  private func place(
    _ shape: Int, in bins: inout [(type: Int, counts: [Int])], _ used: inout [Int],
    _ problem: PackingProblem
  ) {
    for bin in bins.indices {
      var counts = bins[bin].counts
      counts[shape] += 1
      if fault == .overfills
        || ExhaustiveSearch.allows(counts, in: bins[bin].type, of: problem)
      {
        bins[bin].counts = counts
        return
      }
    }
    var counts = Array(repeating: 0, count: problem.shapeCount)
    counts[shape] = 1
    for type in problem.binTypes.indices
    where used[type] < problem.binTypes[type].available ?? .max
      && ExhaustiveSearch.allows(counts, in: type, of: problem)
    {
      used[type] += 1
      bins.append((type, counts))
      return
    }
  }
}

@Suite("The conformance checks")
struct ConformanceTests {
  @Test("A correct strategy passes on random and degenerate problems")
  func correct() {
    let strategy = PlainFirstFit()
    for seed in 0..<UInt64(300) {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let bound = CombinatorialBound.best(for: problem)
      #expect(StrategyConformance.check(strategy, problem, seed: seed, bound: bound) == [])
      #expect(StrategyConformance.checkAgainstOptimum(strategy, problem, seed: seed) == [])
    }
    for degenerate in DegenerateProblem.small {
      let bound = CombinatorialBound.best(for: degenerate.problem)
      #expect(
        StrategyConformance.check(strategy, degenerate.problem, seed: 1, bound: bound) == [],
        "\(degenerate)")
    }
  }

  @Test("Every fault is found", arguments: PlainFirstFit.Fault.allCases)
  private func faulty(_ fault: PlainFirstFit.Fault) {
    var recipe = RandomProblem()
    recipe.items = 6...8
    recipe.demandPercent = 40...70
    let found = (0..<UInt64(20)).contains { seed in
      let problem = recipe.problem(seed: seed)
      let strategy = PlainFirstFit(fault: fault)
      return !StrategyConformance.check(strategy, problem, seed: seed).isEmpty
    }
    #expect(found)
  }
}
