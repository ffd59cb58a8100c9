// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import Evaluation

@Suite("Placement")
struct EvaluationPlacementTests {
  private func place(
    _ input: ComparisonInput, stop: StopReason = .completed,
    _ patterns: [(binType: Int, count: Int, contents: [(Int, Int)])]
  ) async throws -> PlacementReport {
    let strategy = ScriptedStrategy("scripted") { problem, _ in
      var builder = Packing.Builder()
      for pattern in patterns {
        builder.add(
          binType: pattern.binType, count: pattern.count,
          contents: pattern.contents.map { ShapeCount(shape: $0.0, count: $0.1) })
      }
      return SolveOutcome(packing: builder.build(for: problem), stop: stop)
    }
    let result = await Comparison(strategies: [strategy], bounds: bounds()).run([input])
    #expect(result.defects.isEmpty)
    let first = try #require(result.results.first)
    let run = try #require(first.comparison.runs.first)
    return PlacementReport(version: "1", input: input, run: run, result: first)
  }

  @Test("Identical items are dealt in order of arrival and listed in the order of the input")
  func dealing() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "node", capacity: [4]))
    builder.add(demand: [1], name: "small")
    builder.add(demand: [2], name: "large")
    builder.add(demand: [1], name: "small")
    builder.add(demand: [2], name: "large")
    let named = input(try builder.build(), itemNames: ["a", "b", "c", "d"])
    let report = try await place(
      named, [(binType: 0, count: 2, contents: [(0, 1), (1, 1)])])
    #expect(report.nodes.map { $0.name } == ["node-1", "node-2"])
    #expect(report.nodes.map { $0.items } == [["a", "b"], ["c", "d"]])
    #expect(report.nodes.map { $0.used } == [[3], [3]])
    #expect(report.unplaced.isEmpty)
  }

  @Test("Items and nodes without names get running numbers")
  func runningNumbers() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "solo", capacity: [4], load: [1], available: 1))
    builder.add(BinType(name: "pool", capacity: [4], available: 2))
    builder.add(demand: [2], count: 3, name: "web")
    builder.add(demand: [1], name: "db")
    var named = input(try builder.build())
    named.nodeNames = [[], ["east", "west"]]
    let report = try await place(
      named,
      [
        (binType: 0, count: 1, contents: [(0, 1), (1, 1)]),
        (binType: 1, count: 1, contents: [(0, 2)]),
      ])
    #expect(report.nodes.map { $0.name } == ["solo", "east"])
    #expect(report.nodes.map { $0.items } == [["web-1", "db"], ["web-2", "web-3"]])
    #expect(report.nodes.map { $0.used } == [[4], [4]])
  }

  @Test("What fits nowhere says what is short, in the units of people")
  func tooLarge() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    let gibibyte: Int64 = 1 << 30
    builder.add(BinType(name: "wide", capacity: [96_000, 384 * gibibyte]))
    builder.add(BinType(name: "tall", capacity: [32_000, 768 * gibibyte], load: [0, gibibyte]))
    builder.add(BinType(name: "gone", capacity: [999_000, 999 * gibibyte], available: 0))
    builder.add(demand: [128_000, gibibyte], count: 2, name: "cpu")
    builder.add(demand: [1_500, 800 * gibibyte], name: "memory")
    builder.add(demand: [64_000, 500 * gibibyte], name: "both")
    builder.add(demand: [64_500, 0], binTypes: [1], name: "bound")
    builder.add(demand: [1, 1], binTypes: [2], name: "ghost")
    builder.add(demand: [1, 1], binTypes: [], name: "outcast")
    builder.add(demand: [97_000, 800 * gibibyte], name: "giant")
    builder.add(demand: [97_000, 800 * gibibyte], binTypes: [0], name: "tied")
    let report = try await place(input(try builder.build(), units: [.milli, .bytes]), [])
    #expect(
      report.unplaced.map { $0.items } == [
        ["cpu-1", "cpu-2"], ["memory"], ["both"], ["bound"], ["ghost"], ["outcast"],
        ["giant"], ["tied"],
      ])
    #expect(
      report.unplaced.map { $0.reason } == [
        "needs 128 cpu; the largest of the 2 node types it may use has 96",
        "needs 800 GiB memory; the largest of the 2 node types it may use has 767 GiB free",
        "none of the 2 node types it may use has enough of everything; on the closest, 'wide', "
          + "it needs 500 GiB memory where it has 384 GiB",
        "needs 64.5 cpu; the only node type it may use, 'tall', has 32",
        "it may only use node type 'gone', of which there is no node",
        "there is no node of a type that it may use",
        "needs 97 cpu and 800 GiB memory; the most that a node type it may use has is 96 and "
          + "767 GiB free",
        "needs 97 cpu and 800 GiB memory; the only node type it may use, 'wide', has 96 and "
          + "384 GiB",
      ])
    #expect(report.unplaced.map { $0.count } == [2, 1, 1, 1, 1, 1, 1, 1])
    #expect(report.unplaced[0].demand == ["cpu": 128_000, "memory": gibibyte])
  }

  @Test(
    "What is left over because the nodes ran out says so, and so does a strategy that quit",
    arguments: [
      (2, StopReason.completed, "all 2 nodes of the types it may use are full"),
      (3, .completed, "the strategy left it out, though a node could take it"),
      (3, .timeLimit, "time was up before it was placed, though a node could take it"),
    ])
  func leftOver(available: Int, stop: StopReason, reason: String) async throws {
    let report = try await place(
      try tenItems(available: available), stop: stop,
      [(binType: 0, count: 2, contents: [(0, 4)])])
    #expect(report.unplaced.map { $0.reason } == [reason])
    #expect(report.unplaced.map { $0.items } == [["web-9", "web-10"]])
  }

  @Test("What a spread rule keeps out says so, and an uneven packing is named by its node types")
  func uneven() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "node-a", capacity: [4]))
    builder.add(BinType(name: "node-b", capacity: [1], available: 1))
    builder.add(demand: [1], count: 5, name: "web")
    builder.addSpread(of: [0], over: [0, 1], maxSkew: 1)
    let problem = try builder.build()
    let report = try await place(
      input(problem),
      [(binType: 0, count: 1, contents: [(0, 2)]), (binType: 1, count: 1, contents: [(0, 1)])])
    #expect(
      report.unplaced.map { $0.reason } == [
        "where there is room, one more would be uneven: domains may differ by at most 1 item"
      ])
    let careless = ScriptedStrategy("careless") { problem, _ in
      var builder = Packing.Builder()
      builder.add(binType: 0, contents: [ShapeCount(shape: 0, count: 4)])
      return SolveOutcome(packing: builder.build(for: problem))
    }
    let result = await Comparison(strategies: [careless], bounds: bounds()).run([input(problem)])
    let run = try #require(result.results.first?.comparison.runs.first)
    #expect(
      run.violations == [
        "items of 'web' are spread unevenly: the domain of 'node-a' has 4 and the domain of "
          + "'node-b' has 0, a difference of more than 1"
      ])
  }

  @Test("A group names at most a hundred items and counts them all")
  func manyNames() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(name: "node", capacity: [4]))
    builder.add(demand: [5], count: 250, name: "huge")
    let report = try await place(input(try builder.build()), [])
    #expect(report.unplaced.map { $0.count } == [250])
    #expect(report.unplaced.first?.items.count == 100)
    #expect(report.unplaced.first?.reason == "needs 5 cpu; a node has 4")
  }

  @Test("What no further item can use is stranded")
  func stranded() async throws {
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(name: "node", capacity: [10, 10]))
    builder.add(demand: [4, 1], count: 3)
    builder.add(demand: [1, 1], count: 1)
    let problem = try builder.build()
    var packing = Packing.Builder()
    packing.add(binType: 0, contents: [ShapeCount(shape: 0, count: 2)])
    packing.add(binType: 0, contents: [ShapeCount(shape: 0, count: 1)])
    packing.add(binType: 0, contents: [ShapeCount(shape: 1, count: 1)])
    let map = NodeMap(strategy: "s", packing: packing.build(for: problem), of: problem)
    #expect(map.groups.map { $0.used } == [[8, 2], [4, 1], [1, 1]])
    #expect(map.groups.map { $0.stranded } == [[0, 6], [0, 6], [0, 6]])
    #expect(map.groups.map { $0.items } == [2, 1, 1])
  }

  @Test("Nodes with the same contents are one group")
  func merged() throws {
    let problem = try tenItems().problem
    var packing = Packing.Builder()
    for _ in 0..<3 { packing.add(binType: 0, contents: [ShapeCount(shape: 0, count: 3)]) }
    packing.add(binType: 0, contents: [ShapeCount(shape: 0, count: 1)])
    let map = NodeMap(strategy: "s", packing: packing.build(for: problem), of: problem)
    #expect(map.groups.map { $0.count } == [3, 1])
    #expect(map.groups.map { $0.stranded } == [[0], [0]])
  }

  @Test(
    "Amounts read as people write them",
    arguments: [
      (ResourceUnit.count, 1_500, "1500"), (.milli, 500, "0.5"), (.milli, 96_000, "96"),
      (.milli, 1, "0.001"), (.milli, -1_250, "-1.25"), (.bytes, 0, "0 B"),
      (.bytes, 1_023, "1023 B"), (.bytes, 1_536, "1.5 KiB"), (.bytes, 384 << 30, "384 GiB"),
      (.bytes, (1 << 40) - 1, "1023.99 GiB"), (.bytes, Int64.max, "8191.99 PiB"),
    ])
  func amounts(unit: ResourceUnit, amount: Int64, text: String) {
    #expect(unit.text(amount) == text)
  }
}
