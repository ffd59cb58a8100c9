// SPDX-License-Identifier: Apache-2.0

/// How much names differ, to find what was meant.
enum NameDistance {
  /// How many characters have to be put in, taken out, replaced, or exchanged with their neighbour
  /// (the restricted distance of Damerau and Levenshtein).
  ///
  /// - Complexity: The product of the lengths.
  static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(
          row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, before[j - 2] + 1)
        }
        row.append(best)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }

  /// The names that are nearest to one, at most three, where they are near at all.
  static func nearest(_ name: String, of names: [String]) -> [String] {
    let limit = max(1, name.utf8.count / 3)
    let ranked = Set(names).map { other -> (Int, String) in
      let isPart = other.contains(name) || name.contains(other)
      return (isPart && !other.isEmpty ? 1 : distance(name, other), other)
    }
    return ranked.filter { $0.0 <= limit && $0.1 != name }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      .prefix(3).map(\.1)
  }
}
