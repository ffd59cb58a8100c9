// SPDX-License-Identifier: Apache-2.0

/// Decides whether proofs of bounds hold, without a solver and in integers.
///
/// It shares no code with the methods that find bounds: it reads the problem's rules anew, and
/// searches all patterns of every bin type for one that is worth more than it costs.
public struct BoundProofChecker: Sendable {
  /// What a check may take unless told otherwise; some seconds to a minute or two.
  public static let standardStepLimit = 1_000_000_000

  private let problem: PackingProblem
  private let stepLimit: Int
  private let placeable: PlaceableShapes
  private let costUnit: Int64

  /// Creates a checker for a problem.
  ///
  /// - Parameters:
  ///   - problem: The problem that the proofs speak of.
  ///   - stepLimit: How many steps of a search one proof may take before it counts as undecided,
  ///     so that no proof keeps a checker busy for ever.
  /// - Complexity: O(shapes × bin types × resources).
  public init(_ problem: PackingProblem, stepLimit: Int = Self.standardStepLimit) {
    self.problem = problem
    self.stepLimit = stepLimit
    let placeable = PlaceableShapes(problem)
    self.placeable = placeable
    costUnit = problem.binTypes.indices.reduce(0) { unit, binType in
      placeable.most[binType].contains { $0 > 0 }
        ? greatestCommonDivisor(unit, problem.binTypes[binType].cost) : unit
    }
  }

  /// Everything that is wrong with a proof; empty if it holds.
  ///
  /// Of the bin types of a leaf each is named with one pattern at most.
  ///
  /// - Complexity: Exponential in the shapes at worst, and bounded by the step limit.
  public func objections(to proof: BoundProof) -> [ProofObjection] {
    let tree = ProofTree(proof)
    var found = tree.objections
    if proof.mostUnplaced < 0 { found.append(.negativeMostUnplaced(proof.mostUnplaced)) }
    for (position, node) in proof.nodes.enumerated() {
      if case .split(let count, _, _, _) = node, !count.isWellFormed(in: problem) {
        found.append(.malformedCount(node: position, row: nil, count))
      }
    }
    guard found.isEmpty else { return found }
    var budget = StepBudget(stepLimit)
    for (position, node) in proof.nodes.enumerated() {
      guard case .leaf(let dual) = node else { continue }
      found += objections(to: dual, at: position, of: proof, in: tree, within: &budget)
      if budget.isSpent { break }
    }
    return found
  }

  private func objections(
    to dual: BoundProof.DualSolution, at node: Int, of proof: BoundProof, in tree: ProofTree,
    within budget: inout StepBudget
  ) -> [ProofObjection] {
    let malformed = form(of: dual, at: node)
    guard malformed.isEmpty else { return malformed }
    _ = budget.spend(dual.shapes.count + (dual.rows.isEmpty ? 0 : tree.depths[node]))
    let rows = ProofRows(
      dual.rows, at: node, in: tree, of: problem, placeable: placeable.isPlaceable)
    guard rows.objections.isEmpty else { return rows.objections }
    var found = leftOut(dual, at: node, of: proof)
    let sum = sum(of: dual, rows: rows, of: proof)
    if !reaches(proof.value, sum: sum, scale: dual.scale, of: proof.objective) {
      found.append(
        .sumTooSmall(
          node: node, sum: sum, scale: dual.scale,
          proven: bound(sum: sum, scale: dual.scale, of: proof.objective)))
    }
    for binType in problem.binTypes.indices where problem.binTypes[binType].available != 0 {
      let question = pricing(of: binType, under: dual, rows: rows, objective: proof.objective)
      switch question.answer(within: &budget) {
      case .none: break
      case .above(let contents, let excess):
        found.append(
          .patternAboveCost(node: node, binType: binType, contents: contents, excess: excess))
      case .undecided:
        return found + [.undecided(node: node, binType: binType, steps: stepLimit)]
      }
    }
    return found
  }

  private func form(of dual: BoundProof.DualSolution, at node: Int) -> [ProofObjection] {
    var found: [ProofObjection] = []
    for (subject, count, expected) in [
      (ProofObjection.Subject.shapes, dual.shapes.count, problem.shapeCount),
      (.binTypes, dual.binTypes.count, problem.binTypes.count),
    ] where count != expected {
      found.append(.multiplierCount(node: node, subject, found: count, expected: expected))
    }
    for (subject, value) in [
      (ProofObjection.Subject.scale, dual.scale), (.unplaced, dual.unplaced),
    ] where value < 0 {
      found.append(.negativeMultiplier(node: node, subject, position: 0, found: value))
    }
    for (position, value) in dual.binTypes.enumerated() {
      if value < 0 {
        found.append(.negativeMultiplier(node: node, .binTypes, position: position, found: value))
      } else if value > 0, position < problem.binTypes.count,
        problem.binTypes[position].available == nil
      {
        found.append(.multiplierOfUnlimited(node: node, binType: position, found: value))
      }
    }
    return found
  }

  /// Whether leaving out an item is nowhere cheaper than the multipliers say.
  private func leftOut(
    _ dual: BoundProof.DualSolution, at node: Int, of proof: BoundProof
  ) -> [ProofObjection] {
    let limit: Int64
    if proof.objective == .unplaced {
      limit = dual.scale
    } else if proof.mostUnplaced > 0 {
      limit = dual.unplaced
    } else {
      return []
    }
    return problem.shapes.filter { placeable.isPlaceable[$0] && dual.shapes[$0] > limit }.map {
      .shapeAboveUnplaced(node: node, shape: $0, worth: dual.shapes[$0], limit: limit)
    }
  }
}

extension BoundProofChecker {
  /// The weighted sum of the rules.
  ///
  /// No packing uses more bins, or leaves out more items, than there are items; with that in
  /// place of larger numbers the rules hold too, and no sum exceeds 128 bits.
  private func sum(
    of dual: BoundProof.DualSolution, rows: ProofRows, of proof: BoundProof
  ) -> Int128 {
    var sum = rows.sum
    for shape in problem.shapes where placeable.isPlaceable[shape] {
      sum += Int128(dual.shapes[shape]) * Int128(problem.count(of: shape))
    }
    for (index, binType) in problem.binTypes.enumerated() {
      guard let available = binType.available else { continue }
      sum -= Int128(dual.binTypes[index]) * Int128(min(available, problem.itemCount))
    }
    if proof.objective != .unplaced {
      sum -= Int128(dual.unplaced) * Int128(min(proof.mostUnplaced, Int64(problem.itemCount)))
    }
    return sum
  }

  /// The bound that a sum proves; `nil` without a scale.
  private func bound(
    sum: Int128, scale: Int64, of objective: BoundProof.Objective
  ) -> Int128? {
    guard scale > 0 else { return nil }
    let whole = roundedUp(sum, to: Int128(scale)) / Int128(scale)
    guard objective == .cost, costUnit > 1 else { return whole }
    return roundedUp(whole, to: Int128(costUnit))
  }

  private func reaches(
    _ value: Int64, sum: Int128, scale: Int64, of objective: BoundProof.Objective
  ) -> Bool {
    guard let bound = bound(sum: sum, scale: scale, of: objective) else { return sum > 0 }
    return bound >= Int128(value)
  }

  /// The least multiple of a unit that is no less than a number.
  private func roundedUp(_ number: Int128, to unit: Int128) -> Int128 {
    let rest = number % unit
    return rest > 0 ? number + (unit - rest) : number - rest
  }

  /// What is to be found out about a bin type: whether a pattern is worth more than it costs.
  private func pricing(
    of binType: Int, under dual: BoundProof.DualSolution, rows: ProofRows,
    objective: BoundProof.Objective
  ) -> PatternPricing {
    let bin = problem.binTypes[binType]
    let most = placeable.most[binType]
    let price: Int64 =
      switch objective {
      case .cost: bin.cost
      case .bins: 1
      case .unplaced: 0
      }
    let limit = Int128(dual.scale) * Int128(price) + Int128(dual.binTypes[binType])
    let constant = rows.constant(in: binType)
    var worth = dual.shapes.map { Int128($0) }
    rows.addLinks(in: binType, to: &worth)
    let rewarded = rows.rewarded(in: binType)
    // An item worth nothing makes no pattern worth more, unless the bin is worth too much empty.
    let shapes = problem.shapes.filter { shape in
      most[shape] > 0 && (worth[shape] > 0 || constant > limit || rewarded.contains(shape))
    }
    var candidateOfShape: [Int?] = Array(repeating: nil, count: problem.shapeCount)
    for (candidate, shape) in shapes.enumerated() { candidateOfShape[shape] = candidate }
    return PatternPricing(
      free: problem.resources.indices.map { bin.capacity[$0] - bin.load[$0] },
      units: problem.resources.map { $0.deviceUnit },
      candidates: shapes.map {
        PatternPricing.Candidate(
          shape: $0, most: most[$0], worth: worth[$0], demand: Array(problem.demand(of: $0)))
      },
      rows: rows.rows(in: binType, candidateOfShape: candidateOfShape, most: most),
      conflicts: shapes.map { shape in
        problem.conflicts(of: shape).compactMap { candidateOfShape[Int($0)] }
      },
      constant: constant, limit: limit
    ).reduced()
  }
}
