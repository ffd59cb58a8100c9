// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("ilp-assignment under spread rules")
struct SpreadAssignmentTests {
  @Test("agrees with trying every packing", arguments: 0..<4)
  func exhaustive(_ block: UInt64) throws {
    // A start that leaves everything out, so that the model has to do all the work.
    let unaided = AssignmentStrategy(engine: GLPKEngine()) { problem, _ in
      Start(packing: Packing.Builder().build(for: problem), bound: .trivial)
    }
    for seed in block * 25..<(block + 1) * 25 {
      let problem = RandomProblem.anyLinkedRules(seed: seed, items: 1...6, shapes: 1...4)
        .problem(seed: seed)
      for strategy in [AssignmentStrategy(), unaided] {
        #expect(
          StrategyConformance.checkAgainstOptimum(strategy, problem, seed: seed, rounds: 100_000)
            == [], "seed \(seed)")
      }
    }
  }

  @Test("says that rules keep items out")
  func infeasible() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "a", capacity: [3], available: 1))
    builder.add(BinType(name: "b", capacity: [3]))
    builder.add(demand: [1], count: 9)
    builder.addSpread(of: [0], over: [0, 1], maxSkew: 1)
    let outcome = AssignmentStrategy().solve(try builder.build(), in: SolveContext())
    #expect(outcome.packing?.unplacedCount == 2)
    #expect(outcome.packing?.cost == 3)
    #expect(
      outcome.infeasibility
        == "2 items must stay out: the bins there are and the spread rules leave room for 7 of "
        + "the 9 items that fit somewhere")
  }
}
