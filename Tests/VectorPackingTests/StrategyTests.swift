// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

/// A strategy as a test argument.
private struct Named: CustomTestStringConvertible, Sendable {
  let strategy: any PackingStrategy
  var testDescription: String { strategy.name }

  static let all =
    (StrategyRegistry.greedy.strategies + [GreedyPortfolio()]).map { Named(strategy: $0) }
}

@Suite("One-pass strategies")
struct StrategyTests {
  @Test("Keep what every strategy promises on random problems", arguments: Named.all)
  private func conformance(_ named: Named) {
    for seed in 0..<UInt64(30) {
      let problem = RandomProblem.anyRules(seed: seed, items: 1...30, shapes: 1...10)
        .problem(seed: seed)
      let bound = CombinatorialBound.best(for: problem)
      #expect(
        StrategyConformance.check(named.strategy, problem, seed: seed, bound: bound) == [])
    }
  }

  @Test("Are never better than the best packing", arguments: Named.all)
  private func againstOptimum(_ named: Named) {
    for seed in 0..<UInt64(40) {
      let problem = RandomProblem.anyRules(seed: seed, items: 1...7, shapes: 1...5)
        .problem(seed: seed)
      #expect(StrategyConformance.checkAgainstOptimum(named.strategy, problem, seed: seed) == [])
    }
  }

  @Test("Survive degenerate problems", arguments: Named.all)
  private func degenerate(_ named: Named) {
    for odd in DegenerateProblem.small {
      let bound = CombinatorialBound.best(for: odd.problem)
      #expect(
        StrategyConformance.check(named.strategy, odd.problem, seed: 1, bound: bound) == [],
        "\(odd)")
    }
  }

  @Test("Have names of their own")
  func names() {
    let names = Named.all.map(\.strategy.name)
    #expect(Set(names).count == names.count)
  }

  @Test("Random fit draws all bins with room alike, and repeats itself for a seed")
  func uniform() throws {
    var builder = PackingProblem.Builder(resources: ["size"])
    builder.add(BinType(capacity: [10]))
    let large = builder.add(demand: [6])
    builder.add(demand: [7])
    builder.add(demand: [6], count: 3)
    // Three items that fit only beside a 6, one in each bin: a run, of which one bin gets none.
    let small = builder.add(demand: [4], count: 3)
    let problem = try builder.build()
    var left = Array(repeating: 0, count: 5)
    for seed in 0..<UInt64(2000) {
      let context = SolveContext(seed: seed)
      let packing = try #require(ItemCentricStrategy(.random).solve(problem, in: context).packing)
      #expect(ItemCentricStrategy(.random).solve(problem, in: context).packing == packing)
      let bins = packing.patterns.flatMap { pattern in
        Array(repeating: pattern.contents.map(\.shape), count: pattern.count)
      }
      #expect(bins.count == 5)
      for (number, contents) in bins.enumerated() where contents == [large] { left[number] += 1 }
      #expect(bins.count { $0.contains(small) } == 3)
    }
    // Bins of one group are not told apart: the last of the group stands for all of them.
    #expect(left[1] == 0)
    let alone = left[0]
    #expect((400...600).contains(alone), "\(left)")
    #expect(left.reduce(0, +) == 2000)
  }
}
