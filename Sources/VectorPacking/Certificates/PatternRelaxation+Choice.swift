// SPDX-License-Identifier: Apache-2.0

/// A price of a unit of a resource as a fraction: a whole number over a power of two.
private struct UnitPrice {
  var numerator: Int128
  var shift: Int

  /// The largest such fraction below a number that needs not many bits.
  init(_ price: Double) {
    guard price > 0x1p-500, price.isFinite else {
      (numerator, shift) = (0, 0)
      return
    }
    shift = 30 - Int(price.exponent)
    let scaled = price * Double(sign: .plus, exponent: shift, significand: 1)
    numerator = Int128(scaled.rounded(.down))
  }

  /// What an amount costs, rounded down.
  func price(of amount: Int64) -> Int128 {
    let product = numerator * Int128(amount)
    return shift >= 0 ? product >> min(shift, 126) : product << min(-shift, 40)
  }
}

extension PatternRelaxation {
  /// The entries of all tables together, which take eight bytes each.
  private static var mostEntries: Int { 12_000_000 }

  /// Several relaxations of a question, each good where others are not.
  ///
  /// Those that keep one resource as it is and put a price on the others, or forget the others, or
  /// scale it down and price it too; one that weighs each item by what it takes at the prices.
  static func choice(
    for pricing: PatternPricing, worth: [Value], prices: ResourcePrices, magnitude: Int128,
    valuedAt factor: Double
  ) -> [PatternRelaxation] {
    let resources = pricing.free.indices.filter { pricing.free[$0] > 0 }
    let ranked = resources.sorted { (prices.ofBin[$0], $1) > (prices.ofBin[$1], $0) }
    var plans: [Plan] = []
    for resource in ranked.prefix(3) {
      plans.append(Plan(weight: .resource(resource), priced: resources.filter { $0 != resource }))
    }
    if resources.count != 1 { plans.append(Plan(weight: .prices, priced: [])) }
    if resources.count > 1 {
      for resource in ranked.prefix(12) {
        plans.append(Plan(weight: .resource(resource), priced: []))
      }
    }
    let buckets = min(4_096, max(1, mostEntries / (pricing.candidates.count + 1) / plans.count))
    for resource in ranked.prefix(2) where pricing.free[resource] > Int64(buckets) {
      plans.append(Plan(weight: .resource(resource), priced: resources))
    }
    return plans.compactMap {
      relaxation(
        $0, of: pricing, worth: worth, prices: prices, magnitude: magnitude,
        factor: factor, buckets: buckets)
    }
  }

  private struct Plan {
    enum Weight {
      case resource(Int)
      case prices
    }
    var weight: Weight
    var priced: [Int]
  }

  private static func relaxation(
    _ plan: Plan, of pricing: PatternPricing, worth: [Value], prices: ResourcePrices,
    magnitude: Int128, factor: Double, buckets: Int
  ) -> PatternRelaxation? {
    let priced = plan.priced.map { ($0, UnitPrice(prices.ofUnit($0, in: pricing) * factor)) }
    let offset = priced.reduce(Int128(0)) { $0 + $1.1.price(of: pricing.free[$1.0]) }
    guard offset <= magnitude * 2, let offset = Value(exactly: offset) else { return nil }
    var profits: [Value] = []
    for (index, candidate) in pricing.candidates.enumerated() {
      let price = priced.reduce(Int128(0)) { $0 + $1.1.price(of: candidate.demand[$1.0]) }
      guard let price = Value(exactly: price) else { return nil }
      profits.append(worth[index] - price)
    }
    let (sizes, capacity) = weights(plan.weight, of: pricing, prices: prices, buckets: buckets)
    return PatternRelaxation(
      weights: sizes, capacity: capacity, profits: profits, offset: offset,
      most: pricing.candidates.map { $0.most })
  }

  /// The weights of the items and the capacity, scaled down to so many buckets at most.
  private static func weights(
    _ weight: Plan.Weight, of pricing: PatternPricing, prices: ResourcePrices, buckets: Int
  ) -> ([Int], Int) {
    let sizes: [Int128]
    let capacity: Int128
    switch weight {
    case .resource(let resource):
      sizes = pricing.candidates.map { Int128($0.demand[resource]) }
      capacity = Int128(pricing.free[resource])
    case .prices:
      let total = prices.ofBin.reduce(0, +)
      let unit = pricing.free.indices.map { resource in
        UnitPrice(total > 0 ? prices.ofUnit(resource, in: pricing) / total * 0x1p40 : 0)
      }
      func sum(_ amounts: [Int64]) -> Int128 {
        amounts.indices.reduce(Int128(0)) { $0 + unit[$1].price(of: amounts[$1]) }
      }
      sizes = pricing.candidates.map { sum($0.demand) }
      capacity = sum(pricing.free)
    }
    if capacity <= Int128(buckets) { return (sizes.map { Int($0) }, Int(capacity)) }
    return (sizes.map { Int($0 * Int128(buckets) / capacity) }, buckets)
  }
}
