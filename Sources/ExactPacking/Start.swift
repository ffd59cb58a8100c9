// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Where the exact methods get their first packing and their first bound.
///
/// The only place that knows which greedy methods and combinatorial bounds there are.
struct Start {
  /// The best greedy packing; it is feasible.
  let packing: Packing
  /// The best combinatorial bound.
  let bound: LowerBound

  init(packing: Packing, bound: LowerBound) {
    self.packing = packing
    self.bound = bound
  }

  init(_ problem: PackingProblem, in context: SolveContext) {
    packing = FirstFit(problem).pack()
    bound = PerResourceBound(problem).bound
  }
}

/// What all items need of one resource over the most that one unit of cost, or one bin, buys.
private struct PerResourceBound {
  let bound: LowerBound

  init(_ problem: PackingProblem) {
    let placeable = problem.shapes.filter { !problem.usableBinTypes(for: $0).isEmpty }
    guard !placeable.isEmpty else {
      bound = LowerBound(cost: 0, bins: 0, method: "per-resource")
      return
    }
    let types = problem.binTypes.filter { $0.available != 0 }
    var cost = types.map(\.cost).min() ?? 0
    var bins = 1
    for resource in problem.resources.indices {
      let need = placeable.reduce(Int64(0)) {
        $0 + problem.demand(of: $1, in: resource) * Int64(problem.count(of: $1))
      }
      let largest = types.map { $0.free[resource] }.max() ?? 0
      guard need > 0, largest > 0 else { continue }
      bins = max(bins, Int((need - 1) / largest) + 1)
      let prices = types.compactMap { type -> Int64? in
        let free = type.free[resource]
        guard free > 0 else { return nil }
        let (high, low) = need.multipliedFullWidth(by: type.cost)
        guard high < free else { return nil }
        let (quotient, rest) = free.dividingFullWidth((high, low))
        return quotient + (rest > 0 ? 1 : 0)
      }
      cost = max(cost, prices.min() ?? 0)
    }
    bound = LowerBound(cost: cost, bins: bins, method: "per-resource")
  }
}
