// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@Suite("Lower bounds")
struct LowerBoundTests {
  @Test("No method claims more than the exhaustive search finds", arguments: 0..<20)
  func sound(_ block: UInt64) {
    for seed in block * 100..<(block + 1) * 100 {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let cheapest = ExhaustiveSearch.optimum(of: problem, objective: .cost)
      guard PackingVerifier(problem).placesAllPlaceable(cheapest.packing) else { continue }
      let fewest = ExhaustiveSearch.optimum(of: problem, objective: .bins)
      let (best, infeasibility) = CombinatorialBound.assess(problem)
      for bound in CombinatorialBound.methods.map({ $0.bound(for: problem) }) + [best] {
        #expect(bound.cost <= cheapest.cost, "\(bound.method), seed \(seed)")
        #expect(bound.bins <= fewest.bins, "\(bound.method), seed \(seed)")
        #expect(bound.cost <= best.cost && bound.bins <= best.bins, "seed \(seed)")
      }
      #expect(infeasibility == nil, "seed \(seed)")
    }
  }

  @Test("Shortage is proven wherever the exhaustive search leaves something out, nearly always")
  func shortages() {
    var (short, proven) = (0, 0)
    for seed in 0..<UInt64(3000) {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let best = ExhaustiveSearch.optimum(of: problem)
      if PackingVerifier(problem).placesAllPlaceable(best.packing) { continue }
      short += 1
      guard CombinatorialBound.infeasibility(of: problem) != nil else { continue }
      proven += 1
      #expect(CombinatorialBound.best(for: problem) == .trivial, "seed \(seed)")
    }
    #expect(short > 100)
    #expect(proven * 100 >= short * 98, "\(proven) of \(short)")
  }

  @Test("Reasons of infeasibility name what is missing")
  func reasons() throws {
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(capacity: [4, 100], available: 2))
    builder.add(demand: [2, 1], count: 5)
    builder.add(demand: [5, 1], count: 5)
    #expect(
      CombinatorialBound.infeasibility(of: try builder.build())
        == "resource 'cpu': demand 10 > total capacity 8")
    var limited = PackingProblem.Builder(resources: ["cpu"])
    limited.add(BinType(capacity: [100], available: 2))
    limited.add(demand: [1], count: 5, perBinLimit: 2, name: "web")
    #expect(
      CombinatorialBound.infeasibility(of: try limited.build())
        == "5 items of web, but the bins take only 4 of them")
    var apart = PackingProblem.Builder(resources: ["cpu"])
    apart.add(BinType(capacity: [100], available: 2))
    let shapes = (1...3).map { apart.add(demand: [$0]) }
    apart.addConflict(shapes[0], shapes[1])
    apart.addConflict(shapes[1], shapes[2])
    #expect(CombinatorialBound.infeasibility(of: try apart.build()) == nil)
    apart.addConflict(shapes[0], shapes[2])
    #expect(
      CombinatorialBound.infeasibility(of: try apart.build())
        == "items that exclude one another need 3 bins, more than there are")
  }

  /// A problem, one method, and the bound that the method must reach.
  struct Known: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: any LowerBoundMethod
    let cost: Int64
    let bins: Int
    let bin: [BinType]
    let demands: [[Int64]]
  }

  static let known: [Known] = [
    Known(
      testDescription: "sums are rounded up", method: PerResourceBound(), cost: 2, bins: 2,
      bin: [BinType(capacity: [10, 10])], demands: [[4, 1], [4, 1], [3, 1]]),
    Known(
      testDescription: "existing load counts", method: PerResourceBound(), cost: 3, bins: 3,
      bin: [BinType(capacity: [10], load: [6])], demands: [[3], [3], [3]]),
    Known(
      testDescription: "whole bins cost more than parts of them", method: PerResourceBound(),
      cost: 16, bins: 2,
      bin: [BinType(capacity: [10], cost: 10), BinType(capacity: [5], cost: 6)],
      demands: [[4], [4], [4]]),
    Known(
      testDescription: "the cheap bins run out", method: PerResourceBound(), cost: 11, bins: 3,
      bin: [BinType(capacity: [10], cost: 1, available: 1), BinType(capacity: [10], cost: 5)],
      demands: [[7], [7], [7], [7]]),
    Known(
      testDescription: "items that demand nothing need a bin", method: PerResourceBound(),
      cost: 2, bins: 1, bin: [BinType(capacity: [10], cost: 2)], demands: [[0], [0]]),
    Known(
      testDescription: "no bin is cheap for both resources", method: JointResourceBound(),
      cost: 8, bins: 8,
      bin: [BinType(capacity: [10, 2]), BinType(capacity: [2, 10])],
      demands: Array(repeating: [2, 2], count: 24)),
    Known(
      testDescription: "three large items and what does not fit beside them",
      method: MartelloTothBound(), cost: 4, bins: 4, bin: [BinType(capacity: [10])],
      demands: [[7], [7], [7], [4], [1]]),
    Known(
      testDescription: "items above a third, two in a bin", method: DualFeasibleBound(), cost: 4,
      bins: 4, bin: [BinType(capacity: [100])],
      demands: [[34], [34], [34], [34], [34], [34], [34]]),
    Known(
      testDescription: "three items never fit by both resources together",
      method: DualFeasibleBound(), cost: 3, bins: 3, bin: [BinType(capacity: [150, 150])],
      demands: [[20, 91], [40, 72], [60, 50], [80, 30], [91, 20]]),
    Known(
      testDescription: "each excludes the others by some resource", method: CliqueBound(),
      cost: 3, bins: 3, bin: [BinType(capacity: [10, 10, 10])],
      demands: [[6, 6, 0], [6, 0, 6], [0, 6, 6]]),
    Known(
      testDescription: "what lies beside a clique is added up", method: CliqueBound(), cost: 4,
      bins: 4, bin: [BinType(capacity: [10, 10])],
      demands: [[9, 1], [9, 2], [9, 3], [5, 1], [4, 1]]),
  ]

  @Test("Hand-made problems have the bounds that can be seen", arguments: known)
  func handMade(_ known: Known) throws {
    var builder = PackingProblem.Builder(resources: known.demands[0].indices.map { "r\($0)" })
    for bin in known.bin { builder.add(bin) }
    for demand in known.demands { builder.add(demand: demand) }
    let bound = known.method.bound(for: try builder.build())
    #expect((bound.cost, bound.bins) == (known.cost, known.bins))
    #expect(bound.method == known.method.name)
  }

  @Test("Bins of different kinds that different items need add up")
  func parts() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "a", capacity: [10], cost: 3))
    builder.add(BinType(name: "b", capacity: [10], cost: 5))
    builder.add(demand: [6], count: 2, binTypes: [0])
    builder.add(demand: [1], count: 5, binTypes: [1])
    let bound = CombinatorialBound.best(for: try builder.build())
    #expect((bound.cost, bound.bins) == (11, 3))
  }

  @Test("Shares of devices need devices of their own")
  func devices() throws {
    var builder = PackingProblem.Builder(resources: [Resource("gpu", deviceUnit: 100)])
    builder.add(BinType(capacity: [200]))
    builder.add(demand: [60], count: 4)
    let bound = CombinatorialBound.best(for: try builder.build())
    #expect(bound.bins == 2)
  }

  @Test("Every function used on sizes is nondecreasing and superadditive", arguments: 2...40)
  func superadditive(_ capacity: Int64) {
    var functions: [(String, (Int64) -> Int64)] = []
    for steps in 1...Int64(9) {
      functions.append(
        ("steps \(steps)", RoundedToSteps(steps: steps, capacity: capacity).callAsFunction))
      guard steps > 1 else { continue }
      functions.append(
        ("symmetric \(steps)", SymmetricSteps(steps: steps, capacity: capacity).callAsFunction))
    }
    for part in 1...capacity where 2 * part <= capacity + 1 {
      functions.append(
        ("parts \(part)", CountedParts(part: part, capacity: capacity).callAsFunction))
      functions.append(("rest \(part)", RoundedRest(part: part, capacity: capacity).callAsFunction))
      guard 2 * part <= capacity else { continue }
      functions.append(
        ("large \(part)", LargeFillsBin(threshold: part, capacity: capacity).callAsFunction))
    }
    for (name, function) in functions {
      #expect(function(0) == 0)
      var ordered = true
      var adds = true
      for first in 0...capacity {
        if first > 0 { ordered = ordered && function(first) >= function(first - 1) }
        for second in 0...(capacity - first) {
          adds = adds && function(first) + function(second) <= function(first + second)
        }
      }
      #expect(ordered && adds, "\(name)")
    }
  }

  @Test("Degenerate and huge problems have bounds", arguments: DegenerateProblem.small)
  func degenerate(_ degenerate: DegenerateProblem) {
    let bound = CombinatorialBound.best(for: degenerate.problem)
    let places = degenerate.problem.shapes.contains {
      !degenerate.problem.usableBinTypes(for: $0).isEmpty
    }
    let short = CombinatorialBound.infeasibility(of: degenerate.problem) != nil
    #expect((bound.bins > 0) == (places && !short))
  }

  @Test("Huge counts cost no more than small ones")
  func huge() {
    let bounds = DegenerateProblem.huge.map { CombinatorialBound.best(for: $0.problem).bins }
    #expect(bounds == [333_334, 225_000, 1, 1, 0])
  }

  @Test("The strongest bound keeps the better figure of each method")
  func strengthened() {
    let first = LowerBound(cost: 5, bins: 2, method: "a")
    let second = LowerBound(cost: 4, bins: 3, method: "b")
    let both = first.strengthened(by: second)
    #expect((both.cost, both.bins, both.method) == (5, 3, "a"))
    #expect(second.strengthened(by: first).method == "a")
  }

  @Test("A deadline that has passed still leaves the first method's bound")
  func deadline() {
    let problem = RandomProblem().problem(seed: 3)
    let expired = Deadline { .zero }
    #expect(
      CombinatorialBound.best(for: problem, deadline: expired)
        == PerResourceBound().bound(for: problem))
  }
}

@Suite("Lower bounds on public instances")
struct PublicInstanceBoundTests {
  @Test(
    "Caprara-Toth classes: below every known packing, close to the known bounds",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func capraraToth() throws {
    var (sum, known) = (0, 0)
    for row in try SharedData.rows(of: "ct-like/known_values.csv") {
      let name = try #require(row["instance"])
      let lower = try #require(row["lower_bound"].flatMap { Int($0) })
      let upper = try #require(row["upper_bound"].flatMap { Int($0) })
      let problem = try SharedData.vectorPackingProblem("ct-like/\(name).vbp")
      let bound = CombinatorialBound.best(for: problem)
      #expect(bound.bins <= upper, "\(name)")
      #expect(bound.cost == Int64(bound.bins), "\(name)")
      if name.hasPrefix("CTL_8_") { #expect(bound.bins == lower, "\(name)") }
      sum += bound.bins
      known += lower
    }
    #expect(sum >= 2_654, "of \(known) by column generation")
  }

  @Test(
    "Vectorpack sets: below every known packing",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func vectorpack() throws {
    for (index, row) in try SharedData.rows(of: "vectorpack-md/known_values.csv").enumerated()
    where index.isMultiple(of: 35) {
      let file = try #require(row["file"])
      let optimum = try #require(row["optimum_or_-1"].flatMap { Int($0) })
      let packed = try #require(row["best_of_351_heuristics"].flatMap { Int($0) })
      guard let problem = try SharedData.nonnegativeProblem("vectorpack-md/\(file)") else {
        continue
      }
      let bound = CombinatorialBound.best(for: problem)
      #expect(bound.bins <= (optimum > 0 ? optimum : packed), "\(file)")
    }
  }
}
