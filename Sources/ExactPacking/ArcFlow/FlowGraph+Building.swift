// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension FlowGraph {
  /// The graph of all patterns that a model is about.
  ///
  /// Shapes are decided on in one order for all bin types, the large ones first.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - limits: How large the graph may become.
  ///   - compression: What makes it smaller.
  ///   - budget: Asked now and then whether time is up.
  /// - Throws: Why there is no such graph.
  init(
    _ model: CoverModel, limits: GraphLimits, compression: GraphCompression = .all,
    budget: WorkBudget
  ) throws(GraphRefusal) {
    guard model.spread.isEmpty else { throw .rule("items spread over domains") }
    let items = PatternItems(model.problem, shapes: model.shapes)
    var rank = Array(repeating: 0, count: model.shapes.count)
    for (place, shape) in ShapeOrder.decreasing(model.problem).enumerated()
    where model.rowOfShape[shape] >= 0 {
      rank[model.rowOfShape[shape]] = place
    }
    var diagram = PatternDiagram(isReduced: compression.contains(.reduction))
    var states = 0
    for type in model.types {
      let knapsack = PatternKnapsack(items, binType: type, in: model.problem)
      guard knapsack.racks.isEmpty else { throw .rule("shares of single devices") }
      var found = PatternStates(knapsack, rank: rank, isLifting: compression.contains(.lifting))
      try found.explore(
        limit: limits.states, known: states, name: model.problem.binTypes[type].name,
        stop: { budget.stop })
      states += found.count
      try found.add(to: &diagram, stop: { budget.stop })
    }
    guard diagram.nodes.count <= limits.nodes else {
      throw .nodes(diagram.nodes.count, limit: limits.nodes)
    }
    // Sorting the arcs cannot be interrupted.
    if let left = budget.deadline(share: 1).remaining,
      left < .microseconds(diagram.nodes.count * GraphLimits.microsecondsPerNode)
    {
      throw .stopped(.timeLimit)
    }
    self.init(diagram)
    if let reason = budget.stop { throw .stopped(reason) }
    if compression.contains(.merging),
      let merged = merged(model, shouldStop: { budget.stop != nil })
    {
      self = merged
    }
    if let reason = budget.stop { throw .stopped(reason) }
    if compression.contains(.contraction) {
      self = contracted(shouldStop: { budget.stop != nil })
    }
    if let reason = budget.stop { throw .stopped(reason) }
    guard arcs.count <= limits.arcs else { throw .arcs(arcs.count, limit: limits.arcs) }
  }
}
