// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

/// A start that leaves everything out and knows no bound, so that the method has to do all the
/// work.
private func noStart(_ problem: PackingProblem, _ context: SolveContext) -> Start {
  Start(packing: Packing.Builder().build(for: problem), bound: .trivial)
}

@Suite("ilp: patterns")
struct PatternMethodTests {
  /// Random problems with every rule but linking ones, in blocks.
  private static let blocks = 0..<8 as Range<UInt64>
  private static let perBlock =
    ProcessInfo.processInfo.environment["STEVEDORE_PROBLEMS_PER_BLOCK"].flatMap { UInt64($0) } ?? 60

  @Test("agrees with trying every packing, and its proofs hold", arguments: blocks)
  func exhaustive(_ block: UInt64) throws {
    let strategies = [
      IntegerProgrammingStrategy(), IntegerProgrammingStrategy(memory: 512, start: noStart),
    ]
    for seed in block * Self.perBlock..<(block + 1) * Self.perBlock {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      for (index, strategy) in strategies.enumerated() {
        #expect(
          StrategyConformance.checkAgainstOptimum(strategy, problem, seed: seed, rounds: 100_000)
            == [], "seed \(seed), strategy \(index)")
        let outcome = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
        #expect(outcome.stop == .completed, "seed \(seed): \(outcome.solverMessage ?? "")")
        for proof in outcome.proofs {
          let objections = BoundProofChecker(problem).objections(to: proof)
          #expect(objections.isEmpty, "seed \(seed), strategy \(index): \(objections)")
          // All of these are solved, so whatever says more is wrong.
          var raised = proof
          raised.value += 1
          #expect(
            outcome.bound.map { $0.cost != proof.value } ?? true || proof.objective != .cost
              || !BoundProofChecker(problem).objections(to: raised).isEmpty, "seed \(seed)")
        }
      }
    }
  }

  @Test("a proof comes with every bound it had to find itself", arguments: blocks)
  func proofs(_ block: UInt64) throws {
    let strategy = IntegerProgrammingStrategy(memory: 512, start: noStart)
    for seed in block * 20..<(block + 1) * 20 {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let outcome = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
      guard let bound = outcome.bound, bound.cost > 0, outcome.infeasibility == nil else {
        continue
      }
      #expect(
        outcome.proofs.contains { $0.objective == .cost && $0.value >= bound.cost },
        "seed \(seed): bound \(bound.cost) by \(bound.method), \(outcome.proofs.map { $0.value })")
    }
  }

  @Test("a proof comes with a bound that the greedy packing meets at once")
  func startProofs() throws {
    var met = 0
    for seed in 0..<300 as Range<UInt64> {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let start = Start(problem, in: SolveContext(seed: seed))
      let usable = problem.binTypes.filter { $0.available != 0 }
      let isFree = usable.allSatisfy { $0.cost == 0 }
      guard PackingVerifier(problem).placesAllPlaceable(start.packing), start.bound.bins > 0,
        isFree
          ? start.packing.binCount == start.bound.bins : start.packing.cost == start.bound.cost
      else { continue }
      met += 1
      let outcome = IntegerProgrammingStrategy().solve(problem, in: SolveContext(seed: seed))
      let value = isFree ? Int64(start.packing.binCount) : start.packing.cost
      #expect(
        value == 0
          || outcome.proofs.contains {
            $0.objective == (isFree ? .bins : .cost) && $0.value == value
          }, "seed \(seed): \(start.bound), \(outcome.proofs.map { $0.value })")
    }
    #expect(met > 150)
  }

  @Test("a branch-and-price tree is a proof too")
  func tree() throws {
    // Few items on bins of several prices: the linear program is seldom exact.
    var recipe = RandomProblem()
    recipe.items = 5...9
    recipe.shapes = 3...7
    recipe.resources = 1...2
    recipe.binTypes = 2...3
    recipe.cost = 5...40
    recipe.demandPercent = 20...60
    var trees = 0
    for seed in 0..<80 as Range<UInt64> {
      let problem = recipe.problem(seed: seed)
      let outcome = IntegerProgrammingStrategy(memory: 512, start: noStart)
        .solve(problem, in: SolveContext(seed: seed, roundLimit: 10_000))
      let best = ExhaustiveSearch.optimum(of: problem)
      #expect(outcome.packing?.cost == best.cost, "seed \(seed)")
      #expect(outcome.bound?.cost == best.cost, "seed \(seed)")
      for proof in outcome.proofs {
        #expect(BoundProofChecker(problem).objections(to: proof).isEmpty, "seed \(seed)")
        trees += proof.nodes.count > 1 ? 1 : 0
        var higher = proof
        higher.value = best.cost + 1
        #expect(!BoundProofChecker(problem).objections(to: higher).isEmpty, "seed \(seed)")
      }
    }
    #expect(trees > 0)
  }

  @Test("a solver without memory ends in a clear error with the best packing kept")
  func memoryLimit() throws {
    let problem = try cubes(300, seed: 3)
    let outcome = IntegerProgrammingStrategy(
      memory: 1,
      start: { problem, context in
        Start(packing: Start(problem, in: context).packing, bound: .trivial)
      }
    ).solve(problem, in: SolveContext(roundLimit: 20))
    let start = Start(problem, in: SolveContext()).packing
    let packing = try #require(outcome.packing)
    #expect(!start.isBetter(than: packing))
    #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    #expect(outcome.stop == .solverFailure)
    #expect(outcome.solverMessage?.contains("memory") == true, "\(outcome.solverMessage ?? "")")
  }

  @Test("two threads give what one gives")
  func threads() {
    for seed in 0..<60 as Range<UInt64> {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let outcomes = [1, 2].map {
        IntegerProgrammingStrategy(memory: 512, start: noStart)
          .solve(problem, in: SolveContext(seed: seed, roundLimit: 200, threads: $0))
      }
      #expect(outcomes[0].packing == outcomes[1].packing, "seed \(seed)")
      #expect(outcomes[0].bound == outcomes[1].bound, "seed \(seed)")
      #expect(outcomes[0].proofs == outcomes[1].proofs, "seed \(seed)")
    }
  }

  @Test("scarce bins of several types end in a packing, not in a failure of the solver")
  func scarceBins() throws {
    var random = SeededGenerator(seed: 5)
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(name: "large", capacity: [960, 3_840], cost: 40, available: 30))
    builder.add(BinType(name: "small", capacity: [80, 300], cost: 4, available: 300))
    builder.add(BinType(name: "lean", capacity: [480, 900], cost: 18, available: 12))
    for _ in 0..<20 {
      builder.add(
        demand: [random.integer(in: 5...40), random.integer(in: 10...200)],
        count: Int(random.integer(in: 40...100)))
    }
    let problem = try builder.build()
    let outcome = IntegerProgrammingStrategy()
      .solve(problem, in: SolveContext(roundLimit: 400, nodeLimit: 3))
    #expect(outcome.stop != .solverFailure, "\(outcome.solverMessage ?? "")")
    let packing = try #require(outcome.packing)
    #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    #expect(PackingVerifier(problem).placesAllPlaceable(packing))
    let bound = try #require(outcome.bound)
    #expect(Double(packing.cost) <= 1.01 * Double(bound.cost))
  }

  @Test("the same rounds give the same packing, bound and proof")
  func deterministic() throws {
    let problem = try cubes(40, seed: 9)
    let outcomes = (0..<2).map { _ in
      IntegerProgrammingStrategy(memory: 512, start: noStart)
        .solve(problem, in: SolveContext(seed: 4, roundLimit: 60))
    }
    #expect(outcomes[0].packing == outcomes[1].packing)
    #expect(outcomes[0].bound == outcomes[1].bound)
    #expect(outcomes[0].proofs == outcomes[1].proofs)
  }
}

@Suite("Pricing")
struct PatternSearchTests {
  @Test("the best pattern is that of trying every one", arguments: 0..<6 as Range<UInt64>)
  func exhaustive(_ block: UInt64) throws {
    for seed in block * 100..<(block + 1) * 100 {
      let problem = RandomProblem.anyRules(seed: seed, items: 1...12).problem(seed: seed)
      let model = CoverModel(problem, objective: .cost)
      let items = PatternItems(problem, shapes: model.shapes)
      var random = SeededGenerator(seed: seed)
      let profits = items.items.map { _ in Int64(random.below(100)) }
      for type in model.types {
        let knapsack = PatternKnapsack(items, binType: type, in: problem)
        let search = PatternSearch(knapsack)
        for entries in [1, 200, 100_000] {
          search.prepare(profits: profits, tableEntries: entries)
          let bound = search.rootBound
          let result = search.run(above: 0, stepLimit: .max)
          let expected = bestValue(problem, model, profits, type)
          #expect(result.best ?? 0 == expected, "seed \(seed), type \(type)")
          #expect(result.upperBound == expected && bound >= expected, "seed \(seed)")
          #expect(!result.isCut)
          let cut = search.run(above: 0, stepLimit: 1)
          #expect(cut.upperBound >= expected, "seed \(seed)")
        }
      }
    }
  }

  /// The value of the best set of items that an empty bin takes, by trying every one.
  private func bestValue(
    _ problem: PackingProblem, _ model: CoverModel, _ profits: [Int64], _ type: Int
  ) -> Int64 {
    var counts = Array(repeating: 0, count: problem.shapeCount)
    var best: Int64 = 0
    func visit(_ row: Int, _ value: Int64) {
      best = max(best, value)
      guard row < model.shapes.count else { return }
      let shape = model.shapes[row]
      for count in 0...problem.count(of: shape) {
        counts[shape] = count
        guard ExhaustiveSearch.allows(counts, in: type, of: problem) else { break }
        visit(row + 1, value + Int64(count) * profits[row])
      }
      counts[shape] = 0
    }
    visit(0, 0)
    return best
  }
}
