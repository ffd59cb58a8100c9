// SPDX-License-Identifier: Apache-2.0

/// Looks for a feasible packing among those that lay every item into the given bins, however
/// overloaded, by moving and exchanging items so that the overload goes down to nothing.
///
/// Simulated annealing: an item moves into another bin, or two items of different bins change
/// places; what lessens the overload is done, and what adds a little is done now and then, less
/// often as the temperature falls. Most steps that are done change no overload at all, so the
/// search drifts widely, and a step takes tens of nanoseconds. The overload of a bin is the sum over the resources of
/// what lies above its capacity, each scaled by the largest capacity.
///
/// Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", 1983.
struct OverloadAnnealing {
  /// The bin of each item.
  private(set) var binOfItem: [Int32]
  /// Row-major: what each bin has free, below zero where it is overloaded.
  private(set) var free: [Int64]
  /// The scaled overload of each bin.
  private(set) var overloads: [Double]
  /// The overloaded bins, in no order that matters.
  private(set) var overloaded: [Int32] = []

  /// Where a bin stands among the overloaded ones, or -1.
  private var placeOfBin: [Int32]
  /// The items of each bin.
  private var members: [[Int32]]
  /// Where an item stands among those of its bin.
  private var placeOfItem: [Int32]

  private let shapes: [Int32]
  private let demands: [Int64]
  private let resources: Int
  private let scales: [Double]
  /// The type of each bin, and the problem, where not every shape may go everywhere.
  private let types: [Int32]
  private let restricted: PackingProblem?
  private var random: SeededGenerator

  /// How many steps one round has.
  static let stepsPerRound = 1_000

  /// How many pairs of an item of the pool and a bin are looked at before the first step.
  private static let mostLooks = 4_000_000

  /// The quantiles of the exponential distribution, by which a threshold is drawn: the expected
  /// order statistics of a sample, which are sums of fractions and the same on every machine.
  private static let quantiles: [Double] = {
    let size = 1 << 12
    var sum = 0.0
    return (0..<size).map { index in
      sum += 1 / Double(size - index)
      return sum
    }
  }()

  /// Lays the pool into the bins where it adds the least overload; `nil` where an item may go into
  /// none of the bins, where there are too many, or where conflicts, limits or devices count.
  ///
  /// - Parameters:
  ///   - items: The bins with the pool; there is at least one bin.
  ///   - scales: For each resource, one divided by the largest capacity.
  ///   - random: Chooses the steps.
  init?(_ items: MovableItems, scales: [Double], random: SeededGenerator) {
    guard !items.problem.hasBinRules, items.binCount > 0,
      items.pool.count <= Self.mostLooks / items.binCount
    else { return nil }
    shapes = items.shapes
    demands = items.demands
    resources = items.resources
    self.scales = scales
    self.random = random
    types = items.types
    restricted = items.problem.compatibilityOfShape.isEmpty ? nil : items.problem
    binOfItem = items.binOfItem
    free = items.free
    members = items.members
    placeOfItem = Array(repeating: 0, count: items.shapes.count)
    overloads = Array(repeating: 0, count: items.binCount)
    placeOfBin = Array(repeating: -1, count: items.binCount)
    for contents in members {
      for (place, item) in contents.enumerated() { placeOfItem[Int(item)] = Int32(place) }
    }
    // Heavier items first; equal ones in their order.
    let order = items.pool.map { (item: $0, size: size(of: $0)) }
      .sorted { $0.size != $1.size ? $0.size > $1.size : $0.item < $1.item }
    for entry in order {
      guard let bin = leastOverloaded(by: entry.item) else { return nil }
      for resource in 0..<resources {
        free[bin * resources + resource] -= demand(entry.item, resource)
      }
      add(entry.item, to: bin)
      setOverload(overload(of: bin), of: bin)
    }
  }

  /// Anneals until no bin is overloaded, the rounds are used up, or time is.
  ///
  /// - Parameters:
  ///   - rounds: The length of the whole cooling.
  ///   - temperatures: The temperature at the start and at the end.
  ///   - limit: The most rounds to make now, where the cooling is to be cut short.
  ///   - context: Ends it early.
  /// - Returns: How many rounds were used.
  mutating func run(
    rounds: Int, temperatures: (first: Double, last: Double), limit: Int, context: SolveContext
  ) -> Int {
    guard shapes.count > 1, overloads.count > 1 else { return 0 }
    // The cube of the time left, which every machine computes alike.
    for round in 0..<min(rounds, limit) {
      if overloaded.isEmpty || context.stopRequest != nil { return round }
      let left = 1 - Double(round) / Double(rounds)
      let temperature =
        temperatures.last + (temperatures.first - temperatures.last) * left * left * left
      anneal(temperature)
    }
    return min(rounds, limit)
  }

  /// The assignment with the fewest light items of overloaded bins thrown out, each -1, so that
  /// no bin is overloaded.
  func repaired() -> [Int32] {
    var assignment = binOfItem
    for bin in overloaded.map({ Int($0) }).sorted() {
      var rest = members[bin]
      var left = Array(free[bin * resources..<(bin + 1) * resources])
      while left.contains(where: { $0 < 0 }), !rest.isEmpty {
        // The lightest item without which nothing is left over, else the one that helps most.
        var best = (overload: Double.infinity, size: Double.infinity, place: 0)
        for (place, item) in rest.enumerated() {
          let over = (0..<resources).reduce(0.0) {
            $0 + Double(max(0, -(left[$1] + demand(item, $1)))) * scales[$1]
          }
          let size = size(of: item)
          if (over, size) < (best.overload, best.size) { best = (over, size, place) }
        }
        let gone = rest.remove(at: best.place)
        assignment[Int(gone)] = -1
        for resource in 0..<resources { left[resource] += demand(gone, resource) }
      }
    }
    return assignment
  }

  @inline(__always)
  private func demand(_ item: Int32, _ resource: Int) -> Int64 {
    demands[Int(shapes[Int(item)]) * resources + resource]
  }

  private func size(of item: Int32) -> Double {
    (0..<resources).reduce(0) { $0 + Double(demand(item, $1)) * scales[$1] }
  }

  private func overload(of bin: Int) -> Double {
    (0..<resources).reduce(0) {
      $0 + Double(max(0, -free[bin * resources + $1])) * scales[$1]
    }
  }

  /// The bin to which an item adds the least overload; of equal ones the fullest, then the first.
  private func leastOverloaded(by item: Int32) -> Int? {
    var best: Int?
    var least = (added: Double.infinity, room: Double.infinity)
    for bin in overloads.indices where isAllowed(item, in: bin) {
      var (over, room) = (0.0, 0.0)
      for resource in 0..<resources {
        let left = free[bin * resources + resource] - demand(item, resource)
        over += Double(max(0, -left)) * scales[resource]
        room += Double(max(0, left)) * scales[resource]
      }
      if (over - overloads[bin], room) < least {
        least = (over - overloads[bin], room)
        best = bin
      }
    }
    return best
  }

  @inline(__always)
  private func isAllowed(_ item: Int32, in bin: Int) -> Bool {
    guard let restricted else { return true }
    return restricted.isCompatible(Int(shapes[Int(item)]), with: Int(types[bin]))
  }
}

extension OverloadAnnealing {
  /// One round at a temperature.
  private mutating func anneal(_ temperature: Double) {
    for _ in 0..<Self.stepsPerRound where !overloaded.isEmpty { step(temperature) }
  }

  /// Draws a move or an exchange, and makes it if it adds no more overload than a threshold.
  @inline(__always)
  private mutating func step(_ temperature: Double) {
    let (draw, how) = (random.next(), random.next())
    let first: Int
    if how & 15 < Self.focus {
      let bin = Int(overloaded[Self.index(draw >> 32, below: overloaded.count)])
      // The low half of the draw names the partner, so the place comes from the other number.
      first = Int(members[bin][Self.index(how >> 32, below: members[bin].count)])
    } else {
      first = Self.index(draw >> 32, below: shapes.count)
    }
    let low = draw & 0xFFFF_FFFF
    // A quarter of the steps move an item, the others exchange two.
    let second = how & 48 == 0 ? -1 : Self.index(low, below: shapes.count)
    let from = Int(binOfItem[first])
    let to = second < 0 ? Self.index(low, below: overloads.count) : Int(binOfItem[second])
    // Items that fit nowhere lie in no bin.
    guard from != to, from >= 0, to >= 0 else { return }
    let threshold = temperature * Self.quantile(how >> 6)
    let limit = overloads[from] + overloads[to] + threshold
    let firstRow = Int(shapes[first]) * resources
    let secondRow = second < 0 ? -1 : Int(shapes[second]) * resources
    guard firstRow != secondRow else { return }
    var (atFrom, atTo) = (0.0, 0.0)
    for resource in 0..<resources {
      let change =
        demands[firstRow + resource] - (second < 0 ? 0 : demands[secondRow + resource])
      let scale = scales[resource]
      atFrom += Double(max(0, -free[from * resources + resource] - change)) * scale
      atTo += Double(max(0, change - free[to * resources + resource])) * scale
    }
    guard atFrom + atTo <= limit, isAllowed(Int32(first), in: to),
      second < 0 || isAllowed(Int32(second), in: from)
    else { return }
    for resource in 0..<resources {
      let change =
        demands[firstRow + resource] - (second < 0 ? 0 : demands[secondRow + resource])
      free[from * resources + resource] += change
      free[to * resources + resource] -= change
    }
    setOverload(atFrom, of: from)
    setOverload(atTo, of: to)
    if second < 0 {
      remove(Int32(first), from: from)
      add(Int32(first), to: to)
    } else {
      members[from][Int(placeOfItem[first])] = Int32(second)
      members[to][Int(placeOfItem[second])] = Int32(first)
      placeOfItem.swapAt(first, second)
      binOfItem.swapAt(first, second)
    }
  }

  /// In how many of sixteen steps the item is one of an overloaded bin.
  private static let focus: UInt64 = 6

  private mutating func setOverload(_ overload: Double, of bin: Int) {
    overloads[bin] = overload
    let place = Int(placeOfBin[bin])
    if overload > 0, place < 0 {
      placeOfBin[bin] = Int32(overloaded.count)
      overloaded.append(Int32(bin))
    } else if overload <= 0, place >= 0 {
      let last = overloaded.removeLast()
      if Int(last) != bin {
        overloaded[place] = last
        placeOfBin[Int(last)] = Int32(place)
      }
      placeOfBin[bin] = -1
    }
  }

  private mutating func add(_ item: Int32, to bin: Int) {
    binOfItem[Int(item)] = Int32(bin)
    placeOfItem[Int(item)] = Int32(members[bin].count)
    members[bin].append(item)
  }

  private mutating func remove(_ item: Int32, from bin: Int) {
    let last = members[bin].removeLast()
    guard last != item else { return }
    let place = placeOfItem[Int(item)]
    members[bin][Int(place)] = last
    placeOfItem[Int(last)] = place
  }

  /// A number below a bound from the low 32 of random bits.
  @inline(__always)
  private static func index(_ bits: UInt64, below bound: Int) -> Int {
    Int(truncatingIfNeeded: ((bits & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  @inline(__always)
  private static func quantile(_ bits: UInt64) -> Double {
    quantiles[Int(truncatingIfNeeded: bits & 0xFFF)]
  }
}
