// SPDX-License-Identifier: Apache-2.0

/// Adds up each resource: the bins used must hold all that is demanded.
///
/// The continuous relaxation, L1 of Martello and Toth, "Lower bounds and reduction procedures
/// for the bin packing problem", 1990, for each resource by itself. With several bin types it is
/// a covering knapsack: the cheapest choice of whole bins that supplies the demand.
///
/// - Complexity: O(shapes × resources), and a limited search over the bin types.
public struct PerResourceBound: LowerBoundMethod {
  /// Creates the method.
  public init() {}

  /// The name that reports print.
  public var name: String { "per-resource" }

  /// One line that says how the method argues.
  public var summary: String { "the sum of each resource over what the bins hold of it" }

  /// What the sums prove about one instance.
  public func evaluate(_ instance: BoundInstance) -> BoundFinding {
    var best = BoundFinding()
    for column in instance.columns {
      var tally = BoundTally(instance)
      tally.require(bins: 1, by: .items(0, of: instance), otherwise: "no bin is available")
      let demand = column.total(instance.counts)
      tally.require(
        demand, of: column.capacities, by: ItemWeights(column.sizes),
        otherwise: shortage(of: column, demand: demand, in: instance))
      best.strengthen(by: tally.result())
    }
    return best
  }

  private func shortage(
    of column: BoundInstance.Column, demand: Int128, in instance: BoundInstance
  ) -> String {
    let supply = zip(column.capacities, instance.bins).reduce(Int128(0)) {
      $0 + Int128($1.0) * Int128($1.1.available)
    }
    let name = instance.problem.resources[column.resource].name
    return column.isPlain
      ? "resource '\(name)': demand \(demand) > total capacity \(supply)"
      : "resource '\(name)': its shares and whole devices need more devices than there are"
  }
}

extension BoundInstance.Column {
  /// What all items need together.
  func total(_ counts: [Int64]) -> Int128 {
    var total: Int128 = 0
    for index in sizes.indices {
      let product = sizes[index].multipliedFullWidth(by: counts[index])
      total &+= Int128(product.high) << 64 | Int128(product.low)
    }
    return total
  }
}
