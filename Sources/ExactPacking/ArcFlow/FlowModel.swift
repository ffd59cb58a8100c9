// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The integer program over a graph of patterns: how many ways go along each arc.
///
/// What enters a node leaves it, every shape is on as many ways as it has items, and no more ways
/// are of a type than there are bins. The objective counts in units of the `CoverModel`, divided by
/// `objectiveUnit`.
struct FlowModel {
  let cover: CoverModel
  let graph: FlowGraph
  let model: LinearModel
  /// What the objective has to be multiplied by to count units.
  let objectiveUnit: Double

  /// The row of each shape of the cover model.
  private let shapeRows: [Int]
  /// The row of each bin type of the problem, or -1.
  private let typeRows: [Int]
  /// The row of the items left out, or -1.
  private let unplacedRow: Int

  /// Prices up to this go into the objective as they are, so that the solver can round bounds up.
  private static let largestWholePrice: Int64 = 1_000_000

  /// - Parameters:
  ///   - graph: The ways.
  ///   - cover: What they have to cover.
  ///   - range: Of the objective, in units; without a range the relaxation is that of the patterns.
  /// - Throws: What is wrong with the rows or columns, which would be a defect here.
  init(
    _ graph: FlowGraph, of cover: CoverModel, range: ClosedRange<Double>? = nil
  ) throws(LinearModelError) {
    self.graph = graph
    self.cover = cover
    let isWhole = cover.largestPrice <= Self.largestWholePrice
    let unit = isWhole ? 1 : Double(cover.largestPrice)
    objectiveUnit = unit
    var builder = LinearModel.Builder()
    let most = Double(cover.demands.reduce(0, +))
    func price(_ arc: FlowGraph.Arc) -> Double {
      arc.type < 0 ? 0 : Double(cover.prices[Int(arc.type)]) / unit
    }
    // Arcs come first, so that their columns have their numbers.
    for arc in graph.arcs {
      _ = builder.addVariable(in: 0...most, objective: price(arc), isInteger: true)
    }
    for _ in 2..<max(2, graph.nodeCount) { builder.addRow(lower: 0, upper: 0, []) }
    shapeRows = cover.demands.map { builder.addRow(lower: Double($0), []) }
    let used = Set(graph.arcs.map { Int($0.type) })
    typeRows = cover.problem.binTypes.indices.map { type in
      guard used.contains(type), let available = cover.available(type) else { return -1 }
      return builder.addRow(upper: Double(available), [])
    }
    for (column, arc) in graph.arcs.enumerated() {
      if arc.tail > 1 { builder.setCoefficient(row: Int(arc.tail) - 2, column: column, -1) }
      if arc.head > 1 { builder.setCoefficient(row: Int(arc.head) - 2, column: column, 1) }
      if arc.type >= 0, typeRows[Int(arc.type)] >= 0 {
        builder.setCoefficient(row: typeRows[Int(arc.type)], column: column, 1)
      }
      for run in arc.runs {
        builder.setCoefficient(row: shapeRows[run.row], column: column, Double(run.copies))
      }
    }
    var terms = graph.arcs.indices.compactMap { column in
      let price = price(graph.arcs[column])
      return price > 0 ? (column, price) : nil
    }
    var leftOut: [(Int, Double)] = []
    if cover.allowsUnplaced {
      let price = cover.objective == .unplaced ? 1.0 / unit : 0
      for (row, demand) in zip(shapeRows, cover.demands) {
        let column = builder.addVariable(
          in: 0...Double(demand), objective: price, isInteger: true)
        builder.setCoefficient(row: row, column: column, 1)
        leftOut.append((column, 1))
        if price > 0 { terms.append((column, price)) }
      }
    }
    let isLimited = cover.objective != .unplaced && cover.mostUnplaced > 0
    unplacedRow = isLimited ? builder.addRow(upper: Double(cover.mostUnplaced), leftOut) : -1
    if let range {
      builder.addRow(lower: range.lowerBound / unit, upper: range.upperBound / unit, terms)
    }
    model = try builder.build()
  }

  /// The multipliers of the patterns that row duals of the model stand for.
  func multipliers(_ duals: [Double]) -> Multipliers {
    let scale = objectiveUnit / Double(cover.largestPrice)
    return Multipliers(
      shapes: shapeRows.map { max(0, duals[$0]) * scale },
      types: typeRows.map { $0 >= 0 ? max(0, -duals[$0]) * scale : 0 },
      unplaced: unplacedRow >= 0 ? max(0, -duals[unplacedRow]) * scale : 0, spread: [], rows: [])
  }

  /// The bound that row duals suggest and the graph proves, decided in integers.
  ///
  /// - Returns: `nil` where the numbers are too large.
  func bound(_ duals: [Double]) -> (units: Int64, proof: BoundProof.DualSolution)? {
    let duals = IntegerDuals(multipliers(duals), cover)
    return graph.longestWays(worth: duals.shapes, types: cover.prices.count)
      .flatMap { duals.bound($0) }
  }

  /// The patterns of the ways that a whole point of the model consists of.
  func patterns(at point: [Double]) -> [(pattern: Pattern, count: Int)] {
    var left = graph.arcs.indices.map { Int(point[$0].rounded()) }
    let out = graph.arcsOut
    var next = Array(repeating: 0, count: graph.nodeCount)
    var patterns: [(pattern: Pattern, count: Int)] = []
    while true {
      var way: [Int] = []
      var node = Int(FlowGraph.source)
      while node != FlowGraph.sink {
        while next[node] < out[node].count, left[out[node][next[node]]] <= 0 { next[node] += 1 }
        guard next[node] < out[node].count else { return patterns }
        way.append(out[node][next[node]])
        node = Int(graph.arcs[out[node][next[node]]].head)
      }
      let count = way.reduce(Int.max) { min($0, left[$1]) }
      for arc in way { left[arc] -= count }
      patterns.append((pattern(of: way), count))
    }
  }

  /// The pattern of the arcs of a way.
  private func pattern(of way: [Int]) -> Pattern {
    let rows = way.flatMap { graph.arcs[$0].rows }.sorted()
    let joined = FlowGraph.Arc(tail: 0, head: 0, type: -1, rows: rows)
    let type = way.reduce(-1) { max($0, Int(graph.arcs[$1].type)) }
    return Pattern(
      binType: type,
      contents: joined.runs.map { ShapeCount(shape: cover.shapes[$0.row], count: $0.copies) })
  }
}

extension FlowGraph.Arc {
  /// The items that go in, by row, with the number of copies.
  var runs: [(row: Int, copies: Int)] {
    var runs: [(row: Int, copies: Int)] = []
    for row in rows {
      if let last = runs.last, last.row == Int(row) {
        runs[runs.count - 1].copies += 1
      } else {
        runs.append((Int(row), 1))
      }
    }
    return runs
  }
}
