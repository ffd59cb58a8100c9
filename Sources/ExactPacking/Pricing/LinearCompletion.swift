// SPDX-License-Identifier: Apache-2.0

/// A bound on what a partial pattern can still gain that needs no table: what is left of a
/// surrogate resource, at the price of the item that is worth most for its size.
///
/// The linear relaxation of the knapsack (Dantzig, "Discrete-variable extremum problems", 1957)
/// without the limits on copies. It is nearly as good as a `CompletionTable` where a bin holds
/// many items, and costs a few multiplications. Integer weights rounded up keep it a bound.
struct LinearCompletion: Sendable {
  /// Row-major over suffixes and resources: what one unit of a resource is worth.
  private(set) var weights: [Int64]
  /// For each suffix, what items that take nothing of the surrogate are worth together.
  private(set) var constants: [Int64]

  /// How many binary digits behind the point weights have.
  static let digits: Int64 = 8

  /// A bound that bounds nothing.
  private static let useless: Int64 = 1 << 60

  /// - Parameters:
  ///   - order: The items in the order of the search.
  ///   - surrogate: Weights of the resources; at least 0.
  ///   - capacity: What the bin has free.
  init(_ order: SearchOrder, surrogate: [Double], capacity: [Int64]) {
    let width = capacity.count
    let count = order.count
    weights = Array(repeating: 0, count: (count + 1) * width)
    constants = Array(repeating: 0, count: count + 1)
    let one = Double(Int64(1) << Self.digits)
    var price = 0.0
    var place = count - 1
    while place >= 0 {
      for resource in 0..<width {
        weights[place * width + resource] = weights[(place + 1) * width + resource]
      }
      constants[place] = constants[place + 1]
      let profit = max(0, order.profit[place])
      var size = 0.0
      for resource in 0..<width {
        size += surrogate[resource] * order.shares[place * width + resource]
      }
      let needed = Double(profit) / size
      if profit == 0 {
        // It is worth nothing.
      } else if size > 0, needed * one < 0x1p60 {
        if needed > price {
          price = needed
          for resource in 0..<width where capacity[resource] > 0 {
            let weight = (price * surrogate[resource] / Double(capacity[resource]) * one)
              .rounded(.up)
            weights[place * width + resource] = max(
              weights[place * width + resource], Int64(weight))
          }
        }
        raise(place, order, width, to: profit)
      } else {
        let (product, overflow) = profit.multipliedReportingOverflow(by: Int64(order.most[place]))
        constants[place] = min(
          Self.useless, constants[place] + (overflow ? Self.useless : min(product, Self.useless)))
      }
      place -= 1
    }
  }

  /// Raises the weights of a suffix until its first item is not worth more than its size.
  private mutating func raise(_ place: Int, _ order: SearchOrder, _ width: Int, to profit: Int64) {
    while true {
      var worth: Int64 = 0
      for resource in 0..<width {
        worth += weights[place * width + resource] * order.demand[place * width + resource]
      }
      if worth >= profit << Self.digits { return }
      for resource in 0..<width where order.demand[place * width + resource] > 0 {
        weights[place * width + resource] += 1
      }
    }
  }
}
