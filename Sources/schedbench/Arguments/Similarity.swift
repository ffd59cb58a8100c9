// SPDX-License-Identifier: Apache-2.0

/// Finds the name that someone may have meant.
enum Similarity {
  /// The most similar candidate, or `nil` if none comes near; of equals the first.
  static func closest(to name: String, among candidates: [String]) -> String? {
    let scored = candidates.map { (name: $0, edits: edits(from: Array(name), to: Array($0))) }
    guard let best = scored.min(by: { $0.edits < $1.edits }),
      best.edits <= max(1, min(name.count, best.name.count) / 3)
    else {
      return candidates.first { !name.isEmpty && $0.hasPrefix(name) }
    }
    return best.name
  }

  /// How many characters have to be put in, left out, changed, or swapped with the next one.
  ///
  /// Damerau, "A technique for computer detection and correction of spelling errors", 1964.
  static func edits(from first: [Character], to second: [Character]) -> Int {
    var previous: [Int] = []
    var row = Array(0...second.count)
    for i in first.indices {
      var next = [i + 1]
      for j in second.indices {
        var edits = min(row[j + 1] + 1, next[j] + 1, row[j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          edits = min(edits, previous[j - 1] + 1)
        }
        next.append(edits)
      }
      (previous, row) = (row, next)
    }
    return row[second.count]
  }
}
