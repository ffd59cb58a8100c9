// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Fills what a node has free with more items of an input's shapes, to see what stays over.
///
/// Shapes are tried from the largest to the smallest, each as often as it fits. Of inputs with
/// very many shapes a sample evenly spread over their sizes stands for all. Devices and conflicts
/// among the added items do not count: the result is drawn, no decision hangs on it.
struct NodeFiller: Sendable {
  private let problem: PackingProblem
  private let shapes: [Int]

  /// The most shapes that are tried on one node.
  static let mostShapes = 128

  /// Chooses the shapes to try.
  ///
  /// - Complexity: O(shapes × resources + shapes log shapes).
  init(_ problem: PackingProblem) {
    self.problem = problem
    let largest = problem.resources.indices.map { resource in
      problem.binTypes.reduce(Int64(0)) { max($0, $1.capacity[resource]) }
    }
    let sized = problem.shapes.map { shape in
      var size = 0.0
      for resource in largest.indices where largest[resource] > 0 {
        size += Double(problem.demand(of: shape, in: resource)) / Double(largest[resource])
      }
      return (shape: shape, size: size)
    }
    let ordered = sized.filter { $0.size > 0 }.sorted {
      ($1.size, $0.shape) < ($0.size, $1.shape)
    }
    let taken = min(NodeFiller.mostShapes, ordered.count)
    shapes = (0..<taken).map { index in
      ordered[taken == 1 ? 0 : index * (ordered.count - 1) / (taken - 1)].shape
    }
  }

  /// What is left of the free amounts once no more of the shapes fit.
  func stranded(_ free: [Int64], pattern: Packing.Pattern) -> [Int64] {
    var left = free
    for shape in shapes where problem.isCompatible(shape, with: pattern.binType) {
      var copies = Int64(problem.perBinLimit(of: shape) ?? .max)
      if copies < .max || !problem.conflicts(of: shape).isEmpty {
        copies -= present(shape, in: pattern)
      }
      for resource in left.indices {
        let need = problem.demand(of: shape, in: resource)
        if need > 0 { copies = min(copies, left[resource] / need) }
      }
      guard copies > 0 else { continue }
      for resource in left.indices {
        left[resource] -= problem.demand(of: shape, in: resource) * copies
      }
    }
    return left
  }

  /// How many items of a shape a pattern holds; as many as can be where a conflict forbids more.
  private func present(_ shape: Int, in pattern: Packing.Pattern) -> Int64 {
    let conflicts = problem.conflicts(of: shape)
    var count: Int64 = 0
    for entry in pattern.contents {
      if entry.shape == shape { count = Int64(entry.count) }
      if conflicts.contains(Int32(entry.shape)) { return .max }
    }
    return count
  }
}
