// SPDX-License-Identifier: Apache-2.0

/// Looks for a feasible packing among those that lay every item into the given bins, however
/// overloaded, by moving and exchanging items so that the overload goes down to nothing.
///
/// Simulated annealing: an item moves into another bin, or two items of different bins change
/// places; what lessens the overload is done, and what adds a little is done now and then, less
/// often as the temperature falls. Most steps change no overload at all, so the search drifts
/// widely at a few nanoseconds a step. The overload of a bin is the sum over the resources of
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
  /// How many bins are overloaded.
  private(set) var overloadedCount = 0

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

  /// Lays the pool into the bins where it adds the least overload.
  ///
  /// - Parameters:
  ///   - items: The bins with the pool; there is at least one bin.
  ///   - scales: For each resource, one divided by the largest capacity.
  ///   - random: Chooses the steps.
  /// - Returns: `nil` where an item may go into none of the bins, or where rules other than
  ///   capacity and compatibility decide what a bin holds.
  init?(_ items: MovableItems, scales: [Double], random: SeededGenerator) {
    guard !items.problem.hasBinRules, items.binCount > 0 else { return nil }
    shapes = items.shapes
    demands = items.demands
    resources = items.resources
    self.scales = scales
    self.random = random
    types = items.types
    restricted = items.problem.compatibilityOfShape.isEmpty ? nil : items.problem
    binOfItem = items.binOfItem
    free = items.free
    overloads = Array(repeating: 0, count: items.binCount)
    // Heavier items first; equal ones in their order.
    let order = items.pool.map { (item: $0, size: size(of: $0)) }
      .sorted { $0.size != $1.size ? $0.size > $1.size : $0.item < $1.item }
    for entry in order {
      guard let bin = leastOverloaded(by: entry.item) else { return nil }
      binOfItem[Int(entry.item)] = Int32(bin)
      for resource in 0..<resources {
        free[bin * resources + resource] -= demand(entry.item, resource)
      }
      overloads[bin] = overload(of: bin)
    }
    overloadedCount = overloads.count { $0 > 0 }
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
    // A line in the square of the time left: no power function, which machines round differently.
    for round in 0..<min(rounds, limit) {
      if overloadedCount == 0 || context.stopRequest != nil { return round }
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
    var members: [Int: [Int32]] = [:]
    for item in assignment.indices where overloads[Int(assignment[item])] > 0 {
      members[Int(assignment[item]), default: []].append(Int32(item))
    }
    for bin in overloads.indices {
      guard var rest = members[bin] else { continue }
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
    let (resources, types, restricted) = (resources, types, restricted)
    var random = random
    var overloaded = overloadedCount
    shapes.withUnsafeBufferPointer { shapes in
      demands.withUnsafeBufferPointer { demands in
        scales.withUnsafeBufferPointer { scales in
          binOfItem.withUnsafeMutableBufferPointer { binOfItem in
            free.withUnsafeMutableBufferPointer { free in
              overloads.withUnsafeMutableBufferPointer { overloads in
                Self.quantiles.withUnsafeBufferPointer { quantiles in
                  for _ in 0..<Self.stepsPerRound where overloaded > 0 {
                    let (place, how) = (random.next(), random.next())
                    let first = Self.scaled(place >> 32, below: shapes.count)
                    let from = Int(binOfItem[first])
                    // A quarter of the steps move an item, the others exchange two.
                    let second =
                      how & 3 == 0 ? -1 : Self.scaled(place & 0xFFFF_FFFF, below: shapes.count)
                    let to =
                      second < 0
                      ? Self.scaled(place & 0xFFFF_FFFF, below: overloads.count)
                      : Int(binOfItem[second])
                    guard from != to else { continue }
                    let before = overloads[from] + overloads[to]
                    let limit =
                      before + temperature * quantiles[Int(how >> 2) & (quantiles.count - 1)]
                    let firstRow = Int(shapes[first]) * resources
                    let secondRow = second < 0 ? -1 : Int(shapes[second]) * resources
                    var (atFrom, atTo) = (0.0, 0.0)
                    for resource in 0..<resources {
                      let change =
                        demands[firstRow + resource]
                        - (second < 0 ? 0 : demands[secondRow + resource])
                      let scale = scales[resource]
                      atFrom += Double(max(0, -free[from * resources + resource] - change)) * scale
                      atTo += Double(max(0, change - free[to * resources + resource])) * scale
                    }
                    guard atFrom + atTo <= limit else { continue }
                    if let restricted {
                      guard restricted.isCompatible(Int(shapes[first]), with: Int(types[to])),
                        second < 0
                          || restricted.isCompatible(
                            Int(shapes[second]), with: Int(types[from]))
                      else { continue }
                    }
                    for resource in 0..<resources {
                      let change =
                        demands[firstRow + resource]
                        - (second < 0 ? 0 : demands[secondRow + resource])
                      free[from * resources + resource] += change
                      free[to * resources + resource] -= change
                    }
                    overloaded += (atFrom > 0 ? 1 : 0) - (overloads[from] > 0 ? 1 : 0)
                    overloaded += (atTo > 0 ? 1 : 0) - (overloads[to] > 0 ? 1 : 0)
                    overloads[from] = atFrom
                    overloads[to] = atTo
                    binOfItem[first] = Int32(truncatingIfNeeded: to)
                    if second >= 0 { binOfItem[second] = Int32(truncatingIfNeeded: from) }
                  }
                }
              }
            }
          }
        }
      }
    }
    self.random = random
    overloadedCount = overloaded
  }

  /// A number below a bound from 32 random bits.
  @inline(__always)
  private static func scaled(_ bits: UInt64, below bound: Int) -> Int {
    Int(truncatingIfNeeded: (bits &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }
}
