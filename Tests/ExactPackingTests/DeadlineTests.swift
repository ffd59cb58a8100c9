// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import ExactPacking

@Suite("A time limit is kept", .serialized)
struct DeadlineTests {
  /// How much longer than allowed a solve took, at best over some attempts.
  ///
  /// The promise is about the solver and not about who else uses the machine, so the least
  /// disturbed attempt counts. A solver that really overruns does so every time.
  private func overrun(limit: Duration, _ solve: (Deadline) -> Void) -> Duration {
    let clock = ContinuousClock()
    var least = Duration.seconds(1_000)
    for _ in 0..<5 {
      let started = clock.now
      solve(.after(limit, on: clock))
      least = min(least, clock.now - started - max(limit * 11 / 10, limit + .milliseconds(100)))
      if least <= .zero { break }
    }
    return least
  }

  @Test("by the strategy on models of growing size", arguments: [60, 100, 200, 400, 800])
  func strategy(items: Int) throws {
    let problem = try cubes(items, seed: 7)
    let start = Start(problem, in: SolveContext())
    let strategy = AssignmentStrategy(engine: GLPKEngine()) { _, _ in start }
    for limit in [Duration.milliseconds(20), .milliseconds(300), .milliseconds(1_500)] {
      let over = overrun(limit: limit) { deadline in
        let outcome = strategy.solve(problem, in: SolveContext(deadline: deadline))
        #expect(outcome.packing?.unplacedCount == 0)
        #expect(outcome.bound?.cost ?? 0 >= start.bound.cost)
      }
      #expect(over <= .zero, "\(items) items, limit \(limit)")
    }
  }

  @Test("by the engine where the relaxation alone takes longer", arguments: [false, true])
  func relaxation(integer: Bool) throws {
    let problem = try cubes(300, seed: 3)
    var scope = AssignmentScope(
      problem, noDearerThan: FirstFit(problem).pack(), prices: Prices(problem), unplaced: 0)
    scope.orderShapes()
    let model = try #require(
      try AssignmentModel(scope, prices: Prices(problem), bound: .trivial, deadline: .never)
    ).model
    let over = overrun(limit: .milliseconds(400)) { deadline in
      let limits = SolverLimits(deadline: deadline)
      if integer {
        let result = GLPKEngine().solve(model, limits: limits, start: nil, callbacks: .init())
        #expect(result.status.stop == .timeLimit)
      } else {
        let result = GLPKEngine().relax(model, limits: limits, callbacks: .init())
        #expect(result.status.stop == .timeLimit)
      }
    }
    #expect(over <= .zero)
  }

  @Test("a deadline that has passed still gives the start")
  func passed() throws {
    let problem = try cubes(40, seed: 5)
    let outcome = AssignmentStrategy().solve(
      problem, in: SolveContext(deadline: Deadline { .zero }))
    #expect(outcome.packing?.unplacedCount == 0)
    #expect(outcome.stop == .timeLimit || outcome.packing?.cost == outcome.bound?.cost)
  }
}
