// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The relaxation in which items can be poured: the cheapest mix of bins that supplies the total
/// demand of every resource.
///
/// A linear program with one row per resource. Its multipliers price the resources, and with
/// that the items; where bins hold many items these prices are nearly those of the pattern
/// model, and column generation has a good place to start from.
enum FluidRelaxation {
  /// The multipliers of the pattern model that the prices of the resources amount to.
  ///
  /// - Returns: `nil` where there are none that are of use.
  /// - Throws: What the solver says where it cannot go on.
  static func multipliers(of model: CoverModel, in environment: GLPKEnvironment)
    throws(SessionError) -> Multipliers?
  {
    guard model.objective != .unplaced, !model.types.isEmpty, !model.shapes.isEmpty else {
      return nil
    }
    let problem = model.problem
    // Everything is counted in parts of the largest bin.
    let largest = problem.resources.indices.map { resource in
      model.types.reduce(1.0) { max($0, Double(problem.binTypes[$1].free[resource])) }
    }
    var totals = Array(repeating: 0.0, count: largest.count)
    for shape in model.shapes {
      for (resource, amount) in problem.demand(of: shape).enumerated() {
        totals[resource] += Double(amount) * Double(problem.count(of: shape)) / largest[resource]
      }
    }
    let used = totals.indices.filter { totals[$0] > 0 }
    guard !used.isEmpty else { return nil }
    var session = try GLPKSession(in: environment)
    for resource in used {
      try session.addRow(lower: totals[resource], upper: .infinity, coefficients: [])
    }
    for type in model.types {
      try session.addColumn(
        cost: price(type, model), lower: 0,
        upper: model.available(type).map { Double($0) } ?? .infinity,
        coefficients: used.enumerated().map { row, resource in
          (row, Double(problem.binTypes[type].free[resource]) / largest[resource])
        })
    }
    guard try session.solve(milliseconds: 200, dual: false) == .optimal else { return nil }
    var duals = Array(repeating: 0.0, count: session.rowCount)
    session.readDuals(into: &duals)
    func worth(_ amounts: some Sequence<Int64>) -> Double {
      let amounts = Array(amounts)
      return used.enumerated().reduce(0) { sum, entry in
        sum + max(0, duals[entry.offset]) * Double(amounts[entry.element]) / largest[entry.element]
      }
    }
    return Multipliers(
      shapes: model.shapes.map { worth(problem.demand(of: $0)) },
      types: problem.binTypes.indices.map { type in
        guard model.types.contains(type), model.available(type) != nil else { return 0 }
        return max(0, worth(problem.binTypes[type].free) - price(type, model))
      }, unplaced: 0,
      spread: Array(repeating: 0, count: model.spread.cells.count), rows: [])
  }

  private static func price(_ type: Int, _ model: CoverModel) -> Double {
    Double(model.prices[type]) / Double(model.largestPrice)
  }
}
