// SPDX-License-Identifier: Apache-2.0

import CGLPK
import VectorPacking

/// The master problem over a few of the patterns known, in whole numbers: which of them, and how
/// often, make the cheapest packing (restricted master heuristic; Sadykov, Vanderbeck, Pessoa,
/// Tahiri and Uchoa, "Primal heuristics for branch and price: the assets of diving methods", 2019).
///
/// Nothing is proven by it: other patterns may do better.
struct RestrictedMaster {
  private let model: CoverModel
  private let patterns: [Pattern]

  /// The most patterns that are of use; of more, GLPK solves the linear programs too slowly.
  private static let most = 3_000

  /// The most nodes of the search tree times patterns: about a second.
  private static let mostWork = 600_000

  /// Chooses patterns: of those generated and those of good packings the ones with the least
  /// reduced costs, as far as a packing that costs less than the best can hold them.
  ///
  /// - Parameters:
  ///   - master: The master problem, solved.
  ///   - known: Patterns of good packings.
  ///   - gap: What such a packing may cost more than the linear program, in units.
  init(_ master: MasterProblem, known: [Pattern], gap: Double) {
    model = master.model
    let multipliers = master.multipliers
    let allowed = gap / Double(model.largestPrice) + 1e-6
    var pool = master.pool
    for pattern in known { _ = pool.add(pattern) }
    let reduced = pool.patterns.map { master.reducedCost(of: $0, multipliers) }
    let usable = reduced.indices.filter { reduced[$0] <= allowed && !pool[$0].contents.isEmpty }
    let chosen = usable.sorted { (reduced[$0], $0) < (reduced[$1], $1) }.prefix(Self.most)
    patterns = chosen.map { pool[$0] }
  }

  /// Looks for a packing of a cost within limits.
  ///
  /// - Parameters:
  ///   - lower: What every packing costs at least, in units.
  ///   - upper: What it may cost, in units; `nil` where any will do.
  ///   - limits: When to stop, if not after a number of nodes that the number of patterns allows.
  ///   - isCancelled: Whether to stop at once.
  /// - Returns: The patterns used and how often, if a packing was found.
  func solve(
    from lower: Int64, to upper: Int64?, limits: SolverLimits,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> [(pattern: Pattern, count: Int)]? {
    guard !patterns.isEmpty, upper ?? .max >= lower,
      let linear = try? linearModel(from: lower, to: upper)
    else { return nil }
    var limits = limits
    let nodes = Self.mostWork / patterns.count
    limits.nodes = min(limits.nodes ?? nodes, nodes)
    let result = GLPKEngine(configuration: .patterns)
      .solve(linear, limits: limits, start: nil, callbacks: .init(isCancelled: isCancelled))
    guard let solution = result.solution else { return nil }
    return zip(patterns, solution).compactMap { $1 > 0.5 ? ($0, Int($1)) : nil }
  }

  /// The rows of the master problem, and the cost as a row of its own.
  private func linearModel(from lower: Int64, to upper: Int64?) throws(LinearModelError)
    -> LinearModel
  {
    var builder = LinearModel.Builder()
    let whole = LinearModel.Variable(lower: 0, upper: .infinity, objective: 0, isInteger: true)
    for (row, demand) in model.demands.enumerated() {
      builder.addRow(
        lower: Double(demand), upper: model.isExact(row: row) ? Double(demand) : .infinity, [])
    }
    var typeRow = model.problem.binTypes.map { _ in -1 }
    for type in model.types {
      guard let available = model.available(type) else { continue }
      typeRow[type] = builder.addRow(upper: Double(available), [])
    }
    let firstSpreadRow = builder.rowCount
    for cell in model.spread.cells { builder.addRow(lower: 0, upper: Double(cell.skew), []) }
    let scale = 1 / Double(model.largestPrice)
    let costRow = builder.addRow(
      lower: Double(lower) * scale, upper: upper.map { Double($0) * scale } ?? .infinity, [])
    for pattern in patterns {
      var variable = whole
      variable.objective = Double(model.prices[pattern.binType])
      let column = builder.addVariable(variable)
      for entry in pattern.contents {
        builder.setCoefficient(
          row: model.rowOfShape[entry.shape], column: column, Double(entry.rawCount))
      }
      if typeRow[pattern.binType] >= 0 {
        builder.setCoefficient(row: typeRow[pattern.binType], column: column, 1)
      }
      for (cell, count) in model.spread.counts(in: pattern) {
        builder.setCoefficient(row: firstSpreadRow + cell, column: column, Double(count))
      }
      builder.setCoefficient(row: costRow, column: column, variable.objective * scale)
    }
    for range in model.spread.ofRule {
      let column = builder.addVariable(whole)
      for cell in range {
        builder.setCoefficient(row: firstSpreadRow + cell, column: column, -1)
      }
    }
    if model.allowsUnplaced {
      let row =
        model.objective == .unplaced
        ? costRow : builder.addRow(upper: Double(model.mostUnplaced), [])
      for shape in model.demands.indices {
        var variable = whole
        if model.objective == .unplaced { variable.objective = 1 }
        let column = builder.addVariable(variable)
        builder.setCoefficient(row: shape, column: column, 1)
        builder.setCoefficient(row: row, column: column, 1)
      }
    }
    return try builder.build()
  }
}

extension SearchConfiguration {
  /// For patterns of which some are to be chosen: branching by how much it changes the bound.
  static let patterns = SearchConfiguration(branching: GLP_BR_DTH)
}
