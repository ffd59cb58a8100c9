// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

/// A strategy with the rule that the reference follows for it.
private struct Pair: CustomTestStringConvertible, Sendable {
  let strategy: any PackingStrategy
  let choice: @Sendable () -> ReferencePacking.Choice
  let order: ItemCentricStrategy.Order
  /// Whether the bins may come in another order: next fit does not tell alike bins apart.
  var ignoresOrder = false

  var testDescription: String { strategy.name }

  static let all: [Pair] = {
    let orders: [ItemCentricStrategy.Order] = [
      .arrival, .decreasing(.sum), .decreasing(.product), .decreasing(.linf),
    ]
    var pairs: [Pair] = []
    for order in orders {
      pairs.append(
        Pair(
          strategy: ItemCentricStrategy(.next, order: order), choice: { .next }, order: order,
          ignoresOrder: true))
      pairs.append(
        Pair(
          strategy: ItemCentricStrategy(.first, order: order), choice: { .first }, order: order))
      for measure in SizeMeasure.allCases {
        pairs.append(
          Pair(
            strategy: ItemCentricStrategy(.best(measure), order: order),
            choice: { .best(measure) }, order: order))
        pairs.append(
          Pair(
            strategy: ItemCentricStrategy(.worst(measure), order: order),
            choice: { .worst(measure) }, order: order))
      }
    }
    for order in orders.prefix(2) {
      for score in AllocationScoreStrategy.Score.allCases {
        pairs.append(
          Pair(
            strategy: AllocationScoreStrategy(score, order: order), choice: { .score(score) },
            order: order))
      }
    }
    return pairs
  }()
}

@Suite("Strategies against a plain scan, item by item")
struct ReferenceTests {
  /// The bins of a packing, each with its type and what it holds.
  private func lines(_ packing: Packing?) -> [String] {
    (packing?.patterns).map { patterns in
      patterns.flatMap { pattern in
        Array(
          repeating: line(pattern.binType, pattern.contents.map { ($0.shape, $0.count) }),
          count: pattern.count)
      }
    } ?? []
  }

  private func line(_ type: Int, _ items: [(shape: Int, count: Int)]) -> String {
    "\(type):" + items.map { " \($0.shape)x\($0.count)" }.joined()
  }

  private func differs(_ pair: Pair, _ problem: PackingProblem) -> Bool {
    var found = lines(pair.strategy.solve(problem, in: SolveContext()).packing)
    var expected = ReferencePacking.bins(of: problem, pair.choice(), pair.order).map { bin in
      line(bin.type, bin.items.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    if pair.ignoresOrder {
      found.sort()
      expected.sort()
    }
    return found != expected
  }

  @Test("Small problems with every rule", arguments: Pair.all)
  private func everyRule(_ pair: Pair) {
    for seed in 0..<UInt64(100) {
      let problem = RandomProblem.anyRules(seed: seed, items: 1...40, shapes: 1...12)
        .problem(seed: seed)
      #expect(!differs(pair, problem), "seed \(seed)")
    }
  }

  @Test("Distinct items in many bins", arguments: Pair.all)
  private func distinctItems(_ pair: Pair) {
    for seed in 0..<UInt64(3) {
      var recipe = RandomProblem()
      recipe.items = 150...250
      recipe.shapes = 250...250
      recipe.resources = 1...5
      recipe.capacity = 9_000...11_000
      recipe.demandPercent = seed.isMultiple(of: 2) ? 1...20 : 10...60
      recipe.zeroChance = seed.isMultiple(of: 3) ? 20 : 0
      recipe.binTypes = 1...3
      recipe.cost = 1...5
      recipe.limitedChance = 30
      #expect(!differs(pair, recipe.problem(seed: seed)), "seed \(seed)")
    }
  }

  @Test("Few shapes coming again and again", arguments: Pair.all)
  private func repeatedShapes(_ pair: Pair) {
    for seed in 0..<UInt64(3) {
      var recipe = RandomProblem()
      recipe.items = 300...400
      recipe.shapes = 2...9
      recipe.resources = 1...3
      recipe.capacity = 90...1100
      recipe.demandPercent = 2...40
      recipe.limitChance = seed.isMultiple(of: 4) ? 40 : 0
      recipe.conflictChance = seed.isMultiple(of: 4) ? 20 : 0
      recipe.interleaved = !seed.isMultiple(of: 3)
      #expect(!differs(pair, recipe.problem(seed: seed)), "seed \(seed)")
    }
  }
}
