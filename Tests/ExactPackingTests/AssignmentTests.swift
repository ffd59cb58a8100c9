// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import VectorPacking

@testable import ExactPacking

/// A start that knows nothing, so that the model has to do all the work: one item a bin.
private func poorStart(_ problem: PackingProblem, _ context: SolveContext) -> Start {
  var builder = Packing.Builder()
  var used = Array(repeating: 0, count: problem.binTypes.count)
  for shape in problem.shapes {
    for _ in 0..<problem.count(of: shape) {
      let type = problem.usableBinTypes(for: shape).first {
        used[$0] < problem.binTypes[$0].available ?? .max
      }
      guard let type else { break }
      used[type] += 1
      builder.add(binType: type, contents: [ShapeCount(shape: shape, count: 1)])
    }
  }
  return Start(packing: builder.build(for: problem), bound: .trivial)
}

@Suite("ilp-assignment")
struct AssignmentTests {
  private static let traits: [ProblemTraits] = [
    [], .limitedBins, .severalTypes, .compatibility, .conflicts, .perBinLimits, .devices, .loads,
    [.severalTypes, .freeBins], [.severalTypes, .limitedBins], [.conflicts, .perBinLimits],
    [.devices, .severalTypes, .limitedBins], .everything,
  ]

  @Test("agrees with trying every packing", arguments: traits)
  func exhaustive(traits: ProblemTraits) throws {
    let strategies = [
      AssignmentStrategy(), AssignmentStrategy(engine: GLPKEngine(), start: poorStart),
    ]
    for seed in 0..<20 as Range<UInt64> {
      let problem = try randomProblem(seed: seed, traits)
      let expected = ExhaustivePacking(problem)
      for strategy in strategies {
        let outcome = strategy.solve(problem, in: SolveContext())
        try check(outcome, of: problem, against: expected, seed: seed)
      }
    }
  }

  private func check(
    _ outcome: SolveOutcome, of problem: PackingProblem, against expected: ExhaustivePacking,
    seed: UInt64
  ) throws {
    let packing = try #require(outcome.packing)
    let bound = try #require(outcome.bound)
    #expect(PackingVerifier(problem).violations(in: packing, bound: bound).isEmpty, "seed \(seed)")
    #expect(outcome.stop == .completed, "seed \(seed): \(outcome.solverMessage ?? "")")
    let unplaced = packing.unplaced.filter { !problem.usableBinTypes(for: $0.shape).isEmpty }
      .reduce(0) { $0 + $1.count }
    #expect(unplaced == expected.unplaced, "seed \(seed)")
    #expect(packing.cost == expected.cost, "seed \(seed): \(outcome.solverMessage ?? "")")
    #expect((outcome.infeasibility != nil) == (expected.unplaced > 0), "seed \(seed)")
    if expected.unplaced == 0 {
      #expect(bound.cost == expected.cost, "seed \(seed): \(outcome.solverMessage ?? "")")
      #expect(bound.bins <= expected.bins, "seed \(seed)")
    }
  }

  @Test("agrees with itself on another engine")
  func otherEngine() throws {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var builder = PackingProblem.Builder(resources: ["cpu"])
      builder.add(BinType(capacity: [10]))
      for _ in 0..<3 { builder.add(demand: [generator.integer(in: 2...9)]) }
      let problem = try builder.build()
      let results = [GLPKEngine() as any MIPEngine, BruteForceEngine()].map {
        AssignmentStrategy(engine: $0, start: poorStart).solve(problem, in: SolveContext())
      }
      #expect(results[0].packing?.cost == results[1].packing?.cost)
      #expect(results[0].bound?.cost == results[1].bound?.cost)
    }
  }

  @Test("degenerate problems")
  func degenerate() throws {
    func solve(
      _ capacity: [Int64], _ items: [(demand: [Int64], count: Int)], cost: Int64 = 1,
      available: Int? = nil
    ) throws -> SolveOutcome {
      var builder = PackingProblem.Builder(resources: capacity.indices.map { "r\($0)" })
      builder.add(BinType(capacity: capacity, cost: cost, available: available))
      for item in items { builder.add(demand: item.demand, count: item.count) }
      let problem = try builder.build()
      let outcome = AssignmentStrategy(engine: GLPKEngine(), start: poorStart)
        .solve(problem, in: SolveContext())
      let packing = try #require(outcome.packing)
      #expect(
        PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
      #expect(outcome.stop == .completed)
      return outcome
    }
    // Nothing to pack, and nothing that can be packed.
    #expect(try solve([5], []).packing?.binCount == 0)
    let tooLarge = try solve([5], [([6], 2)])
    #expect(tooLarge.packing?.binCount == 0)
    #expect(tooLarge.packing?.unplacedCount == 2)
    #expect(tooLarge.infeasibility == nil)
    // Items of no size still need a bin.
    #expect(try solve([5, 0], [([0, 0], 6)]).packing?.binCount == 1)
    #expect(try solve([0], [([0], 1)]).bound?.cost == 1)
    // One bin only, and all items alike.
    #expect(try solve([5], [([2], 2)], available: 1).packing?.binCount == 1)
    #expect(try solve([10], [([3], 20)]).packing?.binCount == 7)
    #expect(try solve([10], [([3], 20)], cost: 0).packing?.binCount == 7)
    // Too few bins.
    let scarce = try solve([10], [([3], 20)], available: 2)
    #expect(scarce.packing?.unplacedCount == 14)
    #expect(
      scarce.infeasibility
        == "14 items must stay out: bin types 'bin' hold at most 6 of the 20 items that fit "
        + "nowhere else")
  }

  @Test("large quantities and large prices stay exact")
  func largeNumbers() throws {
    let capacity: Int64 = (1 << 53) - 1
    var builder = PackingProblem.Builder(resources: ["bytes"])
    builder.add(BinType(capacity: [capacity], cost: (1 << 40) - 1))
    builder.add(demand: [capacity / 3], count: 6)
    builder.add(demand: [capacity / 2], count: 4)
    let problem = try builder.build()
    let outcome = AssignmentStrategy(engine: GLPKEngine(), start: poorStart)
      .solve(problem, in: SolveContext())
    let packing = try #require(outcome.packing)
    #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    #expect(packing.binCount == 4)
    #expect(outcome.bound?.cost == packing.cost)
  }

  @Test("the same problem gives the same outcome twice")
  func determinism() throws {
    let problem = try cubes(30, seed: 5)
    let outcomes = (0..<2).map { _ in
      AssignmentStrategy().solve(problem, in: SolveContext(roundLimit: 40))
    }
    #expect(outcomes[0].packing == outcomes[1].packing)
    #expect(outcomes[0].bound == outcomes[1].bound)
    #expect(outcomes[0].stop == .roundLimit)
  }

  @Test("progress only gets better and never contradicts the end")
  func progress() throws {
    let problem = try cubes(24, seed: 11)
    let reports = Mutex<[SolveProgress]>([])
    let outcome = AssignmentStrategy().solve(
      problem,
      in: SolveContext(
        roundLimit: 2_000,
        progress: { report in
          reports.withLock { $0.append(report) }
        }))
    let all = reports.withLock { $0 }
    #expect(all.count > 1)
    for (before, after) in zip(all, all.dropFirst()) {
      #expect(after.incumbentCost ?? .max <= before.incumbentCost ?? .max)
      #expect(after.boundCost ?? 0 >= before.boundCost ?? 0)
    }
    #expect(all.last?.incumbentCost ?? 0 >= outcome.packing?.cost ?? .max)
    #expect(all.last?.boundCost ?? .max <= outcome.bound?.cost ?? 0)
  }

  @Test("a cancellation ends it with the best packing so far", arguments: [true, false])
  func cancellation(before: Bool) throws {
    let problem = try cubes(60, seed: 5)
    let cancellation = Cancellation()
    if before { cancellation.cancel() }
    let outcome = AssignmentStrategy().solve(
      problem,
      in: SolveContext(
        cancellation: cancellation,
        progress: { if $0.phase == "assignment" { cancellation.cancel() } }))
    #expect(outcome.stop == .cancelled)
    let packing = try #require(outcome.packing)
    #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    #expect(packing.unplacedCount == 0)
  }

  @Test("a model too large for the solver is refused, with the start as the answer")
  func sizeGuard() throws {
    let problem = try cubes(600, seed: 1)
    let refused = AssignmentStrategy().solve(problem, in: SolveContext())
    #expect(refused.stop == .unsupported)
    #expect(refused.packing?.unplacedCount == 0)
    #expect(refused.solverMessage?.contains("variables") == true)
    let chosen = IntegerProgrammingStrategy().solve(problem, in: SolveContext(roundLimit: 2))
    let packing = try #require(chosen.packing)
    let start = try #require(refused.packing)
    #expect(!start.isBetter(than: packing))
    #expect(try #require(chosen.bound).cost >= (try #require(refused.bound)).cost)
    #expect(PackingVerifier(problem).violations(in: packing, bound: chosen.bound).isEmpty)
  }

  @Test("ilp is done at once where greedy meets the bound")
  func meetsBound() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(capacity: [10]))
    builder.add(demand: [5], count: 4_000)
    let outcome = IntegerProgrammingStrategy().solve(try builder.build(), in: SolveContext())
    #expect(outcome.packing?.binCount == 2_000)
    #expect(outcome.bound?.bins == 2_000)
    #expect(outcome.solverMessage == nil)
  }

  @Test("strategies have distinct names")
  func names() {
    #expect(ExactStrategies.all.map(\.name) == ["ilp", "ilp-arc-flow", "ilp-assignment"])
    #expect(ExactStrategies.all.allSatisfy { $0.family == .exact })
  }
}

/// Items in two resources, a tenth to four tenths of a bin in each.
func cubes(_ count: Int, seed: UInt64) throws -> PackingProblem {
  var generator = SeededGenerator(seed: seed)
  var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
  builder.add(BinType(capacity: [1_000, 1_000]))
  for _ in 0..<count {
    builder.add(demand: [generator.integer(in: 100...400), generator.integer(in: 100...400)])
  }
  return try builder.build()
}
