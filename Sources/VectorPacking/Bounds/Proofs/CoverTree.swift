// SPDX-License-Identifier: Apache-2.0

/// Turns requirements on disjoint blocks of bins into a proof, with as few case distinctions as
/// it takes.
///
/// The blocks' rows are relaxed to parts of bins, whose dual is a leaf. Where that does not reach
/// the value because parts of bins are cheaper than whole ones, the bins of a class are at most
/// so many, or more (branch and bound). Rows that count bins are proven first, one by one: fewer
/// bins than that leave no room for what has to be supplied.
struct CoverTree {
  private static let mostNodes = 400
  private static let mostMultipliers = 4_000_000

  private let problem: PackingProblem
  private let objective: BoundProof.Objective
  private let blocks: [CoverBlock]
  private let target: Int64
  private let unit: Int64
  private var nodes: [BoundProof.Node] = []
  /// What the weakest leaf proves.
  private var reached = Int128(Int64.max)
  private var atLeast: [[Int64]]
  private var atMost: [[Int64?]]

  private init(
    _ blocks: [CoverBlock], of problem: PackingProblem, objective: BoundProof.Objective,
    target: Int64
  ) {
    self.problem = problem
    self.objective = objective
    self.blocks = blocks
    self.target = target
    let divisor = problem.binTypes.reduce(Int64(0)) {
      $1.available == 0 ? $0 : greatestCommonDivisor($0, $1.cost)
    }
    unit = objective == .cost ? max(1, divisor) : 1
    atLeast = blocks.map { $0.prices.map { _ in 0 } }
    atMost = blocks.map(\.limits)
  }

  /// A proof that the objective is at least the target, and by chance more; `nil` where that takes
  /// too much.
  static func proof(
    of target: Int64, objective: BoundProof.Objective, by blocks: [CoverBlock],
    problem: PackingProblem
  ) -> BoundProof? {
    var tree = CoverTree(blocks, of: problem, objective: objective, target: target)
    guard tree.countBins(from: 0) else { return nil }
    // Without any leaf that proves a value there is no packing at all, and any value holds.
    let value = tree.reached < Int128(Int64.max) ? Int64(tree.reached) : target
    return BoundProof(objective: objective, value: value, nodes: tree.nodes)
  }

  /// What the rows prove without any case distinction, if that is anything.
  static func leaf(
    objective: BoundProof.Objective, by blocks: [CoverBlock], problem: PackingProblem
  ) -> BoundProof? {
    let tree = CoverTree(blocks, of: problem, objective: objective, target: 0)
    guard let (leaf, _) = tree.relaxed(), let value = Int64(exactly: leaf.proven(unit: tree.unit)),
      value > 0
    else { return nil }
    return BoundProof(objective: objective, value: value, nodes: [.leaf(leaf.solution)])
  }

  private var isTooLarge: Bool {
    nodes.count > Self.mostNodes || nodes.count * problem.shapeCount > Self.mostMultipliers
  }

  /// Appends a distinction and its cases.
  private mutating func split(
    _ count: BoundProof.BinCount, most: Int64, fewer: (inout CoverTree) -> Bool,
    more: (inout CoverTree) -> Bool
  ) -> Bool {
    let position = nodes.count
    nodes.append(.split(count, most: most, fewer: 0, more: 0))
    let first = nodes.count
    guard fewer(&self) else { return false }
    let second = nodes.count
    guard more(&self) else { return false }
    nodes[position] = .split(count, most: most, fewer: first, more: second)
    return true
  }

  /// Proves the rows that count bins, from a block on, then the rest.
  private mutating func countBins(from start: Int) -> Bool {
    guard let index = blocks[start...].firstIndex(where: { $0.base != nil }) else {
      return decide()
    }
    guard let most = Int64(exactly: blocks[index].row.demand - 1) else { return false }
    return split(
      blocks[index].count(), most: most, fewer: { $0.refute(index, most: most) },
      more: { $0.countBins(from: index + 1) })
  }

  /// So few bins cannot hold what they must.
  private mutating func refute(_ index: Int, most: Int64) -> Bool {
    let block = blocks[index]
    guard let base = block.base else { return false }
    let ones = block.prices.map { _ in Int64(1) }
    let dual = block.relaxation(
      of: base, prices: ones, atLeast: atLeast[index], atMost: block.limits)
    var leaf = CoverLeaf(of: problem, scale: 0)
    leaf.add(
      block, row: base, prices: ones.map { Int128($0) * Int128(dual.scale) }, worth: dual.worth,
      atLeast: atLeast[index], atMost: block.limits)
    leaf.add(.atMost(block.count(), most), price: Int128(-dual.scale), side: most)
    guard !leaf.overflows, leaf.sum > 0 else { return false }
    nodes.append(.leaf(leaf.solution))
    return true
  }

  /// Appends a leaf if it reaches the target, and otherwise looks at fewer and at more bins of a
  /// class of which a part is used.
  private mutating func decide() -> Bool {
    guard !isTooLarge, let (leaf, branching) = relaxed() else { return false }
    let isEmpty = leaf.solution.scale == 0 && leaf.sum > 0
    let value = isEmpty ? reached : leaf.proven(unit: unit)
    if value >= Int128(target) {
      reached = min(reached, value)
      nodes.append(.leaf(leaf.solution))
      return true
    }
    guard let (block, index, whole) = branching else { return false }
    let (least, most) = (atLeast[block][index], atMost[block][index])
    return split(
      blocks[block].count(index), most: whole,
      fewer: { tree in
        tree.atMost[block][index] = whole
        defer { tree.atMost[block][index] = most }
        return tree.decide()
      },
      more: { tree in
        tree.atLeast[block][index] = whole + 1
        defer { tree.atLeast[block][index] = least }
        return tree.decide()
      })
  }

  /// The multipliers of all blocks in this case, and where to distinguish further.
  private func relaxed() -> (leaf: CoverLeaf, branching: (block: Int, index: Int, whole: Int64)?)? {
    var duals: [CoverRelaxation] = []
    var branching: (block: Int, index: Int, whole: Int64)?
    var scale: Int64 = 1
    for (index, block) in blocks.enumerated() {
      let dual = block.relaxation(
        of: block.row, prices: block.prices, atLeast: atLeast[index], atMost: atMost[index])
      if dual.scale == 0 {
        var leaf = CoverLeaf(of: problem, scale: 0)
        leaf.add(
          block, row: block.row, prices: block.prices.map { _ in 0 }, worth: 1,
          atLeast: atLeast[index], atMost: atMost[index])
        return leaf.overflows ? nil : (leaf, nil)
      }
      duals.append(dual)
      if branching == nil, let (position, whole) = dual.branching {
        branching = (index, position, whole)
      }
      let (product, overflow) = (scale / greatestCommonDivisor(scale, dual.scale))
        .multipliedReportingOverflow(by: dual.scale)
      guard !overflow, Int128(product) <= CoverRow.largest else { return nil }
      scale = product
    }
    var leaf = CoverLeaf(of: problem, scale: scale)
    for (index, block) in blocks.enumerated() {
      let (worth, overflow) = duals[index].worth
        .multipliedReportingOverflow(by: scale / duals[index].scale)
      guard !overflow, worth <= Int64(CoverRow.largest) else { return nil }
      leaf.add(
        block, row: block.row, prices: block.prices.map { Int128($0) * Int128(scale) },
        worth: worth, atLeast: atLeast[index], atMost: atMost[index])
      if leaf.overflows { return nil }
    }
    return (leaf, branching)
  }
}
