// SPDX-License-Identifier: Apache-2.0

/// Collects what a method proves about one instance and keeps the strongest.
struct BoundTally {
  private let cover: BinCover
  private var finding = BoundFinding()
  private var tightest: (demand: Int128, supply: [Int64])?

  init(_ instance: BoundInstance) {
    cover = BinCover(instance.bins)
  }

  /// What is proven so far about the number of bins.
  var bins: Int64 { finding.bins }

  /// Records that the bins used must supply at least a demand, one supply per bin class.
  mutating func require(
    _ demand: Int128, of supply: [Int64], otherwise shortage: @autoclosure () -> String
  ) {
    guard demand > 0 else { return }
    guard let bins = cover.fewest(demand, of: supply) else {
      finding.shortage = finding.shortage ?? shortage()
      return
    }
    finding.bins = max(finding.bins, bins)
    let cost = cover.fractionalCost(demand, of: supply)
    if cost > finding.cost || tightest == nil {
      finding.cost = max(finding.cost, cost)
      tightest = (demand, supply)
    }
  }

  /// Records that at least a number of bins must be used.
  mutating func require(
    bins: Int64, cost: Int128 = 0, otherwise shortage: @autoclosure () -> String
  ) {
    guard let cheapest = cover.cheapest(bins) else {
      finding.shortage = finding.shortage ?? shortage()
      return
    }
    finding.bins = max(finding.bins, bins)
    finding.cost = max(finding.cost, cheapest, cover.roundedUp(cost))
  }

  /// The strongest of all, after the tightest requirement was met with whole bins only.
  func result() -> BoundFinding {
    var result = finding
    if let tightest {
      result.cost = max(result.cost, cover.wholeCost(tightest.demand, of: tightest.supply))
    }
    result.cost = max(result.cost, cover.cheapest(result.bins) ?? 0)
    return result
  }
}
