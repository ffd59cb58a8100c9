// SPDX-License-Identifier: Apache-2.0

/// Weighted sums of resources, each a relaxation of a bin to one resource.
///
/// A pattern that keeps every resource keeps every weighted sum of them, so the best filling of
/// a bin with one such sum is worth at least as much as the best pattern. How tight that is
/// depends on the weights; those that minimise the Lagrangian relaxation suit the profits best.
enum SurrogateWeights {
  /// Weight vectors over normalised resources, the best one first.
  ///
  /// - Parameters:
  ///   - known: The multipliers of the linear relaxation, if they are known.
  ///   - profits: What each item is worth.
  ///   - shares: Row-major: the share of the bin's free amount that one copy takes.
  ///   - most: The most copies of each item.
  ///   - resources: How many resources there are.
  /// - Returns: The vectors, each adding up to 1.
  static func vectors(
    _ known: [Double]?, profits: [Double], shares: [Double], most: [Double], resources: Int
  ) -> [[Double]] {
    guard resources > 1 else { return resources == 1 ? [[1]] : [] }
    let best =
      known
      ?? lagrangian(profits: profits, shares: shares, most: most, resources: resources)
    var vectors = [best]
    let order = best.indices.sorted { best[$0] != best[$1] ? best[$0] > best[$1] : $0 < $1 }
    // The resources that matter most, each alone.
    for resource in order.prefix(resources <= 3 ? 3 : 2) {
      var single = Array(repeating: 0.0, count: resources)
      single[resource] = 1
      vectors.append(single)
    }
    return vectors.compactMap { vector in
      let sum = vector.reduce(0, +)
      // Where no item needs anything, no weights are better than others.
      return sum > 0 && sum.isFinite ? vector.map { $0 / sum } : nil
    }
  }

  /// Multipliers that nearly minimise the Lagrangian relaxation of all capacities, by
  /// multiplicative subgradient steps.
  private static func lagrangian(
    profits: [Double], shares: [Double], most: [Double], resources: Int
  ) -> [Double] {
    let count = profits.count
    let scale = profits.max() ?? 1
    guard scale > 0 else { return Array(repeating: 1, count: resources) }
    var weights = Array(repeating: 0.0, count: resources)
    for item in 0..<count {
      for resource in 0..<resources {
        weights[resource] += shares[item * resources + resource] * most[item]
      }
    }
    let total = weights.reduce(0, +)
    let value = bestEfficiency(profits: profits, shares: shares, resources: resources)
    for resource in 0..<resources { weights[resource] *= value / max(total, 1e-300) }
    var best = weights
    var lowest = Double.infinity
    for round in 0..<40 {
      var relaxed = weights.reduce(0, +)
      var slack = Array(repeating: 1.0, count: resources)
      for item in 0..<count {
        var reduced = profits[item]
        for resource in 0..<resources {
          reduced -= weights[resource] * shares[item * resources + resource]
        }
        guard reduced > 0 else { continue }
        relaxed += reduced * most[item]
        for resource in 0..<resources {
          slack[resource] -= shares[item * resources + resource] * most[item]
        }
      }
      if relaxed < lowest {
        lowest = relaxed
        best = weights
      }
      let step = 0.5 / (1 + 0.25 * Double(round))
      for resource in 0..<resources {
        let move = max(-1, min(1, slack[resource]))
        weights[resource] = max(1e-9 * scale, weights[resource] * (1 - step * move))
      }
    }
    return best
  }

  /// What a whole bin's worth of the average resource can bring at most.
  private static func bestEfficiency(profits: [Double], shares: [Double], resources: Int) -> Double
  {
    var best = 1e-300
    for item in profits.indices {
      var share = 0.0
      for resource in 0..<resources { share += shares[item * resources + resource] }
      best = max(best, profits[item] * Double(resources) / max(share, 1e-12))
    }
    return min(best, profits.reduce(0, +) + 1)
  }
}
