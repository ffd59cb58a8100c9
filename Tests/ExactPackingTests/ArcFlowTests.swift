// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

/// A start that leaves everything out and knows no bound, so that the method has to do all the
/// work.
private func noStart(_ problem: PackingProblem, _ context: SolveContext) -> Start {
  Start(packing: Packing.Builder().build(for: problem), bound: .trivial)
}

/// A random problem whose rules arc flow models.
private func flowProblem(seed: UInt64) -> PackingProblem {
  var recipe = RandomProblem.anyRules(seed: seed)
  recipe.deviceChance = 0
  return recipe.problem(seed: seed)
}

@Suite("ilp-arc-flow")
struct ArcFlowTests {
  private static let blocks = 0..<8 as Range<UInt64>
  private static let perBlock =
    ProcessInfo.processInfo.environment["STEVEDORE_PROBLEMS_PER_BLOCK"].flatMap { UInt64($0) }
    ?? 125

  @Test("agrees with trying every packing, and its proofs hold", arguments: blocks)
  func exhaustive(_ block: UInt64) {
    let strategies = [
      ArcFlowStrategy(), ArcFlowStrategy(ArcFlowSettings(), start: noStart),
    ]
    for seed in block * Self.perBlock..<(block + 1) * Self.perBlock {
      let problem = flowProblem(seed: seed)
      let best = ExhaustiveSearch.optimum(of: problem)
      for (index, strategy) in strategies.enumerated() {
        let outcome = strategy.solve(problem, in: SolveContext(seed: seed, roundLimit: 100_000))
        #expect(outcome.stop == .completed, "seed \(seed): \(outcome.solverMessage ?? "")")
        let packing = outcome.packing
        #expect(packing?.cost == best.cost, "seed \(seed), strategy \(index)")
        #expect(packing?.unplacedCount == best.unplaced, "seed \(seed), strategy \(index)")
        let isComplete = PackingVerifier(problem).placesAllPlaceable(best.packing)
        #expect((outcome.infeasibility == nil) == isComplete, "seed \(seed), strategy \(index)")
        if isComplete {
          #expect(outcome.bound?.cost == best.cost, "seed \(seed), strategy \(index)")
        }
        if let packing {
          #expect(
            PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty,
            "seed \(seed), strategy \(index)")
        }
        for proof in outcome.proofs {
          let objections = BoundProofChecker(problem).objections(to: proof)
          #expect(objections.isEmpty, "seed \(seed), strategy \(index): \(objections)")
        }
      }
    }
  }

  @Test("says so where a rule is not modelled, and returns the start")
  func unsupported() {
    var refused = 0
    for seed in 0..<60 as Range<UInt64> {
      for recipe in [
        RandomProblem.anyRules(seed: seed), RandomProblem.anyLinkedRules(seed: seed),
      ] {
        let problem = recipe.problem(seed: seed)
        let strategy = ArcFlowStrategy(ArcFlowSettings(), start: noStart)
        #expect(
          StrategyConformance.checkAgainstOptimum(strategy, problem, seed: seed) == [],
          "seed \(seed)")
        let outcome = strategy.solve(problem, in: SolveContext(seed: seed))
        guard outcome.stop == .unsupported else { continue }
        refused += 1
        #expect(outcome.solverMessage?.contains("does not model") == true)
        #expect(problem.hasDevices || problem.hasLinkingRules, "seed \(seed)")
      }
    }
    #expect(refused > 20)
  }

  @Test("a graph that would be too large is refused with figures, with the start as the answer")
  func sizeGuard() throws {
    let problem = try cubes(40, seed: 1)
    func outcome(_ limits: GraphLimits) -> SolveOutcome {
      ArcFlowStrategy(ArcFlowSettings(limits: limits)) { problem, context in
        Start(packing: Start(problem, in: context).packing, bound: .trivial)
      }.solve(problem, in: SolveContext())
    }
    for (limits, words) in [
      (GraphLimits(states: 50), "more than 50 partial patterns"),
      (GraphLimits(nodes: 50), "more than 50"), (GraphLimits(arcs: 50), "arcs, more than 50"),
    ] {
      let outcome = outcome(limits)
      #expect(outcome.stop == .unsupported)
      #expect(outcome.solverMessage?.contains(words) == true, "\(outcome.solverMessage ?? "")")
      let packing = try #require(outcome.packing)
      #expect(packing.unplacedCount == 0)
      #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    }
  }

  @Test("a time limit or a cancellation leaves the best packing so far")
  func stopped() throws {
    let problem = try cubes(60, seed: 5)
    let cancellation = Cancellation()
    for (context, stop) in [
      (SolveContext(deadline: Deadline { .zero }), StopReason.timeLimit),
      (SolveContext(deadline: Deadline { .milliseconds(1) }), .timeLimit),
      (
        SolveContext(
          cancellation: cancellation,
          progress: { if $0.phase == "arc-flow-lp" { cancellation.cancel() } }), .cancelled
      ),
    ] {
      let outcome = ArcFlowStrategy().solve(problem, in: context)
      #expect(outcome.stop == stop, "\(outcome.solverMessage ?? "")")
      let packing = try #require(outcome.packing)
      #expect(packing.unplacedCount == 0)
      #expect(PackingVerifier(problem).violations(in: packing, bound: outcome.bound).isEmpty)
    }
  }

  @Test("a solver without memory ends in a clear error with the best packing kept")
  func memoryLimit() throws {
    let problem = try cubes(40, seed: 3)
    let outcome = ArcFlowStrategy(ArcFlowSettings(memory: 1)) { problem, context in
      Start(packing: Start(problem, in: context).packing, bound: .trivial)
    }.solve(problem, in: SolveContext())
    #expect(outcome.stop == .solverFailure)
    #expect(outcome.packing?.unplacedCount == 0)
    #expect(outcome.solverMessage?.contains("memory") == true, "\(outcome.solverMessage ?? "")")
  }

  @Test("the bound of the relaxation comes with a proof")
  func proof() throws {
    for seed in 0..<10 as Range<UInt64> {
      let problem = try cubes(20, seed: seed)
      let outcome = ArcFlowStrategy(ArcFlowSettings()) { problem, context in
        Start(packing: Start(problem, in: context).packing, bound: .trivial)
      }.solve(problem, in: SolveContext(roundLimit: 1))
      let proof = try #require(outcome.proofs.first { $0.objective == .cost })
      #expect(BoundProofChecker(problem).objections(to: proof).isEmpty)
      let other = IntegerProgrammingStrategy().solve(problem, in: SolveContext(roundLimit: 5_000))
      let best = try #require(other.bound)
      #expect(proof.value >= best.cost - 1 && proof.value <= best.cost, "seed \(seed)")
    }
  }

  @Test("the same problem gives the same outcome twice")
  func deterministic() throws {
    let problem = try cubes(24, seed: 9)
    let outcomes = (0..<2).map { _ in
      ArcFlowStrategy(ArcFlowSettings(), start: noStart)
        .solve(problem, in: SolveContext(roundLimit: 60))
    }
    #expect(outcomes[0].packing == outcomes[1].packing)
    #expect(outcomes[0].bound == outcomes[1].bound)
    #expect(outcomes[0].proofs == outcomes[1].proofs)
  }
}
