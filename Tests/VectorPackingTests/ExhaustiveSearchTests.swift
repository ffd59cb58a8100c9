// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@Suite("The exhaustive reference search")
struct ExhaustiveSearchTests {
  @Test("Its packings are valid and have the figures it states", arguments: 0..<20)
  func valid(_ block: UInt64) {
    for seed in block * 50..<(block + 1) * 50 {
      let problem = RandomProblem.anyRules(seed: seed, items: 1...7).problem(seed: seed)
      let cheapest = ExhaustiveSearch.optimum(of: problem, objective: .cost)
      let fewest = ExhaustiveSearch.optimum(of: problem, objective: .bins)
      for best in [cheapest, fewest] {
        #expect(PackingVerifier(problem).violations(in: best.packing) == [], "seed \(seed)")
        #expect(best.packing.unplacedCount == best.unplaced, "seed \(seed)")
        #expect(best.packing.cost == best.cost, "seed \(seed)")
        #expect(best.packing.binCount == best.bins, "seed \(seed)")
      }
      #expect(cheapest.unplaced == fewest.unplaced, "seed \(seed)")
      #expect(cheapest.cost <= fewest.cost && fewest.bins <= cheapest.bins, "seed \(seed)")
    }
  }

  @Test("It finds what can be seen at a glance")
  func known() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "small", capacity: [5], cost: 3, available: 2))
    builder.add(BinType(name: "large", capacity: [10], cost: 8))
    builder.add(demand: [5], count: 2)
    builder.add(demand: [6])
    let best = ExhaustiveSearch.optimum(of: try builder.build())
    #expect((best.unplaced, best.cost, best.bins) == (0, 14, 3))
    let fewest = ExhaustiveSearch.optimum(of: try builder.build(), objective: .bins)
    #expect((fewest.unplaced, fewest.cost, fewest.bins) == (0, 16, 2))
  }
}
