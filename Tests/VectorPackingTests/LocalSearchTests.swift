// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing

@testable import VectorPacking

@Suite("Local search")
struct LocalSearchTests {
  private static func problem(_ seed: UInt64) -> PackingProblem {
    RandomProblem.anyRules(seed: seed, items: 1...30, shapes: 1...10).problem(seed: seed)
  }

  /// Items of which three fill a bin at most, in bins without further rules.
  private static func plain(_ seed: UInt64) -> PackingProblem {
    var recipe = RandomProblem()
    recipe.items = 4...24
    recipe.shapes = 2...24
    recipe.capacity = 90...110
    recipe.demandPercent = 10...60
    recipe.binTypes = 1...2
    return recipe.problem(seed: seed)
  }

  @Test("Keeps what every strategy promises", arguments: 0..<UInt64(20))
  func conformance(_ seed: UInt64) {
    let problem = Self.problem(seed)
    let bound = CombinatorialBound.best(for: problem)
    #expect(
      StrategyConformance.check(
        LocalSearchStrategy(), problem, seed: seed, rounds: 20, bound: bound) == [])
  }

  @Test("Is never better than the best packing", arguments: 0..<UInt64(30))
  func againstOptimum(_ seed: UInt64) {
    let problem = RandomProblem.anyRules(seed: seed, items: 1...7, shapes: 1...5)
      .problem(seed: seed)
    #expect(
      StrategyConformance.checkAgainstOptimum(
        LocalSearchStrategy(), problem, seed: seed, rounds: 20) == [])
  }

  @Test("Survives degenerate problems")
  func degenerate() {
    for odd in DegenerateProblem.small {
      #expect(
        StrategyConformance.check(LocalSearchStrategy(), odd.problem, seed: 1, rounds: 20) == [],
        "\(odd)")
    }
  }

  @Test("Improves any packing, tells of every step, and repeats itself", arguments: 0..<UInt64(20))
  func improvement(_ seed: UInt64) throws {
    let problem = Self.problem(seed)
    let start = try #require(ItemCentricStrategy(.next).solve(problem, in: SolveContext()).packing)
    var told: [Packing] = []
    let better = PackingImprovement(problem).improved(
      start, until: .trivial, seed: seed, rounds: 20, context: SolveContext()
    ) { told.append($0) }
    let verifier = PackingVerifier(problem)
    var last = start
    for packing in told {
      #expect(packing.isBetter(than: last))
      #expect(verifier.violations(in: packing) == [])
      last = packing
    }
    #expect(better == last)
    let again = PackingImprovement(problem).improved(
      start, until: .trivial, seed: seed, rounds: 20, context: SolveContext()
    ) { _ in }
    #expect(again == better)
  }

  @Test("Improves packings under spread rules and keeps them", arguments: 0..<UInt64(20))
  func spread(_ seed: UInt64) throws {
    let problem = RandomProblem.anyLinkedRules(seed: seed, items: 10...40, shapes: 3...8)
      .problem(seed: seed)
    let start = try #require(ItemCentricStrategy(.next).solve(problem, in: SolveContext()).packing)
    let verifier = PackingVerifier(problem)
    let better = PackingImprovement(problem).improved(
      start, until: .trivial, seed: seed, rounds: 20, context: SolveContext()
    ) { #expect(verifier.violations(in: $0) == []) }
    #expect(better == start || better.isBetter(than: start))
    #expect(verifier.violations(in: better) == [])
  }

  @Test("Packs what nothing held at first")
  func fromNothing() throws {
    let problem = Self.plain(3)
    let empty = Packing.Builder().build(for: problem)
    let full = PackingImprovement(problem).improved(
      empty, until: .trivial, seed: 1, rounds: 20, context: SolveContext()
    ) { _ in }
    #expect(full.unplacedCount == 0)
    #expect(PackingVerifier(problem).violations(in: full) == [])
  }

  @Test("Annealing keeps count of room, overload and contents", arguments: 0..<UInt64(20))
  func annealing(_ seed: UInt64) throws {
    let problem = Self.plain(seed)
    let greedy = try #require(GreedyPortfolio().solve(problem, in: SolveContext()).packing)
    var items = MovableItems(greedy, of: problem)
    guard items.binCount > 2 else { return }
    items.removeBin(0)
    let scales = ColumnLayout(problem).scales
    var annealing = try #require(
      OverloadAnnealing(items, scales: scales, random: SeededGenerator(seed: seed)))
    _ = annealing.run(
      rounds: 3, temperatures: (0.02, 0.001), limit: 3, context: SolveContext())
    // Everything added up again from the assignment alone.
    var free = items.types.flatMap { problem.binTypes[Int($0)].free }
    let resources = problem.resources.count
    for (item, bin) in annealing.binOfItem.enumerated() {
      for resource in 0..<resources {
        free[Int(bin) * resources + resource] -= items.demand(Int32(item), resource)
      }
    }
    #expect(annealing.free == free)
    let overloaded = items.types.indices.filter { bin in
      free[bin * resources..<(bin + 1) * resources].contains { $0 < 0 }
    }
    #expect(annealing.overloaded.sorted() == overloaded.map { Int32($0) })
    for bin in items.types.indices {
      #expect((annealing.overloads[bin] > 0) == overloaded.contains(bin))
    }
    items.rearrange(annealing.repaired())
    Self.expectSound(items)
    #expect(items.free.allSatisfy { $0 >= 0 })
    #expect(overloaded.isEmpty == items.pool.isEmpty)
    #expect(PackingVerifier(problem).violations(in: items.packing()) == [])
  }

  @Test("A chain of exchanges lays one item in and breaks no rule", arguments: 0..<UInt64(60))
  func chains(_ seed: UInt64) throws {
    let problem = seed < 30 ? Self.plain(seed) : Self.problem(seed)
    let greedy = try #require(GreedyPortfolio().solve(problem, in: SolveContext()).packing)
    var items = MovableItems(greedy, of: problem)
    guard items.binCount > 1 else { return }
    items.removeBin(items.binCount - 1)
    for item in items.pool {
      let chain = EjectionChain(for: item, in: items, mostLooks: 10_000)
      let isDirect = (0..<items.binCount).contains { items.fits(item, in: $0) }
      #expect(isDirect == (chain.moves.count == 1))
      let before = items.pool.count
      items.apply(chain)
      #expect(items.pool.count == (chain.moves.isEmpty ? before : before - 1))
      Self.expectSound(items)
      #expect(PackingVerifier(problem).violations(in: items.packing()) == [])
    }
  }

  @Test("A chain is found where only a chain helps")
  func augmentingPath() throws {
    var builder = PackingProblem.Builder(resources: ["size"])
    builder.add(BinType(capacity: [10]))
    let shapes = [7, 3, 6, 5, 4].map { builder.add(demand: [$0]) }
    let problem = try builder.build()
    // The 7 alone, the 3 with the 6, and the 5 alone; the 4 is in the pool and fits beside the 5.
    var packing = Packing.Builder()
    packing.add(binType: 0, contents: [ShapeCount(shape: shapes[0], count: 1)])
    packing.add(
      binType: 0,
      contents: [ShapeCount(shape: shapes[1], count: 1), ShapeCount(shape: shapes[2], count: 1)])
    packing.add(binType: 0, contents: [ShapeCount(shape: shapes[3], count: 1)])
    var items = MovableItems(packing.build(for: problem), of: problem)
    let pooled = try #require(items.pool.first)
    let chain = EjectionChain(for: pooled, in: items, mostLooks: 1_000)
    #expect(chain.moves.count == 1)
    // Without that bin the 4 takes the place of the 3, which goes to the 7; the 5 goes nowhere.
    let five = try #require(items.members[2].first)
    items.removeBin(2)
    #expect(EjectionChain(for: five, in: items, mostLooks: 1_000).moves.isEmpty)
    let longer = EjectionChain(for: pooled, in: items, mostLooks: 1_000)
    #expect(longer.moves.map(\.bin) == [1, 0])
    items.apply(longer)
    #expect(items.pool == [five])
    Self.expectSound(items)
  }

  /// Membership, positions and free amounts against a plain recount.
  private static func expectSound(_ items: MovableItems) {
    let resources = items.resources
    var seen = Set(items.pool)
    #expect(seen.count == items.pool.count)
    for item in items.pool { #expect(items.binOfItem[Int(item)] == -1) }
    for bin in 0..<items.binCount {
      var free = items.problem.binTypes[Int(items.types[bin])].free
      for item in items.members[bin] {
        #expect(items.binOfItem[Int(item)] == Int32(bin))
        #expect(seen.insert(item).inserted)
        for resource in 0..<resources { free[resource] -= items.demand(item, resource) }
      }
      #expect(Array(items.free[bin * resources..<(bin + 1) * resources]) == free)
    }
  }
}

@Suite("Local search beside items that fit nowhere")
struct MisfitSearchTests {
  @Test("leaves them out and packs the others", arguments: 0..<20 as Range<UInt64>)
  func misfits(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(capacity: [100, 100]))
    for index in 0..<40 {
      let isMisfit = index % 5 == 0
      builder.add(demand: [
        isMisfit ? 101 : random.integer(in: 10...60), random.integer(in: 10...60),
      ])
    }
    let problem = try builder.build()
    let outcome = LocalSearchStrategy().solve(
      problem, in: SolveContext(seed: seed, roundLimit: 300))
    let packing = try #require(outcome.packing)
    #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    #expect(packing.unplacedCount == 8)
  }
}
