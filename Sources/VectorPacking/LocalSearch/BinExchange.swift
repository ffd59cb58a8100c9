// SPDX-License-Identifier: Apache-2.0

/// Exchanges bins for cheaper types that hold the same.
struct BinExchange {
  private let problem: PackingProblem
  private let byCost: [Int]

  init(_ problem: PackingProblem) {
    self.problem = problem
    byCost = problem.binTypes.indices.sorted {
      (problem.binTypes[$0].cost, $0) < (problem.binTypes[$1].cost, $1)
    }
  }

  /// The packing with each bin of the cheapest type that is left and takes its items.
  func applied(to packing: Packing) -> Packing {
    guard problem.binTypes.count > 1 else { return packing }
    var left = problem.binTypes.map { $0.available ?? .max }
    for pattern in packing.patterns where left[pattern.binType] != .max {
      left[pattern.binType] -= pattern.count
    }
    var builder = Packing.Builder()
    for pattern in packing.patterns {
      var remaining = pattern.count
      for type in byCost where remaining > 0 {
        guard problem.binTypes[type].cost < problem.binTypes[pattern.binType].cost else { break }
        guard left[type] > 0, holds(pattern, type) else { continue }
        let count = min(remaining, left[type])
        builder.add(binType: type, count: count, contents: pattern.contents)
        if left[type] != .max { left[type] -= count }
        if left[pattern.binType] != .max { left[pattern.binType] += count }
        remaining -= count
      }
      builder.add(binType: pattern.binType, count: remaining, contents: pattern.contents)
    }
    return builder.build(for: problem)
  }

  /// Whether an empty bin of a type takes all items of a pattern.
  private func holds(_ pattern: Packing.Pattern, _ type: Int) -> Bool {
    var bins = OpenBins(problem)
    let group = bins.open(type: type, count: 1)
    for entry in pattern.contents {
      guard bins.room(in: group, for: entry.shape) >= entry.count else { return false }
      bins.place(entry.shape, copies: entry.count, bins: 1, in: group)
    }
    return true
  }
}
