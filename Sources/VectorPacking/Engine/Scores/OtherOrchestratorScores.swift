// SPDX-License-Identifier: Apache-2.0

/// Nomad's ranking: 10 to the power of each resource's free share, added up; little of it is best
/// for packing, much of it for spreading.
///
/// Source: the fit score described for Nomad's `binpack` and `spread` algorithms, 20 − (10^cpu +
/// 10^memory) clipped to 0...18, here for any number of resources: 10 and 9 for each.
struct NomadScore: BinScore {
  private let capacities: CapacityTable
  private let spreads: Bool

  init(_ problem: PackingProblem, spreads: Bool) {
    capacities = CapacityTable(problem)
    self.spreads = spreads
  }

  func value(
    of shape: Int, in group: Int, of bins: OpenBins, free: UnsafePointer<Int64>,
    demand: UnsafePointer<Int64>
  ) -> Int64 {
    let type = bins.types[group]
    var total = 0.0
    var count = 0.0
    for resource in 0..<capacities.resources {
      let capacity = capacities[type, resource]
      guard capacity > 0 else { continue }
      total += powerOfTen(Double(free[resource] - demand[resource]) / Double(capacity))
      count += 1
    }
    let fitness = spreads ? total - count : 10 * count - total
    // Nine digits behind the point: more than any difference that matters.
    return Int64((min(max(fitness, 0), 9 * count) * 1e9).rounded())
  }

  /// 10 to the power of a share from 0 to 1.
  ///
  /// The eighth root comes from the exponential series up to its ninth power, which is off by
  /// less than 10^-11. Only additions and multiplications are used, so the result is the same on
  /// every machine, unlike that of the C library's function.
  private func powerOfTen(_ share: Double) -> Double {
    let x = share * (2.302_585_092_994_045_7 / 8)
    var root = 1 + x / 9
    for power in stride(from: 8.0, through: 1, by: -1) { root = 1 + x / power * root }
    let square = root * root
    let fourth = square * square
    return fourth * fourth
  }
}

/// Docker Swarm's ranking: the node with the fewest tasks of the same service, then with the
/// fewest tasks; how much they need is no matter as long as it fits.
///
/// Source: the ranking described for moby/swarmkit's scheduler. A shape stands for a service.
struct SwarmScore: BinScore {
  func value(
    of shape: Int, in group: Int, of bins: OpenBins, free: UnsafePointer<Int64>,
    demand: UnsafePointer<Int64>
  ) -> Int64 {
    -(Int64(bins.held(shape, in: group)) << 32 + Int64(bins.itemCounts[group]))
  }
}
