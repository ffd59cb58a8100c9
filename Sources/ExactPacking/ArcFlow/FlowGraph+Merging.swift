// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension FlowGraph {
  /// The graph in which nodes with the same longest way to the sink, in every resource, are one.
  ///
  /// This is the last compression of Brandão and Pedroso, with ways to the sink in place of ways
  /// from the source, so that it serves several bin types at once. Along every arc the label
  /// falls by what goes in at least, so every way still fits into its bin. There are more ways
  /// than before, though: some hold more copies of a shape than there are items, which weakens the
  /// relaxation only, but some may break rules other than amounts.
  ///
  /// - Parameters:
  ///   - model: What the patterns are of.
  ///   - shouldStop: Asked now and then; true ends it.
  /// - Returns: `nil` where that would be so.
  /// - Complexity: O(arcs × resources), and for each shape that not all bin types take without
  ///   limit O(arcs).
  func merged(_ model: CoverModel, shouldStop: () -> Bool = { false }) -> FlowGraph? {
    let problem = model.problem
    guard !problem.hasDevices, model.shapes.allSatisfy({ problem.conflicts(of: $0).isEmpty }) else {
      return nil
    }
    let width = problem.resources.count
    let demands = model.shapes.map { Array(problem.demand(of: $0)) }
    guard demands.allSatisfy({ $0.contains { $0 > 0 } }) else { return nil }
    let out = arcsOut
    var labels = Array(repeating: Array(repeating: Int64(0), count: width), count: nodeCount)
    var numbers: [[Int64]: Int32] = [labels[Int(Self.sink)]: Self.sink]
    var merged = Array(repeating: Self.sink, count: nodeCount)
    merged[Int(Self.source)] = Self.source
    for (step, node) in order.reversed().enumerated()
    where node != Self.source && node != Self.sink {
      if step % 1_024 == 0, shouldStop() { return nil }
      for arc in out[Int(node)] {
        for resource in 0..<width {
          let way = arcs[arc].rows.reduce(labels[Int(arcs[arc].head)][resource]) {
            $0 + demands[Int($1)][resource]
          }
          labels[Int(node)][resource] = max(labels[Int(node)][resource], way)
        }
      }
      let number = numbers[labels[Int(node)]] ?? Int32(numbers.count + 1)
      numbers[labels[Int(node)]] = number
      merged[Int(node)] = number
    }
    let graph = FlowGraph(
      arcs.compactMap { arc in
        let (tail, head) = (merged[Int(arc.tail)], merged[Int(arc.head)])
        return tail == head ? nil : Arc(tail: tail, head: head, type: arc.type, rows: arc.rows)
      })
    return graph.keepsLimits(of: model) ? graph : nil
  }

  /// Whether no way holds a shape that its bin type does not take, or more of it than a bin may.
  private func keepsLimits(of model: CoverModel) -> Bool {
    let problem = model.problem
    var worth = Array(repeating: Int64(0), count: model.shapes.count)
    for (row, shape) in model.shapes.enumerated() {
      let limits = problem.binTypes.indices.map { type in
        problem.isCompatible(shape, with: type) ? problem.perBinLimit(of: shape) : 0
      }
      guard limits.contains(where: { $0 != nil }) else { continue }
      worth[row] = 1
      guard let most = longestWays(worth: worth, types: limits.count) else { return false }
      for (found, limit) in zip(most, limits) where found > limit ?? .max { return false }
      worth[row] = 0
    }
    return true
  }
}
