// SPDX-License-Identifier: Apache-2.0

/// A set of small numbers as a row of bits.
package struct BitRow: Hashable, Sendable {
  /// How many numbers there are, from 0 on.
  package let count: Int
  package private(set) var words: [UInt64]

  /// Creates an empty set.
  package init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  package subscript(index: Int) -> Bool { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }

  /// How many numbers are in the set.
  package var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  package mutating func insert(_ index: Int) {
    words[index >> 6] |= 1 << UInt64(index & 63)
  }

  package mutating func remove(_ index: Int) {
    words[index >> 6] &= ~(1 << UInt64(index & 63))
  }

  package func union(_ other: BitRow) -> BitRow {
    var result = self
    for word in words.indices { result.words[word] |= other.words[word] }
    return result
  }

  package func intersection(_ other: BitRow) -> BitRow {
    var result = self
    for word in words.indices { result.words[word] &= other.words[word] }
    return result
  }

  package func isSubset(of other: BitRow) -> Bool {
    zip(words, other.words).allSatisfy { $0 & ~$1 == 0 }
  }

  package func isDisjoint(with other: BitRow) -> Bool {
    zip(words, other.words).allSatisfy { $0 & $1 == 0 }
  }

  /// The smallest number in the set.
  package var first: Int? {
    for word in words.indices where words[word] != 0 {
      return word << 6 + words[word].trailingZeroBitCount
    }
    return nil
  }

  package func subtracting(_ other: BitRow) -> BitRow {
    var result = self
    for word in words.indices { result.words[word] &= ~other.words[word] }
    return result
  }
}
