// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import VectorPacking

@testable import Evaluation

@Suite("Traces")
struct EvaluationTraceTests {
  /// Lets a strategy report these things and then pack three nodes with ten items.
  private func run(
    _ reports: [SolveProgress], bound: LowerBound? = nil, width: Int = 4,
    options: ComparisonOptions = ComparisonOptions(recordsTraces: true)
  ) async throws -> StrategyRun {
    let strategy = ScriptedStrategy("tells", family: .exact) { problem, context in
      reports.forEach(context.progress)
      return SolveOutcome(packing: packing(problem, width: width), bound: bound)
    }
    let comparison = Comparison(
      strategies: [strategy], options: options, bounds: bounds(), clock: TickingClock())
    let result = await comparison.run([try tenItems()])
    return try #require(result.results.first?.comparison.runs.first)
  }

  @Test("A trace has what was found and proven when, and ends with the result")
  func events() async throws {
    let run = try await run(
      [
        SolveProgress(phase: "start", incumbentCost: 5, incumbentBins: 5, boundCost: 1),
        SolveProgress(phase: "columns", boundCost: 2, columns: 40),
        SolveProgress(phase: "tree", incumbentCost: 3, boundCost: 2, columns: 44, nodes: 2),
      ], bound: LowerBound(cost: 3, bins: 3, method: "tree"))
    let trace = try #require(run.trace)
    #expect(
      trace.events == [
        TraceEvent(seconds: 2, phase: "start", cost: 5, nodes: 5, bound: 1),
        TraceEvent(seconds: 3, phase: "columns", cost: 5, nodes: 5, bound: 2, columns: 40),
        TraceEvent(seconds: 4, phase: "tree", cost: 3, bound: 2, columns: 44, treeNodes: 2),
        TraceEvent(
          seconds: 4, phase: "end", cost: 3, nodes: 3, bound: 3, columns: 44, treeNodes: 2),
      ])
    #expect(trace.events.map(\.gap) == [4, 1.5, 0.5, 0])
    #expect(trace.secondsToBest == 4)
    #expect(trace.secondsToBound == 4)
    #expect(trace.secondsToProof == 4)
  }

  @Test("Nothing is recorded unless asked for, nor of a run that tells nothing")
  func absence() async throws {
    let report = SolveProgress(phase: "start", incumbentCost: 3)
    #expect(try await run([report], options: ComparisonOptions()).trace == nil)
    #expect(try await run([]).trace == nil)
  }

  @Test("Without timings a trace has no times, and everything else")
  func withoutTimings() async throws {
    let reports = [SolveProgress(phase: "start", incumbentCost: 3, boundCost: 3)]
    let run = try await run(
      reports, options: ComparisonOptions(recordsTraces: true, showsTimings: false))
    let trace = try #require(run.trace)
    #expect(trace.events.map(\.seconds) == [nil, nil])
    #expect(trace.events.map(\.cost) == [3, 3])
    #expect([trace.secondsToBest, trace.secondsToBound, trace.secondsToProof] == [nil, nil, nil])
  }

  @Test("Of repetitions only the first is recorded")
  func repetitions() async throws {
    let calls = Counter()
    let strategy = ScriptedStrategy("tells") { problem, context in
      context.progress(SolveProgress(phase: "call \(calls.next())", incumbentCost: 3))
      return SolveOutcome(packing: packing(problem, width: 4))
    }
    let comparison = Comparison(
      strategies: [strategy], options: ComparisonOptions(repetitions: 3, recordsTraces: true),
      bounds: bounds())
    let result = await comparison.run([try tenItems()])
    let trace = result.results.first?.comparison.runs.first?.trace
    #expect(trace?.events.map(\.phase) == ["call 0", "end"])
  }

  @Test("Neither a packing cheaper than the verified one nor a bound above its cost is believed")
  func lies() async throws {
    let run = try await run([
      SolveProgress(phase: "a", incumbentCost: 4, boundCost: 2),
      SolveProgress(phase: "b", incumbentCost: 1, boundCost: 9),
    ])
    let events = try #require(run.trace?.events)
    #expect(events.map(\.cost) == [4, nil, 3])
    #expect(events.map(\.bound) == [2, nil, nil])
  }

  @Test("Of a run without a valid packing of everything only the bounds remain")
  func invalid() async throws {
    let run = try await run(
      [SolveProgress(phase: "a", incumbentCost: 2, boundCost: 1)], width: 5)
    #expect(run.trace?.events.map(\.cost) == [nil, nil])
    #expect(run.trace?.events.map(\.bound) == [1, 1])
  }

  @Test(
    "Whatever is reported, incumbents fall, bounds rise, times grow, and no improvement is lost",
    arguments: 0..<30)
  func anything(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let recorder = TraceRecorder(on: TickingClock())
    var reports: [SolveProgress] = []
    let range = [5, 300, 1_000_000][seed % 3]
    func figure() -> Int64? { generator.below(3) == 0 ? nil : Int64(generator.below(range)) }
    for _ in 0..<generator.below(3_000) {
      reports.append(
        SolveProgress(
          phase: "\(generator.below(3))", incumbentCost: figure(),
          incumbentBins: figure().map { Int($0) }, boundCost: figure(),
          columns: figure().map { Int($0) }, nodes: figure().map { Int($0) }))
    }
    reports.forEach(recorder.record)
    let trace = recorder.trace(cost: 0, nodes: 0, bound: nil, time: .seconds(10_000))
    guard let events = trace?.events else {
      #expect(reports.isEmpty)
      return
    }
    for (before, after) in zip(events, events.dropFirst()) {
      #expect(before.cost ?? .max >= after.cost ?? .max)
      #expect(before.seconds ?? 0 <= after.seconds ?? 0)
    }
    var costs: Set<Int64> = []
    var least = Int64.max
    for cost in reports.compactMap(\.incumbentCost) where cost < least {
      least = cost
      costs.insert(cost)
    }
    #expect(costs.isSubset(of: Set(events.compactMap(\.cost))))
    #expect(events.count <= 2 * reports.count + 1)
  }

  @Test("Bounds rise and are all kept")
  func risingBounds() {
    let recorder = TraceRecorder(on: ContinuousClock())
    for bound in [3, 1, 4, 1, 5, 9, 2, 6] as [Int64] {
      recorder.record(SolveProgress(phase: "", boundCost: bound))
    }
    let trace = recorder.trace(cost: nil, nodes: nil, bound: 10, time: .seconds(1))
    let distinct = trace?.events.compactMap(\.bound).reduce(into: [Int64]()) {
      if $0.last != $1 { $0.append($1) }
    }
    #expect(distinct == [3, 4, 5, 9, 10])
  }

  @Test("However often a run reports, the trace stays short, and the same ones stay every time")
  func thinning() throws {
    func trace() throws -> SolveTrace {
      let recorder = TraceRecorder(on: TickingClock())
      for report in 0..<60_000 {
        recorder.record(
          SolveProgress(
            phase: "tree", incumbentCost: report < 30_000 ? 9 : 8, boundCost: 1, nodes: report))
      }
      let trace = recorder.trace(cost: 8, nodes: 8, bound: nil, time: .seconds(1))
      return try #require(trace)
    }
    let first = try trace()
    #expect(first.events.count <= TraceRecorder.plainLimit + 3)
    #expect(first.events.count >= TraceRecorder.plainLimit / 2)
    #expect(first.events.contains { $0.treeNodes == 30_000 && $0.cost == 8 })
    #expect(try trace().events.map(\.treeNodes) == first.events.map(\.treeNodes))
  }

  @Test("Reports from several threads at once are all taken")
  func threads() async {
    let recorder = TraceRecorder(on: ContinuousClock())
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask {
          for step in 0..<500 {
            recorder.record(
              SolveProgress(phase: "\(thread)", incumbentCost: Int64(1000 - step)))
          }
        }
      }
    }
    let trace = recorder.trace(cost: 501, nodes: nil, bound: nil, time: .seconds(9))
    let costs = trace?.events.compactMap(\.cost) ?? []
    #expect(costs.first == 1000)
    #expect(costs.last == 501)
    #expect(costs == costs.sorted(by: >))
  }

  @Test("Limits and threads reach the strategy")
  func limits() async throws {
    let seen = Mutex<[Int?]>([])
    let strategy = ScriptedStrategy("looks") { problem, context in
      seen.withLock { $0 = [context.roundLimit, context.nodeLimit, context.threads] }
      return SolveOutcome(packing: packing(problem, width: 4))
    }
    let options = ComparisonOptions(roundLimit: 5, nodeLimit: 7, threads: 3)
    let comparison = Comparison(
      strategies: [strategy], options: options, bounds: bounds())
    _ = await comparison.run([try tenItems()])
    #expect(seen.withLock { $0 } == [5, 7, 3])
  }
}
