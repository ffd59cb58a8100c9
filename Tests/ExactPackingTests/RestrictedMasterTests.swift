// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("ilp: the restricted master problem in whole numbers")
struct RestrictedMasterTests {
  /// What a packing from all patterns costs, as the restricted master finds it, if any does.
  private func cheapest(
    of problem: PackingProblem, _ model: CoverModel, from lower: Int64, to upper: Int64?
  ) throws -> Packing? {
    let patterns = EveryPattern(problem.withoutLinkingRules).patterns.map { pattern in
      Pattern(
        binType: pattern.binType,
        contents: pattern.counts.indices.filter { pattern.counts[$0] > 0 }
          .map { ShapeCount(shape: $0, count: pattern.counts[$0]) })
    }
    return SolverThread.run { () -> Packing? in
      guard let master = try? MasterProblem(model, in: GLPKEnvironment(memory: 256)),
        (try? master.solve(milliseconds: 60_000, dual: false)) == true
      else { return nil }
      let restricted = RestrictedMaster(master, known: patterns, gap: .infinity)
      let found = restricted.solve(
        from: lower, to: upper, limits: SolverLimits(memory: 256), isCancelled: { false })
      guard let found else { return nil }
      var assembly = PackingAssembly(problem)
      for entry in found { assembly.add(entry.pattern, count: entry.count) }
      return assembly.completed(seed: 1)
    } ?? nil
  }

  @Test(
    "over all patterns it finds the optimum, and nothing below it",
    arguments: [false, true], 0..<4 as Range<UInt64>)
  func optimum(_ isLinked: Bool, _ block: UInt64) throws {
    for seed in block * 15..<(block + 1) * 15 {
      let recipe =
        isLinked
        ? RandomProblem.anyLinkedRules(seed: seed) : RandomProblem.anyRules(seed: seed)
      let problem = recipe.problem(seed: seed)
      let best = ExhaustiveSearch.optimum(of: problem)
      let missing = CoverModel(problem, objective: .unplaced)
      guard !missing.shapes.isEmpty else { continue }
      let least = try #require(try cheapest(of: problem, missing, from: 0, to: nil), "\(seed)")
      #expect(PackingVerifier(problem).violations(in: least).isEmpty, "seed \(seed)")
      #expect(least.unplacedCount == best.unplaced, "seed \(seed)")

      let placeable = best.packing.unplaced.reduce(0) {
        $0 + (problem.usableBinTypes(for: $1.shape).isEmpty ? 0 : Int64($1.count))
      }
      let model = CoverModel(problem, objective: .cost, mostUnplaced: placeable)
      let cost = best.cost / model.unit
      let packing = try #require(
        try cheapest(of: problem, model, from: min(1, cost), to: cost), "seed \(seed)")
      #expect(PackingVerifier(problem).violations(in: packing).isEmpty, "seed \(seed)")
      #expect(packing.cost == best.cost, "seed \(seed)")
      if cost > 0 {
        #expect(try cheapest(of: problem, model, from: 0, to: cost - 1) == nil, "seed \(seed)")
      }
    }
  }

  @Test("the pool keeps the best packings, each once, and hands out each pattern once")
  func pool() throws {
    let problem = RandomProblem().problem(seed: 7)
    var pool = SolutionPool()
    let greedy = GreedyPortfolio().solve(problem, in: SolveContext()).packing
    let packing = try #require(greedy)
    for value in (0..<100 as Range<Int64>).reversed() {
      pool.add(packing, value: value)
      pool.add(packing, value: value)
    }
    #expect(pool.values == (0..<24).map { Int64($0) })
    #expect(pool.patterns.count == Set(pool.patterns).count)
    #expect(Set(pool.patterns.map { $0.binType }) == Set(packing.patterns.map { $0.binType }))
  }
}
