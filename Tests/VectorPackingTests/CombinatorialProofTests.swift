// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing

@testable import VectorPacking

extension BoundProof {
  /// Whether every case is empty, so that every value is proven.
  fileprivate var showsThatThereIsNone: Bool {
    nodes.allSatisfy { if case .leaf(let solution) = $0 { solution.scale == 0 } else { true } }
  }
}

@Suite("Proofs of combinatorial bounds")
struct CombinatorialProofTests {
  /// How many bounds there were, and how many came with a proof of all they say.
  private struct Tally {
    var bounds = 0
    var proven = 0

    mutating func add(_ bound: Int64, _ proof: BoundProof?) {
      guard bound > 0 else { return }
      bounds += 1
      if let proof, proof.value >= bound { proven += 1 }
    }
  }

  /// Holds the proofs of a problem's bounds against the checker.
  private func check(
    _ problem: PackingProblem, methods: [any LowerBoundMethod], _ label: String,
    _ tally: inout Tally
  ) {
    let found = CombinatorialBound.analysis(of: problem, methods: methods, deadline: .never)
    let checker = BoundProofChecker(problem)
    for objective in [BoundProof.Objective.cost, .bins] {
      let proof = found.proof(of: objective)
      tally.add(objective == .cost ? found.bound.cost : Int64(found.bound.bins), proof)
      guard var proof else { continue }
      let objections = checker.objections(to: proof)
      #expect(objections.isEmpty, "\(label): \(objective), \(found.bound), \(objections)")
      if proof.showsThatThereIsNone { continue }
      proof.value += 1
      #expect(!checker.objections(to: proof).isEmpty, "\(label): \(objective) raised")
    }
  }

  @Test(
    "every proof holds, none can be raised, and nearly every bound has one of all it says",
    arguments: CombinatorialBound.methods.indices)
  func singleMethod(_ index: Int) {
    let method = CombinatorialBound.methods[index]
    var tally = Tally()
    for seed in 0..<UInt64(250) {
      let problem = RandomProblem.anyRules(seed: seed, items: 1...14, shapes: 1...9)
        .problem(seed: seed)
      check(problem, methods: [method], "\(method.name), seed \(seed)", &tally)
    }
    #expect(tally.bounds > 20)
    #expect(tally.proven * 100 >= tally.bounds * 99, "\(method.name): \(tally)")
  }

  @Test("the same for the strongest of all bounds", arguments: 0..<4 as Range<UInt64>)
  func allMethods(_ block: UInt64) {
    var tally = Tally()
    for seed in block * 250..<(block + 1) * 250 {
      let problem = RandomProblem.anyRules(seed: seed &+ 9_000, items: 1...12, shapes: 1...8)
        .problem(seed: seed)
      check(problem, methods: CombinatorialBound.methods, "seed \(seed)", &tally)
    }
    #expect(tally.bounds > 250)
    #expect(tally.proven * 100 >= tally.bounds * 99, "\(tally)")
  }

  @Test("the strongest bound is what its proofs say, and no optimum is below it")
  func strongest() {
    for seed in 0..<UInt64(200) {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      let (bound, proofs) = CombinatorialBound.proven(for: problem)
      let best = CombinatorialBound.best(for: problem)
      #expect(bound.cost >= best.cost && bound.bins >= best.bins, "seed \(seed)")
      let optimum = ExhaustiveSearch.optimum(of: problem)
      if PackingVerifier(problem).placesAllPlaceable(optimum.packing) {
        #expect(bound.cost <= optimum.cost, "seed \(seed)")
        for proof in proofs where proof.objective == .cost {
          #expect(proof.value <= optimum.cost, "seed \(seed)")
        }
      }
    }
  }

  @Test("degenerate and huge problems", arguments: DegenerateProblem.small + DegenerateProblem.huge)
  func degenerate(_ degenerate: DegenerateProblem) {
    var tally = Tally()
    check(
      degenerate.problem, methods: CombinatorialBound.methods, degenerate.description, &tally)
    #expect(tally.proven == tally.bounds)
  }

  @Test("numbers of any size either make a proof that holds or none")
  func largeNumbers() {
    var tally = Tally()
    for seed in 0..<UInt64(80) {
      var random = SeededGenerator(seed: seed)
      var recipe = RandomProblem.anyRules(seed: seed, items: 1...10, shapes: 1...6)
      let largest = random.integer(in: 1 << 30...PackingProblem.largestQuantity)
      recipe.capacity = largest / 100 * 95...largest
      recipe.cost = PackingProblem.largestCost / 3...PackingProblem.largestCost
      recipe.demandPercent = 1...40
      check(
        recipe.problem(seed: seed), methods: CombinatorialBound.methods, "seed \(seed)", &tally)
    }
    #expect(tally.proven * 100 >= tally.bounds * 70, "\(tally)")
  }

  @Test("hundreds of shapes, hundreds of items a bin and several types take few steps")
  func manyShapes() throws {
    var random = SeededGenerator(seed: 5)
    var builder = PackingProblem.Builder(
      resources: [Resource("cpu"), Resource("memory"), Resource("gpu", deviceUnit: 1000)])
    for (cores, price) in [(95_640, 4_300), (47_750, 2_210), (15_830, 700)] as [(Int64, Int64)] {
      builder.add(
        BinType(capacity: [cores, cores << 22, cores / 15_000 * 1000], cost: price))
    }
    for _ in 0..<300 {
      let cpu = random.integer(in: 1...40) * 50
      builder.add(
        demand: [
          cpu, cpu * random.integer(in: 1_000...9_000) << 10, random.below(9) == 0 ? 250 : 0,
        ],
        count: 1 + random.below(5_000))
    }
    let problem = try builder.build()
    let checker = BoundProofChecker(problem, stepLimit: 200_000)
    for methods in CombinatorialBound.methods.map({ [$0] }) + [CombinatorialBound.methods] {
      let found = CombinatorialBound.analysis(of: problem, methods: methods, deadline: .never)
      for objective in [BoundProof.Objective.cost, .bins] {
        let bound = objective == .cost ? found.bound.cost : Int64(found.bound.bins)
        guard bound > 0 else { continue }
        let proof = try #require(found.proof(of: objective))
        let name = methods[0].name
        #expect(checker.objections(to: proof) == [], "\(name) of \(methods.count), \(objective)")
        #expect(proof.value * 1_000 >= bound * 999, "\(name) of \(methods.count), \(objective)")
      }
    }
  }
}
