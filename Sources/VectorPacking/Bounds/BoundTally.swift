// SPDX-License-Identifier: Apache-2.0

/// Collects what a method proves about one instance and keeps the strongest.
struct BoundTally {
  private let cover: BinCover
  private var finding = BoundFinding()
  private var tightest: (demand: Int128, witness: CoverWitness)?

  init(_ instance: BoundInstance) {
    cover = BinCover(instance.bins)
  }

  /// What is proven so far about the number of bins.
  var bins: Int64 { finding.bins }

  /// Records that the bins used must supply at least a demand, one supply per bin class.
  mutating func require(
    _ demand: Int128, of supply: [Int64],
    by weights: @escaping @Sendable @autoclosure () -> ItemWeights,
    otherwise shortage: @autoclosure () -> String
  ) {
    guard demand > 0 else { return }
    guard let bins = cover.fewest(demand, of: supply) else {
      finding.shortage = finding.shortage ?? shortage()
      return
    }
    let witness = CoverWitness(supply: supply, weights: weights)
    if bins > finding.bins { (finding.bins, finding.witnesses.bins) = (bins, witness) }
    let cost = cover.fractionalCost(demand, of: supply)
    if cost > finding.cost || tightest == nil {
      if cost > finding.cost { (finding.cost, finding.witnesses.cost) = (cost, witness) }
      tightest = (demand, witness)
    }
  }

  /// Records that at least a number of bins must be used, and what those cost at least.
  mutating func require(
    bins: Int64, by witness: CoverWitness, cost: Int128 = 0, by costWitness: CoverWitness? = nil,
    otherwise shortage: @autoclosure () -> String
  ) {
    guard let cheapest = cover.cheapest(bins) else {
      finding.shortage = finding.shortage ?? shortage()
      return
    }
    if bins > finding.bins { (finding.bins, finding.witnesses.bins) = (bins, witness) }
    let rounded = cover.roundedUp(cost)
    if rounded > finding.cost { (finding.cost, finding.witnesses.cost) = (rounded, costWitness) }
    finding.cost = max(finding.cost, cheapest)
  }

  /// The strongest of all, after the tightest requirement was met with whole bins only.
  func result() -> BoundFinding {
    var result = finding
    if let tightest {
      let cost = cover.wholeCost(tightest.demand, of: tightest.witness.supply)
      if cost > result.cost { (result.cost, result.witnesses.cost) = (cost, tightest.witness) }
    }
    result.cost = max(result.cost, cover.cheapest(result.bins) ?? 0)
    return result
  }
}
