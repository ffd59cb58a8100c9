// SPDX-License-Identifier: Apache-2.0

/// What items can use of one resource at most, given how much of it is free.
///
/// Items are in a fixed order, and asked for are sums of items from some place on, each taken as
/// often as a bin may hold it. Where the amounts are small, a set of bits per place knows all sums;
/// otherwise only the sum of everything is known.
struct ReachableSums: Sendable {
  /// For each place, the sum of all items from there on, no more than the capacity.
  private var totals: [Int64]
  /// For each place, one bit per amount; empty where amounts are large.
  private var bits: [UInt64] = []
  private var words = 0

  /// The most words all sets of one resource may take.
  static let mostWords = 2_000_000

  /// - Complexity: O(items × capacity / 64 × log(most)) or O(items).
  init(sizes: [Int64], most: [Int32], capacity: Int64) {
    totals = Array(repeating: 0, count: sizes.count + 1)
    for place in sizes.indices.reversed() {
      let sum = Int128(totals[place + 1]) + Int128(sizes[place]) * Int128(most[place])
      totals[place] = Int64(min(sum, Int128(capacity)))
    }
    guard capacity < Int64(Self.mostWords) * 64 / Int64(sizes.count + 1) else { return }
    words = Int(capacity) / 64 + 1
    bits = Array(repeating: 0, count: words * (sizes.count + 1))
    bits[words * sizes.count] = 1
    for place in sizes.indices.reversed() {
      for word in 0..<words { bits[words * place + word] = bits[words * (place + 1) + word] }
      var left = Int64(most[place])
      var part: Int64 = 1
      while left > 0, sizes[place] > 0 {
        let taken = min(part, left)
        let (shift, overflow) = taken.multipliedReportingOverflow(by: sizes[place])
        if overflow || shift > capacity { break }
        add(shift: Int(shift), at: place)
        left -= taken
        part *= 2
      }
    }
  }

  /// Adds all sums that are larger by some amount.
  private mutating func add(shift: Int, at place: Int) {
    let (whole, rest) = (shift / 64, UInt64(shift % 64))
    let start = words * place
    for word in stride(from: words - 1, through: whole, by: -1) {
      var moved = bits[start + word - whole] << rest
      if rest > 0, word > whole { moved |= bits[start + word - whole - 1] >> (64 - rest) }
      bits[start + word] |= moved
    }
  }

  /// The largest sum of items from a place on that is no more than what is free.
  func largest(atMost free: Int64, from place: Int) -> Int64 {
    let free = min(free, totals[place])
    guard words > 0 else { return free }
    var word = Int(free) / 64
    var set = bits[words * place + word] & (UInt64.max >> UInt64(63 - Int(free) % 64))
    while set == 0, word > 0 {
      word -= 1
      set = bits[words * place + word]
    }
    return Int64(word * 64 + 63 - set.leadingZeroBitCount)
  }
}
