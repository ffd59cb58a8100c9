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

@Suite("ilp under spread rules")
struct SpreadPatternTests {
  private static let blocks = 0..<8 as Range<UInt64>
  private static let perBlock: UInt64 = 60

  @Test(arguments: [147, 56, 292, 11] as [UInt64])
  func dbg(seed: UInt64) throws {
      let problem = RandomProblem.anyLinkedRules(seed: seed).problem(seed: seed)
      print(seed, problem.binTypes, problem.shapes.map{(Array(problem.demand(of:$0)), problem.count(of:$0))}, problem.spreadRules)
      let outcome = IntegerProgrammingStrategy().solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
      print(outcome)
  }
  @Test("agrees with trying every packing, and its proofs hold", arguments: blocks)
  func exhaustive(_ block: UInt64) throws {
    let strategies = [
      IntegerProgrammingStrategy(), IntegerProgrammingStrategy(memory: 512, start: noStart),
    ]
    for seed in block * Self.perBlock..<(block + 1) * Self.perBlock {
      let problem = RandomProblem.anyLinkedRules(seed: seed).problem(seed: seed)
      let checker = BoundProofChecker(problem)
      for (index, strategy) in strategies.enumerated() {
        #expect(
          StrategyConformance.checkAgainstOptimum(strategy, problem, seed: seed, rounds: 100_000)
            == [], "seed \(seed), strategy \(index)")
        let outcome = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
        #expect(outcome.stop == .completed, "seed \(seed): \(outcome.solverMessage ?? "")")
        for proof in outcome.proofs {
          let objections = checker.objections(to: proof)
          #expect(objections.isEmpty, "seed \(seed), strategy \(index): \(objections)")
        }
      }
    }
  }
}
