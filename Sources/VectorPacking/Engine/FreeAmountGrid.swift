// SPDX-License-Identifier: Apache-2.0

/// Divides what bins can have free into cells, so that a demand rules out most bins by their cell.
///
/// A cell is one level in each of at most four resources, those that the demands use up most. The
/// levels of a resource are bounded by quantiles of the demands, denser towards small amounts
/// because most bins are nearly full. A demand fits only in cells at or above its own levels.
///
/// Cells come in rows of at most 64 that differ in one resource only.
struct FreeAmountGrid: Sendable {
  /// One resource's ascending lower limits; the first is zero.
  private struct Axis: Sendable {
    let column: Int
    let steps: [Int64]

    /// The last step that does not exceed an amount.
    @inline(__always)
    func level(of amount: Int64) -> Int {
      steps.withUnsafeBufferPointer { steps in
        var low = 0
        var high = steps.count
        while high - low > 1 {
          let middle = (low + high) / 2
          if steps[middle] <= amount { low = middle } else { high = middle }
        }
        return low
      }
    }
  }

  /// A cell's levels, or the lowest levels that a demand fits in.
  struct Levels {
    /// The levels of the resources in which rows differ.
    var outer: (Int, Int, Int)
    /// The level of the resource in which the cells of a row differ.
    var inner: Int
  }

  /// How many levels each resource gets where a grid has that many resources.
  private static let mostLevels = [[64], [32, 64], [16, 16, 32], [8, 8, 8, 32]]

  private let outer: [Axis]
  private let inner: Axis
  /// How many levels the outer resources have, with ones for those that are not there.
  let extent: (Int, Int, Int)
  /// How many cells a row has.
  let rowLength: Int

  /// How many rows there are.
  var rowCount: Int { extent.0 * extent.1 * extent.2 }

  init(_ layout: ColumnLayout) {
    let columns = Self.busiestResources(layout)
    let most = Self.mostLevels[columns.count - 1]
    let axes = columns.indices.map { position in
      Axis(
        column: columns[position],
        steps: Self.steps(for: columns[position], most: most[position], layout))
    }
    inner = axes[axes.count - 1]
    outer = Array(axes.dropLast())
    let counts = outer.map(\.steps.count) + [1, 1, 1]
    extent = (counts[0], counts[1], counts[2])
    rowLength = inner.steps.count
  }

  /// The levels of some amounts, one value per column.
  @inline(__always)
  func levels(of amounts: UnsafePointer<Int64>) -> Levels {
    var levels = Levels(outer: (0, 0, 0), inner: inner.level(of: amounts[inner.column]))
    if outer.count > 0 { levels.outer.0 = outer[0].level(of: amounts[outer[0].column]) }
    if outer.count > 1 { levels.outer.1 = outer[1].level(of: amounts[outer[1].column]) }
    if outer.count > 2 { levels.outer.2 = outer[2].level(of: amounts[outer[2].column]) }
    return levels
  }

  /// The number of a row.
  @inline(__always)
  func row(_ first: Int, _ second: Int, _ third: Int) -> Int {
    (first * extent.1 + second) * extent.2 + third
  }

  private static func busiestResources(_ layout: ColumnLayout) -> [Int] {
    let shapes = layout.demands.count / layout.columns
    var sums = Array(repeating: 0.0, count: layout.resources)
    for shape in 0..<shapes {
      for resource in sums.indices {
        sums[resource] +=
          Double(layout.demands[shape * layout.columns + resource]) * layout.scales[resource]
      }
    }
    let ranking = sums.indices.sorted { sums[$0] != sums[$1] ? sums[$0] > sums[$1] : $0 < $1 }
    return ranking.prefix(mostLevels.count).sorted()
  }

  private static func steps(for column: Int, most: Int, _ layout: ColumnLayout) -> [Int64] {
    let shapes = layout.demands.count / layout.columns
    let stride = max(1, shapes / 4096)
    var demands: [Int64] = []
    for shape in Swift.stride(from: 0, to: shapes, by: stride) {
      demands.append(layout.demands[shape * layout.columns + column])
    }
    demands.sort()
    if Set(demands).count < most {
      return demands.reduce(into: [0]) { if $1 > $0[$0.count - 1] { $0.append($1) } }
    }
    var steps: [Int64] = [0]
    for step in 0..<most - 1 {
      // The squares make the levels of small amounts narrow.
      let demand = demands[step * step * demands.count / (most * most)]
      if demand > steps[steps.count - 1] { steps.append(demand) }
    }
    return steps
  }
}
