// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Makes a packing of patterns that may cover items more often than there are.
struct PackingAssembly {
  private let problem: PackingProblem
  private var remaining: [Int]
  private var free: [Int]
  private var builder = Packing.Builder()

  init(_ problem: PackingProblem) {
    self.problem = problem
    remaining = problem.shapes.map { problem.count(of: $0) }
    free = problem.binTypes.map { $0.available ?? .max }
  }

  /// How many items of each shape are not in a bin yet.
  var missing: [Int] { remaining }

  /// How many bins of each type are left; `Int.max` where there is no end to them.
  var binsLeft: [Int] { free }

  /// Adds bins with a pattern, without the items of which there are none left.
  mutating func add(_ pattern: Pattern, count: Int) {
    var left = min(count, free[pattern.binType])
    while left > 0 {
      var contents: [ShapeCount] = []
      var copies = left
      for entry in pattern.contents where remaining[entry.shape] > 0 {
        let taken = min(entry.count, remaining[entry.shape])
        contents.append(ShapeCount(shape: entry.shape, count: taken))
        copies = min(copies, remaining[entry.shape] / taken)
      }
      guard !contents.isEmpty else { return }
      for entry in contents { remaining[entry.shape] -= entry.count * copies }
      if free[pattern.binType] != .max { free[pattern.binType] -= copies }
      builder.add(binType: pattern.binType, count: copies, contents: contents)
      left -= copies
    }
  }

  /// The packing, with the rest packed into the bins that are left, or under spread rules item by
  /// item, where the rules allow it.
  ///
  /// - Parameters:
  ///   - seed: For ties.
  ///   - pack: Packs the rest; a greedy portfolio where there is none or it has no packing.
  /// - Returns: The packing.
  func completed(seed: UInt64, by pack: ((PackingProblem) -> Packing?)? = nil) -> Packing {
    var builder = builder
    guard !problem.hasLinkingRules else {
      return builder.build(for: problem)
        .keepingSpreadRules(of: problem, in: SolveContext(seed: seed))
    }
    guard let rest = ResidualProblem(problem, counts: remaining, binsLeft: free) else {
      return builder.build(for: problem)
    }
    let packed =
      pack?(rest.problem)
      ?? GreedyPortfolio().solve(rest.problem, in: SolveContext(seed: seed)).packing
    if let packing = packed {
      for pattern in packing.patterns {
        builder.add(
          binType: pattern.binType, count: pattern.count,
          contents: pattern.contents.map {
            ShapeCount(shape: rest.shapes[$0.shape], count: $0.count)
          })
      }
    }
    return builder.build(for: problem)
  }
}

/// A problem of the items and bins that are left.
struct ResidualProblem {
  let problem: PackingProblem
  /// For each of its shapes, the shape of the whole problem.
  let shapes: [Int]

  /// - Returns: `nil` where nothing is left.
  init?(_ whole: PackingProblem, counts: [Int], binsLeft: [Int]) {
    let shapes = whole.shapes.filter { counts[$0] > 0 }
    guard !shapes.isEmpty else { return nil }
    var builder = PackingProblem.Builder(resources: whole.resources, mergingAlikeShapes: false)
    for (index, type) in whole.binTypes.enumerated() {
      builder.add(
        BinType(
          name: type.name, capacity: type.capacity, load: type.load, cost: type.cost,
          available: binsLeft[index] == .max ? nil : binsLeft[index]))
    }
    var position = Array(repeating: -1, count: whole.shapeCount)
    for (index, shape) in shapes.enumerated() {
      position[shape] = index
      builder.add(
        demand: Array(whole.demand(of: shape)), count: counts[shape],
        perBinLimit: whole.perBinLimit(of: shape),
        binTypes: whole.binTypes.indices.filter { whole.isCompatible(shape, with: $0) })
    }
    for shape in shapes {
      for other in whole.conflicts(of: shape) where Int(other) > shape && position[Int(other)] >= 0
      {
        builder.addConflict(position[shape], position[Int(other)])
      }
    }
    guard let problem = try? builder.build() else { return nil }
    self.problem = problem
    self.shapes = shapes
  }
}
