// SPDX-License-Identifier: Apache-2.0

/// For resources that come in devices: the most that one device is worth, times the devices.
///
/// Shares do not straddle devices, so what they are worth together follows from a small knapsack,
/// that of one device with any number of copies.
enum DeviceCeiling {
  private static let mostWork = 20_000_000

  /// Whether the devices of some resource show that no pattern exceeds the limit.
  ///
  /// - Complexity: O(device size × distinct shares), the size in units that all shares have in
  ///   common, for each resource.
  static func keepsLimit(_ pricing: PatternPricing, within budget: inout StepBudget) -> Bool {
    guard pricing.limit >= pricing.constant, pricing.rows.allSatisfy({ $0.price <= 0 }) else {
      return false
    }
    let room = pricing.limit - pricing.constant
    return pricing.units.indices.contains { resource in
      guard let unit = pricing.units[resource] else { return false }
      return keepsLimit(
        pricing, resource: resource, unit: unit, room: room, within: &budget)
    }
  }

  private static func keepsLimit(
    _ pricing: PatternPricing, resource: Int, unit: Int64, room: Int128,
    within budget: inout StepBudget
  ) -> Bool {
    let devices = Int128(pricing.free[resource] / unit)
    var shares: [Int64: Int128] = [:]
    for candidate in pricing.candidates where candidate.worth > 0 {
      let demand = candidate.demand[resource]
      guard demand > 0, candidate.worth < 1 << 62 else { return false }
      if demand < unit {
        shares[demand] = max(shares[demand] ?? 0, candidate.worth)
      } else {
        let (most, overflow) = room.multipliedReportingOverflow(by: Int128(demand / unit))
        if !overflow, candidate.worth * devices > most { return false }
      }
    }
    if shares.isEmpty { return true }
    let divisor = shares.keys.reduce(unit) { greatestCommonDivisor($0, $1) }
    let (work, overflow) = Int(unit / divisor).multipliedReportingOverflow(by: shares.count)
    guard !overflow, work <= mostWork, budget.spend(work / 8) else { return false }
    let entries = shares.sorted { $0.key < $1.key }.map {
      (size: Int($0.key / divisor), worth: $0.value)
    }
    var best = Array(repeating: Int128(0), count: Int(unit / divisor) + 1)
    for size in best.indices.dropFirst() {
      best[size] = best[size - 1]
      for entry in entries where entry.size <= size {
        best[size] = max(best[size], best[size - entry.size] + entry.worth)
      }
    }
    let (worth, isHuge) = best[best.count - 1].multipliedReportingOverflow(by: devices)
    return !isHuge && worth <= room
  }
}
