// SPDX-License-Identifier: Apache-2.0

/// The rows of one leaf, found to hold in its case, as pricing questions and sums take them.
struct ProofRows: Sendable {
  /// A row that holds, with its multiplier.
  private struct Entry: Sendable {
    var row: BoundProof.Row
    var price: Int64
    var side: Int64
    var linking: LinkingRows.Row?
  }

  private var entries: [Entry] = []

  /// What is wrong with the rows.
  private(set) var objections: [ProofObjection] = []

  /// Holds every row against the problem and what the case distinctions say.
  init(
    _ rows: [BoundProof.DualSolution.Priced], at node: Int, in tree: ProofTree,
    of problem: PackingProblem, placeable: [Bool]
  ) {
    guard !rows.isEmpty else { return }
    let known = tree.bounds(at: node)
    let linking = LinkingRows(problem)
    for (position, priced) in rows.enumerated() {
      var entry = Entry(row: priced.row, price: priced.price, side: 0)
      var isImplied = true
      var mayBePositive = false
      switch priced.row {
      case .atMost(let count, let most):
        guard check(count, node: node, row: position, of: problem) else { continue }
        isImplied = (known[count]?.atMost ?? .max) <= most && most < ProofTree.mostBins
        entry.side = most
      case .atLeast(let count, let least):
        guard check(count, node: node, row: position, of: problem) else { continue }
        isImplied = (known[count]?.atLeast ?? 0) >= least && least > -ProofTree.mostBins
        entry.side = least
        mayBePositive = true
      case .cut(let cut):
        guard let side = Self.side(of: cut, in: problem, placeable: placeable) else {
          objections.append(.malformedCut(node: node, row: position, cut))
          continue
        }
        entry.side = side
      case .spread(let rule, let domain, let over):
        guard let row = linking.row(rule: rule, domain: domain, over: over) else {
          objections.append(.unknownRule(node: node, row: position, rule: rule))
          continue
        }
        entry.linking = row
        entry.side = row.side
      }
      if !isImplied { objections.append(.rowNotImplied(node: node, row: position)) }
      if mayBePositive ? priced.price < 0 : priced.price > 0 {
        objections.append(.signOfRow(node: node, row: position, found: priced.price))
      }
      entries.append(entry)
    }
  }

  /// The sum of the sides, each times its multiplier.
  var sum: Int128 {
    entries.reduce(0) { $0 + Int128($1.price) * Int128($1.side) }
  }

  /// What every used bin of a type is worth by the rows that count it whatever it holds.
  func constant(in binType: Int) -> Int128 {
    entries.reduce(0) { sum, entry in
      switch entry.row {
      case .atMost(let count, _), .atLeast(let count, _):
        count.atLeast.isEmpty && count.counts(binType) ? sum + Int128(entry.price) : sum
      default: sum
      }
    }
  }

  /// Adds to the worth of single items what the linking rules make of them in a bin type.
  func addLinks(in binType: Int, to worth: inout [Int128]) {
    for entry in entries {
      guard let linking = entry.linking else { continue }
      let price = Int128(entry.price) * Int128(linking.signOfBinType[binType])
      for shape in linking.shapes { worth[shape] += price }
    }
  }

  /// The shapes whose items can make a pattern of a type worth more by a row.
  func rewarded(in binType: Int) -> Set<Int> {
    var shapes: Set<Int> = []
    for entry in entries where entry.price > 0 {
      if case .atLeast(let count, _) = entry.row, count.counts(binType) {
        shapes.formUnion(count.atLeast.map { $0.shape })
      }
    }
    return shapes
  }

  /// The rows that depend on what a bin holds, with the shapes as positions of candidates.
  ///
  /// Shapes that are no candidates are not in any pattern that matters.
  func rows(in binType: Int, candidateOfShape: [Int?], most: [Int]) -> [PatternPricing.Row] {
    entries.compactMap { entry in
      switch entry.row {
      case .atMost(let count, _), .atLeast(let count, _):
        guard entry.price != 0, count.counts(binType), !count.atLeast.isEmpty else { return nil }
        var needed: [(candidate: Int, count: Int64)] = []
        for need in count.atLeast {
          guard let candidate = candidateOfShape[need.shape], need.count <= most[need.shape] else {
            return nil
          }
          needed.append((candidate, Int64(need.count)))
        }
        return PatternPricing.Row(kind: .atLeast(needed), price: Int128(entry.price))
      case .cut(let cut):
        let terms = cut.numerators.compactMap { part in
          candidateOfShape[part.shape].map { (candidate: $0, numerator: Int64(part.count)) }
        }
        guard entry.price != 0, !terms.isEmpty else { return nil }
        return PatternPricing.Row(
          kind: .roundedDown(terms, denominator: cut.denominator), price: Int128(entry.price))
      case .spread: return nil
      }
    }
  }

  private mutating func check(
    _ count: BoundProof.BinCount, node: Int, row: Int?, of problem: PackingProblem
  ) -> Bool {
    if count.isWellFormed(in: problem) { return true }
    objections.append(.malformedCount(node: node, row: row, count))
    return false
  }

  /// The rounded-down sum over all items, or `nil` if the cut is malformed.
  private static func side(
    of cut: BoundProof.RankOneCut, in problem: PackingProblem, placeable: [Bool]
  ) -> Int64? {
    guard cut.denominator >= 2, isAscending(cut.numerators, in: problem) else { return nil }
    var sum: Int128 = 0
    for part in cut.numerators where placeable[part.shape] {
      sum += Int128(part.count) * Int128(problem.count(of: part.shape))
    }
    let side = sum / Int128(cut.denominator)
    return side < Int128(ProofTree.mostBins) ? Int64(side) : nil
  }
}

extension BoundProof.BinCount {
  /// Whether bins of a type count if they hold enough.
  func counts(_ binType: Int) -> Bool {
    binTypes.isEmpty || binTypes.contains(binType)
  }

  /// Whether everything named exists, once and in ascending order.
  func isWellFormed(in problem: PackingProblem) -> Bool {
    zip(binTypes, binTypes.dropFirst()).allSatisfy { $0 < $1 }
      && binTypes.allSatisfy { problem.binTypes.indices.contains($0) }
      && isAscending(atLeast, in: problem)
  }
}

/// Whether counts are positive and of shapes that exist, once each and in ascending order.
private func isAscending(_ counts: [ShapeCount], in problem: PackingProblem) -> Bool {
  zip(counts, counts.dropFirst()).allSatisfy { $0.rawShape < $1.rawShape }
    && counts.allSatisfy { problem.shapes.contains($0.shape) && $0.rawCount > 0 }
}
