// SPDX-License-Identifier: Apache-2.0

import VectorPacking

@testable import ExactPacking

/// Tries every point of a small box: the plain reference for engines.
struct BruteForceEngine: MIPEngine {
  var name: String { "brute force" }

  func solve(
    _ model: LinearModel, limits: SolverLimits, start: [Double]?, callbacks: SolverCallbacks
  ) -> MIPResult {
    var best: (point: [Double], objective: Double)?
    var point = model.variables.map(\.lower)
    func visit(_ column: Int) {
      if column == point.count {
        guard model.isFeasible(point) else { return }
        let objective = model.objective(of: point)
        if objective < best?.objective ?? .infinity { best = (point, objective) }
        return
      }
      var value = model.variables[column].lower
      while value <= model.variables[column].upper {
        point[column] = value
        visit(column + 1)
        value += 1
      }
    }
    visit(0)
    return MIPResult(
      status: SolverStatus(
        stop: .completed, result: best == nil ? .infeasible : .optimal, message: "all tried"),
      solution: best?.point, objective: best?.objective, bound: best?.objective ?? .infinity,
      nodes: 1)
  }

  func relax(_ model: LinearModel, limits: SolverLimits, callbacks: SolverCallbacks) -> LPResult {
    LPResult(
      nothingKnown: SolverStatus(stop: .failure, result: .none, message: "integers only"),
      of: model)
  }
}

/// A small random model in integers; about a third of them are infeasible.
func randomModel(seed: UInt64) throws -> LinearModel {
  var generator = SeededGenerator(seed: seed)
  var builder = LinearModel.Builder()
  let columns = 1 + generator.below(5)
  for _ in 0..<columns {
    let lower = Double(generator.integer(in: -2...1))
    _ = builder.addVariable(
      in: lower...lower + Double(generator.below(4)),
      objective: Double(generator.integer(in: -9...9)), isInteger: true)
  }
  for _ in 0..<generator.below(5) {
    let terms = (0..<columns).map { ($0, Double(generator.integer(in: -5...5))) }
    let side = Double(generator.integer(in: -12...12))
    switch generator.below(4) {
    case 0: builder.addRow(lower: side, terms)
    case 1: builder.addRow(upper: side, terms)
    case 2: builder.addRow(lower: side, upper: side + Double(generator.below(6)), terms)
    default: builder.addRow(lower: side / 3, upper: side / 3 + 4, terms)
    }
  }
  return try builder.build()
}
