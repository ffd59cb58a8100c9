// SPDX-License-Identifier: Apache-2.0

/// For small worths: what a pattern of each worth takes of one resource at least.
///
/// A knapsack turned around, with the worth as index and any number of copies. If the least that
/// exceeds the limit takes more than is free, no pattern does. Images under dual feasible
/// functions are such worths: small numbers, however large the sizes.
enum WorthTable {
  private static let mostCells: Int128 = 100_000
  private static let mostWork = 20_000_000

  /// Whether some single resource shows that no pattern exceeds the limit.
  ///
  /// - Complexity: O(limit × distinct worths) for each resource.
  static func keepsLimit(_ pricing: PatternPricing, within budget: inout StepBudget) -> Bool {
    guard pricing.limit >= pricing.constant, pricing.rows.allSatisfy({ $0.price <= 0 }) else {
      return false
    }
    let worths = pricing.candidates.filter { $0.worth > 0 }
    let divisor = worths.reduce(Int128(0)) { first, candidate in
      var (a, b) = (first, candidate.worth)
      while b != 0 { (a, b) = (b, a % b) }
      return a
    }
    guard divisor > 0 else { return true }
    let limit = (pricing.limit - pricing.constant) / divisor
    guard limit < mostCells else { return false }
    for resource in pricing.free.indices {
      var least: [Int: Int64] = [:]
      for candidate in worths {
        let worth = Int(min(candidate.worth / divisor, limit + 1))
        let demand = candidate.demand[resource]
        least[worth] = min(least[worth] ?? demand, demand)
      }
      let entries = least.sorted { $0.key < $1.key }
      let work = entries.count * (Int(limit) + 2)
      guard work <= mostWork, budget.spend(work / 8) else { continue }
      if smallest(above: Int(limit), of: entries) > pricing.free[resource] { return true }
    }
    return false
  }

  /// The least size of a worth above a limit.
  private static func smallest(above limit: Int, of entries: [(key: Int, value: Int64)]) -> Int64 {
    var sizes = Array(repeating: Int64.max, count: limit + 2)
    sizes[0] = 0
    for worth in 1...limit + 1 {
      var best = Int64.max
      for (step, size) in entries {
        let (sum, overflow) = sizes[max(0, worth - step)].addingReportingOverflow(size)
        if !overflow { best = min(best, sum) }
      }
      sizes[worth] = best
    }
    return sizes[limit + 1]
  }
}
