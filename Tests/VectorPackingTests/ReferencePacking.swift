// SPDX-License-Identifier: Apache-2.0

import Foundation
import VectorPacking

/// Places item by item by looking at every bin in turn: no groups, no index, nothing kept from one
/// item to the next.
///
/// What the item-centric strategies and the allocation scores must equal.
struct ReferencePacking {
  /// Which open bin takes an item.
  enum Choice {
    case next, first
    case best(SizeMeasure)
    case worst(SizeMeasure)
    case score(AllocationScoreStrategy.Score)
  }

  /// One open bin.
  struct Bin: Equatable {
    let type: Int
    var free: [Int64]
    /// For each resource with devices, what each device has left.
    var devices: [[Int64]]
    var items: [Int: Int] = [:]
  }

  let problem: PackingProblem
  private let scales: [Double]
  private let averages: [Double]
  private(set) var bins: [Bin] = []

  init(_ problem: PackingProblem) {
    self.problem = problem
    scales = problem.resources.indices.map { resource in
      let largest = problem.binTypes.map { $0.capacity[resource] }.max() ?? 0
      return largest > 0 ? 1 / Double(largest) : 0
    }
    averages = zip(problem.resources.indices, scales).map { resource, scale in
      Double(problem.totalDemand(in: resource)) * scale / Double(max(1, problem.itemCount))
    }
  }

  /// The packing of a problem by a rule.
  static func bins(
    of problem: PackingProblem, _ choice: Choice, _ order: ItemCentricStrategy.Order
  ) -> [Bin] {
    var packing = ReferencePacking(problem)
    for shape in packing.items(order) { packing.place(shape, choice) }
    return packing.bins
  }

  private func items(_ order: ItemCentricStrategy.Order) -> [Int] {
    switch order {
    case .arrival:
      return problem.arrivals.flatMap { Array(repeating: $0.shape, count: $0.count) }
    case .decreasing(let measure):
      let sizes = problem.shapes.map { size(Array(problem.demand(of: $0)), measure) }
      return problem.shapes.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
        .flatMap { Array(repeating: $0, count: problem.count(of: $0)) }
    }
  }

  private mutating func place(_ shape: Int, _ choice: Choice) {
    if let bin = self.choice(shape, choice) {
      put(shape, into: bin)
    } else if let type = typeToOpen(for: shape) {
      let binType = problem.binTypes[type]
      bins.append(
        Bin(
          type: type, free: binType.free,
          devices: problem.resources.indices.map { resource in
            guard let unit = problem.resources[resource].deviceUnit else { return [] }
            return Array(repeating: unit, count: Int(binType.free[resource] / unit))
          }))
      put(shape, into: bins.count - 1)
    }
  }

  // MARK: What fits

  private func fits(_ shape: Int, _ bin: Bin) -> Bool {
    guard problem.isCompatible(shape, with: bin.type) else { return false }
    if let limit = problem.perBinLimit(of: shape), bin.items[shape, default: 0] >= limit {
      return false
    }
    if problem.conflicts(of: shape).contains(where: { bin.items[Int($0)] != nil }) { return false }
    return problem.resources.indices.allSatisfy { resource in
      let need = problem.demand(of: shape, in: resource)
      guard need <= bin.free[resource] else { return false }
      guard let unit = problem.resources[resource].deviceUnit, need > 0 else { return true }
      let devices = bin.devices[resource]
      return need >= unit
        ? devices.count { $0 == unit } >= Int(need / unit) : devices.contains { $0 >= need }
    }
  }

  private mutating func put(_ shape: Int, into bin: Int) {
    for resource in problem.resources.indices {
      let need = problem.demand(of: shape, in: resource)
      bins[bin].free[resource] -= need
      guard let unit = problem.resources[resource].deviceUnit, need > 0 else { continue }
      var devices = bins[bin].devices[resource]
      if need >= unit {
        for _ in 0..<need / unit {
          if let whole = devices.firstIndex(of: unit) { devices[whole] = 0 }
        }
      } else {
        // The fullest device that still takes it.
        let least = devices.filter { $0 >= need }.min()
        if let least, let device = devices.firstIndex(of: least) { devices[device] -= need }
      }
      bins[bin].devices[resource] = devices
    }
    bins[bin].items[shape, default: 0] += 1
  }

  /// Types without resources that the item has no use for come first, then the cheapest capacity
  /// weighted by demand.
  private func typeToOpen(for shape: Int) -> Int? {
    func value(_ type: Int) -> Double {
      problem.resources.indices.reduce(0) {
        $0 + Double(problem.binTypes[type].free[$1]) * scales[$1] * averages[$1]
      }
    }
    func waste(_ type: Int) -> Int {
      problem.resources.indices.count { resource in
        problem.binTypes[type].capacity[resource] > 0
          && problem.binTypes.contains { $0.capacity[resource] == 0 }
          && problem.demand(of: shape, in: resource) == 0
      }
    }
    func precedes(_ first: Int, _ second: Int) -> Bool {
      if waste(first) != waste(second) { return waste(first) < waste(second) }
      let left = Double(problem.binTypes[first].cost) * value(second)
      let right = Double(problem.binTypes[second].cost) * value(first)
      if left != right { return left < right }
      return value(first) != value(second) ? value(first) > value(second) : first < second
    }
    return problem.binTypes.indices.filter { type in
      let used = bins.count { $0.type == type }
      return used < problem.binTypes[type].available ?? .max && problem.fits(shape, inEmpty: type)
    }.sorted(by: precedes).first
  }

  // MARK: What is best

  private func choice(_ shape: Int, _ choice: Choice) -> Int? {
    let open = bins.indices.filter { fits(shape, bins[$0]) }
    func least(_ rank: (Bin) -> Double) -> Int? {
      let ranks = open.map { rank(bins[$0]) }
      return ranks.min().flatMap { least in ranks.firstIndex(of: least) }.map { open[$0] }
    }
    switch choice {
    case .next: return open.last == bins.count - 1 ? open.last : nil
    case .first: return open.first
    case .best(let measure): return least { size($0.free, measure) }
    case .worst(let measure): return least { -size($0.free, measure) }
    case .score(let score): return least { -self.score(shape, $0, score) }
    }
  }

  private func size(_ amounts: [Int64], _ measure: SizeMeasure) -> Double {
    let shares = amounts.indices.map { Double(amounts[$0]) * scales[$0] }
    switch measure {
    case .sum: return shares.reduce(0, +)
    case .product: return shares.reduce(1, *)
    case .l2: return shares.reduce(0) { $0 + $1 * $1 }
    case .linf: return shares.max() ?? 0
    case .averageWeighted:
      return amounts.indices.reduce(0) {
        $0 + Double(amounts[$1]) * (scales[$1] * averages[$1])
      }
    }
  }

  private func score(_ shape: Int, _ bin: Bin, _ score: AllocationScoreStrategy.Score) -> Double {
    let capacity = problem.binTypes[bin.type].capacity
    let present = capacity.indices.filter { capacity[$0] > 0 }
    let before = present.map { Double(capacity[$0] - bin.free[$0]) / Double(capacity[$0]) }
    let left = capacity.indices.map { bin.free[$0] - problem.demand(of: shape, in: $0) }
    let after = present.map { Double(capacity[$0] - left[$0]) / Double(capacity[$0]) }
    func percent(_ amount: Int64, _ resource: Int) -> Int64 { amount * 100 / capacity[resource] }
    func deviation(_ shares: [Double]) -> Double {
      guard shares.count > 1 else { return 0 }
      if shares.count == 2 { return abs(shares[0] - shares[1]) / 2 }
      let mean = shares.reduce(0, +) / Double(shares.count)
      let squares = shares.reduce(0) { $0 + $1 * $1 } / Double(shares.count)
      return max(0, squares - mean * mean).squareRoot()
    }
    switch score {
    case .leastAllocated:
      let scores = present.map { percent(left[$0], $0) }
      return scores.isEmpty ? 0 : Double(scores.reduce(0, +) / Int64(scores.count))
    case .mostAllocated:
      let scores = present.map { percent(capacity[$0] - left[$0], $0) }
      return scores.isEmpty ? 0 : Double(scores.reduce(0, +) / Int64(scores.count))
    case .requestedToCapacityRatio:
      let scores = capacity.indices
        .map { capacity[$0] > 0 ? percent(capacity[$0] - left[$0], $0) : 100 }.filter { $0 > 0 }
      let mean = Double(scores.reduce(0, +)) / Double(max(1, scores.count))
      return mean.rounded(.toNearestOrAwayFromZero)
    case .balancedAllocation:
      let with = Int((1 - deviation(after)) * 100)
      let without = Int((1 - deviation(before)) * 100)
      return Double(50 + (50 + with - without) / 2)
    case .nomadBinpack, .nomadSpread:
      let total = present.reduce(0) { $0 + pow(10, Double(left[$1]) / Double(capacity[$1])) }
      let count = Double(present.count)
      let fitness = score == .nomadSpread ? total - count : 10 * count - total
      return (min(max(fitness, 0), 9 * count) * 1e9).rounded()
    case .swarmSpread:
      return -Double(bin.items[shape, default: 0] * 1000 + bin.items.values.reduce(0, +))
    }
  }
}
