// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("GLPK behind the seam")
struct EngineTests {
  let engine = GLPKEngine()

  @Test("agrees with trying every point", arguments: 0..<10)
  func bruteForce(batch: UInt64) throws {
    for seed in batch * 300..<(batch + 1) * 300 {
      let model = try randomModel(seed: seed)
      let expected = BruteForceEngine().solve(
        model, limits: .init(), start: nil, callbacks: .init())
      let found = engine.solve(
        model, limits: .init(), start: seed.isMultiple(of: 2) ? expected.solution : nil,
        callbacks: .init())
      #expect(found.status.stop == .completed, "seed \(seed): \(found.status.message)")
      #expect(found.status.result == expected.status.result, "seed \(seed)")
      #expect(found.objective == expected.objective, "seed \(seed)")
      if let solution = found.solution { #expect(model.isFeasible(solution), "seed \(seed)") }
      #expect(found.bound <= expected.bound + 1e-6, "seed \(seed)")
    }
  }

  @Test("the relaxation proves its optimum by its duals", arguments: 0..<5)
  func relaxation(batch: UInt64) throws {
    for seed in batch * 100..<(batch + 1) * 100 {
      let model = try randomModel(seed: seed)
      let found = engine.relax(model, limits: .init(), callbacks: .init())
      let integer = BruteForceEngine().solve(model, limits: .init(), start: nil, callbacks: .init())
      if found.status.result == .optimal {
        #expect(abs(found.bound - found.objective) < 1e-6, "seed \(seed)")
        #expect(found.bound <= integer.bound + 1e-6, "seed \(seed)")
        #expect(abs(model.objective(of: found.primal) - found.objective) < 1e-6)
        let basic = (found.rowBasis + found.columnBasis).count { $0 == .basic }
        #expect(basic == model.rows.count, "seed \(seed)")
      } else {
        #expect(found.status.result == .infeasible, "seed \(seed): \(found.status.message)")
        #expect(integer.status.result == .infeasible, "seed \(seed)")
      }
    }
  }

  @Test("any multipliers prove a bound that holds")
  func multipliers() throws {
    var generator = SeededGenerator(seed: 4)
    for seed in 0..<500 as Range<UInt64> {
      let model = try randomModel(seed: seed)
      let best = BruteForceEngine().solve(model, limits: .init(), start: nil, callbacks: .init())
      let multipliers = model.rows.map { _ in generator.unit() * 8 - 4 }
      #expect(model.bound(provenBy: multipliers) <= best.bound + 1e-9, "seed \(seed)")
    }
  }

  @Test("an infeasible start is ignored, a feasible one never lost")
  func starts() throws {
    let model = try knapsack(items: 30, seed: 1)
    let tooMuch = Array(repeating: 1.0, count: 30)
    let best = engine.solve(model, limits: .init(), start: tooMuch, callbacks: .init())
    #expect(best.status.result == .optimal)
    let cut = engine.solve(
      model, limits: SolverLimits(nodes: 0), start: best.solution, callbacks: .init())
    #expect(cut.objective == best.objective)
    #expect(cut.solution == best.solution)
  }

  @Test("models without rows or columns")
  func empty() throws {
    let nothing = try LinearModel.Builder().build()
    let result = engine.solve(nothing, limits: .init(), start: nil, callbacks: .init())
    #expect(result.status.result == .optimal)
    #expect(result.objective == 0)
    var builder = LinearModel.Builder()
    _ = builder.addVariable(in: -3...8, objective: 2, isInteger: true)
    let free = engine.solve(
      try builder.build(), limits: .init(), start: nil, callbacks: .init())
    #expect(free.solution == [-3])
    #expect(free.objective == -6)
  }

  @Test("progress only gets better, and ends where the result ends")
  func progress() throws {
    let reports = Mutex<[SolverCallbacks.Progress]>([])
    let result = engine.solve(
      try knapsack(items: 35, seed: 8), limits: .init(), start: nil,
      callbacks: SolverCallbacks(progress: { report in reports.withLock { $0.append(report) } }))
    let all = reports.withLock { $0 }
    #expect(all.count > 1)
    for (before, after) in zip(all, all.dropFirst()) {
      #expect(after.bound >= before.bound)
      #expect(after.incumbent ?? .infinity <= before.incumbent ?? .infinity)
      #expect(after.nodes >= before.nodes)
    }
    #expect(all.last?.incumbent == result.objective)
  }

  @Test("a cancellation ends the search, and a cancelled one never starts")
  func cancellation() throws {
    let asked = Atomic<Int>(0)
    let model = try knapsack(items: 60, seed: 2)
    let result = engine.solve(
      model, limits: .init(), start: nil,
      callbacks: SolverCallbacks(isCancelled: {
        asked.add(1, ordering: .relaxed).newValue > 5
      }))
    #expect(result.status.stop == .cancelled)
    #expect(asked.load(ordering: .relaxed) == 6)
    let never = engine.solve(
      model, limits: .init(), start: nil, callbacks: SolverCallbacks(isCancelled: { true }))
    #expect(never.status.stop == .cancelled)
    #expect(never.solution == nil)
  }

  @Test("a node limit stops at the same place each time")
  func nodeLimit() throws {
    let model = try knapsack(items: 60, seed: 2)
    let results = (0..<2).map { _ in
      engine.solve(model, limits: SolverLimits(nodes: 50), start: nil, callbacks: .init())
    }
    #expect(results[0].status.stop == .nodeLimit)
    #expect(results[0].solution == results[1].solution)
    #expect(results[0].bound == results[1].bound)
    #expect(results[0].nodes == results[1].nodes)
  }
}
