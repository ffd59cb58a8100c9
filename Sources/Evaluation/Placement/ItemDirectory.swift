// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Finds the single items of a shape, in the order in which they arrive, and their names.
struct ItemDirectory: Sendable {
  private let problem: PackingProblem
  private let names: [String]
  private let offsets: [Int]
  private let items: [Int32]

  /// Sorts the items by shape.
  ///
  /// - Complexity: O(shapes + items).
  init(_ input: ComparisonInput) {
    problem = input.problem
    names = input.itemNames
    var offsets = [0]
    offsets.reserveCapacity(problem.shapeCount + 1)
    for shape in problem.shapes { offsets.append(offsets[shape] + problem.count(of: shape)) }
    self.offsets = offsets
    var cursors = offsets
    var items = Array(repeating: Int32(0), count: problem.itemCount)
    var number: Int32 = 0
    for arrival in problem.arrivals {
      for _ in 0..<arrival.count {
        items[cursors[arrival.shape]] = number
        cursors[arrival.shape] += 1
        number += 1
      }
    }
    self.items = items
  }

  /// The position in the order of arrival of a shape's item.
  func item(_ index: Int, of shape: Int) -> Int {
    Int(items[offsets[shape] + index])
  }

  /// The name of a shape's item: its own, or the shape's with a running number.
  func name(_ index: Int, of shape: Int) -> String {
    let item = item(index, of: shape)
    if item < names.count, !names[item].isEmpty { return names[item] }
    let name = problem.name(of: shape)
    return problem.count(of: shape) == 1 ? name : "\(name)-\(index + 1)"
  }
}
