// SPDX-License-Identifier: Apache-2.0

/// What each resource of a bin is worth, such that few items are worth more than what they take.
///
/// These are multipliers of the Lagrangian relaxation of a pattern's capacities. They make bounds
/// tight and decide nothing: a bound holds with any prices that are not negative.
struct ResourcePrices: Sendable {
  /// The price of all that is free, one value per resource.
  private(set) var ofBin: [Double]
  /// The bound that they give on the worth of a pattern.
  private(set) var bound: Double

  private var shares: [[Double]]
  private var most: [Double]
  private var worth: [Double]

  /// Looks for good prices by subgradient steps from the best price of the mean demand.
  ///
  /// - Complexity: O(candidates × resources) for each of some hundred steps.
  init(of pricing: PatternPricing) {
    let resources = pricing.free.indices
    shares = pricing.candidates.map { candidate in
      resources.map { resource in
        let free = pricing.free[resource]
        return free > 0 ? Double(candidate.demand[resource]) / Double(free) : 0
      }
    }
    most = pricing.candidates.map { Double($0.most) }
    worth = pricing.candidates.map { Double(max(0, $0.worth)) }
    ofBin = Array(repeating: 0, count: resources.count)
    bound = .infinity
    keep(ofBin)
    let mean = shares.map { $0.reduce(0, +) / Double(resources.count) }
    let theta = Self.bestPrice(of: mean, most: most, worth: worth)
    keep(Array(repeating: theta / Double(resources.count), count: resources.count))
    for resource in resources {
      var single = Array(repeating: 0.0, count: resources.count)
      single[resource] = Self.bestPrice(
        of: shares.map { $0[resource] }, most: most, worth: worth)
      keep(single)
    }
    descend()
  }

  /// The price of a unit of a resource.
  func ofUnit(_ resource: Int, in pricing: PatternPricing) -> Double {
    let free = pricing.free[resource]
    return free > 0 ? ofBin[resource] / Double(free) : 0
  }

  /// What one item takes, at these prices.
  func ofItem(_ candidate: Int) -> Double {
    var sum = 0.0
    for resource in ofBin.indices { sum += ofBin[resource] * shares[candidate][resource] }
    return sum
  }

  /// The same with the candidates in another order.
  func reordered(_ order: [Int]) -> ResourcePrices {
    var result = self
    result.shares = order.map { shares[$0] }
    result.most = order.map { most[$0] }
    result.worth = order.map { worth[$0] }
    return result
  }

  private mutating func keep(_ prices: [Double]) {
    let (value, _) = evaluate(prices)
    if value < bound { (ofBin, bound) = (prices, value) }
  }

  private mutating func descend() {
    var prices = ofBin
    var step = bound / 4
    for _ in 0..<240 {
      let (value, slope) = evaluate(prices)
      if value < bound { (ofBin, bound) = (prices, value) }
      let length = slope.reduce(0) { $0 + $1 * $1 }
      if length < 1e-18 { break }
      for resource in prices.indices {
        prices[resource] = max(0, prices[resource] - step * slope[resource] / length.squareRoot())
      }
      step *= 0.96
    }
  }

  /// The bound that prices give, and how it changes with them.
  private func evaluate(_ prices: [Double]) -> (Double, [Double]) {
    var value = prices.reduce(0, +)
    var slope = Array(repeating: 1.0, count: prices.count)
    for candidate in worth.indices {
      var gain = worth[candidate]
      for resource in prices.indices { gain -= prices[resource] * shares[candidate][resource] }
      guard gain > 0 else { continue }
      value += gain * most[candidate]
      for resource in prices.indices {
        slope[resource] -= shares[candidate][resource] * most[candidate]
      }
    }
    return (value, slope)
  }

  /// The best price of a single resource: what the item is worth at which a bin is full.
  private static func bestPrice(of shares: [Double], most: [Double], worth: [Double]) -> Double {
    let order = shares.indices.filter { shares[$0] > 0 }.sorted {
      (worth[$0] / shares[$0], $1) > (worth[$1] / shares[$1], $0)
    }
    var filled = 0.0
    for index in order {
      filled += shares[index] * most[index]
      if filled >= 1 { return worth[index] / shares[index] }
    }
    return 0
  }
}
