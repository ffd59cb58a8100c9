// SPDX-License-Identifier: Apache-2.0

/// The cheapest and the smallest choice of bins that together supply a demand.
struct BinCover {
  private let bins: [BoundInstance.BinClass]
  private let byCost: [Int]
  private let costStep: Int64

  init(_ bins: [BoundInstance.BinClass]) {
    self.bins = bins
    byCost = bins.indices.sorted { (bins[$0].cost, $0) < (bins[$1].cost, $1) }
    costStep = bins.reduce(0) { Self.commonDivisor($0, $1.cost) }
  }

  /// The fewest bins that supply a demand, or `nil` if all together do not.
  func fewest(_ demand: Int128, of supply: [Int64]) -> Int64? {
    if bins.count == 1 {
      guard supply[0] > 0 else { return nil }
      let count = (demand + Int128(supply[0]) - 1) / Int128(supply[0])
      return count <= Int128(bins[0].available) ? Int64(count) : nil
    }
    var left = demand
    var count: Int64 = 0
    for bin in bins.indices.sorted(by: { (supply[$1], $0) < (supply[$0], $1) }) {
      guard supply[bin] > 0 else { return nil }
      let wanted = (left + Int128(supply[bin]) - 1) / Int128(supply[bin])
      if wanted <= Int128(bins[bin].available) { return count + Int64(wanted) }
      count += bins[bin].available
      left -= Int128(supply[bin]) * Int128(bins[bin].available)
    }
    return nil
  }

  /// The cost of a given number of bins at least, or `nil` if there are not so many.
  func cheapest(_ count: Int64) -> Int64? {
    var left = count
    var cost: Int128 = 0
    for bin in byCost {
      let taken = min(left, bins[bin].available)
      cost += Int128(taken) * Int128(bins[bin].cost)
      left -= taken
      if left == 0 { break }
    }
    return left == 0 ? Int64(clamping: cost) : nil
  }

  /// A cost rounded up to one that bins can add up to.
  func roundedUp(_ cost: Int128) -> Int64 {
    let step = Int128(max(costStep, 1))
    return Int64(clamping: (cost + step - 1) / step * step)
  }

  /// What it costs at least to supply a demand that the bins can supply, parts of bins allowed.
  func fractionalCost(_ demand: Int128, of supply: [Int64]) -> Int64 {
    if bins.count == 1 {
      let count = (demand + Int128(supply[0]) - 1) / Int128(supply[0])
      return Int64(clamping: count * Int128(bins[0].cost))
    }
    return roundedUp(fractionalCost(demand, of: supply, from: order(by: supply)[...]) ?? 0)
  }

  /// The same in 2^20ths, not rounded up to whole bins, or `nil` if all bins together supply less.
  func fraction(_ demand: Int128, of supply: [Int64]) -> Int128? {
    var left = demand
    var cost: Int128 = 0
    for bin in order(by: supply) {
      let price = Int128(bins[bin].cost) << 20
      let amount = Int128(supply[bin]) * Int128(bins[bin].available)
      if amount >= left {
        let (whole, rest) = left.quotientAndRemainder(dividingBy: Int128(supply[bin]))
        return cost + whole * price + rest * price / Int128(supply[bin])
      }
      left -= amount
      cost += Int128(bins[bin].available) * price
    }
    return nil
  }

  /// What it costs at least to supply a demand with whole bins, by branch and bound; where that
  /// takes too many steps, with parts of bins.
  func wholeCost(_ demand: Int128, of supply: [Int64]) -> Int64 {
    guard bins.count > 1 else { return fractionalCost(demand, of: supply) }
    let order = order(by: supply)
    var best: Int128?
    var steps = 5_000
    func search(_ position: Int, _ left: Int128, _ cost: Int128) {
      if left <= 0 {
        best = min(best ?? cost, cost)
        return
      }
      guard position < order.count else { return }
      let bin = order[position]
      let wanted = (left + Int128(supply[bin]) - 1) / Int128(supply[bin])
      var taken = min(wanted, Int128(bins[bin].available))
      while taken >= 0 {
        steps -= 1
        guard steps > 0 else { return }
        let rest = left - taken * Int128(supply[bin])
        let paid = cost + taken * Int128(bins[bin].cost)
        taken -= 1
        if rest > 0 {
          let from = order[(position + 1)...]
          guard let more = fractionalCost(rest, of: supply, from: from) else { break }
          if let best, Int128(roundedUp(paid + more)) >= best { break }
        } else if let best, paid >= best {
          continue
        }
        search(position + 1, rest, paid)
      }
    }
    search(0, demand, 0)
    if steps > 0, let best { return Int64(clamping: best) }
    return fractionalCost(demand, of: supply)
  }

  private func order(by supply: [Int64]) -> [Int] {
    bins.indices.filter { supply[$0] > 0 }.sorted { a, b in
      let left = Int128(bins[a].cost) * Int128(supply[b])
      let right = Int128(bins[b].cost) * Int128(supply[a])
      return left == right ? a < b : left < right
    }
  }

  private func fractionalCost(
    _ demand: Int128, of supply: [Int64], from order: ArraySlice<Int>
  ) -> Int128? {
    var left = demand
    var cost: Int128 = 0
    for bin in order {
      let amount = Int128(supply[bin]) * Int128(bins[bin].available)
      if amount >= left {
        let part = left * Int128(bins[bin].cost)
        return cost + (part + Int128(supply[bin]) - 1) / Int128(supply[bin])
      }
      left -= amount
      cost += Int128(bins[bin].available) * Int128(bins[bin].cost)
    }
    return nil
  }

  private static func commonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
