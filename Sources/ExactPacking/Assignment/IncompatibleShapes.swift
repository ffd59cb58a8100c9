// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Shapes of which no two items can share a bin.
enum IncompatibleShapes {
  /// A large set of them, found greedily from several orders; all items of each shape count.
  ///
  /// - Complexity: O(resources × shapes² × bin types × resources).
  static func largestFound(among shapes: [Int], in problem: PackingProblem) -> [Int] {
    let types = problem.binTypes.indices.filter { problem.binTypes[$0].available != 0 }
    let alone = shapes.filter { shape in
      problem.count(of: shape) == 1
        || types.allSatisfy { problem.copies(of: shape, inEmpty: $0) <= 1 }
    }
    guard alone.count <= 2_000 else { return [] }
    var orders = [ShapeOrder.decreasing(problem).filter(Set(alone).contains)]
    for resource in problem.resources.indices {
      orders.append(
        alone.sorted {
          (-problem.demand(of: $0, in: resource), $0) < (-problem.demand(of: $1, in: resource), $1)
        })
    }
    orders.append(alone.sorted { (smallestShare($0), $1) > (smallestShare($1), $0) })
    func smallestShare(_ shape: Int) -> Double {
      // The smallest share of a capacity: shapes large in every resource come first.
      problem.resources.indices.reduce(1.0) { least, resource in
        let capacity = types.map { problem.binTypes[$0].free[resource] }.max() ?? 0
        let need = problem.demand(of: shape, in: resource)
        return capacity > 0 ? min(least, Double(need) / Double(capacity)) : least
      }
    }
    var best: [Int] = []
    var most = 0
    for order in orders {
      var clique: [Int] = []
      for shape in order
      where clique.allSatisfy({ !fitTogether($0, shape, types: types, in: problem) }) {
        clique.append(shape)
      }
      let items = clique.reduce(0) { $0 + problem.count(of: $1) }
      if items > most { (best, most) = (clique, items) }
    }
    return best
  }

  private static func fitTogether(
    _ first: Int, _ second: Int, types: [Int], in problem: PackingProblem
  ) -> Bool {
    if problem.conflicts(of: first).contains(Int32(second)) { return false }
    return types.contains { type in
      problem.isCompatible(first, with: type) && problem.isCompatible(second, with: type)
        && problem.resources.indices.allSatisfy {
          let bin = problem.binTypes[type]
          return problem.demand(of: first, in: $0) + problem.demand(of: second, in: $0)
            <= bin.capacity[$0] - bin.load[$0]
        }
    }
  }
}
