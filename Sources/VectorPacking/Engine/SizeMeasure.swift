// SPDX-License-Identifier: Apache-2.0

/// How a vector of amounts becomes one size, each amount first divided by the largest capacity.
///
/// Every measure grows with each amount, which the index of open bins relies on. The measures are
/// those compared by Mommessin, Erlebach and Shakhlevich, "Classification and evaluation of the
/// algorithms for vector bin packing", 2024, and Panigrahy et al., "Heuristics for vector bin
/// packing", 2011.
public enum SizeMeasure: String, Sendable, Hashable, CaseIterable {
  /// The sum of the amounts (L1).
  case sum
  /// The product of the amounts.
  case product
  /// The square root of the sum of squares; squares are compared.
  case l2
  /// The largest amount (L∞).
  case linf
  /// The sum of the amounts, each weighted by the average demand for its resource.
  case averageWeighted = "average"
}

/// A measure with the factors of one problem.
struct ScaledMeasure: Sendable {
  let measure: SizeMeasure
  /// The factor of each resource.
  let factors: [Double]

  init(_ measure: SizeMeasure, problem: PackingProblem, layout: ColumnLayout) {
    self.measure = measure
    let scales = Array(layout.scales.prefix(layout.resources))
    if measure == .averageWeighted {
      factors = zip(scales, averageDemands(problem, scales: scales)).map { $0 * $1 }
    } else {
      factors = scales
    }
  }

  /// The size of the amounts that start at an offset of a row-major array.
  @inline(__always)
  func size(_ amounts: UnsafePointer<Int64>) -> Double {
    switch measure {
    case .sum, .averageWeighted:
      var size = 0.0
      for resource in factors.indices { size += Double(amounts[resource]) * factors[resource] }
      return size
    case .product:
      var size = 1.0
      for resource in factors.indices { size *= Double(amounts[resource]) * factors[resource] }
      return size
    case .l2:
      var size = 0.0
      for resource in factors.indices {
        let amount = Double(amounts[resource]) * factors[resource]
        size += amount * amount
      }
      return size
    case .linf:
      var size = 0.0
      for resource in factors.indices {
        size = max(size, Double(amounts[resource]) * factors[resource])
      }
      return size
    }
  }
}

/// The average demand of all items for each resource, scaled.
func averageDemands(_ problem: PackingProblem, scales: [Double]) -> [Double] {
  scales.indices.map { resource in
    Double(problem.totalDemand(in: resource)) * scales[resource]
      / Double(max(1, problem.itemCount))
  }
}

extension ScaledMeasure {
  /// The shapes from the largest to the smallest; equal ones in the order of their indices.
  func decreasingOrder(of problem: PackingProblem, layout: ColumnLayout) -> [Int32] {
    let sizes = layout.demands.withUnsafeBufferPointer { demands -> [Double] in
      guard let base = demands.baseAddress else { return [] }
      return problem.shapes.map { size(base + $0 * layout.columns) }
    }
    return problem.shapes.map { Int32($0) }.sorted {
      let (first, second) = (sizes[Int($0)], sizes[Int($1)])
      return first != second ? first > second : $0 < $1
    }
  }
}
