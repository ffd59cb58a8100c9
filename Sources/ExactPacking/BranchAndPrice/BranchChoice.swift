// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Which decision splits a node: a count of bins that the linear program has as a fraction.
///
/// In this order of preference: how many bins of a type; whether two single items are together
/// (Ryan and Foster); how many bins hold at least so many of one shape, or of two; how many
/// hold at least a whole pattern. The last always exists where the solution is fractional
/// (Vanderbeck, "On Dantzig–Wolfe decomposition in integer programming and ways to perform
/// branching in a branch-and-price algorithm", 2000).
struct BranchChoice {
  /// The count, what the linear program says it is, and whether it is a pair of single items.
  struct Candidate {
    var count: BoundProof.BinCount
    var value: Double
    var isPair: Bool

    /// How far the value is from a whole number.
    var fraction: Double { value - value.rounded(.down) }
  }

  private let model: CoverModel
  private let columns: [(pattern: Pattern, value: Double)]
  private let items: PatternItems

  /// The fraction that is split best.
  private let aim: Double

  init(_ master: MasterProblem, items: PatternItems, aim: Double = 0.6) {
    self.aim = aim
    model = master.model
    self.items = items
    columns = (0..<master.pool.count).compactMap {
      let value = master.value(of: $0)
      return value > 1e-7 ? (master.pool[$0], value) : nil
    }
  }

  /// Whether all columns have whole values.
  var isWhole: Bool { columns.allSatisfy { abs($0.value - $0.value.rounded()) < 1e-6 } }

  /// The patterns and how often each is used, where all values are whole.
  var patterns: [(pattern: Pattern, count: Int)] {
    columns.map { ($0.pattern, Int($0.value.rounded())) }
  }

  /// The count to branch on, or `nil` where the solution is whole.
  func choose() -> Candidate? {
    if let type = typeCandidate() { return type }
    if let pair = best(pairs()) { return pair }
    if let shapes = best(thresholds()) { return shapes }
    return patternCandidate()
  }

  private static let least = 1e-5

  private func best(_ candidates: [Candidate]) -> Candidate? {
    var best: (distance: Double, candidate: Candidate)?
    for candidate in candidates {
      let fraction = candidate.fraction
      guard fraction > Self.least, fraction < 1 - Self.least else { continue }
      let distance = abs(fraction - aim)
      if distance < best?.distance ?? .infinity { best = (distance, candidate) }
    }
    return best?.candidate
  }

  private func typeCandidate() -> Candidate? {
    guard model.types.count > 1 else { return nil }
    var used: [Int: Double] = [:]
    for column in columns { used[column.pattern.binType, default: 0] += column.value }
    let candidates = model.types.map {
      Candidate(
        count: .init(binTypes: [$0], atLeast: []), value: used[$0] ?? 0, isPair: false)
    }
    return best(candidates)
  }

  /// Pairs of items that exist once.
  private func pairs() -> [Candidate] {
    var item = Array(repeating: -1, count: model.problem.shapeCount)
    for (index, entry) in items.items.enumerated() where entry.count == 1 {
      for shape in entry.members { item[shape] = index }
    }
    var together: [[Int]: Double] = [:]
    for column in columns {
      let held = Array(
        Set(
          column.pattern.contents.compactMap {
            item[$0.shape] >= 0 ? item[$0.shape] : nil
          })
      ).sorted()
      for first in held.indices {
        for second in held[(first + 1)...] {
          together[[held[first], second], default: 0] += column.value
        }
      }
    }
    return together.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, value in
      let shapes = key.map { items.items[$0].members[0] }.sorted()
      return Candidate(
        count: .init(atLeast: shapes.map { ShapeCount(shape: $0, count: 1) }), value: value,
        isPair: true)
    }
  }

  /// At least so many of one shape, or of two shapes.
  private func thresholds() -> [Candidate] {
    var values: [[Int32]: Double] = [:]
    for column in columns {
      let contents = column.pattern.contents
      for (index, entry) in contents.enumerated() {
        for amount in 1...min(entry.rawCount, 8) {
          values[[entry.rawShape, amount], default: 0] += column.value
          guard contents.count <= 12 else { continue }
          for other in contents[(index + 1)...] {
            for second in 1...min(other.rawCount, 4) {
              values[[entry.rawShape, amount, other.rawShape, second], default: 0] += column.value
            }
          }
        }
      }
    }
    return values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, value in
      let atLeast = stride(from: 0, to: key.count, by: 2).map {
        ShapeCount(shape: Int(key[$0]), count: Int(key[$0 + 1]))
      }
      return Candidate(count: .init(atLeast: atLeast), value: value, isPair: false)
    }
  }

  /// At least a whole pattern: one that is fractional and that no other fractional one contains.
  private func patternCandidate() -> Candidate? {
    let fractional = columns.filter {
      let part = $0.value - $0.value.rounded(.down)
      return part > Self.least && part < 1 - Self.least
    }
    for column in fractional {
      let count = BoundProof.BinCount(
        binTypes: [column.pattern.binType], atLeast: column.pattern.contents)
      let value = columns.reduce(0.0) { $0 + (count.counts($1.pattern) ? $1.value : 0) }
      let candidate = Candidate(count: count, value: value, isPair: false)
      if candidate.fraction > Self.least, candidate.fraction < 1 - Self.least { return candidate }
    }
    return nil
  }
}
