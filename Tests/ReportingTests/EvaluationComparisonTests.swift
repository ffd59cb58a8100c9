// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Synchronization
import Testing
import VectorPacking

@Suite("Comparison")
struct EvaluationComparisonTests {
  @Test("A packing at the bound is optimal, one above it feasible with its gap")
  func statuses() async throws {
    let comparison = Comparison(
      strategies: [ScriptedStrategy.rows(of: 4), .rows(of: 2)],
      bounds: bounds(LowerBound(cost: 3, bins: 3, method: "per-resource")))
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(result.defects.isEmpty)
    #expect(result.placesAllPlaceable)
    #expect(found.lowerBound.method == "per-resource")
    #expect(found.runs.map { $0.status } == ["optimal", "feasible"])
    #expect(found.runs.map { $0.nodes } == [3, 5])
    #expect(found.runs.map { $0.gap } == [0, 2.0 / 3])
    #expect(found.runs.map { $0.verified } == [true, true])
    #expect(found.runs[0].utilization["cpu"] == 10.0 / 12)
    #expect(found.best?.strategy == "rows-of-4")
    #expect(found.best?.groups.map { $0.count } == [2, 1])
  }

  @Test("The strongest bound counts, whoever proved it")
  func boundOfStrategy() async throws {
    let exact = ScriptedStrategy("exact", family: .exact) { problem, _ in
      SolveOutcome(
        packing: packing(problem, width: 4), bound: LowerBound(cost: 3, bins: 3, method: "tree"))
    }
    let comparison = Comparison(
      strategies: [ScriptedStrategy.rows(of: 3), exact],
      bounds: bounds(LowerBound(cost: 2, bins: 2, method: "weak")))
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(found.lowerBound.cost == 3)
    #expect(found.lowerBound.method == "tree")
    #expect(found.runs.map { $0.status } == ["feasible", "optimal"])
    #expect(found.runs[1].bound?.cost == 3)
  }

  @Test("A packing that breaks a rule is a defect, not a result")
  func invalidPacking() async throws {
    let comparison = Comparison(
      strategies: [ScriptedStrategy.rows(of: 5), .rows(of: 2)], bounds: bounds())
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(result.defects.map { $0.kind } == [.invalidPacking])
    #expect(found.runs.map { $0.verified } == [false, true])
    #expect(found.runs[0].violations == ["a node of pattern 0 holds 5 cpu, but has only 4"])
    #expect(found.best?.strategy == "rows-of-2")
  }

  @Test("A bound above a valid packing is its claimant's defect and counts for nothing")
  func lyingStrategy() async throws {
    let liar = ScriptedStrategy("liar", family: .exact) { problem, _ in
      SolveOutcome(
        packing: packing(problem, width: 2), bound: LowerBound(cost: 5, bins: 5, method: "lie"))
    }
    let comparison = Comparison(
      strategies: [liar, ScriptedStrategy.rows(of: 4)],
      bounds: bounds(LowerBound(cost: 3, bins: 3, method: "honest")))
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(result.defects.map { $0.kind } == [.refutedBound])
    #expect(result.defects.map { $0.method } == ["liar"])
    #expect(found.runs.map { $0.verified } == [false, true])
    #expect(found.lowerBound.method == "honest")
    #expect(found.runs[1].status == "optimal")
  }

  @Test(
    "A combinatorial bound above a valid packing is found too, in cost or in nodes alone",
    arguments: [
      LowerBound(cost: 4, bins: 3, method: "wrong"), LowerBound(cost: 3, bins: 4, method: "wrong"),
    ])
  func lyingBound(bound: LowerBound) async throws {
    let comparison = Comparison(strategies: [ScriptedStrategy.rows(of: 4)], bounds: bounds(bound))
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(result.defects.map { $0.method } == ["wrong"])
    #expect(found.runs.map { $0.verified } == [false])
    #expect(found.lowerBound.method == "trivial")
  }

  @Test("A packing of everything refutes a proof that there is none")
  func lyingInfeasibility() async throws {
    let comparison = Comparison(
      strategies: [ScriptedStrategy.rows(of: 4)],
      bounds: bounds(infeasibility: "too little cpu"))
    let result = await comparison.run([try tenItems()])
    #expect(result.defects.map { $0.kind } == [.refutedInfeasibility])
  }

  @Test(
    "A seed that gives two packings is a defect unless a time limit cut the run",
    arguments: [(StopReason.completed, 1), (.roundLimit, 1), (.timeLimit, 0), (.cancelled, 0)])
  func nondeterminism(stop: StopReason, defects: Int) async throws {
    let calls = Counter()
    let fickle = ScriptedStrategy("fickle", family: .improvement) { problem, _ in
      SolveOutcome(packing: packing(problem, width: calls.next() == 0 ? 4 : 2), stop: stop)
    }
    let comparison = Comparison(
      strategies: [fickle], options: ComparisonOptions(repetitions: 3), bounds: bounds())
    let result = await comparison.run([try tenItems()])
    let run = try #require(result.results.first?.comparison.runs.first)
    #expect(result.defects.map { $0.kind }.filter { $0 == .nondeterminism }.count == defects)
    #expect(run.verified == (defects == 0))
  }

  @Test(
    "An exact run under a time limit may differ, unless rounds or nodes are limited too",
    arguments: [
      (ComparisonOptions(repetitions: 2, timeLimit: .seconds(9)), StopReason.completed, 0),
      (ComparisonOptions(repetitions: 2), .completed, 1),
      (
        ComparisonOptions(repetitions: 2, timeLimit: .seconds(9), roundLimit: 5), .roundLimit, 1
      ),
      (ComparisonOptions(repetitions: 2, timeLimit: .seconds(9), nodeLimit: 5), .roundLimit, 1),
      (ComparisonOptions(repetitions: 2, timeLimit: .seconds(9), nodeLimit: 5), .timeLimit, 0),
    ])
  func nondeterminismOfExact(
    options: ComparisonOptions, stop: StopReason, defects: Int
  ) async throws {
    let calls = Counter()
    let fickle = ScriptedStrategy("fickle", family: .exact) { problem, _ in
      SolveOutcome(packing: packing(problem, width: calls.next() == 0 ? 4 : 2), stop: stop)
    }
    let comparison = Comparison(strategies: [fickle], options: options, bounds: bounds())
    let result = await comparison.run([try tenItems()])
    #expect(result.defects.map { $0.kind }.filter { $0 == .nondeterminism }.count == defects)
  }

  @Test("A later repetition is verified like the first")
  func repetitionsAreVerified() async throws {
    let calls = Counter()
    let late = ScriptedStrategy("late", family: .improvement) { problem, _ in
      SolveOutcome(packing: packing(problem, width: calls.next() == 1 ? 5 : 4), stop: .timeLimit)
    }
    let comparison = Comparison(
      strategies: [late], options: ComparisonOptions(repetitions: 2), bounds: bounds())
    let result = await comparison.run([try tenItems()])
    #expect(result.defects.map { $0.kind } == [.invalidPacking])
  }

  @Test(
    "Items left over make a run feasible without a gap, or infeasible where that is proven",
    arguments: [nil, "10 cpu needed, 8 there"])
  func incomplete(reason: String?) async throws {
    let comparison = Comparison(
      strategies: [
        ScriptedStrategy("two-nodes") { problem, _ in
          var builder = Packing.Builder()
          builder.add(binType: 0, count: 2, contents: [ShapeCount(shape: 0, count: 4)])
          return SolveOutcome(packing: builder.build(for: problem))
        }
      ],
      bounds: bounds(infeasibility: reason))
    let result = await comparison.run([try tenItems(available: 2)])
    let run = try #require(result.results.first?.comparison.runs.first)
    #expect(run.status == (reason == nil ? "feasible" : "infeasible"))
    #expect(run.message == reason)
    #expect(run.unplaced == 2)
    #expect(run.gap == nil)
    #expect(!result.placesAllPlaceable)
    #expect(result.defects.isEmpty)
  }

  @Test("A strategy without a packing has no figures")
  func noSolution() async throws {
    let comparison = Comparison(
      strategies: [
        ScriptedStrategy("slow", family: .exact) { _, _ in
          SolveOutcome(packing: nil, stop: .timeLimit)
        },
        ScriptedStrategy("picky") { _, _ in SolveOutcome(packing: nil, stop: .unsupported) },
      ], bounds: bounds())
    let result = await comparison.run([try tenItems()])
    let runs = try #require(result.results.first?.comparison.runs)
    #expect(runs.map { $0.status } == ["noSolution", "noSolution"])
    #expect(runs.map { $0.stop } == ["timeLimit", "unsupported"])
    #expect(runs.allSatisfy { $0.nodes == nil && $0.cost == nil && !$0.verified })
    #expect(runs.map { $0.unplaced } == [10, 10])
    #expect(runs[1].message == "this strategy does not handle this kind of problem")
  }

  @Test("Only strategies that draw random numbers run once per seed")
  func seeds() async throws {
    let improvement = ScriptedStrategy("improve", family: .improvement) { problem, context in
      SolveOutcome(packing: packing(problem, width: context.seed == 2 ? 4 : 2))
    }
    let comparison = Comparison(
      strategies: [ScriptedStrategy.rows(of: 3), improvement],
      options: ComparisonOptions(seeds: [1, 2, 3]), bounds: bounds())
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(found.runs.map { $0.seed } == [1, 1, 2, 3])
    #expect(found.runs.map { $0.nodes } == [4, 5, 3, 5])
    #expect(found.best?.strategy == "improve")
  }

  @Test("The number of jobs changes nothing", arguments: [1, 2, 7])
  func jobs(count: Int) async throws {
    let inputs = try (0..<4).map { index in
      var named = try tenItems()
      named.description.name = "input-\(index)"
      return named
    }
    var comparison = Comparison(
      strategies: (1...4).map { ScriptedStrategy.rows(of: $0, name: "width-\($0)") }
        + [.rows(of: 4, name: "tie")],
      options: ComparisonOptions(showsTimings: false),
      bounds: bounds(LowerBound(cost: 3, bins: 3, method: "per-resource")))
    let alone = await comparison.run(inputs).report(version: "1")
    comparison.options.jobs = count
    let together = await comparison.run(inputs).report(version: "1")
    #expect(alone == together)
    #expect(alone.inputs.map { $0.input.name } == inputs.map { $0.description.name })
    #expect(alone.inputs.allSatisfy { $0.best?.strategy == "width-4" })
    #expect(alone.inputs.allSatisfy { $0.runs.allSatisfy { $0.seconds == nil } })
  }

  @Test("Times are medians of what the given clock says")
  func timings() async throws {
    let comparison = Comparison(
      strategies: [ScriptedStrategy.rows(of: 4)], options: ComparisonOptions(repetitions: 3),
      bounds: bounds(), clock: TickingClock())
    let result = await comparison.run([try tenItems()])
    let found = try #require(result.results.first?.comparison)
    #expect(found.lowerBound.seconds == 1)
    #expect(found.runs.map { $0.seconds } == [1])
  }

  @Test("The time limit reaches every run as its deadline")
  func deadline() async throws {
    let patient = ScriptedStrategy("patient", family: .improvement) { problem, context in
      while context.stopRequest == nil {}
      return SolveOutcome(packing: packing(problem, width: 4), stop: .timeLimit)
    }
    let comparison = Comparison(
      strategies: [patient], options: ComparisonOptions(timeLimit: .seconds(5)),
      bounds: bounds(), clock: TickingClock())
    let result = await comparison.run([try tenItems()])
    let run = try #require(result.results.first?.comparison.runs.first)
    #expect(run.stop == "timeLimit")
    #expect(run.nodes == 3)
  }

  @Test("After a cancellation the finished runs stay and the others say they were cancelled")
  func cancellation() async throws {
    let cancellation = Cancellation()
    let last = ScriptedStrategy("last") { problem, _ in
      cancellation.cancel()
      return SolveOutcome(packing: packing(problem, width: 4))
    }
    let comparison = Comparison(
      strategies: [last, ScriptedStrategy.rows(of: 4)], bounds: bounds(),
      cancellation: cancellation)
    let result = await comparison.run([try tenItems()])
    let runs = try #require(result.results.first?.comparison.runs)
    #expect(runs.map { $0.stop } == ["completed", "cancelled"])
    #expect(runs.map { $0.status } == ["feasible", "noSolution"])
    #expect(result.defects.isEmpty)
  }

  @Test("Every step is announced when it starts and when it is done")
  func progress() async throws {
    let events = Mutex<[String]>([])
    let comparison = Comparison(
      strategies: [
        ScriptedStrategy("tells") { problem, context in
          context.progress(SolveProgress(phase: "halfway", incumbentCost: 3))
          return SolveOutcome(packing: packing(problem, width: 4))
        }
      ], bounds: bounds(),
      progress: { event in
        events.withLock {
          switch event {
          case .started(let step): $0.append("started \(step.position + 1)/\(step.total)")
          case .advanced(let step, let news): $0.append("\(step.strategy ?? "") \(news.phase)")
          case .finished(let step): $0.append("finished \(step.strategy ?? "bound")")
          }
        }
      })
    _ = await comparison.run([try tenItems()])
    #expect(
      events.withLock { $0 } == [
        "started 1/2", "finished bound", "started 2/2", "tells halfway", "finished tells",
      ])
  }

  @Test("Many thousand distinct shapes are packed, verified and drawn")
  func manyShapes() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(name: "node", capacity: [2_000_000, 2_000_000]))
    for shape in 1...20_000 { builder.add(demand: [Int64(shape), 1]) }
    let pairs = ScriptedStrategy("pairs") { problem, _ in
      var builder = Packing.Builder()
      for first in 0..<10_000 {
        builder.add(
          binType: 0,
          contents: [
            ShapeCount(shape: first, count: 1), ShapeCount(shape: 19_999 - first, count: 1),
          ])
      }
      return SolveOutcome(packing: builder.build(for: problem))
    }
    let comparison = Comparison(strategies: [pairs], bounds: bounds())
    let result = await comparison.run([input(try builder.build())])
    let found = try #require(result.results.first?.comparison)
    #expect(found.runs.map { $0.nodes } == [10_000])
    #expect(found.runs.map { $0.verified } == [true])
    #expect(found.best?.groups.count == 10_000)
  }
}

/// Counts calls from any thread.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// How often this was called before.
  func next() -> Int {
    count.wrappingAdd(1, ordering: .relaxed).oldValue
  }
}
