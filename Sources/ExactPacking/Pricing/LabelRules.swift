// SPDX-License-Identifier: Apache-2.0

/// What labels keep in mind of conflicts and rows: marks, one bit each.
///
/// A mark says that a label may not take an item any more, that it cannot meet a row any more
/// which is worth something, or that it is about to meet one which costs something. So a mark is
/// never of advantage: of two labels that leave as much and are worth as much, one is no worse
/// than the other whose marks include its own. Marks about nothing to come are wiped.
struct LabelRules: Sendable {
  /// How many words the marks of a label take.
  private(set) var words = 0
  /// What rows are worth together that can be met and are worth something.
  private(set) var potential: Int64 = 0
  /// For each place the bit of its item; -1 where nothing before it can forbid it.
  private var bits: [Int] = []
  /// Row-major over words: the marks that an item sets, by place.
  private var forbidden: [UInt64] = []
  /// Row-major over words: the marks that concern what comes from a place on.
  private var relevant: [UInt64] = []
  /// For each place the rows that look at it; empty where there are none.
  private var effects: [[Effect]] = []

  /// How a row looks at one item.
  private struct Effect {
    /// The row's bit; -1 where it looks at no other item.
    var bit: Int
    /// The copies it takes.
    var amount: Int32
    var isFirst: Bool
    var isLast: Bool
    var value: Int64
  }

  /// No rules.
  init() {}

  /// - Parameters:
  ///   - order: The items in the order of the search.
  ///   - knapsack: The pricing problem.
  ///   - rows: Rules that look at which items are present.
  init(_ order: SearchOrder, of knapsack: PatternKnapsack, rows: [PricedRow]) {
    let count = order.count
    var bitCount = 0
    bits = Array(repeating: -1, count: count)
    var later: [[Int]] = []
    if !knapsack.conflicts.isEmpty {
      later = Self.laterConflicts(order, of: knapsack)
      for place in later.joined() where bits[place] < 0 {
        bits[place] = bitCount
        bitCount += 1
      }
    }
    var lastPlace: [(bit: Int, place: Int)] = []
    if !rows.isEmpty {
      effects = Array(repeating: [], count: count)
      var placeOfItem: [Int: Int] = [:]
      for (place, index) in order.items.enumerated() { placeOfItem[knapsack.items[index]] = place }
      for row in rows {
        guard let entries = Self.entries(of: row, placeOfItem, most: order.most),
          let last = entries.last
        else { continue }
        let bit = entries.count > 1 ? bitCount : -1
        if bit >= 0 {
          lastPlace.append((bit, last.place))
          bitCount += 1
        }
        for (index, entry) in entries.enumerated() {
          effects[entry.place].append(
            Effect(
              bit: bit, amount: entry.amount, isFirst: index == 0,
              isLast: index == entries.count - 1, value: row.value))
        }
        potential += max(0, row.value)
      }
    }
    guard bitCount > 0 else { return }
    words = (bitCount + 63) / 64
    forbidden = Array(repeating: 0, count: count * words)
    relevant = Array(repeating: 0, count: (count + 1) * words)
    for (place, others) in later.enumerated() {
      for other in others {
        forbidden[place * words + bits[other] >> 6] |= 1 << UInt64(bits[other] & 63)
      }
    }
    for place in 0..<count where bits[place] >= 0 { show(bits[place], upTo: place) }
    for (bit, place) in lastPlace { show(bit, upTo: place) }
  }

  /// Makes a bit concern everything up to a place.
  private mutating func show(_ bit: Int, upTo last: Int) {
    for place in 0...last { relevant[place * words + bit >> 6] |= 1 << UInt64(bit & 63) }
  }

  /// For each place the later ones whose items may not meet its item.
  private static func laterConflicts(
    _ order: SearchOrder, of knapsack: PatternKnapsack
  ) -> [[Int]] {
    var places = Array(repeating: -1, count: knapsack.count)
    for (place, index) in order.items.enumerated() { places[index] = place }
    return order.items.enumerated().map { place, index in
      knapsack.conflicts[index].compactMap { places[Int($0)] > place ? places[Int($0)] : nil }
    }
  }

  /// The places a row looks at in their order, and the copies it takes; `nil` where it is never
  /// met.
  private static func entries(
    of row: PricedRow, _ placeOfItem: [Int: Int], most: [Int32]
  ) -> [(place: Int, amount: Int32)]? {
    guard case .allPresent(let list) = row.measure else { return nil }
    var amounts: [Int: Int32] = [:]
    for entry in list {
      guard let place = placeOfItem[entry.item], most[place] >= entry.atLeast else { return nil }
      amounts[place] = max(amounts[place] ?? 0, entry.atLeast)
    }
    return amounts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether labels can be forbidden to take the item at a place.
  func canForbid(_ place: Int) -> Bool { bits[place] >= 0 }

  /// Whether a label may not take the item at a place, which labels can be forbidden to.
  @inline(__always)
  func forbids(_ place: Int, _ marks: UnsafePointer<UInt64>) -> Bool {
    marks[bits[place] >> 6] >> UInt64(bits[place] & 63) & 1 != 0
  }

  /// Whether rows look at a place.
  func hasRows(_ place: Int) -> Bool { !effects.isEmpty && !effects[place].isEmpty }

  /// The copies from which on rows look at an item differently.
  func amounts(_ place: Int) -> [Int32] { effects.isEmpty ? [] : effects[place].map { $0.amount } }

  /// What rows bring when a label takes copies of an item, and how what they can still bring
  /// changes.
  func change(
    _ place: Int, _ copies: Int32, _ marks: UnsafePointer<UInt64>
  ) -> (gain: Int64, potential: Int64) {
    var change: (gain: Int64, potential: Int64) = (0, 0)
    for effect in effects[place] where isOpen(effect, marks) {
      let isMet = copies >= effect.amount
      if isMet, effect.isLast { change.gain += effect.value }
      if effect.value > 0, effect.isLast || !isMet { change.potential -= effect.value }
    }
    return change
  }

  /// Whether a label still can meet a row.
  private func isOpen(_ effect: Effect, _ marks: UnsafePointer<UInt64>) -> Bool {
    if effect.isFirst { return true }
    let isMarked = marks[effect.bit >> 6] >> UInt64(effect.bit & 63) & 1 != 0
    return isMarked == (effect.value < 0)
  }

  /// The marks of a label that has taken copies of an item.
  func mark(
    _ place: Int, _ copies: Int32, _ marks: UnsafePointer<UInt64>,
    into result: UnsafeMutablePointer<UInt64>
  ) {
    for word in 0..<words {
      result[word] =
        (marks[word] | (copies > 0 ? forbidden[place * words + word] : 0))
    }
    if hasRows(place) {
      for effect in effects[place] where !effect.isLast {
        let bit: UInt64 = 1 << UInt64(effect.bit & 63)
        let isMet = isOpen(effect, marks) && copies >= effect.amount
        if isMet == (effect.value < 0) {
          result[effect.bit >> 6] |= bit
        } else {
          result[effect.bit >> 6] &= ~bit
        }
      }
    }
    for word in 0..<words { result[word] &= relevant[(place + 1) * words + word] }
  }
}
