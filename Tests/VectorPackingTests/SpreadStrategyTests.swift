// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

/// A strategy as a test argument.
private struct Named: CustomTestStringConvertible, Sendable {
  let strategy: any PackingStrategy
  var testDescription: String { strategy.name }

  static let all =
    (StrategyRegistry.greedy.strategies + [GreedyPortfolio(), LocalSearchStrategy()])
    .map { Named(strategy: $0) }
}

@Suite("Strategies under spread rules")
struct SpreadStrategyTests {
  @Test("Keep what every strategy promises on random problems", arguments: Named.all)
  private func conformance(_ named: Named) {
    for seed in 0..<UInt64(25) {
      let problem = RandomProblem.anyLinkedRules(seed: seed, items: 1...30, shapes: 1...8)
        .problem(seed: seed)
      let bound = CombinatorialBound.best(for: problem)
      #expect(
        StrategyConformance.check(named.strategy, problem, seed: seed, rounds: 20, bound: bound)
          == [], "seed \(seed)")
    }
  }

  @Test("Are never better than the best packing", arguments: Named.all)
  private func againstOptimum(_ named: Named) {
    for seed in 0..<UInt64(40) {
      let problem = RandomProblem.anyLinkedRules(seed: seed, items: 1...6, shapes: 1...4)
        .problem(seed: seed)
      #expect(
        StrategyConformance.checkAgainstOptimum(named.strategy, problem, seed: seed, rounds: 20)
          == [], "seed \(seed)")
    }
  }

  @Test("Are valid on thousands of small problems", arguments: 0..<10)
  func validity(_ block: UInt64) {
    for seed in block * 300..<(block + 1) * 300 {
      let problem = RandomProblem.anyLinkedRules(seed: seed).problem(seed: seed)
      let verifier = PackingVerifier(problem)
      let strategies = StrategyRegistry.greedy.strategies
      for strategy in [strategies[Int(seed) % strategies.count], BinCentricStrategy(.l2)] {
        let packing = strategy.solve(problem, in: SolveContext(seed: seed)).packing
        #expect(packing.map { verifier.violations(in: $0) } == [], "\(strategy.name) seed \(seed)")
      }
    }
  }

  /// Replicas, ten to a bin, over three zones.
  private static func deployment(
    of replicas: Int = 30, available: [Int?], others: Int = 0, maxSkew: Int = 1,
    costs: [Int64] = [1, 1, 1]
  ) throws -> PackingProblem {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    for (zone, count) in available.enumerated() {
      builder.add(
        BinType(name: "zone-\(zone)", capacity: [100], cost: costs[zone], available: count))
    }
    if others > 0 { builder.add(demand: [20], count: others, name: "other") }
    let web = builder.add(demand: [10], count: replicas, name: "web")
    builder.addSpread(of: [web], over: [0, 1, 2], maxSkew: maxSkew)
    return try builder.build()
  }

  private static func perZone(_ packing: Packing, shape: Int) -> [Int] {
    var counts = [0, 0, 0]
    for pattern in packing.patterns {
      for entry in pattern.contents where entry.shape == shape {
        counts[pattern.binType] += entry.count * pattern.count
      }
    }
    return counts
  }

  @Test("Place a deployment evenly over three zones on no more bins", arguments: Named.all)
  private func evenly(_ named: Named) throws {
    for available in [[nil, nil, nil], [1, 1, 1], [5, 1, nil]] as [[Int?]] {
      let problem = try Self.deployment(available: available)
      let packing = try #require(
        named.strategy.solve(problem, in: SolveContext(roundLimit: 10)).packing)
      #expect(Self.perZone(packing, shape: 0) == [10, 10, 10])
      #expect(packing.unplacedCount == 0)
      if named.strategy.name.hasPrefix("random") { continue }
      let spreadsBins = ["worst", "least", "spread", "balanced"]
      if !spreadsBins.contains(where: named.strategy.name.contains) {
        #expect(packing.binCount == 3, "\(packing.binCount) bins")
      }
    }
  }

  @Test("Place what a full zone allows and no more", arguments: Named.all)
  private func fullZone(_ named: Named) throws {
    let problem = try Self.deployment(available: [0, 1, nil], maxSkew: 3)
    let packing = try #require(
      named.strategy.solve(problem, in: SolveContext(roundLimit: 10)).packing)
    #expect(Self.perZone(packing, shape: 0) == [0, 10, 13])
    #expect(PackingVerifier(problem).violations(in: packing) == [])
  }

  @Test("Put ruled items first where others would take their zone", arguments: Named.all)
  private func crowded(_ named: Named) throws {
    guard named.strategy.family != .binCentric || named.strategy is GreedyPortfolio else { return }
    // Ten bins a zone; 135 others fill 27 bins, and arrive before the thirty.
    let problem = try Self.deployment(available: [10, 10, 10], others: 135)
    let packing = try #require(
      named.strategy.solve(problem, in: SolveContext(roundLimit: 10)).packing)
    #expect(Self.perZone(packing, shape: 1) == [10, 10, 10], "\(packing.unplaced)")
  }

  /// Problems at the edge: (bin types with capacity and number, demands, rules over domains).
  private static let edges:
    [(bins: [(Int64, Int?)], demands: [(Int64, Int)], rules: [([Int], [Int?], Int)])] = [
      // No bin at all, and no bin large enough.
      ([(5, 0), (5, 0)], [(1, 3)], [([0], [0, 1], 1)]),
      ([(5, nil), (5, nil)], [(6, 3)], [([0], [0, 1], 1)]),
      // One domain alone; the other cannot be used.
      ([(5, nil), (5, 0)], [(1, 9)], [([0], [0, 1], 1)]),
      ([(5, nil), (5, nil)], [(1, 9)], [([0], [0, nil], 1)]),
      // Items of no size.
      ([(0, 1), (0, 1)], [(0, 7)], [([0], [0, 1], 1)]),
      // Two rules that cross each other, and two that leave no bin type for a shape.
      (
        [(5, 2), (5, 2), (5, 2), (5, 2)], [(2, 6), (3, 5)],
        [
          ([0, 1], [0, 0, 1, 1], 1), ([0], [0, 1, 0, 1], 1),
        ]
      ),
      ([(5, nil), (5, nil)], [(2, 6), (2, 6)], [([0], [0, nil], 1), ([0, 1], [nil, 1], 1)]),
      // A shape that can use one domain only holds the rule's others back.
      ([(9, 1), (9, nil)], [(8, 4), (1, 4)], [([0, 1], [0, 1], 1)]),
    ]

  @Test("Survive problems at the edge", arguments: Named.all)
  private func edges(_ named: Named) throws {
    for (number, edge) in Self.edges.enumerated() {
      var builder = PackingProblem.Builder(resources: ["cpu"], mergingAlikeShapes: false)
      for bin in edge.bins { builder.add(BinType(capacity: [bin.0], available: bin.1)) }
      for demand in edge.demands { builder.add(demand: [demand.0], count: demand.1) }
      for rule in edge.rules { builder.addSpread(of: rule.0, over: rule.1, maxSkew: rule.2) }
      let problem = try builder.build()
      let bound = CombinatorialBound.best(for: problem)
      #expect(
        StrategyConformance.check(named.strategy, problem, seed: 1, rounds: 20, bound: bound)
          == [], "edge \(number)")
    }
  }

  @Test("Use the slack of a large skew for the cheap zone")
  func slack() throws {
    let problem = try Self.deployment(
      of: 45, available: [nil, nil, nil], maxSkew: 15, costs: [1, 9, 9])
    let packing = try #require(GreedyPortfolio().solve(problem, in: SolveContext()).packing)
    #expect(Self.perZone(packing, shape: 0) == [25, 10, 10])
    #expect(packing.cost == 21)
    let alone = try Self.deployment(available: [nil, nil, nil], maxSkew: 30, costs: [1, 9, 9])
    #expect(GreedyPortfolio().solve(alone, in: SolveContext()).packing?.cost == 3)
  }
}
