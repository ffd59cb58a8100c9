// SPDX-License-Identifier: Apache-2.0

/// What the pattern at hand takes of resources that come in devices.
struct SharedDevices: Sendable {
  private struct Resource {
    let unit: Int64
    let devices: Int64
    /// What one item of each candidate takes.
    let demands: [Int64]
    /// How many devices are taken whole.
    var whole: Int64 = 0
    /// What each share in the pattern takes.
    var shares: [Int64] = []
  }

  private var resources: [Resource] = []

  init(_ pricing: PatternPricing) {
    for (index, unit) in pricing.units.enumerated() {
      guard let unit, pricing.candidates.contains(where: { $0.demand[index] > 0 }) else { continue }
      resources.append(
        Resource(
          unit: unit, devices: pricing.free[index] / unit,
          demands: pricing.candidates.map { $0.demand[index] }))
    }
  }

  /// Whether one more item fits, or `nil` if the budget did not suffice to find out.
  func fit(_ candidate: Int, within budget: inout StepBudget) -> Bool? {
    for resource in resources {
      let demand = resource.demands[candidate]
      guard demand > 0 else { continue }
      var (whole, shares) = (resource.whole, resource.shares)
      if demand >= resource.unit { whole += demand / resource.unit } else { shares.append(demand) }
      guard whole <= resource.devices else { return false }
      let found = DeviceSharing.fits(
        shares, into: resource.devices - whole, unit: resource.unit, within: &budget)
      guard found == true else { return found }
    }
    return true
  }

  /// Takes items of a candidate into the pattern, or the last ones out of it.
  mutating func change(_ candidate: Int, by copies: Int) {
    for index in resources.indices {
      let demand = resources[index].demands[candidate]
      guard demand > 0 else { continue }
      if demand >= resources[index].unit {
        resources[index].whole += demand / resources[index].unit * Int64(copies)
      } else if copies > 0 {
        resources[index].shares += Array(repeating: demand, count: copies)
      } else {
        resources[index].shares.removeLast(-copies)
      }
    }
  }
}
