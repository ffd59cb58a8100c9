// SPDX-License-Identifier: Apache-2.0

/// What is proven about a whole problem, and from which of its parts it is added up.
struct CombinedFinding {
  var cost: Int64
  var bins: Int64
  /// Parts without a bin class in common whose own costs add up to the cost.
  var costParts: [Int]
  /// Parts without a bin class in common whose own bins add up to the bins.
  var binsParts: [Int]
}

/// Some bin classes, and all items that can lie nowhere else.
///
/// Items that need one kind of bin prove something about that kind alone, and what is proven
/// about disjoint kinds adds up.
struct BoundPart {
  /// Elementary steps over all parts, for each method.
  static let work = 40_000_000
  /// The most parts that are looked at.
  static let mostParts = 48

  /// One bit per bin class.
  let classes: BitRow
  let instance: BoundInstance

  /// The whole problem first, then the parts of it; empty if no item can be placed.
  ///
  /// - Complexity: O(shapes × bin classes × resources).
  static func parts(of problem: PackingProblem, deadline: Deadline) -> [BoundPart] {
    let bins = binClasses(of: problem)
    let groups = groups(of: problem, bins)
    guard !groups.isEmpty else { return [] }
    let all = groups.reduce(BitRow(count: bins.count)) { $0.union($1.classes) }
    var rows = [all]
    for row in components(of: groups.map(\.classes)) + groups.map(\.classes)
    where !rows.contains(row) {
      rows.append(row)
    }
    let placeable = groups.reduce(0) { $0 + $1.shapes.count }
    let most = max(2, min(mostParts, 4_000_000 / max(1, placeable)))
    let kept = rows.prefix(most)
    return kept.enumerated().map { index, row in
      let shapes =
        groups.count == 1
        ? groups[0].shapes
        : groups.filter { $0.classes.isSubset(of: row) }.flatMap(\.shapes).sorted()
      return BoundPart(
        classes: row,
        instance: BoundInstance(
          problem: problem, shapes: shapes,
          bins: bins.indices.filter { row[$0] }.map { bins[$0] }, deadline: deadline,
          workLimit: index == 0 ? work / 2 : work / 2 / (kept.count - 1)))
    }
  }

  /// What findings on the parts prove together about the whole, which is the first part, and the
  /// parts from whose own findings it is added up.
  static func combined(_ parts: [BoundPart], _ findings: [BoundFinding]) -> CombinedFinding {
    var values = findings
    var costParts = parts.indices.map { [$0] }
    var binsParts = costParts
    let order = parts.indices.sorted {
      (parts[$0].classes.population, $1) < (parts[$1].classes.population, $0)
    }
    for (rank, part) in order.enumerated() {
      let inside = order[..<rank].filter { parts[$0].classes.isSubset(of: parts[part].classes) }
      let cost = disjointSum(parts, inside, values, \.cost)
      if cost.sum > values[part].cost {
        values[part].cost = cost.sum
        costParts[part] = cost.parts.flatMap { costParts[$0] }
      }
      let bins = disjointSum(parts, inside, values, \.bins)
      if bins.sum > values[part].bins {
        values[part].bins = bins.sum
        binsParts[part] = bins.parts.flatMap { binsParts[$0] }
      }
    }
    return CombinedFinding(
      cost: values[0].cost, bins: values[0].bins, costParts: costParts[0], binsParts: binsParts[0])
  }

  /// The sum over some parts without a bin class in common, the largest values first.
  private static func disjointSum(
    _ parts: [BoundPart], _ candidates: [Int], _ values: [BoundFinding],
    _ figure: KeyPath<BoundFinding, Int64>
  ) -> (sum: Int64, parts: [Int]) {
    var taken = BitRow(count: parts[0].classes.count)
    var sum: Int64 = 0
    var chosen: [Int] = []
    let order = candidates.sorted {
      (values[$1][keyPath: figure], $0) < (values[$0][keyPath: figure], $1)
    }
    for part in order where parts[part].classes.isDisjoint(with: taken) {
      taken = taken.union(parts[part].classes)
      chosen.append(part)
      let (total, overflow) = sum.addingReportingOverflow(values[part][keyPath: figure])
      sum = overflow ? .max : total
    }
    return (sum, chosen)
  }

  /// The bin types that are available, alike ones as one class.
  private static func binClasses(of problem: PackingProblem) -> [BoundInstance.BinClass] {
    struct Key: Hashable {
      let free: [Int64]
      let cost: Int64
      let compatible: [Bool]
    }
    var index: [Key: Int] = [:]
    var classes: [BoundInstance.BinClass] = []
    for (binType, bin) in problem.binTypes.enumerated() where bin.available != 0 {
      let available = Int64(bin.available ?? problem.itemCount)
      let key = Key(
        free: bin.free, cost: bin.cost,
        compatible: problem.compatibilityRows.map { $0[binType] })
      if let known = index[key] {
        let old = classes[known]
        classes[known] = BoundInstance.BinClass(
          binType: old.binType, cost: old.cost,
          available: min(old.available + available, Int64(problem.itemCount)),
          binTypes: old.binTypes + [binType])
      } else {
        index[key] = classes.count
        classes.append(
          BoundInstance.BinClass(
            binType: binType, cost: bin.cost,
            available: min(available, Int64(problem.itemCount)), binTypes: [binType]))
      }
    }
    return classes
  }

  /// The placeable shapes, those that fit into the same classes together.
  private static func groups(
    of problem: PackingProblem, _ bins: [BoundInstance.BinClass]
  ) -> [(classes: BitRow, shapes: [Int32])] {
    let width = problem.resources.count
    let free = bins.map { problem.binTypes[$0.binType].free }
    var index: [BitRow: Int] = [:]
    var groups: [(classes: BitRow, shapes: [Int32])] = []
    var last = -1
    for shape in problem.shapes {
      var row = BitRow(count: bins.count)
      let base = shape * width
      for bin in bins.indices where problem.isCompatible(shape, with: bins[bin].binType) {
        var fits = true
        for resource in 0..<width where problem.demands[base + resource] > free[bin][resource] {
          fits = false
        }
        if fits { row.insert(bin) }
      }
      if row.population == 0 { continue }
      if last < 0 || groups[last].classes != row {
        if let known = index[row] {
          last = known
        } else {
          last = groups.count
          index[row] = last
          groups.append((row, []))
        }
      }
      groups[last].shapes.append(Int32(shape))
    }
    return groups
  }

  /// The unions of rows that overlap, directly or through others.
  private static func components(of rows: [BitRow]) -> [BitRow] {
    var components: [BitRow] = []
    for row in rows {
      var merged = row
      components.removeAll { component in
        guard !component.isDisjoint(with: merged) else { return false }
        merged = merged.union(component)
        return true
      }
      components.append(merged)
    }
    return components
  }
}
