// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@Suite("A packing")
struct PackingTests {
  static func problem() throws -> PackingProblem {
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    builder.add(BinType(capacity: [10, 100], load: [2, 0], cost: 3))
    builder.add(BinType(capacity: [20, 0], cost: 4))
    builder.add(demand: [1, 10], count: 7)
    builder.add(demand: [2, 0], count: 5)
    return try builder.build()
  }

  @Test("Equal shapes in one pattern add up, in ascending order")
  func entries() throws {
    var builder = Packing.Builder()
    builder.add(
      binType: 0,
      contents: [
        ShapeCount(shape: 1, count: 1), ShapeCount(shape: 0, count: 2),
        ShapeCount(shape: 1, count: 2),
      ])
    builder.add(binType: 0, contents: [])
    builder.add(binType: 0, count: 0, contents: [ShapeCount(shape: 0, count: 1)])
    let packing = builder.build(for: try Self.problem())
    #expect(packing.patternCount == 1)
    #expect(
      Array(packing.pattern(at: 0).contents) == [
        ShapeCount(shape: 0, count: 2), ShapeCount(shape: 1, count: 3),
      ])
    #expect(
      packing.unplaced == [ShapeCount(shape: 0, count: 5), ShapeCount(shape: 1, count: 2)])
    #expect((packing.binCount, packing.cost, packing.unplacedCount) == (1, 3, 7))
  }

  @Test("Merging adds up equal bins and keeps every figure")
  func merged() throws {
    let problem = try Self.problem()
    var builder = Packing.Builder()
    let two = [ShapeCount(shape: 0, count: 2)]
    builder.add(binType: 0, contents: two)
    builder.add(binType: 1, contents: [ShapeCount(shape: 1, count: 2)])
    builder.add(binType: 0, count: 2, contents: two)
    let packing = builder.build(for: problem)
    let merged = packing.merged(for: problem)
    #expect(merged.patterns.map(\.count) == [3, 1])
    #expect(merged.patterns.map(\.binType) == [0, 1])
    #expect(
      (merged.binCount, merged.cost, merged.unplaced)
        == (packing.binCount, packing.cost, packing.unplaced))
    #expect(Packing.used(by: merged.pattern(at: 0), in: problem) == [4, 20])
    #expect(packing.utilization(in: problem) == [16.0 / 50, 60.0 / 300])
  }

  @Test("Fewer unplaced comes before cost, and cost before bins")
  func order() throws {
    let problem = try Self.problem()
    func packing(_ patterns: [(Int, Int)]) -> Packing {
      var builder = Packing.Builder()
      for (type, items) in patterns {
        builder.add(binType: type, contents: [ShapeCount(shape: 1, count: items)])
      }
      return builder.build(for: problem)
    }
    let complete = packing([(0, 4), (0, 1)])
    let cheaper = packing([(1, 5)])
    let partial = packing([(0, 4)])
    #expect(cheaper.isBetter(than: complete) && !complete.isBetter(than: cheaper))
    #expect(complete.isBetter(than: partial) && !partial.isBetter(than: complete))
    #expect(!complete.isBetter(than: complete))
  }
}
