// SPDX-License-Identifier: Apache-2.0

/// Adds up multipliers of blocks into one solution, and what it proves.
struct CoverLeaf {
  private(set) var solution: BoundProof.DualSolution
  private(set) var sum: Int128 = 0
  private(set) var overflows = false

  init(of problem: PackingProblem, scale: Int64) {
    solution = BoundProof.DualSolution(
      scale: scale, shapes: Array(repeating: 0, count: problem.shapeCount),
      binTypes: Array(repeating: 0, count: problem.binTypes.count))
  }

  /// Adds a block's row so many times: classes that hold more than that is worth get multipliers,
  /// and so do those of which there have to be some.
  ///
  /// - Parameters:
  ///   - block: The block.
  ///   - row: Its row, or the one that proves it.
  ///   - prices: What a bin of each class costs in units of the multipliers.
  ///   - worth: How many times the row is taken.
  ///   - atLeast: How many bins of each class there are at least.
  ///   - atMost: How many bins of each class there are at most.
  mutating func add(
    _ block: CoverBlock, row: CoverRow, prices: [Int128], worth: Int64, atLeast: [Int64],
    atMost: [Int64?]
  ) {
    let instance = block.part.instance
    for index in row.weights.indices where row.weights[index] != 0 {
      solution.shapes[Int(instance.shapes[index])] = product(row.weights[index], worth)
    }
    for fill in row.filled where row.weights[fill.index] != 0 {
      let shape = ShapeCount(
        shape: Int(instance.shapes[fill.index]), count: Int(fill.copies - 1))
      add(
        .cut(BoundProof.RankOneCut(numerators: [shape], denominator: fill.copies)),
        price: Int128(-product(row.weights[fill.index], worth)), side: nil)
    }
    if row.weights.isEmpty {
      add(.atLeast(block.count(), Int64(clamping: row.demand)), price: Int128(worth), side: nil)
    }
    sum += row.demand * Int128(worth)
    for index in prices.indices {
      let rest = prices[index] - Int128(worth) * Int128(row.supply[index])
      if rest > 0, atLeast[index] > 0 {
        add(.atLeast(block.count(index), atLeast[index]), price: rest, side: atLeast[index])
      } else if rest < 0, let most = atMost[index] {
        if most == block.limits[index] {
          for binType in instance.bins[index].binTypes {
            solution.binTypes[binType] = Int64(clamping: -rest)
          }
          sum += rest * Int128(most)
          overflows = overflows || -rest > CoverRow.largest
        } else {
          add(.atMost(block.count(index), most), price: rest, side: most)
        }
      }
    }
  }

  /// Adds a row, and its side to the sum unless it is counted already.
  mutating func add(_ row: BoundProof.Row, price: Int128, side: Int64?) {
    guard price != 0 else { return }
    guard let exact = Int64(exactly: price) else {
      overflows = true
      return
    }
    solution.rows.append(.init(row: row, price: exact))
    if let side { sum += price * Int128(side) }
  }

  private mutating func product(_ weight: Int64, _ worth: Int64) -> Int64 {
    let (product, overflow) = weight.multipliedReportingOverflow(by: worth)
    if overflow || product > Int64(CoverRow.largest) { overflows = true }
    return overflow ? 0 : product
  }

  /// What the sum proves, in multiples of a unit.
  func proven(unit: Int64) -> Int128 {
    guard solution.scale > 0, sum > 0 else { return 0 }
    let whole = (sum + Int128(solution.scale) - 1) / Int128(solution.scale)
    return (whole + Int128(unit) - 1) / Int128(unit) * Int128(unit)
  }
}
