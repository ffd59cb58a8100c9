// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

extension Recipe {
  /// Monaci's instances with bins of several sizes, each costing its size.
  static let variableBins = Recipe(
    "monaci-variable-bins", "one-dimensional, bins of three or five sizes that cost their size",
    reference: "Monaci: Algorithms for packing and scheduling problems, PhD thesis, Bologna, 2002",
    parameters: [
      .items(100),
      RecipeParameter(
        "least", "smallest size, the largest is 100", oneOf: [1, 20, 50], standard: 1),
      RecipeParameter("bins", "number of bin sizes", oneOf: [3, 5], standard: 3),
    ]
  ) { draw throws(RecipeError) in
    let sizes: [Int64] = draw["bins"] == 3 ? [100, 120, 150] : [60, 80, 100, 120, 150]
    var builder = PackingProblem.Builder(resources: ["size"])
    for size in sizes { builder.add(BinType(name: "bin-\(size)", capacity: [size], cost: size)) }
    for _ in 0..<draw["n"] { builder.add(demand: [draw.uniform(draw["least"]...100)]) }
    return RecipeResult(problem: try RecipeResult.build(builder), units: [.count])
  }
}
