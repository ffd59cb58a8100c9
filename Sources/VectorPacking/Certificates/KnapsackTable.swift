// SPDX-License-Identifier: Apache-2.0

/// The best pattern for every free capacity, where the capacities are small enough to list them.
///
/// It always comes to an end, in a number of steps known beforehand, however many patterns nearly
/// reach the limit.
struct KnapsackTable<Value: FixedWidthInteger & SignedInteger & Sendable> {
  private static var mostCells: Int { 8_000_000 }
  private static var mostWork: Int { 8_000_000_000 }

  /// Some copies of a candidate that are taken together.
  private struct Part {
    var candidate: Int
    var copies: Int
    var worth: Value
    var demand: [Int]
  }

  private let pricing: PatternPricing
  private let sizes: [Int]
  private let parts: [Part]
  private let cells: Int

  /// How many cells are looked at.
  let work: Int

  /// Prepares the table, or gives `nil` where it would be too large.
  init?(_ pricing: PatternPricing, worth: [Value]) {
    var cells = 1
    for free in pricing.free {
      let (product, overflow) = cells.multipliedReportingOverflow(by: Int(free) + 1)
      if overflow || product > Self.mostCells { return nil }
      cells = product
    }
    var parts: [Part] = []
    for (index, candidate) in pricing.candidates.enumerated() where candidate.worth > 0 {
      var (left, chunk) = (candidate.most, 1)
      while left > 0 {
        let copies = min(chunk, left)
        parts.append(
          Part(
            candidate: index, copies: copies, worth: worth[index] * Value(copies),
            demand: candidate.demand.map { Int($0) * copies }))
        left -= copies
        chunk *= 2
      }
    }
    let (work, overflow) = cells.multipliedReportingOverflow(by: parts.count + 1)
    if overflow || work > Self.mostWork { return nil }
    self.pricing = pricing
    sizes = pricing.free.map { Int($0) + 1 }
    self.parts = parts
    self.cells = cells
    self.work = work
  }

  /// Whether the best pattern exceeds the limit, and which it is.
  ///
  /// - Complexity: O(`work`), and about three times that where it does.
  func answer(limit: Value, scale: Value) -> PatternPricing.Answer {
    let free = sizes.map { $0 - 1 }
    let best = Self.filled(with: parts[...], free: free)[cells - 1]
    guard best > limit else { return .none }
    var counts = Array(repeating: 0, count: pricing.candidates.count)
    for part in Self.best(of: parts[...], free: free) { counts[part.candidate] += part.copies }
    let contents = counts.indices.filter { counts[$0] > 0 }
      .map { ShapeCount(shape: pricing.candidates[$0].shape, count: counts[$0]) }
      .sorted { $0.rawShape < $1.rawShape }
    return .above(contents: contents, excess: Int128(best - limit) / Int128(scale))
  }

  /// For every amount up to what is free, the best that some parts bring; the first resource is
  /// the innermost.
  private static func filled(with parts: ArraySlice<Part>, free: [Int]) -> [Value] {
    let sizes = free.map { $0 + 1 }
    var strides: [Int] = []
    var cells = 1
    for size in sizes {
      strides.append(cells)
      cells *= size
    }
    var table = [Value](repeating: 0, count: cells)
    table.withUnsafeMutableBufferPointer { table in
      for part in parts { add(part, to: table, sizes: sizes, strides: strides) }
    }
    return table
  }

  /// The parts of a best pattern, by halves (Hirschberg, "A linear space algorithm for computing
  /// maximal common subsequences", 1975).
  private static func best(of parts: ArraySlice<Part>, free: [Int]) -> [Part] {
    guard parts.count > 1 else {
      return parts.filter { part in free.indices.allSatisfy { part.demand[$0] <= free[$0] } }
    }
    let middle = (parts.startIndex + parts.endIndex) / 2
    let first = filled(with: parts[..<middle], free: free)
    let second = filled(with: parts[middle...], free: free)
    var best = 0
    let last = first.count - 1
    for cell in first.indices
    where first[cell] + second[last - cell] > first[best] + second[last - best] {
      best = cell
    }
    var (rest, amounts) = (best, [Int]())
    for amount in free {
      amounts.append(rest % (amount + 1))
      rest /= amount + 1
    }
    return Self.best(of: parts[..<middle], free: amounts)
      + Self.best(of: parts[middle...], free: zip(free, amounts).map { $0 - $1 })
  }

  /// Lets every cell choose a part too, from the largest cell down.
  private static func add(
    _ part: Part, to table: UnsafeMutableBufferPointer<Value>, sizes: [Int], strides: [Int]
  ) {
    for index in sizes.indices where part.demand[index] >= sizes[index] { return }
    let offset = zip(part.demand, strides).reduce(0) { $0 + $1.0 * $1.1 }
    var amounts = sizes.map { $0 - 1 }
    while true {
      let base = (1..<sizes.count).reduce(0) { $0 + amounts[$1] * strides[$1] }
      for cell in stride(from: base + sizes[0] - 1, through: base + part.demand[0], by: -1) {
        table[cell] = max(table[cell], table[cell - offset] + part.worth)
      }
      var index = 1
      while index < sizes.count, amounts[index] == part.demand[index] {
        amounts[index] = sizes[index] - 1
        index += 1
      }
      if index == sizes.count { return }
      amounts[index] -= 1
    }
  }
}
