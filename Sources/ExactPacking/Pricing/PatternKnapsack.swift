// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The pricing problem of one bin type: which items a pattern may hold, how many of each, and
/// what the bin has free.
///
/// An item here is one shape, or several shapes that a branching decision ties together. Items
/// that fit into no empty bin of the type are left out, and so are resources that never bind.
struct PatternKnapsack: Sendable {
  /// The bin type whose patterns these are.
  let binType: Int
  /// For each item here, its position in the `PatternItems` it comes from.
  let items: [Int]
  /// How many resources can bind.
  let resources: Int
  /// What the bin has free of each of those, in whole steps of the demands.
  let capacity: [Int64]
  /// Row-major: what one copy of each item needs of them.
  let demands: [Int64]
  /// The most copies of each item in one bin.
  let most: [Int32]
  /// For each item, the positions of those it may not share a bin with; empty without conflicts.
  let conflicts: [[Int32]]
  /// The shares of single devices that have to fit beside each other.
  let racks: [DeviceShareRule]

  init(_ items: PatternItems, binType: Int, in problem: PackingProblem) {
    func divisor(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : divisor(b, a % b) }
    self.binType = binType
    let free = problem.binTypes[binType].free
    let width = problem.resources.count
    var chosen: [Int] = []
    var most: [Int32] = []
    for (position, item) in items.items.enumerated() {
      let copies = item.copies(inEmpty: binType, of: problem, free: free)
      guard copies > 0 else { continue }
      chosen.append(position)
      most.append(Int32(copies))
    }
    let binding = (0..<width).filter { resource in
      var total = Int128(0)
      for (index, position) in chosen.enumerated() {
        total += Int128(items.items[position].demand[resource]) * Int128(most[index])
      }
      return total > Int128(free[resource])
    }
    self.items = chosen
    self.most = most
    resources = binding.count
    // Amounts count in the largest step that all demands are multiples of.
    let steps = binding.map { resource in
      chosen.reduce(Int64(0)) { divisor($0, items.items[$1].demand[resource]) }
    }
    capacity = zip(binding, steps).map { free[$0] / $1 }
    demands = chosen.flatMap { position in
      zip(binding, steps).map { items.items[position].demand[$0] / $1 }
    }
    if items.hasConflicts {
      var local = Array(repeating: Int32(-1), count: items.items.count)
      for (index, position) in chosen.enumerated() { local[position] = Int32(index) }
      conflicts = chosen.map { position in
        items.conflicts(of: position).compactMap { local[$0] >= 0 ? local[$0] : nil }
      }
    } else {
      conflicts = []
    }
    racks = problem.resources.indices.compactMap { resource in
      DeviceShareRule(
        resource: resource,
        demands: chosen.map { items.items[$0].memberDemands(of: resource, in: problem) },
        free: free[resource], unit: problem.resources[resource].deviceUnit)
    }
  }

  /// How many items there are.
  var count: Int { items.count }

  /// Whether a pattern has to keep more than amounts.
  var hasRules: Bool { !conflicts.isEmpty || !racks.isEmpty }
}
