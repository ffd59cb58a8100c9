// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("Arc-flow graph")
struct FlowGraphTests {
  private static let steps: [GraphCompression] = [
    .none, .lifting, .reduction, [.lifting, .reduction], [.lifting, .contraction],
    [.lifting, .reduction, .merging], .all,
  ]

  private func graph(_ problem: PackingProblem, _ compression: GraphCompression) throws
    -> (graph: FlowGraph, model: CoverModel)
  {
    let model = CoverModel(problem, objective: .cost)
    let budget = WorkBudget(SolveContext())
    let limits = GraphLimits()
    return (
      try FlowGraph(model, limits: limits, compression: compression, budget: budget), model
    )
  }

  /// The contents of all ways, by bin type, as counts of each shape.
  private func ways(_ graph: FlowGraph, _ model: CoverModel) -> Set<[Int]> {
    let out = graph.arcsOut
    var found: Set<[Int]> = []
    func visit(_ node: Int32, type: Int, counts: [Int]) {
      if node == FlowGraph.sink {
        found.insert([type] + counts)
        return
      }
      for index in out[Int(node)] {
        let arc = graph.arcs[index]
        var next = counts
        for row in arc.rows { next[model.shapes[Int(row)]] += 1 }
        visit(arc.head, type: max(type, Int(arc.type)), counts: next)
      }
    }
    visit(
      FlowGraph.source, type: -1, counts: Array(repeating: 0, count: model.problem.shapeCount))
    return found
  }

  private func problem(seed: UInt64) -> PackingProblem {
    var recipe = RandomProblem.anyRules(seed: seed, items: 1...6, shapes: 1...4)
    recipe.deviceChance = 0
    recipe.binTypes = 1...3
    return recipe.problem(seed: seed)
  }

  @Test("every pattern is part of a way, and every way is a pattern", arguments: steps)
  func patterns(_ compression: GraphCompression) throws {
    for seed in 0..<80 as Range<UInt64> {
      let problem = problem(seed: seed)
      let (graph, model) = try graph(problem, compression)
      let ways = ways(graph, model)
      let verifier = PackingVerifier(problem)
      for pattern in EveryPattern(problem).patterns {
        #expect(
          ways.contains { way in
            way[0] == pattern.binType && zip(way.dropFirst(), pattern.counts).allSatisfy(>=)
          }, "seed \(seed): \(pattern)")
      }
      for way in ways {
        // Merging makes ways with more copies than there are; the bin has to take them anyway.
        let isProper = zip(way.dropFirst(), problem.shapes).allSatisfy {
          $0 <= problem.count(of: $1)
        }
        #expect(isProper || compression.contains(.merging), "seed \(seed): \(way)")
        #expect(
          ExhaustiveSearch.allows(Array(way.dropFirst()), in: way[0], of: problem),
          "seed \(seed): \(way)")
        guard isProper, way.dropFirst().contains(where: { $0 > 0 }) else { continue }
        var builder = Packing.Builder()
        builder.add(
          binType: way[0],
          contents: problem.shapes.filter { way[$0 + 1] > 0 }
            .map { ShapeCount(shape: $0, count: way[$0 + 1]) })
        #expect(verifier.violations(in: builder.build(for: problem)).isEmpty, "seed \(seed)")
      }
    }
  }

  @Test("every compression gives the same optimum")
  func sameOptimum() {
    for seed in 0..<30 as Range<UInt64> {
      let problem = problem(seed: seed)
      let outcomes = Self.steps.map { compression in
        ArcFlowStrategy(ArcFlowSettings(compression: compression)) { problem, _ in
          Start(packing: Packing.Builder().build(for: problem), bound: .trivial)
        }.solve(problem, in: SolveContext(seed: seed))
      }
      for outcome in outcomes {
        #expect(outcome.stop == .completed, "seed \(seed): \(outcome.solverMessage ?? "")")
        #expect(outcome.packing?.cost == outcomes[0].packing?.cost, "seed \(seed)")
        #expect(outcome.packing?.unplacedCount == outcomes[0].packing?.unplacedCount)
        #expect(outcome.bound?.cost == outcomes[0].bound?.cost, "seed \(seed)")
      }
    }
  }

  @Test("each step of compression makes the graph no larger")
  func sizes() throws {
    for seed in 0..<20 as Range<UInt64> {
      let problem = try cubes(10, seed: seed)
      let sizes = try [GraphCompression.none, .lifting, [.lifting, .reduction], .all].map {
        try graph(problem, $0).graph.nodeCount
      }
      #expect(zip(sizes, sizes.dropFirst()).allSatisfy(>=), "seed \(seed): \(sizes)")
    }
  }

  @Test("the longest way is worth what the best pattern is worth")
  func longestWays() throws {
    for seed in 0..<200 as Range<UInt64> {
      let problem = problem(seed: seed)
      let (graph, model) = try graph(problem, [.lifting, .reduction, .contraction])
      var random = SeededGenerator(seed: seed)
      let worth = model.shapes.map { _ in Int64(random.below(100)) }
      var best = Array(repeating: Int64(0), count: problem.binTypes.count)
      for pattern in EveryPattern(problem).patterns {
        let value = zip(model.shapes, worth).reduce(Int64(0)) {
          $0 + Int64(pattern.counts[$1.0]) * $1.1
        }
        best[pattern.binType] = max(best[pattern.binType], value)
      }
      #expect(graph.longestWays(worth: worth, types: best.count) == best, "seed \(seed)")
      #expect(
        best.contains { $0 > 0 }
          == (graph.longestWays(worth: worth, types: best.count, most: 0) == nil))
    }
  }

  @Test("what can be used of a resource is that of trying every sum")
  func reachableSums() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let items = 1 + random.below(6)
      let capacity = random.integer(in: 0...200)
      let sizes = (0..<items).map { _ in random.integer(in: 0...70) }
      let most = (0..<items).map { _ in Int32(1 + random.below(4)) }
      let sums = ReachableSums(sizes: sizes, most: most, capacity: capacity)
      var reached: Set<Int64> = [0]
      for place in sizes.indices.reversed() {
        reached = Set(
          reached.flatMap { sum in (0...Int64(most[place])).map { sum + $0 * sizes[place] } })
        for free in 0...capacity {
          #expect(
            sums.largest(atMost: free, from: place) == reached.filter { $0 <= free }.max(),
            "seed \(seed)")
        }
      }
      let large = ReachableSums(sizes: [3, 5], most: [2, 1], capacity: 1 << 50)
      #expect(large.largest(atMost: 100, from: 0) == 11)
      #expect(large.largest(atMost: 4, from: 1) == 4)
    }
  }
}
