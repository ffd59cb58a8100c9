// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension BoundProof.DualSolution {
  /// What items of a shape are worth in a bin of a type, their part in spread rules included.
  func worth(of shape: Int, in type: Int, of problem: PackingProblem) -> Int64 {
    rows.reduce(shapes[shape]) { worth, priced in
      guard case .spread(let rule, let domain, let over) = priced.row,
        problem.spreadRules[rule].shapes.contains(shape)
      else { return worth }
      switch problem.domain(of: type, in: rule) {
      case domain: return worth + priced.price
      case over: return worth - priced.price
      default: return worth
      }
    }
  }

  /// The weighted sum of the rules that are rows of a master problem: the scale times the bound.
  func sum(in model: CoverModel) -> Int128 {
    var sum = Int128(0)
    for (row, shape) in model.shapes.enumerated() {
      sum += Int128(shapes[shape]) * Int128(model.demands[row])
    }
    for type in model.types {
      sum -= Int128(binTypes[type]) * Int128(model.available(type) ?? 0)
    }
    sum -= Int128(unplaced) * Int128(model.mostUnplaced)
    for priced in rows {
      sum += Int128(priced.price) * Int128(model.side(of: priced.row))
    }
    return sum
  }

  /// What items, each of which may stand for several shapes, are worth without their part in rows.
  func profits(of items: PatternItems) -> [Int64] {
    items.items.map { item in item.members.reduce(0) { $0 + shapes[$1] } }
  }
}

extension CoverModel {
  /// The side of a rule that a multiplier is counted with; there are no cuts in this model.
  fileprivate func side(of row: BoundProof.Row) -> Int64 {
    switch row {
    case .atMost(_, let side), .atLeast(_, let side): side
    case .spread(let rule, _, _): Int64(problem.spreadRules[rule].maxSkew)
    case .cut: 0
    }
  }
}
