// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VectorPacking

/// What the index must equal: an array searched from the front.
private struct PlainIndex {
  struct Row {
    var group: Int
    var key: Double
    var position: Int32
    var free: [Int64]
  }

  var rows: [Row] = []

  mutating func set(_ row: Row) {
    remove(row.group)
    let place = rows.firstIndex { ($0.key, $0.position) > (row.key, row.position) }
    rows.insert(row, at: place ?? rows.count)
  }

  mutating func remove(_ group: Int) {
    rows.removeAll { $0.group == group }
  }

  func first(
    from key: Double, _ position: Int32, covering demand: [Int64], where accepts: (Int32) -> Bool
  ) -> Int32? {
    rows.first { row in
      (row.key, row.position) >= (key, position)
        && zip(row.free, demand).allSatisfy { $0 >= $1 } && accepts(Int32(row.group))
    }.map { Int32($0.group) }
  }
}

@Suite("The index of open bins")
struct EngineIndexTests {
  private func layout(columns: Int, shapes: Int, seed: UInt64, most: Int64) throws
    -> ColumnLayout
  {
    var random = SeededGenerator(seed: seed)
    var builder = PackingProblem.Builder(resources: (0..<columns).map { Resource("r\($0)") })
    builder.add(BinType(capacity: Array(repeating: most, count: columns)))
    for _ in 0..<shapes {
      builder.add(demand: (0..<columns).map { _ in random.integer(in: 0...most / 2) })
    }
    return ColumnLayout(try builder.build())
  }

  // Few distinct keys make many ties; in a crowd most groups have about the same amounts free, so
  // that one cell holds many blocks.
  private func run(
    columns: Int, distinctKeys: Int64, crowd: Bool, startsHigh: Bool, seed: UInt64
  ) throws {
    let most: Int64 = 1000
    let layout = try layout(columns: columns, shapes: 60, seed: seed, most: most)
    var random = SeededGenerator(seed: seed)
    var index = OrderedBinIndex(layout: layout, startsHigh: startsHigh)
    var plain = PlainIndex()
    let span: ClosedRange<Int64> = crowd ? 700...760 : 0...most
    for step in 0..<1000 {
      let group = random.below(600)
      switch random.below(10) {
      case 0..<6:
        let known = plain.rows.first { $0.group == group }
        // Sometimes only the amounts change.
        let keeps = random.below(4) == 0
        let row = PlainIndex.Row(
          group: group,
          key: keeps ? known?.key ?? 0 : Double(random.integer(in: 0...distinctKeys)),
          position: Int32(group * 7 % 601),
          free: (0..<columns).map { _ in
            random.integer(in: random.below(8) == 0 ? 0...most : span)
          })
        row.free.withUnsafeBufferPointer { free in
          guard let free = free.baseAddress else { return }
          index.set(group, key: row.key, position: row.position, free: free)
        }
        plain.set(row)
      case 6 where plain.rows.contains { $0.group == group }:
        index.remove(group)
        plain.remove(group)
      default:
        let demand = (0..<columns).map { _ in
          random.integer(in: crowd ? 600...770 : 0...most)
        }
        let key =
          random.below(2) == 0 ? -Double.infinity : Double(random.integer(in: 0...distinctKeys))
        let position = Int32(random.below(600))
        let divisor = Int32(1 + random.below(3))
        let accepts: (Int32) -> Bool = { $0 % divisor == 0 }
        let found = demand.withUnsafeBufferPointer { demand -> Int32? in
          guard let demand = demand.baseAddress else { return nil }
          var all: [Int32] = []
          index.forEach(covering: demand) { all.append($0) }
          let covering = plain.rows.filter { row in
            (0..<columns).allSatisfy { row.free[$0] >= demand[$0] }
          }
          #expect(all.sorted() == covering.map { Int32($0.group) }.sorted(), "step \(step)")
          return index.first(from: key, position, covering: demand, where: accepts)
        }
        let expected = plain.first(from: key, position, covering: demand, where: accepts)
        #expect(found == expected, "step \(step)")
      }
    }
  }

  @Test("Answers equal those of a sorted array", arguments: 1...6, [Int64(0), 3, 1_000_000])
  func matchesPlainIndex(columns: Int, distinctKeys: Int64) throws {
    for seed in 0..<UInt64(2) {
      for crowd in [false, true] {
        try run(
          columns: columns, distinctKeys: distinctKeys, crowd: crowd,
          startsHigh: seed.isMultiple(of: 2), seed: seed)
      }
    }
  }

  @Test("Weights are drawn where they lie")
  func weightTree() {
    var random = SeededGenerator(seed: 5)
    for size in 0..<40 {
      var weights = (0..<size).map { _ in random.below(4) }
      var tree = WeightTree(weights)
      for _ in 0..<30 {
        let element = random.below(weights.count + 1)
        let weight = random.below(5)
        if element == weights.count { weights.append(0) }
        weights[element] = weight
        tree.set(element, to: weight)
        let expected = weights.indices.flatMap { Array(repeating: $0, count: weights[$0]) }
        #expect(tree.total == expected.count)
        #expect((0..<tree.total).map { tree.element(at: $0) } == expected)
      }
    }
  }
}
