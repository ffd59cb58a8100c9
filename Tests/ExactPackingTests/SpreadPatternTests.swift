// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

/// A start that leaves everything out and knows no bound, so that the method has to do all the
/// work.
private func noStart(_ problem: PackingProblem, _ context: SolveContext) -> Start {
  Start(packing: Packing.Builder().build(for: problem), bound: .trivial)
}

extension BoundProof {
  /// Its multipliers of spread rules, with the position of the leaf and of the row.
  fileprivate var spreadRows: [(leaf: Int, row: Int)] {
    nodes.enumerated().flatMap { position, node -> [(leaf: Int, row: Int)] in
      guard case .leaf(let dual) = node else { return [] }
      return dual.rows.indices.compactMap { row in
        guard case .spread = dual.rows[row].row else { return nil }
        return (position, row)
      }
    }
  }

  /// The same with one row of a leaf changed.
  fileprivate func changing(
    _ place: (leaf: Int, row: Int), _ change: (inout DualSolution.Priced) -> Void
  ) -> BoundProof {
    var proof = self
    if case .leaf(var dual) = proof.nodes[place.leaf] {
      change(&dual.rows[place.row])
      proof.nodes[place.leaf] = .leaf(dual)
    }
    return proof
  }
}

@Suite("ilp under spread rules")
struct SpreadPatternTests {
  private static let blocks = 0..<8 as Range<UInt64>
  private static let perBlock: UInt64 = 50

  @Test("agrees with trying every packing, and its proofs hold", arguments: blocks)
  func exhaustive(_ block: UInt64) throws {
    let strategies = [
      IntegerProgrammingStrategy(), IntegerProgrammingStrategy(memory: 512, start: noStart),
    ]
    for seed in block * Self.perBlock..<(block + 1) * Self.perBlock {
      let problem = RandomProblem.anyLinkedRules(seed: seed).problem(seed: seed)
      let best = ExhaustiveSearch.optimum(of: problem)
      let isComplete = PackingVerifier(problem).placesAllPlaceable(best.packing)
      for (index, strategy) in strategies.enumerated() {
        let name = Comment("seed \(seed), strategy \(index)")
        let outcome = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
        #expect(outcome.stop == .completed, name)
        let packing = try #require(outcome.packing)
        #expect(
          PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty, name)
        #expect(packing.unplacedCount == best.unplaced && packing.cost == best.cost, name)
        #expect((outcome.infeasibility == nil) == isComplete, name)
        if isComplete { #expect(outcome.bound?.cost == best.cost, name) }
        for proof in outcome.proofs {
          let objections = BoundProofChecker(problem).objections(to: proof)
          #expect(objections.isEmpty, "\(name): \(objections)")
        }
      }
    }
  }

  @Test("proofs with multipliers of the rules, also in trees, are refused once they are changed")
  func tampered() throws {
    var recipe = RandomProblem()
    recipe.items = 5...8
    recipe.shapes = 3...5
    recipe.binTypes = 3...4
    recipe.resources = 1...2
    recipe.cost = 5...40
    recipe.demandPercent = 15...50
    recipe.limitedChance = 30
    recipe.spreadChance = 90
    recipe.skew = 1...1
    recipe.noDomainChance = 0
    var (ruled, trees) = (0, 0)
    for seed in 0..<25 as Range<UInt64> {
      let problem = recipe.problem(seed: seed)
      let checker = BoundProofChecker(problem)
      let outcome = IntegerProgrammingStrategy(memory: 512, start: noStart)
        .solve(problem, in: SolveContext(seed: seed, roundLimit: 10_000))
      for proof in outcome.proofs {
        #expect(checker.objections(to: proof).isEmpty, "seed \(seed)")
        // What is proven is the optimum: no proof of more can hold.
        var higher = proof
        higher.value += 1
        #expect(!checker.objections(to: higher).isEmpty, "seed \(seed)")
        guard let place = proof.spreadRows.first else { continue }
        ruled += 1
        trees += proof.nodes.count > 1 ? 1 : 0
        let changes = [
          proof.changing(place) { $0.price = -$0.price },
          proof.changing(place) { $0.price *= 3 },
          proof.changing(place) { $0.row = .spread(rule: 9, domain: 0, over: 1) },
          proof.changing(place) { $0.row = .spread(rule: 0, domain: 0, over: 77) },
        ]
        for (index, change) in changes.enumerated() {
          #expect(!checker.objections(to: change).isEmpty, "seed \(seed), change \(index)")
        }
        let free = BoundProofChecker(problem.withoutLinkingRules)
        #expect(!free.objections(to: proof).isEmpty, "seed \(seed)")
      }
    }
    #expect(ruled > 10 && trees > 3, "\(ruled) proofs with rules, \(trees) of them trees")
  }

  @Test("larger problems: packings keep the rules, and every proof holds", arguments: 0..<4)
  func larger(_ block: UInt64) throws {
    for seed in block * 5..<(block + 1) * 5 {
      let problem = RandomProblem.anyLinkedRules(seed: seed, items: 20...60, shapes: 5...12)
        .problem(seed: seed)
      let start = Start(problem, in: SolveContext(seed: seed)).packing
      let outcome = IntegerProgrammingStrategy()
        .solve(problem, in: SolveContext(seed: seed, roundLimit: 60))
      let packing = try #require(outcome.packing)
      #expect(!start.isBetter(than: packing), "seed \(seed)")
      #expect(outcome.solverMessage?.contains("dropped") != true, "seed \(seed)")
      #expect(
        PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty,
        "seed \(seed)")
      for proof in outcome.proofs {
        #expect(BoundProofChecker(problem).objections(to: proof).isEmpty, "seed \(seed)")
      }
    }
  }

  @Test("proves that rules keep items out")
  func infeasible() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "a", capacity: [3], available: 1))
    builder.add(BinType(name: "b", capacity: [3]))
    builder.add(demand: [1], count: 9)
    builder.addSpread(of: [0], over: [0, 1], maxSkew: 1)
    let problem = try builder.build()
    let outcome = IntegerProgrammingStrategy().solve(problem, in: SolveContext())
    #expect(outcome.packing?.unplacedCount == 2)
    #expect(outcome.packing?.cost == 3)
    #expect(
      outcome.infeasibility
        == "2 items must stay out: no packing into the bins there are that keeps the spread rules "
        + "leaves fewer out")
    let proof = try #require(outcome.proofs.first)
    #expect(proof.objective == .unplaced && proof.value == 2 && !proof.spreadRows.isEmpty)
    #expect(BoundProofChecker(problem).objections(to: proof).isEmpty)
  }

  @Test("the same rounds give the same packing, bound and proof")
  func deterministic() throws {
    let problem = RandomProblem.anyLinkedRules(seed: 12, items: 40...40, shapes: 9...9)
      .problem(seed: 12)
    let outcomes = (0..<2).map { _ in
      IntegerProgrammingStrategy().solve(problem, in: SolveContext(seed: 4, roundLimit: 40))
    }
    #expect(problem.hasLinkingRules)
    #expect(outcomes[0].packing == outcomes[1].packing)
    #expect(outcomes[0].bound == outcomes[1].bound)
    #expect(outcomes[0].proofs == outcomes[1].proofs)
  }
}

@Suite("Multipliers of spread rules")
struct SpreadPricesTests {
  @Test("rules that cannot be broken have no rows")
  func idle() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    for type in ["a", "b"] { builder.add(BinType(name: type, capacity: [9])) }
    builder.add(demand: [1], count: 9)
    for skew in [9, Int.max] { builder.addSpread(of: [0], over: [0, 1], maxSkew: skew) }
    builder.addSpread(of: [0], over: [3, 3], maxSkew: 1)
    #expect(SpreadRows(try builder.build()).isEmpty)
    builder.addSpread(of: [0], over: [0, 1], maxSkew: 8)
    #expect(SpreadRows(try builder.build()).cells.map { $0.rule } == [3, 3])
  }

  @Test("those of domains that add up to nothing are the same as those of pairs")
  func pairs() throws {
    var random = SeededGenerator(seed: 8)
    for domains in 2...9 {
      var builder = PackingProblem.Builder(resources: ["cpu"])
      for domain in 0..<domains { builder.add(BinType(name: "t\(domain)", capacity: [9])) }
      builder.add(demand: [1], count: 30)
      for skew in [2, 5] {
        builder.addSpread(of: [0], over: Array(0..<domains), maxSkew: skew)
      }
      let rows = SpreadRows(try builder.build())
      #expect(rows.cells.count == 2 * domains)
      for _ in 0..<50 {
        var values = rows.cells.map { _ in random.integer(in: 0...20) - 10 }
        let loose = SpreadPrices(values, of: rows)
        for (cell, value) in values.enumerated() {
          #expect(abs(loose.ofCell[cell]) <= abs(value) && loose.ofCell[cell] * value >= 0)
        }
        var sum: Int128 = 0
        for range in rows.ofRule {
          values[range.lowerBound] -= values[range].reduce(0, +)
          for cell in range {
            sum += Int128(min(0, values[cell])) * Int128(rows.cells[cell].skew)
          }
        }
        let prices = SpreadPrices(values, of: rows)
        #expect(prices.ofCell == values)
        #expect(prices.sum == sum)
        #expect(prices.pairs.allSatisfy { $0.amount > 0 && $0.full != $0.empty })
        #expect(prices.pairs.count < rows.cells.count)
      }
    }
  }
}
