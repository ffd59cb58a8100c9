// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The best packings seen, whoever found them; their patterns can be combined into better ones.
struct SolutionPool: Sendable {
  private var members: [(value: Int64, packing: Packing)] = []

  /// The most packings it keeps.
  private static let most = 24

  /// Takes a packing in unless it is known, or the pool is full of better ones.
  ///
  /// Of packings that cost the same, those that came first stay.
  ///
  /// - Parameters:
  ///   - packing: The packing.
  ///   - value: What it costs.
  mutating func add(_ packing: Packing, value: Int64) {
    let position = members.firstIndex { $0.value > value } ?? members.count
    guard position < Self.most else { return }
    let isKnown = members[..<position].contains { $0.value == value && $0.packing == packing }
    guard !isKnown else { return }
    members.insert((value, packing), at: position)
    if members.count > Self.most { members.removeLast() }
  }

  /// What the packings cost, ascending.
  var values: [Int64] { members.map { $0.value } }

  /// The patterns of all packings, each once, those of the best packing first.
  var patterns: [Pattern] {
    var pool = PatternPool()
    for member in members {
      for pattern in member.packing.patterns {
        _ = pool.add(Pattern(binType: pattern.binType, contents: Array(pattern.contents)))
      }
    }
    return pool.patterns
  }
}
