// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

/// The best packing of a handful of items, found by trying every one: the plain reference.
struct ExhaustivePacking {
  /// The fewest placeable items left over, and then the least cost.
  private(set) var unplaced = Int.max
  private(set) var cost = Int64.max
  /// The fewest bins of any packing that leaves no placeable item over.
  private(set) var bins = Int.max

  private let problem: PackingProblem
  private let items: [Int]

  init(_ problem: PackingProblem) {
    self.problem = problem
    items = problem.shapes.filter { !problem.usableBinTypes(for: $0).isEmpty }
      .flatMap { Array(repeating: $0, count: problem.count(of: $0)) }
    var open: [(type: Int, items: [Int])] = []
    visit(0, &open, left: 0)
  }

  private mutating func visit(_ next: Int, _ open: inout [(type: Int, items: [Int])], left: Int) {
    guard left <= unplaced else { return }
    guard next < items.count else {
      let cost = open.reduce(0) { $0 + problem.binTypes[$1.type].cost }
      if (left, cost) < (unplaced, self.cost) { (unplaced, self.cost) = (left, cost) }
      if left == 0 { bins = min(bins, open.count) }
      return
    }
    for bin in open.indices {
      open[bin].items.append(items[next])
      if fits(open[bin].items, type: open[bin].type) { visit(next + 1, &open, left: left) }
      open[bin].items.removeLast()
    }
    for type in problem.binTypes.indices
    where open.count(where: { $0.type == type }) < problem.binTypes[type].available ?? .max
      && fits([items[next]], type: type)
    {
      open.append((type, [items[next]]))
      visit(next + 1, &open, left: left)
      open.removeLast()
    }
    visit(next + 1, &open, left: left + 1)
  }

  private func fits(_ items: [Int], type: Int) -> Bool {
    let bin = problem.binTypes[type]
    for item in items {
      guard problem.isCompatible(item, with: type) else { return false }
      guard items.count(where: { $0 == item }) <= problem.perBinLimit(of: item) ?? .max else {
        return false
      }
      if items.contains(where: { problem.conflicts(of: item).contains(Int32($0)) }) {
        return false
      }
    }
    for (resource, kind) in problem.resources.enumerated() {
      let needs = items.map { problem.demand(of: $0, in: resource) }
      let free = bin.capacity[resource] - bin.load[resource]
      guard needs.reduce(0, +) <= free else { return false }
      if let unit = kind.deviceUnit {
        let whole = needs.filter { $0 >= unit }.reduce(0, +)
        let devices = Int((free - whole) / unit)
        guard
          lies(
            needs.filter { $0 < unit && $0 > 0 }[...], in: Array(repeating: unit, count: devices))
        else { return false }
      }
    }
    return true
  }

  private func lies(_ shares: ArraySlice<Int64>, in devices: [Int64]) -> Bool {
    guard let share = shares.first else { return true }
    return devices.indices.contains { device in
      guard devices[device] >= share else { return false }
      var rest = devices
      rest[device] -= share
      return lies(shares.dropFirst(), in: rest)
    }
  }
}

/// What a random small problem may contain.
struct ProblemTraits: OptionSet, Sendable, CustomTestStringConvertible {
  let rawValue: Int
  static let limitedBins = ProblemTraits(rawValue: 1)
  static let severalTypes = ProblemTraits(rawValue: 2)
  static let compatibility = ProblemTraits(rawValue: 4)
  static let conflicts = ProblemTraits(rawValue: 8)
  static let perBinLimits = ProblemTraits(rawValue: 16)
  static let devices = ProblemTraits(rawValue: 32)
  static let loads = ProblemTraits(rawValue: 64)
  static let freeBins = ProblemTraits(rawValue: 128)
  static let everything = ProblemTraits(rawValue: 255)

  var testDescription: String {
    let names = [
      "limited bins", "several types", "compatibility", "conflicts", "limits per bin", "devices",
      "loads", "free bins",
    ]
    let own = names.indices.filter { contains(ProblemTraits(rawValue: 1 << $0)) }.map { names[$0] }
    return own.isEmpty ? "plain" : own.joined(separator: ", ")
  }
}

/// A random problem of six items.
func randomProblem(seed: UInt64, _ traits: ProblemTraits) throws -> PackingProblem {
  var generator = SeededGenerator(seed: seed)
  var resources = [Resource("cpu"), Resource("memory")]
  if traits.contains(.devices) { resources.append(Resource("gpu", deviceUnit: 10)) }
  var builder = PackingProblem.Builder(
    resources: resources, mergingAlikeShapes: !traits.contains(.conflicts))
  let types = traits.contains(.severalTypes) ? 2 + generator.below(2) : 1
  for type in 0..<types {
    var capacity = [generator.integer(in: 10...20), generator.integer(in: 10...20)]
    var load = [Int64(0), 0]
    if traits.contains(.loads) {
      load = [generator.integer(in: 0...4), generator.integer(in: 0...4)]
    }
    if traits.contains(.devices) {
      capacity.append(Int64(10 * generator.below(4)))
      load.append(0)
    }
    let price = traits.contains(.severalTypes) ? 6 * generator.integer(in: 1...5) : 1
    builder.add(
      BinType(
        name: "type-\(type)", capacity: capacity, load: load,
        cost: traits.contains(.freeBins) && generator.below(2) == 0 ? 0 : price,
        available: traits.contains(.limitedBins) && generator.below(4) > 0
          ? generator.below(3) : nil))
  }
  var items = 6
  var shapes = 0
  while items > 0 {
    let count = min(items, 1 + (generator.below(3) == 0 ? generator.below(3) : 0))
    var demand = [generator.integer(in: 0...11), generator.integer(in: 0...11)]
    if traits.contains(.devices) {
      demand.append(generator.below(3) == 0 ? 10 : generator.integer(in: 0...7))
    }
    let allowed = (0..<types).filter { _ in generator.below(3) > 0 }
    builder.add(
      demand: demand, count: count,
      perBinLimit: traits.contains(.perBinLimits) && generator.below(2) == 0
        ? 1 + generator.below(2) : nil,
      binTypes: traits.contains(.compatibility) ? allowed : nil)
    items -= count
    shapes += 1
  }
  if traits.contains(.conflicts) {
    for _ in 0..<generator.below(5) {
      let (first, second) = (generator.below(shapes), generator.below(shapes))
      if first != second { builder.addConflict(first, second) }
    }
  }
  return try builder.build()
}
