// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// All patterns that a packing of a wanted cost can use, where they are few enough.
///
/// With valid multipliers, the reduced costs of the patterns of a packing add up to the
/// difference between its cost and the bound of the multipliers. So none of them has a larger
/// reduced cost than that (reduced cost fixing; Baldacci, Christofides and Mingozzi, "An exact
/// algorithm for the vehicle routing problem based on the set partitioning formulation with
/// additional cuts", 2008). Where bound and target all but meet, few patterns are left.
struct PatternEnumeration {
  private let model: CoverModel
  private let items: PatternItems
  private let budget: WorkBudget

  /// The most patterns that are of use.
  private static let most = 60_000
  private static let stepLimit = 300_000_000
  /// What one unit of cost is in a mixture of multipliers.
  private static let scale: Int64 = 1 << 44

  init(_ model: CoverModel, _ items: PatternItems, budget: WorkBudget) {
    self.model = model
    self.items = items
    self.budget = budget
  }

  /// Looks for all patterns.
  ///
  /// - Parameters:
  ///   - target: What the packing may cost, in units.
  ///   - solutions: Multipliers, each with a valid bound; those of a single resource are added.
  /// - Returns: The patterns, or `nil` where they are too many.
  func patterns(target: Int64, solutions: [BoundProof.DualSolution]) -> [Pattern]? {
    let cost = target * (model.objective == .cost ? model.unit : 1)
    let plain = (solutions + singles()).filter { $0.rows.isEmpty }
    let gaps = plain.map { gap($0, cost) }
    // Those that say most; the others would only blur the mixture.
    guard let least = gaps.min(), least < 0.5 else { return nil }
    let sharp = zip(plain, gaps).filter { $1 <= max(2 * least, least + 0.05) }.map { $0.0 }
    let mixture = mixture(sharp)
    let slack = slack(mixture, cost)
    guard slack >= 0 else { return [] }
    var found: [Pattern] = []
    for type in model.types {
      let knapsack = PatternKnapsack(items, binType: type, in: model.problem)
      let search = PatternSearch(knapsack)
      search.prepare(profits: mixture.profits(of: items), tableEntries: 1_500_000)
      let price = Int128(mixture.scale) * Int128(binCost(of: type)) + Int128(mixture.binTypes[type])
      let threshold = Int64(clamping: max(0, price - slack - 1))
      guard
        let all = search.all(
          above: threshold, most: 20 * Self.most, stepLimit: Self.stepLimit,
          shouldStop: { budget.stop != nil })
      else { return nil }
      for copies in all where sharp.allSatisfy({ isUsable(copies, type, $0, cost) }) {
        found.append(Pattern(copies, of: items, binType: type))
        guard found.count <= Self.most else { return nil }
      }
    }
    return found
  }

  /// What one bin of a type costs in the proof's terms.
  private func binCost(of type: Int) -> Int64 {
    model.objective == .cost ? model.problem.binTypes[type].cost : model.prices[type]
  }

  /// What is left between the bound of multipliers and a cost, in their own scale.
  private func slack(_ solution: BoundProof.DualSolution, _ cost: Int64) -> Int128 {
    Int128(cost) * Int128(solution.scale) - solution.sum(in: model)
  }

  /// The same in bins of the dearest price.
  private func gap(_ solution: BoundProof.DualSolution, _ cost: Int64) -> Double {
    let dearest = model.types.reduce(Int64(1)) { max($0, binCost(of: $1)) }
    return Double(slack(solution, cost)) / Double(max(1, solution.scale)) / Double(dearest)
  }

  private func isUsable(
    _ copies: [(item: Int, count: Int)], _ type: Int, _ solution: BoundProof.DualSolution,
    _ cost: Int64
  ) -> Bool {
    let value = copies.reduce(Int128(0)) { sum, entry in
      items.items[entry.item].members.reduce(sum) {
        $0 + Int128(solution.shapes[$1]) * Int128(entry.count)
      }
    }
    let price =
      Int128(solution.scale) * Int128(binCost(of: type)) + Int128(solution.binTypes[type])
    return price - value <= slack(solution, cost)
  }

  /// The mean of several multipliers; valid because each of them is.
  private func mixture(_ solutions: [BoundProof.DualSolution]) -> BoundProof.DualSolution {
    func mean(_ value: (BoundProof.DualSolution) -> Int64) -> Double {
      solutions.reduce(0) { $0 + Double(value($1)) / Double($1.scale) } * Double(Self.scale)
        / Double(solutions.count)
    }
    return BoundProof.DualSolution(
      scale: Self.scale,
      shapes: model.problem.shapes.map { shape in
        Int64((mean { $0.shapes[shape] } * (1 - 0x1p-50)).rounded(.down))
      },
      binTypes: model.problem.binTypes.indices.map { type in
        Int64((mean { $0.binTypes[type] } * (1 + 0x1p-50)).rounded(.up))
      })
  }

  /// Each resource alone as multipliers, where there is one type of bins.
  private func singles() -> [BoundProof.DualSolution] {
    guard model.types.count == 1, let type = model.types.first, binCost(of: type) > 0 else {
      return []
    }
    let free = model.problem.binTypes[type].free
    return free.indices.compactMap { resource in
      guard free[resource] > 0 else { return nil }
      return BoundProof.DualSolution(
        scale: (free[resource] - 1) / binCost(of: type) + 1,
        shapes: model.problem.shapes.map { model.problem.demand(of: $0, in: resource) },
        binTypes: model.problem.binTypes.map { _ in 0 })
    }
  }
}
