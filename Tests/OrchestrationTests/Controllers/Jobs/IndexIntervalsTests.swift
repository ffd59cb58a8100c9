// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Orchestration

@Suite struct IndexIntervalsTests {
  @Test(arguments: [
    ([], ""), ([0], "0"), ([0, 1], "0,1"), ([0, 1, 2], "0-2"), ([3, 1, 7, 2], "1-3,7"),
    ([5, 6, 8, 9, 10], "5,6,8-10"),
  ])
  func indexesAreWrittenAsIntervals(_ indexes: [Int], _ text: String) {
    #expect(IndexIntervals(indexes).description == text)
    #expect(IndexIntervals(text, below: 100) == IndexIntervals(indexes))
  }

  @Test(arguments: [
    ("0-9", 5, "0-4"), ("0,7", 5, "0"), ("x,3", 5, "3"), ("3-x,4", 5, "4"), ("4-2,1", 5, "1"),
    ("1,2,3", 5, "1-3"), ("-1", 5, ""),
  ])
  func oddTextIsReadAsFarAsItGoes(_ text: String, _ completions: Int, _ expected: String) {
    #expect(IndexIntervals(text, below: completions).description == expected)
  }

  @Test(arguments: 1...50)
  func setsAgree(_ seed: UInt64) {
    var random = TestRandom(seed: seed)
    var sets: [Set<Int>] = [[], []]
    for _ in 0..<random.below(30) { sets[random.below(2)].insert(random.below(25)) }
    let (left, right) = (IndexIntervals(sets[0]), IndexIntervals(sets[1]))
    #expect(left.count == sets[0].count)
    #expect(left.merged(with: right) == IndexIntervals(sets[0].union(sets[1])))
    #expect(left.overlap(with: right) == sets[0].intersection(sets[1]).count)
    for index in 0..<26 { #expect(left.contains(index) == sets[0].contains(index)) }
    let count = random.below(10)
    let missing = (0..<20).filter { !sets[0].contains($0) }.prefix(count)
    #expect(left.firstMissing(count, below: 20) == Array(missing))
  }
}
