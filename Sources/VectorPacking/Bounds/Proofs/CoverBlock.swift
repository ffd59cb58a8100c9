// SPDX-License-Identifier: Apache-2.0

/// Some bin classes with what they have to supply, as part of a proof.
struct CoverBlock {
  let part: BoundPart
  /// What a bin of each class costs in the objective of the proof.
  let prices: [Int64]
  /// How many bins of each class there are; `nil` where a type has no end.
  let limits: [Int64?]
  /// What has to be supplied.
  var row: CoverRow
  /// What proves that row, where it is a count of bins.
  var base: CoverRow?

  init(_ part: BoundPart, prices: [Int64], row: CoverRow, base: CoverRow? = nil) {
    self.part = part
    self.prices = prices
    self.row = row
    self.base = base
    let problem = part.instance.problem
    limits = part.instance.bins.map { bins in
      bins.binTypes.reduce(Int64?(0)) { sum, binType in
        guard let sum, let available = problem.binTypes[binType].available else { return nil }
        return sum + Int64(min(available, problem.itemCount))
      }
    }
  }

  /// All bins of the block, or of one class of it.
  func count(_ index: Int? = nil) -> BoundProof.BinCount {
    let bins = part.instance.bins
    return BoundProof.BinCount(
      binTypes: index.map { bins[$0].binTypes } ?? bins.flatMap(\.binTypes).sorted(), atLeast: [])
  }

  /// The cheapest supply, parts of bins allowed, within what case distinctions say of each class.
  func relaxation(
    of row: CoverRow, prices: [Int64], atLeast: [Int64], atMost: [Int64?]
  ) -> CoverRelaxation {
    var left = row.demand
    for index in atLeast.indices { left -= Int128(atLeast[index]) * Int128(row.supply[index]) }
    guard left > 0 else { return CoverRelaxation(worth: 0, scale: 1, branching: nil) }
    let order = prices.indices.filter { row.supply[$0] > 0 }.sorted { a, b in
      let first = Int128(prices[a]) * Int128(row.supply[b])
      let second = Int128(prices[b]) * Int128(row.supply[a])
      return first == second ? a < b : first < second
    }
    for index in order {
      let supply = Int128(row.supply[index])
      if let most = atMost[index], Int128(most - atLeast[index]) * supply < left {
        left -= Int128(most - atLeast[index]) * supply
        continue
      }
      let divisor = greatestCommonDivisor(prices[index], row.supply[index])
      let (whole, rest) = left.quotientAndRemainder(dividingBy: supply)
      return CoverRelaxation(
        worth: prices[index] / divisor, scale: row.supply[index] / divisor,
        branching: rest > 0 ? (index, atLeast[index] + Int64(clamping: whole)) : nil)
    }
    return CoverRelaxation(worth: 1, scale: 0, branching: nil)
  }

  /// The fewest bins that parts of bins allow for, or `nil` where all together do not suffice.
  ///
  /// - Complexity: O(classes log classes).
  static func fewestBins(_ row: CoverRow, limits: [Int64?]) -> Int64? {
    var left = row.demand
    var count: Int64 = 0
    for index in row.supply.indices.sorted(by: { (row.supply[$1], $0) < (row.supply[$0], $1) }) {
      let supply = Int128(row.supply[index])
      guard left > 0, supply > 0 else { break }
      let wanted = (left + supply - 1) / supply
      if let most = limits[index], Int128(most) < wanted {
        count += most
        left -= Int128(most) * supply
      } else {
        return Int64(exactly: Int128(count) + wanted)
      }
    }
    return left > 0 ? nil : count
  }
}

/// The dual of a cheapest supply with parts of bins.
struct CoverRelaxation {
  /// What one unit of the demand is worth, over the scale.
  let worth: Int64
  /// 0 where not even all bins supply the demand.
  let scale: Int64
  /// A class of which a part of a bin is used, and how many whole ones.
  let branching: (index: Int, whole: Int64)?
}
