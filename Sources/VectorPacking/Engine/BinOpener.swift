// SPDX-License-Identifier: Apache-2.0

/// Decides which type of bin to open for an item that fits into no open one.
///
/// Types that bring no resource the item has no use for come first, so that an item without GPU
/// need opens a node without GPU where there is one. Among those the cheapest capacity wins,
/// where capacity is weighted by how scarce it is: by each resource's share of the whole demand.
/// Ties go to the type that was added first.
struct BinOpener: Sendable {
  /// The types from the cheapest capacity to the dearest.
  let ranking: [Int]
  private let optional: [[Bool]]
  private let problem: PackingProblem

  init(_ problem: PackingProblem, layout: ColumnLayout) {
    self.problem = problem
    let scales = layout.scales.prefix(layout.resources)
    let demand = averageDemands(problem, scales: Array(scales))
    let value = problem.binTypes.map { bin in
      zip(bin.free, zip(scales, demand)).reduce(0.0) { $0 + Double($1.0) * $1.1.0 * $1.1.1 }
    }
    ranking = problem.binTypes.indices.sorted { first, second in
      // cost / value, compared without dividing; a type without value comes last.
      let left = Double(problem.binTypes[first].cost) * value[second]
      let right = Double(problem.binTypes[second].cost) * value[first]
      if left != right { return left < right }
      return value[first] != value[second] ? value[first] > value[second] : first < second
    }
    let everywhere = problem.resources.indices.map { resource in
      problem.binTypes.allSatisfy { $0.capacity[resource] > 0 }
    }
    optional = problem.binTypes.map { bin in
      problem.resources.indices.map { bin.capacity[$0] > 0 && !everywhere[$0] }
    }
  }

  /// The type to open for a shape, or `nil` when none that takes it is left.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - bins: The open bins, which know how many more there are.
  ///   - choices: The types to choose from, ascending; all when omitted.
  /// - Returns: The type.
  /// - Complexity: O(bin types × resources).
  func type(for shape: Int, in bins: OpenBins, among choices: [Int]? = nil) -> Int? {
    var best: (type: Int, waste: Int)?
    for type in ranking where bins.room(inUnopened: type, for: shape) > 0 {
      if let choices, !choices.contains(type) { continue }
      let waste = problem.resources.indices.count {
        optional[type][$0] && problem.demand(of: shape, in: $0) == 0
      }
      if waste == 0 { return type }
      if best.map({ waste < $0.waste }) ?? true { best = (type, waste) }
    }
    return best?.type
  }
}
