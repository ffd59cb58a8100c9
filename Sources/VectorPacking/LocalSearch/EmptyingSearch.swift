// SPDX-License-Identifier: Apache-2.0

/// Tries to lay a pool of items into the bins there are, by insertions and by swaps that throw
/// lighter items out for heavier ones.
///
/// A tabu search on the weight of the pool, after Buljubašić and Vasquez, "Consistent
/// neighborhood search for one-dimensional bin packing and two-dimensional vector packing", 2016:
/// the bins stay feasible all the time, the best swap is made even where it makes the pool
/// heavier, and what was thrown out may not come back to the same bin for a while. When the pool
/// stops getting lighter, a few bins are packed anew together with it, and later items are
/// exchanged between bins at random.
struct EmptyingSearch {
  private(set) var items: MovableItems
  private var random: SeededGenerator
  /// How heavy an item of each shape is.
  private let weights: [Double]
  private var round = 0
  /// For each shape and bin, hashed, until which round the shape may not enter the bin.
  private var tabuUntil: [Int32]
  /// For each item, until which round it may not be thrown out.
  private var keptUntil: [Int32]

  private static let tabuMask = 1 << 16 - 1
  /// How many bins are looked at in one round.
  private static let mostBins = 256
  /// How many items of the pool are looked at in one round.
  private static let mostPooled = 8
  /// The largest bin of which pairs of items are considered for throwing out.
  private static let mostForPairs = 24
  /// After how many rounds without a lighter pool items are exchanged at random.
  private static let patience = 250
  /// After how many rounds without a lighter pool a few bins are packed anew.
  private static let repackingPause = 50

  /// After how many rounds without a lighter pool chains of exchanges are looked for.
  private static let chainPause = 20

  private struct Swap {
    var delta = Double.infinity
    var item: Int32 = -1
    var bin = -1
    var out: (Int32, Int32) = (-1, -1)
  }

  /// Starts a search.
  ///
  /// - Parameters:
  ///   - items: The bins and the pool.
  ///   - weights: How heavy one unit of each resource is.
  ///   - random: Chooses where looking starts, tenures and exchanges.
  init(_ items: MovableItems, weights: [Double], random: SeededGenerator) {
    self.items = items
    self.random = random
    self.weights = (0..<items.demands.count / items.resources).map { shape in
      (0..<items.resources).reduce(0.0) {
        $0 + Double(items.demands[shape * items.resources + $1]) * weights[$1]
      }
    }
    tabuUntil = Array(repeating: 0, count: Self.tabuMask + 1)
    keptUntil = Array(repeating: 0, count: items.shapes.count)
  }

  /// Searches until the pool is empty, the rounds are used up, or time is.
  ///
  /// - Returns: How many rounds were used.
  mutating func run(rounds: Int, context: SolveContext) -> Int {
    var lightest = poolWeight
    var idle = 0
    while !items.pool.isEmpty, items.binCount > 0, round < rounds {
      round += 1
      if round & 15 == 0, context.stopRequest != nil { break }
      step(lightest: lightest)
      let weight = poolWeight
      if weight < lightest - 1e-12 {
        lightest = weight
        idle = 0
      } else {
        idle += 1
        if idle % Self.chainPause == 1 { followChains() }
        if idle % Self.repackingPause == 0 { repack() }
        if idle % Self.patience == 0 { shake() }
      }
    }
    return round
  }

  /// Lays items of the pool into the bins by chains of exchanges, where there are any.
  private mutating func followChains() {
    let mostLooks = items.isRuled ? 2_000 : 60_000
    for item in items.pool.prefix(Self.mostPooled) {
      let chain = EjectionChain(for: item, in: items, mostLooks: mostLooks)
      round += chain.looks / 2_000
      if !chain.moves.isEmpty { items.apply(chain) }
    }
  }

  private func weight(_ item: Int32) -> Double { weights[Int(items.shapes[Int(item)])] }

  private var poolWeight: Double { items.pool.reduce(0) { $0 + weight($1) } }

  /// Makes the best move there is: an insertion, else the lightest swap, else an exchange.
  private mutating func step(lightest: Double) {
    var best = Swap()
    let current = poolWeight
    let bins = items.binCount
    let start = random.below(bins)
    let offset = random.below(items.pool.count)
    for index in 0..<min(items.pool.count, Self.mostPooled) {
      let item = items.pool[(offset + index) % items.pool.count]
      for look in 0..<min(bins, Self.mostBins) {
        let bin = (start + look) % bins
        if items.fits(item, in: bin) {
          items.insert(item, into: bin)
          keptUntil[Int(item)] = Int32(round + 3)
          return
        }
        consider(item, bin, current: current, lightest: lightest, &best)
      }
    }
    guard best.bin >= 0 else { return shake() }
    for gone in [best.out.0, best.out.1] where gone >= 0 {
      items.eject(gone)
      tabuUntil[tabuSlot(gone, best.bin)] = Int32(
        round + 4 + items.pool.count + random.below(10))
    }
    items.insert(best.item, into: best.bin)
    keptUntil[Int(best.item)] = Int32(round + 2 + random.below(6))
  }

  private func consider(
    _ item: Int32, _ bin: Int, current: Double, lightest: Double, _ best: inout Swap
  ) {
    let gain = weight(item)
    let isTabu = tabuUntil[tabuSlot(item, bin)] >= Int32(round)
    // A forbidden swap counts only where it makes the pool lighter than ever.
    let limit = isTabu ? min(best.delta, lightest - current - 1e-12) : best.delta
    guard let exit = lightestExit(for: item, from: bin, below: limit + gain) else { return }
    best = Swap(delta: exit.weight - gain, item: item, bin: bin, out: exit.out)
  }

  /// The lightest one or two items of a bin whose place an item of the pool can take.
  private func lightestExit(
    for item: Int32, from bin: Int, below limit: Double
  ) -> (out: (Int32, Int32), weight: Double)? {
    let resources = items.resources
    let members = items.members[bin]
    let row = Int(items.shapes[Int(item)]) * resources
    var found: (out: (Int32, Int32), weight: Double)?
    var best = limit
    for (place, first) in members.enumerated() where keptUntil[Int(first)] < Int32(round) {
      let firstWeight = weight(first)
      guard firstWeight < best else { continue }
      let firstRow = Int(items.shapes[Int(first)]) * resources
      var isEnough = true
      for resource in 0..<resources
      where items.free[bin * resources + resource] + items.demands[firstRow + resource]
        < items.demands[row + resource]
      {
        isEnough = false
        break
      }
      if isEnough {
        if items.fits(item, in: bin, without: (first, -1)) {
          best = firstWeight
          found = ((first, -1), firstWeight)
        }
        continue
      }
      guard members.count <= Self.mostForPairs else { continue }
      for second in members[(place + 1)...] where keptUntil[Int(second)] < Int32(round) {
        let both = firstWeight + weight(second)
        if both < best, items.fits(item, in: bin, without: (first, second)) {
          best = both
          found = ((first, second), both)
        }
      }
    }
    return found
  }

  private func tabuSlot(_ item: Int32, _ bin: Int) -> Int {
    (Int(items.shapes[Int(item)]) &* 0x9E37_79B1 &+ bin &* 0x85EB_CA6B) & Self.tabuMask
  }

  /// Packs up to three random bins anew together with the pool, heavier items first with some
  /// noise, and keeps the result where the pool is lighter.
  private mutating func repack() {
    let before = poolWeight
    let count = min(3, items.binCount)
    var bins: [Int] = []
    while bins.count < count {
      let bin = random.below(items.binCount)
      if !bins.contains(bin) { bins.append(bin) }
    }
    let old = bins.map { items.members[$0] }
    for members in old { for item in members { items.eject(item) } }
    let order = items.pool.map { (item: $0, key: weight($0) * (0.8 + 0.4 * random.unit())) }
      .sorted { $0.key != $1.key ? $0.key > $1.key : $0.item < $1.item }
    for entry in order {
      if let bin = bins.first(where: { items.fits(entry.item, in: $0) }) {
        items.insert(entry.item, into: bin)
      }
    }
    guard poolWeight >= before - 1e-12 else { return }
    for bin in bins { for item in items.members[bin] { items.eject(item) } }
    for (bin, members) in zip(bins, old) { for item in members { items.insert(item, into: bin) } }
  }

  /// Exchanges items between bins at random, and moves items where they fit.
  private mutating func shake() {
    let count = items.shapes.count
    guard items.binCount > 1, count > 1 else { return }
    for _ in 0..<max(20, min(count, 400)) {
      let first = Int32(random.below(count))
      let second = Int32(random.below(count))
      let (from, to) = (Int(items.binOfItem[Int(first)]), Int(items.binOfItem[Int(second)]))
      guard from >= 0, to >= 0, from != to else { continue }
      if items.fits(first, in: to) {
        items.move(first, to: to)
      } else if items.shapes[Int(first)] != items.shapes[Int(second)],
        items.fits(first, in: to, without: (second, -1)),
        items.fits(second, in: from, without: (first, -1))
      {
        items.eject(second)
        items.move(first, to: to)
        items.insert(second, into: from)
      }
    }
  }
}
