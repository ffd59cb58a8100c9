// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// First fit over shapes, largest first; new bins of the cheapest type that takes the item.
///
/// It completes what an exact method has packed in part.
struct FirstFit {
  let problem: PackingProblem

  init(_ problem: PackingProblem) {
    self.problem = problem
  }

  /// Packs all items that some bins do not hold yet, into those bins and new ones.
  func pack(into partial: [OpenBin] = []) -> Packing {
    var bins = partial
    var used = Array(repeating: 0, count: problem.binTypes.count)
    var left = problem.shapes.map { problem.count(of: $0) }
    for bin in bins {
      used[bin.type] += 1
      for (shape, count) in bin.contents { left[shape] -= count }
    }
    for shape in ShapeOrder.decreasing(problem) {
      var first = 0
      for _ in 0..<max(0, left[shape]) {
        // A bin that refused this shape once refuses it again.
        while first < bins.count, !bins[first].accepts(shape) { first += 1 }
        if first == bins.count {
          guard let type = cheapestType(for: shape, used: used) else { break }
          used[type] += 1
          bins.append(OpenBin(problem, type: type))
        }
        bins[first].add(shape)
      }
    }
    return OpenBin.packing(of: bins, in: problem)
  }

  private func cheapestType(for shape: Int, used: [Int]) -> Int? {
    problem.usableBinTypes(for: shape)
      .filter { used[$0] < problem.binTypes[$0].available ?? .max }
      .min {
        let (left, right) = (problem.binTypes[$0], problem.binTypes[$1])
        return (left.cost, -problem.copies(of: shape, inEmpty: $0), $0)
          < (right.cost, -problem.copies(of: shape, inEmpty: $1), $1)
      }
  }
}
