// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@Suite("The seeded generator")
struct SeededGeneratorTests {
  static let published: [UInt64: [UInt64]] = [
    0: [
      0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F,
      0xF88B_B8A8_724C_81EC, 0x1B39_896A_51A8_749B,
    ],
    1_234_567: [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ],
  ]

  @Test("Its sequence is the published one of SplitMix64", arguments: [UInt64(0), 1_234_567])
  func sequence(_ seed: UInt64) throws {
    let expected = try #require(Self.published[seed])
    var random = SeededGenerator(seed: seed)
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  @Test(
    "Numbers below a bound are in range and spread evenly", arguments: [1, 2, 3, 7, 10, 64, 100])
  func uniform(_ bound: Int) {
    var random = SeededGenerator(seed: UInt64(bound))
    var seen = Array(repeating: 0, count: bound)
    let draws = 2_000 * bound
    for _ in 0..<draws {
      let number = random.below(bound)
      #expect((0..<bound).contains(number))
      seen[number] += 1
    }
    // Six standard deviations of a binomial count around its mean of 2,000.
    #expect(seen.allSatisfy { abs($0 - 2_000) <= 270 })
  }

  @Test("Bounds near the largest integer are met without bias towards the low half")
  func large() {
    var random = SeededGenerator(seed: 5)
    let bound = Int.max / 3 * 2
    let low = (0..<10_000).count { _ in random.below(bound) < bound / 2 }
    #expect((4_700...5_300).contains(low))
  }

  @Test("Ranges include both ends, and a shuffle loses nothing")
  func ranges() {
    var random = SeededGenerator(seed: 9)
    let drawn = Set((0..<500).map { _ in random.integer(in: -2...2) })
    #expect(drawn == [-2, -1, 0, 1, 2])
    var array = Array(0..<50)
    random.shuffle(&array)
    #expect(array != Array(0..<50))
    #expect(array.sorted() == Array(0..<50))
    #expect((0..<1000).allSatisfy { _ in (0..<1).contains(random.unit()) })
  }
}
