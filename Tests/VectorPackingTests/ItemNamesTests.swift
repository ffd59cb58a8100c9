// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@Suite("Names of items")
struct ItemNamesTests {
  @Test("equal what a list of all names holds", arguments: 1...20 as ClosedRange<UInt64>)
  func reference(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var names = ItemNames()
    var plain: [String] = []
    for row in 0..<generator.below(12) {
      let count = 1 + generator.below(2) * generator.below(6)
      names.append("row\(row)", count: count)
      plain += count == 1 ? ["row\(row)"] : (0..<count).map { "row\(row)-\($0)" }
    }
    #expect(Array(names) == plain)
    #expect(names.isEmpty == plain.isEmpty)
    for start in 0...plain.count {
      for end in start...plain.count {
        let runs = names.runs(in: start..<end)
        let again = runs.flatMap { name, count in
          count == 1 ? [name] : (0..<count).map { "\(name)-\($0)" }
        }
        #expect(again == Array(plain[start..<end]))
      }
    }
  }

  @Test("are equal if all items have equal names")
  func equality() {
    var row = ItemNames()
    row.append("a", count: 2)
    #expect(row == ["a-0", "a-1"])
    #expect(row != ["a-0", "a-2"])
    #expect(row != ["a-0"])
    #expect(row.runs(in: 0..<2).map(\.count) == [2])
    #expect(row.runs(in: 1..<2).map(\.name) == ["a-1"])
  }
}
