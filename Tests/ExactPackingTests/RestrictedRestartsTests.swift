// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("ilp: searches among given patterns, started again and again")
struct RestrictedRestartsTests {
  /// Bins of three items that fill both resources, so that a perfect packing exists.
  private func triplets(_ bins: Int, seed: UInt64) throws -> PackingProblem {
    var random = SeededGenerator(seed: seed)
    var builder = PackingProblem.Builder(resources: ["width", "height"])
    builder.add(BinType(capacity: [100, 100]))
    for _ in 0..<bins {
      let first = (0..<2).map { _ in random.integer(in: 25...50) }
      let second = (0..<2).map { _ in random.integer(in: 25...50) }
      builder.add(demand: first, count: 1)
      builder.add(demand: second, count: 1)
      builder.add(demand: zip(first, second).map { 100 - $0 - $1 }, count: 1)
    }
    return try builder.build()
  }

  /// All patterns of three items.
  private func triples(of problem: PackingProblem) -> [Pattern] {
    var patterns: [Pattern] = []
    let shapes = 0..<problem.shapeCount
    for first in shapes {
      for second in shapes[first...] {
        for third in shapes[second...] {
          var counts: [Int: Int] = [:]
          for shape in [first, second, third] { counts[shape, default: 0] += 1 }
          let fits = (0..<2).allSatisfy { resource in
            [first, second, third].reduce(0) { $0 + problem.demand(of: $1, in: resource) } <= 100
          }
          guard fits, counts.allSatisfy({ $1 <= problem.count(of: $0) }) else { continue }
          patterns.append(
            Pattern(
              binType: 0,
              contents: counts.sorted { $0.key < $1.key }
                .map { ShapeCount(shape: $0.key, count: $0.value) }))
        }
      }
    }
    return patterns
  }

  /// What is found among some patterns.
  private func found(
    _ problem: PackingProblem, _ patterns: [Pattern], target: Int64, threads: Int
  ) -> (packing: Packing?, nodes: Int) {
    let model = CoverModel(problem, objective: .bins)
    let restarts = RestrictedRestarts(
      model: model, root: PatternItems(problem, shapes: model.shapes), patterns: patterns,
      target: target, memory: 256)
    let context = SolveContext(threads: threads)
    let budget = WorkBudget(context)
    let found = restarts.run(in: context, budget: budget)
    return (
      found.map { found in
        var assembly = PackingAssembly(problem)
        for entry in found { assembly.add(entry.pattern, count: entry.count) }
        return assembly.completed(seed: 1)
      }, budget.nodes
    )
  }

  @Test("a perfect packing is found, the same with one thread and with two", arguments: 1...4)
  func perfect(_ seed: Int) throws {
    let problem = try triplets(13, seed: UInt64(seed))
    let patterns = triples(of: problem)
    let alone = found(problem, patterns, target: 13, threads: 1)
    let packing = try #require(alone.packing)
    #expect(packing.binCount == 13)
    #expect(PackingVerifier(problem).violations(in: packing).isEmpty)
    let both = found(problem, patterns, target: 13, threads: 2)
    #expect(both.packing == packing)
    #expect(both.nodes == alone.nodes)
    #expect(found(problem, patterns, target: 12, threads: 2).packing == nil)
  }
}
