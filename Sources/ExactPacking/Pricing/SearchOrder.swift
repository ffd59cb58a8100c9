// SPDX-License-Identifier: Apache-2.0

/// The items of a pricing problem that are worth something under some profits, in the order in
/// which a search takes them, and the surrogates that bound what a pattern can still gain.
struct SearchOrder: Sendable {
  /// The position of each in the `PatternKnapsack`.
  private(set) var items: [Int] = []
  /// What one copy is worth; more than 0 unless it has a bonus.
  private(set) var profit: [Int64] = []
  /// The most copies.
  private(set) var most: [Int32] = []
  /// Row-major over resources: what one copy needs.
  private(set) var demand: [Int64] = []
  /// Row-major over resources: the share of the bin that one copy takes.
  private(set) var shares: [Double] = []
  /// Weights of resources, each a relaxation of the bin to one resource.
  private(set) var surrogates: [[Double]] = []

  /// The share of the items of which a bin holds more than 20.
  private var manyShare = 0.0

  /// Nothing is worth anything.
  init() {}

  /// - Parameters:
  ///   - knapsack: The pricing problem.
  ///   - weights: Those of the best surrogate, if they are known.
  ///   - profits: What one copy of each item of the `PatternItems` is worth.
  ///   - available: The most copies of each of those items, where fewer than usual.
  ///   - rows: Rules about whole patterns; the items of those that bring something matter whatever
  ///     they are worth.
  init(
    _ knapsack: PatternKnapsack, weights: [Double]? = nil, profits: [Int64],
    available: [Int]? = nil, rows: [PricedRow] = []
  ) {
    var bonus: Set<Int> = []
    for row in rows where row.value > 0 { bonus.formUnion(row.items) }
    let width = knapsack.resources
    var chosen: [Int] = []
    var limits: [Int32] = []
    for (index, item) in knapsack.items.enumerated() {
      let limit = min(knapsack.most[index], Int32(clamping: available?[item] ?? .max))
      if limit > 0, profits[item] > 0 || bonus.contains(item) {
        chosen.append(index)
        limits.append(limit)
      }
    }
    let values = chosen.map { Double(max(1, profits[knapsack.items[$0]])) }
    var share: [Double] = []
    share.reserveCapacity(chosen.count * width)
    for index in chosen {
      for resource in 0..<width {
        share.append(
          Double(knapsack.demands[index * width + resource])
            / Double(max(1, knapsack.capacity[resource])))
      }
    }
    surrogates = SurrogateWeights.vectors(
      weights, profits: values, shares: share, most: limits.map { Double($0) }, resources: width)
    var rank = Array(repeating: 0.0, count: chosen.count)
    var bulk = rank
    var largest = 0.0
    for position in chosen.indices {
      var size = 0.0
      if let main = surrogates.first {
        for resource in 0..<width { size += main[resource] * share[position * width + resource] }
      }
      bulk[position] = size
      rank[position] = values[position] / max(size, 1e-9)
      largest = max(largest, rank[position])
    }
    // Where all are worth about their size, the large ones first and the small ones to fill up.
    for position in chosen.indices { rank[position] = (rank[position] / largest * 300).rounded() }
    let sorted = chosen.indices.sorted {
      if rank[$0] != rank[$1] { return rank[$0] > rank[$1] }
      return bulk[$0] != bulk[$1] ? bulk[$0] > bulk[$1] : chosen[$0] < chosen[$1]
    }
    manyShare = Double(bulk.count { $0 < 0.05 }) / Double(max(1, bulk.count))
    items = sorted.map { chosen[$0] }
    most = sorted.map { limits[$0] }
    profit = items.map { profits[knapsack.items[$0]] }
    demand = items.flatMap { knapsack.demands[$0 * width..<($0 + 1) * width] }
    shares = sorted.flatMap { share[$0 * width..<($0 + 1) * width] }
  }

  /// How many items there are.
  var count: Int { items.count }

  /// Whether a bin holds many of most items.
  var isOfMany: Bool { manyShare > 0.5 }

  /// How many relaxations there are; at least one.
  var relaxations: Int { max(1, surrogates.count) }

  /// Counts a relaxation in buckets.
  ///
  /// Demands are rounded down and the capacity is not. Nothing is rounded where one resource
  /// counts in whole steps that are few enough.
  ///
  /// - Parameters:
  ///   - relaxation: Which of them.
  ///   - knapsack: The pricing problem.
  ///   - largest: The most buckets of a bin.
  /// - Returns: The buckets that one copy of each item takes, and how many the bin has.
  func buckets(
    of relaxation: Int, in knapsack: PatternKnapsack, largest: Int
  ) -> (sizes: [Int32], buckets: Int) {
    let width = knapsack.resources
    guard relaxation < surrogates.count else {
      // Nothing binds: everything fits at once.
      return (Array(repeating: 0, count: count), 0)
    }
    let weights = surrogates[relaxation]
    let binding = weights.indices.filter { weights[$0] > 0 }
    if binding.count == 1 {
      let whole = knapsack.capacity[binding[0]]
      if whole <= Int64(largest) {
        return ((0..<count).map { Int32(demand[$0 * width + binding[0]]) }, Int(whole))
      }
    }
    let sizes = (0..<count).map { item in
      var share = 0.0
      for resource in 0..<width { share += weights[resource] * shares[item * width + resource] }
      return Int32((share * Double(largest) * (1 - 1e-11)).rounded(.down))
    }
    return (sizes, largest)
  }
}
