// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing

@testable import VectorPacking

/// A random proof with one leaf of a small problem, and what exhaustive enumeration says of it.
private struct Sample {
  let problem: PackingProblem
  let patterns: EveryPattern
  var dual: BoundProof.DualSolution
  let objective: BoundProof.Objective
  /// What the case distinction counts, and in which case the solution is to hold.
  var count = BoundProof.BinCount(atLeast: [])
  let isMore: Bool

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed &* 77)
    problem = RandomProblem.anyRules(seed: seed, items: 1...8, shapes: 1...6).problem(seed: seed)
    patterns = EveryPattern(problem)
    objective = BoundProof.Objective.allCases[random.below(3)]
    isMore = random.below(2) == 0
    let unit: Int64 = [1, 10, 1 << 40, 1 << 46][random.below(4)]
    var shapes: [Int64] = []
    let weights = problem.resources.map { _ in random.integer(in: 0...5) }
    let kind = random.below(3)
    for shape in problem.shapes {
      let weighted = zip(problem.demand(of: shape), weights).reduce(0) { $0 + $1.0 * $1.1 }
      switch kind {
      case 0: shapes.append(weighted * unit)
      case 1: shapes.append(weighted * unit + random.integer(in: -3...3))
      default: shapes.append(random.integer(in: -3...20) * unit)
      }
    }
    dual = BoundProof.DualSolution(
      scale: 0, shapes: shapes, binTypes: problem.binTypes.map { _ in 0 })
    for _ in 0..<random.below(4) where random.below(2) == 0 {
      var numerators: [ShapeCount] = []
      for shape in problem.shapes where random.below(2) == 0 {
        numerators.append(ShapeCount(shape: shape, count: 1 + random.below(3)))
      }
      let cut = BoundProof.RankOneCut(
        numerators: numerators, denominator: random.integer(in: 2...4))
      dual.rows.append(
        BoundProof.DualSolution.Priced(row: .cut(cut), price: -random.integer(in: 0...10) * unit))
    }
    if random.below(2) == 0 {
      var needed: [ShapeCount] = []
      for shape in problem.shapes where random.below(3) == 0 {
        needed.append(ShapeCount(shape: shape, count: 1 + random.below(2)))
      }
      count.atLeast = needed
      if random.below(3) == 0 { count.binTypes = [random.below(problem.binTypes.count)] }
      let price = random.integer(in: 0...10) * unit
      dual.rows.append(
        isMore
          ? .init(row: .atLeast(count, 2), price: price)
          : .init(row: .atMost(count, 1), price: -price))
    }
    raise()
  }

  func price(_ binType: Int) -> Int64 {
    switch objective {
    case .cost: problem.binTypes[binType].cost
    case .bins: 1
    case .unplaced: 0
    }
  }

  /// What a pattern is worth by shapes and rows.
  func worth(_ pattern: EveryPattern.Pattern) -> Int128 {
    var sum = pattern.counts.indices.reduce(Int128(0)) {
      $0 + Int128(dual.shapes[$1]) * Int128(pattern.counts[$1])
    }
    for priced in dual.rows {
      sum += Int128(priced.price) * Int128(value(of: priced.row, in: pattern))
    }
    return sum
  }

  func value(of row: BoundProof.Row, in pattern: EveryPattern.Pattern) -> Int64 {
    switch row {
    case .atMost(let count, _), .atLeast(let count, _):
      let counts = count.binTypes.isEmpty || count.binTypes.contains(pattern.binType)
      return counts && count.atLeast.allSatisfy { pattern.counts[$0.shape] >= $0.count } ? 1 : 0
    case .cut(let cut):
      let sum = cut.numerators.reduce(0) { $0 + $1.count * pattern.counts[$1.shape] }
      return Int64(sum) / cut.denominator
    case .spread: return 0
    }
  }

  func excess(_ pattern: EveryPattern.Pattern) -> Int128 {
    worth(pattern) - Int128(dual.scale) * Int128(price(pattern.binType))
      - Int128(dual.binTypes[pattern.binType])
  }

  /// Raises multipliers of bin types, or the scale, just so far that all patterns comply.
  mutating func raise() {
    dual.scale = 0
    for binType in problem.binTypes.indices { dual.binTypes[binType] = 0 }
    for pattern in patterns.patterns {
      let over = excess(pattern)
      guard over > 0 else { continue }
      let price = price(pattern.binType)
      if problem.binTypes[pattern.binType].available != nil {
        dual.binTypes[pattern.binType] += Int64(over)
      } else if price > 0 {
        dual.scale += (Int64(over) + price - 1) / price
      }
    }
    if objective == .unplaced {
      dual.scale = max(dual.scale, dual.shapes.max() ?? 0)
    }
  }

  /// A proof with the solution in the case where it is to hold, and nothing proven in the other.
  func proof(value: Int64 = .min) -> BoundProof {
    let other = BoundProof.DualSolution(
      scale: 1, shapes: dual.shapes.map { _ in 0 }, binTypes: dual.binTypes.map { _ in 0 })
    return BoundProof(
      objective: objective, value: value,
      nodes: [
        .split(count, most: 1, fewer: 1, more: 2), .leaf(isMore ? other : dual),
        .leaf(isMore ? dual : other),
      ])
  }

  /// The same with one leaf, where no row needs the distinction.
  func plain(value: Int64) -> BoundProof? {
    let isPlain = dual.rows.allSatisfy { if case .cut = $0.row { true } else { false } }
    return isPlain
      ? BoundProof(objective: objective, value: value, nodes: [.leaf(dual)]) : nil
  }

  var objections: [ProofObjection] {
    BoundProofChecker(problem).objections(to: proof()).filter {
      if case .sumTooSmall = $0 { false } else { true }
    }
  }
}

@Suite("Proofs of bounds")
struct BoundProofTests {
  @Test("are refused exactly where enumeration finds a pattern above its cost", arguments: 0..<20)
  func enumeration(block: Int) {
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      var sample = Sample(seed: seed)
      var random = SeededGenerator(seed: seed)
      for round in 0..<4 {
        let largest = sample.patterns.patterns.map { sample.excess($0) }.max() ?? 0
        let found = sample.objections
        #expect(found.isEmpty == (largest <= 0), "seed \(seed), round \(round): \(found)")
        for case .patternAboveCost(_, let binType, let contents, let excess) in found {
          var counts = Array(repeating: 0, count: sample.problem.shapeCount)
          for entry in contents { counts[entry.shape] = entry.count }
          let pattern = EveryPattern.Pattern(binType: binType, counts: counts)
          #expect(sample.excess(pattern) == excess, "seed \(seed)")
          #expect(
            sample.patterns.patterns.contains { $0.binType == binType && $0.counts == counts })
        }
        // Near the limit is where it is hard: move one multiplier a little.
        let shape = random.below(sample.problem.shapeCount)
        sample.dual.shapes[shape] += random.integer(in: -1...2)
        if sample.objective == .unplaced {
          sample.dual.scale = max(sample.dual.scale, sample.dual.shapes.max() ?? 0)
        }
      }
    }
  }

  @Test("never exceed the optimum when accepted, and claim no more", arguments: 0..<10)
  func optimum(block: Int) {
    for seed in UInt64(block * 40)..<UInt64(block * 40 + 40) {
      let sample = Sample(seed: seed)
      let checker = BoundProofChecker(sample.problem)
      let optimum = ExhaustiveSearch.optimum(
        of: sample.problem, objective: sample.objective == .bins ? .bins : .cost)
      let misfits = sample.problem.shapes.filter {
        sample.problem.usableBinTypes(for: $0).isEmpty
      }.reduce(0) { $0 + sample.problem.count(of: $1) }
      let leftOut = optimum.unplaced - misfits
      let value: Int64
      switch sample.objective {
      case .cost: value = optimum.cost
      case .bins: value = Int64(optimum.bins)
      case .unplaced: value = Int64(leftOut)
      }
      if sample.objective != .unplaced, leftOut > 0 { continue }
      guard let proof = sample.plain(value: value + 1) else { continue }
      #expect(!checker.objections(to: proof).isEmpty, "seed \(seed)")
    }
  }

  @Test("A table of all capacities and a search find the same")
  func table() {
    for seed in UInt64(0)..<400 {
      var random = SeededGenerator(seed: seed)
      let resources = 1 + random.below(2)
      let candidates = (0..<1 + random.below(6)).map { shape in
        PatternPricing.Candidate(
          shape: shape, most: 1 + random.below(5), worth: Int128(random.below(30)),
          demand: (0..<resources).map { _ in Int64(random.below(9)) })
      }
      var pricing = PatternPricing(
        free: (0..<resources).map { _ in Int64(8 + random.below(30)) },
        units: Array(repeating: nil, count: resources), candidates: candidates, rows: [],
        conflicts: candidates.map { _ in [] }, constant: 0, limit: 0)
      let worth = candidates.map { Int64($0.worth) }
      guard let table = KnapsackTable<Int64>(pricing, worth: worth) else { continue }
      var best: Int128 = 0
      if case .above(let contents, let excess) = table.answer(limit: 0, scale: 1) {
        best = excess
        #expect(contents.reduce(0) { $0 + worth[$1.shape] * Int64($1.count) } == Int64(excess))
        for resource in 0..<resources {
          let used = contents.reduce(0) {
            $0 + candidates[$1.shape].demand[resource] * Int64($1.count)
          }
          #expect(used <= pricing.free[resource])
        }
      }
      var budget = StepBudget(1_000_000)
      pricing.limit = best
      #expect(pricing.answer(within: &budget) == .none, "seed \(seed)")
      #expect(
        PatternSearch<Int128>.answer(to: pricing, magnitude: 1 << 80, within: &budget) == .none)
      pricing.limit = best - 1
      if best > 0 { #expect(pricing.answer(within: &budget) != .none, "seed \(seed)") }
    }
  }

  @Test("with a step limit of one are undecided, never accepted and never refuted")
  func stepLimit() throws {
    let problem = try smallProblem()
    let proof = BoundProof(
      objective: .bins, value: 2,
      nodes: [.leaf(.init(scale: 10, shapes: [4, 5], binTypes: [0]))])
    let found = BoundProofChecker(problem, stepLimit: 1).objections(to: proof)
    #expect(found.contains { $0.isUndecided })
    #expect(BoundProofChecker(problem).objections(to: proof).isEmpty)
  }

  /// Three items of size 4 and two of size 6 in bins of 10: three bins at least.
  private func smallProblem() throws -> PackingProblem {
    var builder = PackingProblem.Builder(resources: ["size"])
    builder.add(BinType(capacity: [10]))
    builder.add(demand: [4], count: 3)
    builder.add(demand: [6], count: 2)
    return try builder.build()
  }
}

@Suite("Tampered proofs of bounds")
struct TamperedProofTests {
  /// Five items of which no two fit together with a third: three bins; the plain bound is 2.5.
  private let problem: PackingProblem
  private let leaf: BoundProof.DualSolution
  private let pair = BoundProof.BinCount(atLeast: [ShapeCount(shape: 0, count: 2)])

  init() throws {
    var builder = PackingProblem.Builder(resources: ["size"])
    builder.add(BinType(name: "bin", capacity: [10], cost: 2))
    builder.add(demand: [5], count: 3)
    builder.add(demand: [4], count: 2)
    problem = try builder.build()
    leaf = BoundProof.DualSolution(scale: 2, shapes: [2, 2], binTypes: [0])
  }

  private func objections(_ proof: BoundProof) -> [ProofObjection] {
    BoundProofChecker(problem).objections(to: proof)
  }

  private func single(
    _ dual: BoundProof.DualSolution, value: Int64 = 6, _ objective: BoundProof.Objective = .cost
  ) -> BoundProof {
    BoundProof(objective: objective, value: value, nodes: [.leaf(dual)])
  }

  @Test("A cost is rounded up to a multiple of the bins' costs, a number of bins is not")
  func rounding() {
    #expect(objections(single(leaf)).isEmpty)
    #expect(objections(single(leaf, value: 5)).isEmpty)
    #expect(
      objections(single(leaf, value: 7)) == [
        .sumTooSmall(node: 0, sum: 10, scale: 2, proven: 6)
      ])
    let bins = BoundProof.DualSolution(scale: 2, shapes: [1, 1], binTypes: [0])
    #expect(objections(single(bins, value: 3, .bins)).isEmpty)
    #expect(!objections(single(bins, value: 4, .bins)).isEmpty)
  }

  @Test("A multiplier beyond the slack names the pattern")
  func multiplier() {
    var dual = leaf
    dual.shapes[0] += 1
    #expect(
      objections(single(dual)) == [
        .patternAboveCost(
          node: 0, binType: 0, contents: [ShapeCount(shape: 0, count: 2)], excess: 2)
      ])
  }

  @Test("Counts and signs of multipliers")
  func form() {
    var dual = leaf
    dual.shapes.append(0)
    #expect(
      objections(single(dual)) == [.multiplierCount(node: 0, .shapes, found: 3, expected: 2)])
    dual = leaf
    dual.binTypes = []
    #expect(
      objections(single(dual)) == [.multiplierCount(node: 0, .binTypes, found: 0, expected: 1)])
    dual.binTypes = [-1]
    #expect(
      objections(single(dual)) == [
        .negativeMultiplier(node: 0, .binTypes, position: 0, found: -1)
      ])
    dual.binTypes = [1]
    #expect(
      objections(single(dual)) == [.multiplierOfUnlimited(node: 0, binType: 0, found: 1)])
    dual = leaf
    dual.scale = -1
    #expect(
      objections(single(dual)) == [.negativeMultiplier(node: 0, .scale, position: 0, found: -1)])
    dual = leaf
    dual.unplaced = -1
    #expect(
      objections(single(dual)) == [
        .negativeMultiplier(node: 0, .unplaced, position: 0, found: -1)
      ])
  }

  @Test("Items that may be left out are worth no more than that costs")
  func leftOut() {
    var proof = single(leaf, value: 4)
    proof.mostUnplaced = 1
    #expect(
      objections(proof).first == .shapeAboveUnplaced(node: 0, shape: 0, worth: 2, limit: 0))
    guard case .leaf(var dual) = proof.nodes[0] else { return }
    dual.unplaced = 2
    proof.nodes[0] = .leaf(dual)
    #expect(objections(proof).isEmpty)
    proof.value = 5
    #expect(!objections(proof).isEmpty)
    proof.mostUnplaced = -1
    #expect(objections(proof) == [.negativeMostUnplaced(-1)])
  }

  /// Either no bin holds two items of the first shape, and then there are three; or one does.
  private func split() -> BoundProof {
    var few = BoundProof.DualSolution(scale: 1, shapes: [1, 0], binTypes: [0])
    few.rows = [.init(row: .atMost(pair, 0), price: -1)]
    let more = BoundProof.DualSolution(scale: 4, shapes: [2, 2], binTypes: [0])
    return BoundProof(
      objective: .bins, value: 3,
      nodes: [.split(pair, most: 0, fewer: 1, more: 2), .leaf(few), .leaf(more)])
  }

  @Test("A case distinction proves what no case proves alone, and only in its place")
  func tree() {
    #expect(objections(split()).isEmpty)
    var proof = split()
    proof.nodes.swapAt(1, 2)
    #expect(objections(proof) == [.rowNotImplied(node: 2, row: 0)])
    proof = split()
    proof.nodes[0] = .split(pair, most: 1, fewer: 1, more: 2)
    #expect(objections(proof) == [.rowNotImplied(node: 1, row: 0)])
    proof.nodes[0] = .split(pair, most: 0, fewer: 1, more: 1)
    #expect(objections(proof) == [.sharedNode(node: 1), .unreachableNode(node: 2)])
    proof.nodes[0] = .split(pair, most: 0, fewer: 0, more: 2)
    #expect(
      objections(proof) == [.caseOutOfOrder(node: 0, child: 0), .unreachableNode(node: 1)])
    proof.nodes[0] = .split(pair, most: .max, fewer: 1, more: 2)
    #expect(objections(proof) == [.splitOutOfRange(node: 0, most: .max)])
    proof.nodes = []
    #expect(objections(proof) == [.noNodes])
    let unknown = BoundProof.BinCount(binTypes: [1], atLeast: [])
    proof.nodes = [.split(unknown, most: 0, fewer: 1, more: 2)] + split().nodes[1...]
    #expect(objections(proof) == [.malformedCount(node: 0, row: nil, unknown)])
  }

  @Test("Rows: signs, form and rules that do not exist")
  func rows() {
    func objection(to row: BoundProof.Row, price: Int64) -> [ProofObjection] {
      var proof = split()
      guard case .leaf(var dual) = proof.nodes[1] else { return [] }
      dual.rows = [.init(row: row, price: price)]
      proof.nodes[1] = .leaf(dual)
      return objections(proof)
    }
    #expect(objection(to: .atMost(pair, 0), price: 1) == [.signOfRow(node: 1, row: 0, found: 1)])
    #expect(
      objection(to: .atLeast(pair, 1), price: 1) == [.rowNotImplied(node: 1, row: 0)])
    #expect(
      objection(to: .spread(rule: 0, domain: 0, over: 1), price: -1) == [
        .unknownRule(node: 1, row: 0, rule: 0)
      ])
    let cut = BoundProof.RankOneCut(
      numerators: [ShapeCount(shape: 0, count: 1)], denominator: 1)
    #expect(objection(to: .cut(cut), price: -1) == [.malformedCut(node: 1, row: 0, cut)])
    let zero = BoundProof.BinCount(atLeast: [ShapeCount(shape: 9, count: 1)])
    #expect(
      objection(to: .atMost(zero, 0), price: -1) == [.malformedCount(node: 1, row: 0, zero)])
  }

  @Test("A cut proves three bins, a subset-row cut with halves")
  func cut() {
    let cut = BoundProof.RankOneCut(
      numerators: [ShapeCount(shape: 0, count: 1), ShapeCount(shape: 1, count: 1)], denominator: 2)
    let dual = BoundProof.DualSolution(
      scale: 1, shapes: [1, 1], binTypes: [0], rows: [.init(row: .cut(cut), price: -1)])
    #expect(objections(single(dual, value: 3, .bins)).isEmpty)
    #expect(!objections(single(dual, value: 4, .bins)).isEmpty)
  }

  @Test("A scale of zero shows that there is no packing")
  func infeasible() throws {
    var builder = PackingProblem.Builder(resources: ["size"])
    builder.add(BinType(capacity: [10], available: 2))
    builder.add(demand: [5], count: 3)
    builder.add(demand: [4], count: 2)
    let checker = BoundProofChecker(try builder.build())
    let dual = BoundProof.DualSolution(scale: 0, shapes: [1, 1], binTypes: [2])
    #expect(checker.objections(to: single(dual, value: .max)).isEmpty)
    let left = BoundProof.DualSolution(scale: 1, shapes: [1, 1], binTypes: [2])
    #expect(checker.objections(to: single(left, value: 1, .unplaced)).isEmpty)
    #expect(
      checker.objections(to: single(left, value: 2, .unplaced)) == [
        .sumTooSmall(node: 0, sum: 1, scale: 1, proven: 1)
      ])
    let none = BoundProof.DualSolution(scale: 0, shapes: [0, 0], binTypes: [0])
    #expect(
      checker.objections(to: single(none)) == [
        .sumTooSmall(node: 0, sum: 0, scale: 0, proven: nil)
      ])
  }

  @Test("Multipliers at the ends of the range are counted with, not trapped")
  func extremes() {
    for value in [Int64.min, .max] {
      var dual = leaf
      dual.shapes = [value, value]
      _ = objections(single(dual))
      dual.scale = .max
      dual.unplaced = .max
      dual.rows = [
        .init(
          row: .cut(.init(numerators: [ShapeCount(shape: 0, count: 1)], denominator: 2)),
          price: .min)
      ]
      _ = objections(single(dual, value: .max))
      _ = objections(single(dual, value: .min, .bins))
      _ = objections(
        BoundProof(
          objective: .cost, value: value, mostUnplaced: .max,
          nodes: [.split(pair, most: value, fewer: 1, more: 2), .leaf(dual), .leaf(dual)]))
    }
  }
}
