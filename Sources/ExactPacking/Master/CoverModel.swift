// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What the pattern model covers and what it minimises.
///
/// Each placeable shape has a row that its items are covered, each limited bin type a row that
/// no more bins are used than there are (Gilmore and Gomory, "A linear programming approach to
/// the cutting-stock problem", 1961). Shapes under a spread rule are covered exactly, not at least
/// so often, and the rules have rows of their own. The objective counts in whole units: the common
/// divisor of all costs, bins, or items left out.
struct CoverModel: Sendable {
  let problem: PackingProblem
  /// What is minimised.
  let objective: BoundProof.Objective
  /// How many placeable items may be left out, where that is not what is minimised.
  let mostUnplaced: Int64
  /// The placeable shapes, ascending; each is a row.
  let shapes: [Int]
  /// How many items each of them has.
  let demands: [Int64]
  /// For each shape of the problem, its row or -1.
  let rowOfShape: [Int]
  /// The rows of the spread rules.
  let spread: SpreadRows
  /// The bin types that patterns are made for.
  let types: [Int]
  /// What one bin of each type of the problem costs in units.
  let prices: [Int64]
  /// How much of the problem's cost one unit is.
  let unit: Int64
  /// The dearest price, by which the linear program is scaled; at least 1.
  let largestPrice: Int64
  /// How many integer steps one unit of the objective is divided into for exact pricing.
  let steps: Int64

  init(_ problem: PackingProblem, objective: BoundProof.Objective, mostUnplaced: Int64 = 0) {
    self.problem = problem
    self.objective = objective
    self.mostUnplaced = mostUnplaced
    spread = SpreadRows(problem)
    shapes = problem.shapes.filter { !problem.usableBinTypes(for: $0).isEmpty }
    demands = shapes.map { Int64(problem.count(of: $0)) }
    var rows = Array(repeating: -1, count: problem.shapeCount)
    for (row, shape) in shapes.enumerated() { rows[shape] = row }
    rowOfShape = rows
    let candidates = shapes
    types = problem.binTypes.indices.filter { type in
      problem.binTypes[type].available != 0
        && candidates.contains { problem.fits($0, inEmpty: type) }
    }
    switch objective {
    case .cost:
      let usable = types
      func divisor(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : divisor(b, a % b) }
      let common = usable.reduce(0) { divisor($0, problem.binTypes[$1].cost) }
      unit = max(1, common)
      let unit = unit
      prices = problem.binTypes.map { $0.cost / unit }
    case .bins:
      unit = 1
      prices = problem.binTypes.map { _ in 1 }
    case .unplaced:
      unit = 1
      prices = problem.binTypes.map { _ in 0 }
    }
    let prices = prices
    largestPrice = max(1, types.reduce(0) { max($0, prices[$1]) })
    // A multiple of the unit, so that a proof can speak of the problem's own costs.
    steps = unit * max(1, (1 << 46) / largestPrice / unit)
  }

  /// How many bins of a type there are, or `nil` where that never limits anything.
  func available(_ type: Int) -> Int64? { problem.binTypes[type].available.map { Int64($0) } }

  /// Whether the shape of a row has to be covered exactly, so that its multiplier has any sign.
  func isExact(row: Int) -> Bool { spread.counts(shapes[row]) }

  /// Whether a pattern can be taken once more where so many items of each row are not covered yet:
  /// of exactly covered shapes it may not hold more.
  func takes(_ pattern: Pattern, of missing: [Int]) -> Bool {
    spread.isEmpty
      || pattern.contents.allSatisfy {
        !spread.counts($0.shape) || $0.count <= missing[rowOfShape[$0.shape]]
      }
  }

  /// Whether items may be left out.
  var allowsUnplaced: Bool { objective == .unplaced || mostUnplaced > 0 }
}
