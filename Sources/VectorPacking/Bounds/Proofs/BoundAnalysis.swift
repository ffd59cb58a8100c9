// SPDX-License-Identifier: Apache-2.0

/// What methods prove about a problem, with all that a proof of it takes.
struct BoundAnalysis {
  /// The strongest bound.
  var bound = LowerBound.trivial
  /// Why not all placeable items can be placed, where that is proven.
  var shortage: String?
  /// The parts that were looked at, the whole first.
  var parts: [BoundPart] = []
  /// The best finding on each part.
  var findings: [BoundFinding] = []
  /// What they prove together.
  var total: CombinedFinding?

  /// A proof of the bound on an objective, or of as much of it as can be proven, and now and then
  /// of more; `nil` for a bound that says nothing, and where no proof was found.
  ///
  /// - Complexity: O(shapes) for each of at most some hundred case distinctions.
  func proof(of objective: BoundProof.Objective) -> BoundProof? {
    guard let total, shortage == nil, let problem = parts.first?.instance.problem else {
      return nil
    }
    let target = objective == .cost ? bound.cost : Int64(bound.bins)
    guard objective != .unplaced, target > 0 else { return nil }
    let chosen = objective == .cost ? total.costParts : total.binsParts
    var best: BoundProof?
    for choices in choices(chosen, objective: objective) {
      let blocks = choices.compactMap { $0 }
      guard !blocks.isEmpty else { continue }
      if let leaf = CoverTree.leaf(
        objective: objective, by: blocks.filter { $0.base == nil }, problem: problem),
        leaf.value > best?.value ?? 0
      {
        best = leaf
      }
      if let best, best.value >= target { break }
      if let proof = CoverTree.proof(
        of: target, objective: objective, by: blocks, problem: problem)
      {
        return proof
      }
    }
    return best
  }

  /// Ways to prove the findings on some parts, the plainest first: by what has to be supplied, or
  /// by how many bins that takes.
  private func choices(
    _ chosen: [Int], objective: BoundProof.Objective
  ) -> [[CoverBlock?]] {
    let supplied = chosen.map { supply(of: $0, objective: objective) }
    let counted = chosen.map { bins(of: $0, objective: objective) }
    if chosen.count == 1 { return [supplied, counted] }
    return [
      supplied,
      zip(supplied, counted).map { supplied, counted in
        guard let counted else { return supplied }
        let value = counted.part.instance.bins.isEmpty ? 0 : cheapest(counted)
        let needed = wanted(counted.part, objective: objective)
        return value >= Int128(needed) ? counted : supplied ?? counted
      }, counted,
    ]
  }

  /// What was found about a part.
  private func wanted(_ part: BoundPart, objective: BoundProof.Objective) -> Int64 {
    guard let index = parts.firstIndex(where: { $0.classes == part.classes }) else { return 0 }
    return objective == .cost ? findings[index].cost : findings[index].bins
  }

  /// What the bins of a block that counts them cost at least.
  private func cheapest(_ block: CoverBlock) -> Int128 {
    var left = block.row.demand
    var cost: Int128 = 0
    for index in block.prices.indices.sorted(by: { (block.prices[$0], $0) < (block.prices[$1], $1) }
    ) {
      let taken = min(left, block.limits[index].map { Int128($0) } ?? left)
      cost += taken * Int128(block.prices[index])
      left -= taken
    }
    return cost
  }

  private func prices(_ part: BoundPart, _ objective: BoundProof.Objective) -> [Int64] {
    part.instance.bins.map { objective == .cost ? $0.cost : 1 }
  }

  private func supply(of index: Int, objective: BoundProof.Objective) -> CoverBlock? {
    let witnesses = findings[index].witnesses
    let part = parts[index]
    guard let witness = objective == .cost ? witnesses.cost ?? witnesses.bins : witnesses.bins,
      let row = CoverRow(witness, of: part.instance)
    else { return nil }
    return CoverBlock(part, prices: prices(part, objective), row: row)
  }

  private func bins(of index: Int, objective: BoundProof.Objective) -> CoverBlock? {
    let part = parts[index]
    guard let witness = findings[index].witnesses.bins,
      let base = CoverRow(witness, of: part.instance)
    else { return nil }
    let prices = prices(part, objective)
    let limits = CoverBlock(part, prices: prices, row: base).limits
    guard let bins = CoverBlock.fewestBins(base, limits: limits), bins > 0 else { return nil }
    return CoverBlock(
      part, prices: prices, row: CoverRow(bins: bins, classes: prices.count), base: base)
  }
}
