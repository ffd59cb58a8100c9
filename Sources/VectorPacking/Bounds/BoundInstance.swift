// SPDX-License-Identifier: Apache-2.0

/// A part of a problem as a lower-bound method sees it: some items, the only bins they may use,
/// and quantities that add up within each bin.
public struct BoundInstance: Sendable {
  /// Bins that are alike in all that matters here.
  struct BinClass: Sendable {
    /// A bin type of the class.
    let binType: Int
    /// What one bin costs.
    let cost: Int64
    /// How many bins there are; never more than there are items, since no more can be used.
    let available: Int64
    /// All bin types of the class, ascending.
    var binTypes: [Int] = []
  }

  /// A quantity whose sum over the items of a bin never exceeds the bin's capacity.
  struct Column: Sendable {
    /// The resource it comes from.
    let resource: Int
    /// One value per shape of the instance.
    let sizes: [Int64]
    /// One value per bin class.
    let capacities: [Int64]
    /// Whether the values are the resource's own demands and free amounts.
    let isPlain: Bool
  }

  let problem: PackingProblem
  /// The problem's shapes whose items are part of the instance.
  let shapes: [Int32]
  /// How many items each of them has.
  let counts: [Int64]
  let bins: [BinClass]
  let columns: [Column]
  let deadline: Deadline
  /// About how many elementary steps a method may take.
  let workLimit: Int

  init(
    problem: PackingProblem, shapes: [Int32], bins: [BinClass], deadline: Deadline,
    workLimit: Int
  ) {
    self.problem = problem
    self.shapes = shapes
    let counts = shapes.map { Int64(problem.counts[Int($0)]) }
    self.counts = counts
    let items = counts.reduce(0, +)
    self.bins = bins.map {
      BinClass(
        binType: $0.binType, cost: $0.cost, available: min($0.available, items),
        binTypes: $0.binTypes)
    }
    self.deadline = deadline
    self.workLimit = workLimit
    var columns: [Column] = []
    let width = problem.resources.count
    for resource in problem.resources.indices {
      let plain = Column(
        resource: resource, sizes: shapes.map { problem.demands[Int($0) * width + resource] },
        capacities: bins.map {
          problem.binTypes[$0.binType].capacity[resource]
            - problem.binTypes[$0.binType].load[resource]
        }, isPlain: true)
      columns.append(plain)
      if let unit = problem.resources[resource].deviceUnit {
        columns += Self.deviceColumns(of: plain, unit: unit)
      }
    }
    self.columns = columns
  }

  /// What the shares of devices add up to once each is rounded by a dual feasible function of
  /// one device: a device that holds more than half a device's worth in one share has no room
  /// for a second such share.
  private static func deviceColumns(of plain: Column, unit: Int64) -> [Column] {
    guard plain.sizes.contains(where: { $0 > 0 && $0 < unit }) else { return [] }
    return (1...3).map { steps in
      let rounding = RoundedToSteps(steps: Int64(steps), capacity: unit)
      let whole = rounding(unit)
      return Column(
        resource: plain.resource,
        sizes: plain.sizes.map { $0 >= unit ? $0 / unit * whole : rounding($0) },
        capacities: plain.capacities.map { $0 / unit * whole }, isPlain: false)
    }
  }

  /// Whether items of two shapes of the instance, or two items of one, can share some bin.
  ///
  /// - Complexity: O(bin classes × resources + log conflicts).
  func canShare(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (Int(shapes[first]), Int(shapes[second]))
    if first == second {
      if let limit = problem.perBinLimit(of: a), limit < 2 { return false }
    } else if problem.conflicts(of: a).containsSorted(Int32(b)) {
      return false
    }
    return bins.indices.contains { bin in
      columns.allSatisfy { $0.sizes[first] + $0.sizes[second] <= $0.capacities[bin] }
        && problem.isCompatible(a, with: bins[bin].binType)
        && problem.isCompatible(b, with: bins[bin].binType)
    }
  }
}

extension [Int32] {
  /// Whether this ascending array holds a value, by halving.
  func containsSorted(_ value: Int32) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] == value { return true }
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return false
  }
}
