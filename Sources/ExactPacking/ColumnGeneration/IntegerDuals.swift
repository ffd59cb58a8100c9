// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Multipliers rounded to integers, in which everything that is proven is computed.
struct IntegerDuals: Sendable {
  let model: CoverModel
  /// How many integer steps one unit of the objective is divided into.
  let steps: Int64
  /// One per covered shape; of any sign where it is covered exactly.
  private(set) var shapes: [Int64]
  /// One per bin type of the problem.
  private(set) var types: [Int64]
  /// Of the number of items left out.
  private(set) var unplaced: Int64
  /// Those of the spread rules.
  let spread: SpreadPrices
  /// One per row of a branching decision.
  private(set) var rows: [Int64]
  private let decisions: [DecisionRow]

  init(_ multipliers: Multipliers, _ model: CoverModel, decisions: [DecisionRow] = []) {
    self.model = model
    self.decisions = decisions
    // Prohibitive prices make multipliers large: fewer steps keep sums of them in range.
    let share = Int64(max(1, min(multipliers.magnitude / Self.largest, 0x1p40)).rounded(.up))
    let steps = share > 1 ? max(1, model.steps / model.unit / share) * model.unit : model.steps
    self.steps = steps
    let factor = Double(steps) * Double(model.largestPrice)
    func rounded(_ value: Double) -> Int64 {
      let size = Int64(min(abs(value) * factor, 0x1p58).rounded(.down))
      return value < 0 ? -size : size
    }
    shapes = multipliers.shapes.map(rounded)
    types = multipliers.types.map(rounded)
    unplaced = rounded(multipliers.unplaced)
    rows = multipliers.rows.map(rounded)
    spread = SpreadPrices(multipliers.spread.map(rounded), of: model.spread)
    // Leaving an item out must not be cheaper than its multiplier says.
    if model.allowsUnplaced {
      let most = model.objective == .unplaced ? steps : unplaced
      shapes = shapes.map { min($0, most) }
    }
  }

  /// The largest multiplier, in parts of the dearest price, that needs no coarser steps.
  private static let largest = 64.0

  /// What a pattern of a type has to be worth to be attractive.
  func price(of type: Int) -> Int64 { steps * model.prices[type] + types[type] }

  /// What one copy of each item is worth wherever it lies.
  func profits(of items: PatternItems) -> [Int64] {
    items.items.map { item in
      item.members.reduce(0) { $0 + shapes[model.rowOfShape[$1]] }
    }
  }

  /// What one copy of each item is worth in a bin of a type, given what it is worth anywhere.
  func profits(_ profits: [Int64], of items: PatternItems, binType: Int) -> [Int64] {
    guard !spread.pairs.isEmpty else { return profits }
    return zip(profits, items.items).map { profit, item in
      item.members.reduce(profit) {
        $0 + model.spread.sum(spread.ofCell, of: $1, in: binType)
      }
    }
  }

  /// The rows of branching decisions that have a multiplier, for the patterns of one type.
  func pricedRows(of items: PatternItems, binType: Int) -> [PricedRow] {
    zip(decisions, rows).compactMap { decision, price in
      guard price != 0, decision.count.counts(type: binType) else { return nil }
      return PricedRow(
        measure: .allPresent(
          decision.count.atLeast.compactMap { entry in
            items.item(of: entry.shape).map { ($0, entry.rawCount) }
          }), value: price)
    }
  }

  /// What these multipliers prove once no pattern of a type is worth more than its upper bound.
  ///
  /// Where patterns of an unlimited type are worth more than the type costs, everything is
  /// scaled down until they are not (Farley, "A note on bounding a class of linear programming
  /// problems, including cutting stock problems", 1990); of a limited type, the multiplier of
  /// its availability pays for the excess; of an unlimited type that costs nothing, every item
  /// is worth less by the excess, as a pattern holds at least one.
  ///
  /// - Parameter upperBounds: One per bin type of the problem; only those of the model count.
  /// - Returns: The least whole number of units, and the multipliers that prove it.
  func bound(_ upperBounds: [Int64]) -> (units: Int64, proof: BoundProof.DualSolution)? {
    let unit = model.unit
    var scale = steps
    var discount: Int64 = 0
    for type in model.types where model.available(type) == nil {
      guard upperBounds[type] > 0 else { continue }
      let price = model.prices[type]
      guard price > 0 else {
        discount = max(discount, upperBounds[type])
        continue
      }
      let needed = (upperBounds[type] - 1) / price + 1
      if needed > scale { scale = ((needed - 1) / unit + 1) * unit }
    }
    var excess = Array(repeating: Int64(0), count: types.count)
    var sum = Int128(0)
    for (row, value) in shapes.enumerated() {
      sum += (Int128(value) - Int128(discount)) * Int128(model.demands[row])
    }
    for type in model.types {
      guard let available = model.available(type) else { continue }
      let (price, overflow) = scale.multipliedReportingOverflow(by: model.prices[type])
      guard !overflow else { return nil }
      excess[type] = max(0, upperBounds[type] - price)
      sum -= Int128(excess[type]) * Int128(available)
    }
    if model.objective != .unplaced, model.mostUnplaced > 0 {
      sum -= Int128(unplaced) * Int128(model.mostUnplaced)
    }
    for (decision, price) in zip(decisions, rows) { sum += Int128(decision.side) * Int128(price) }
    sum += spread.sum
    let units = sum > 0 ? (sum - 1) / Int128(scale) + 1 : 0
    var all = Array(repeating: Int64(0), count: model.problem.shapeCount)
    for (row, shape) in model.shapes.enumerated() { all[shape] = shapes[row] - discount }
    let proof = BoundProof.DualSolution(
      scale: scale / unit, shapes: all, binTypes: excess, unplaced: unplaced,
      rows: spread.priced
        + zip(decisions, rows).compactMap { decision, price in
          price == 0 ? nil : .init(row: decision.row, price: price)
        })
    return (Int64(units), proof)
  }
}
