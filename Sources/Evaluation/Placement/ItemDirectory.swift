// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Finds the single items of a shape, in the order in which they arrive, and their names.
struct ItemDirectory: Sendable {
  private let problem: PackingProblem
  private let names: ItemNames
  /// Where the runs of each shape start in `runs`.
  private let offsets: [Int]
  /// The runs of arrivals by shape: how many items of the shape come before, and which item of
  /// all is the first.
  private let runs: [(before: Int32, first: Int32)]

  /// Sorts the arrivals by shape.
  ///
  /// - Complexity: O(shapes + arrivals), however many items arrive at a time.
  init(_ input: ComparisonInput) {
    problem = input.problem
    names = input.itemNames
    var offsets = Array(repeating: 0, count: problem.shapeCount + 1)
    for arrival in problem.arrivals { offsets[arrival.shape + 1] += 1 }
    for shape in problem.shapes { offsets[shape + 1] += offsets[shape] }
    self.offsets = offsets
    var cursors = offsets
    var seen = Array(repeating: Int32(0), count: problem.shapeCount)
    var runs = Array(repeating: (before: Int32(0), first: Int32(0)), count: problem.arrivals.count)
    var number: Int32 = 0
    for arrival in problem.arrivals {
      let shape = arrival.shape
      runs[cursors[shape]] = (seen[shape], number)
      cursors[shape] += 1
      seen[shape] += Int32(arrival.count)
      number += Int32(arrival.count)
    }
    self.runs = runs
  }

  /// The position in the order of arrival of a shape's item.
  ///
  /// - Complexity: O(log arrivals of the shape).
  func item(_ index: Int, of shape: Int) -> Int {
    var (low, high) = (offsets[shape], offsets[shape + 1] - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(runs[middle].before) <= index { low = middle } else { high = middle - 1 }
    }
    return Int(runs[low].first) + index - Int(runs[low].before)
  }

  /// The name of a shape's item: its own, or the shape's with a running number.
  func name(_ index: Int, of shape: Int) -> String {
    let item = item(index, of: shape)
    if item < names.count {
      let name = names[item]
      if !name.isEmpty { return name }
    }
    let name = problem.name(of: shape)
    return problem.count(of: shape) == 1 ? name : "\(name)-\(index + 1)"
  }
}
