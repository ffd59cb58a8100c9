// SPDX-License-Identifier: Apache-2.0

/// Distinct rows of numbers, numbered in the order in which they come.
struct StateTable: Sendable {
  private let width: Int
  private var rows: [Int64] = []
  /// Numbers of rows by hash, with linear probing; -1 where free.
  private var slots: [Int32] = Array(repeating: -1, count: 1_024)

  /// How many rows there are.
  private(set) var count = 0

  init(width: Int) {
    self.width = width
  }

  /// One value of a row.
  subscript(row: Int, column: Int) -> Int64 { rows[row * width + column] }

  /// The number of a row, which is the count so far if it is new.
  mutating func insert(_ row: [Int64]) -> Int {
    var slot = Self.hash(row) & (slots.count - 1)
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if holds(row, at: known) { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(count)
    rows += row
    count += 1
    if count * 2 > slots.count { grow() }
    return count - 1
  }

  private func holds(_ row: [Int64], at known: Int) -> Bool {
    let start = known * width
    for column in 0..<width where rows[start + column] != row[column] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 4)
    for row in 0..<count {
      var slot = Self.hash(rows[row * width..<(row + 1) * width]) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(row)
    }
  }

  /// The same in every run, unlike that of the standard library.
  private static func hash(_ row: some Sequence<Int64>) -> Int {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for value in row {
      hash = (hash ^ UInt64(bitPattern: value)) &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash >> 1)
  }
}
