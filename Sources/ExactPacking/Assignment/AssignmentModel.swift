// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The textbook model of packing, aggregated: how many items of each shape lie in each bin, and
/// which bins are used.
///
/// Bins of one type are alike, so every packing has a twin for each renumbering of them. Two
/// rules leave one twin or few: used bins come before empty ones, and they are in the order of
/// their first item, which means that bin k holds no item before the k-th. Items of which no
/// two share a bin come first in that order, so with a single type their bins are known.
struct AssignmentModel {
  let scope: AssignmentScope
  let model: LinearModel
  /// What the objective has to be multiplied by to count price units, or items left over.
  let objectiveUnit: Double

  private let columns: [BinColumns]
  /// The columns for the items left over, in the order of the scope's shapes.
  private let leftOver: [Int]
  /// The columns for what the emptiest domains of spread rules hold.
  private let leasts: [LeastColumn]

  /// The column that counts the items in the emptiest domain of a spread rule.
  struct LeastColumn {
    let rule: Int
    let column: Int
  }

  /// The columns of one bin.
  struct BinColumns {
    var used: Int
    var items: [Item] = []
    var devices: [Devices] = []

    /// How many items of a shape there are, and whether there are any where that matters.
    struct Item {
      let shape: Int
      let count: Int
      let upper: Int
      var present: Int?
    }

    /// The devices of one resource that hold shares.
    struct Devices {
      let resource: Int
      let shares: DeviceShares
      /// Whether a device holds shares.
      var open: [Int]
      /// How many shares of a size a device holds, by size, then device.
      var held: [[Int]]
    }
  }

  /// Builds the model, or nothing where the deadline comes first.
  ///
  /// - Parameters:
  ///   - scope: What it is about.
  ///   - prices: What bins cost.
  ///   - bound: A bound that is already proven for the whole problem.
  ///   - deadline: When to give up building.
  /// - Throws: What is wrong with the rows or columns, which would be a defect here.
  init?(
    _ scope: AssignmentScope, prices: Prices, bound: LowerBound, deadline: Deadline
  ) throws(LinearModelError) {
    var assembly = AssignmentAssembly(scope, prices: prices)
    assembly.addBins(atLeast: scope.placesAll ? bound.bins : 0)
    assembly.addDemands()
    assembly.addSpreads()
    assembly.addOrderOfBins()
    for position in scope.bins.indices {
      if deadline.isExpired { return nil }
      assembly.addCapacities(of: position)
      assembly.addMostItems(of: position)
      assembly.addConflicts(of: position)
    }
    if scope.placesAll, prices.unit > 0 {
      assembly.addPriceFloor(bound.cost / prices.unit + (bound.cost % prices.unit > 0 ? 1 : 0))
    }
    if deadline.isExpired { return nil }
    model = try assembly.model.build()
    columns = assembly.columns
    leftOver = assembly.leftOver
    leasts = assembly.leasts
    objectiveUnit = assembly.objectiveUnit
    self.scope = scope
  }

  /// The packing that a point of the model stands for.
  func bins(at point: [Double]) -> [OpenBin] {
    var bins: [OpenBin] = []
    for (bin, columns) in zip(scope.bins, columns) {
      let contents = columns.items.map { ($0.shape, Int(point[$0.count])) }.filter { $0.1 > 0 }
      guard !contents.isEmpty else { continue }
      var open = OpenBin(scope.problem, type: bin.type)
      for (shape, count) in contents {
        for _ in 0..<count { open.add(shape) }
      }
      bins.append(open)
    }
    return bins
  }

  /// The point that stands for a packing, bins put into the model's order.
  ///
  /// - Returns: `nil` where the model has no such point, as with too many bins of a type.
  func point(for packing: Packing) -> [Double]? {
    var point = Array(repeating: 0.0, count: model.variables.count)
    for (column, variable) in model.variables.enumerated() where variable.lower > 0 {
      // Bins that are counted anyway; item counts are set below or the packing does not fit.
      point[column] = variable.lower
    }
    let rank = Dictionary(uniqueKeysWithValues: zip(scope.shapes, scope.shapes.indices))
    var left = scope.shapes.map { scope.problem.count(of: $0) }
    for type in scope.types {
      let contents = sortedContents(of: packing, type: type, rank: rank)
      let positions = scope.bins.indices.filter { scope.bins[$0].type == type }
      guard contents.count <= positions.count else { return nil }
      for (position, entries) in zip(positions, contents) {
        point[columns[position].used] = 1
        for entry in entries { left[rank[entry.shape] ?? 0] -= entry.count }
        guard fill(&point, bin: position, with: entries) else { return nil }
      }
    }
    for (column, count) in zip(leftOver, left) { point[column] = Double(count) }
    for least in leasts {
      point[least.column] = Double(itemsInEmptiestDomain(of: least.rule, in: packing))
    }
    return model.isFeasible(point) ? point : nil
  }

  private func itemsInEmptiestDomain(of rule: Int, in packing: Packing) -> Int {
    let counted = Set(scope.problem.spreadRules[rule].shapes)
    let held = scope.problem.domains(of: rule).map { domain in
      packing.patterns.reduce(0) { sum, pattern in
        guard scope.problem.domain(of: pattern.binType, in: rule) == domain else { return sum }
        return pattern.contents.reduce(sum) {
          $0 + (counted.contains($1.shape) ? $1.count * pattern.count : 0)
        }
      }
    }
    return held.min() ?? 0
  }

  private func sortedContents(
    of packing: Packing, type: Int, rank: [Int: Int]
  ) -> [[ShapeCount]] {
    var contents: [[ShapeCount]] = []
    for pattern in packing.patterns where pattern.binType == type {
      let known = pattern.contents.filter { rank[$0.shape] != nil }
        .sorted { (rank[$0.shape] ?? 0) < (rank[$1.shape] ?? 0) }
      if !known.isEmpty { contents += Array(repeating: known, count: pattern.count) }
    }
    return contents.sorted { (rank[$0[0].shape] ?? 0) < (rank[$1[0].shape] ?? 0) }
  }

  private func fill(_ point: inout [Double], bin: Int, with entries: [ShapeCount]) -> Bool {
    for entry in entries {
      guard let item = columns[bin].items.first(where: { $0.shape == entry.shape }) else {
        return false
      }
      point[item.count] = Double(entry.count)
      if let present = item.present { point[present] = 1 }
    }
    let counts = Dictionary(uniqueKeysWithValues: entries.map { ($0.shape, $0.count) })
    for devices in columns[bin].devices {
      guard
        let layout = DeviceLayout(
          of: counts, resource: devices.resource, unit: devices.shares.unit,
          type: scope.bins[bin].type, in: scope.problem),
        layout.devices.count <= devices.open.count
      else { return false }
      for (device, shares) in layout.devices.enumerated() {
        point[devices.open[device]] = 1
        for share in shares {
          guard let size = devices.shares.sizes.firstIndex(of: share) else { return false }
          point[devices.held[size][device]] += 1
        }
      }
    }
    return true
  }
}
