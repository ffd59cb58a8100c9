// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("Pricing by labels")
struct LabelSearchTests {
  @Test("is exact where nothing is dropped, and a bound where something is")
  func exhaustive() throws {
    var compared = 0
    for seed in 0..<600 as Range<UInt64> {
      let (problem, model, items, profits) = instance(seed: seed)
      for type in model.types {
        let knapsack = PatternKnapsack(items, binType: type, in: problem)
        guard !knapsack.hasRules else { continue }
        compared += 1
        let depthFirst = PatternSearch(knapsack)
        depthFirst.prepare(profits: profits, tableEntries: 10_000)
        let expected = depthFirst.run(above: 0, stepLimit: .max).best ?? 0
        let relaxation =
          try knapsack.resources > 1
          ? KnapsackRelaxation(knapsack, in: GLPKEnvironment(memory: 64)) : nil
        let search = LabelSearch(knapsack)
        let weights = relaxation?.weights(profits: profits, available: nil)
        for isQuick in [false, true] {
          search.prepare(
            profits: profits, weights: weights, tableEntries: 500, isQuick: isQuick)
          #expect(search.rootBound >= expected, "seed \(seed), type \(type)")
          for width in [1, 3, 5_000] {
            let result = search.run(above: 0, width: width)
            #expect(result.upperBound >= expected, "seed \(seed), type \(type)")
            let best = result.patterns.first?.value ?? 0
            #expect(result.isCut ? best <= expected : best == expected, "seed \(seed)")
            for pattern in result.patterns {
              #expect(isFeasible(pattern.copies, knapsack), "seed \(seed)")
              let value = pattern.copies.reduce(0) { $0 + profits[$1.item] * Int64($1.count) }
              #expect(value == pattern.value && value > 0, "seed \(seed)")
            }
          }
        }
      }
    }
    #expect(compared > 300)
  }

  @Test("a bound without tables is one for every suffix of the order")
  func linear() {
    for seed in 0..<300 as Range<UInt64> {
      let (problem, model, items, profits) = instance(seed: seed)
      for type in model.types {
        let knapsack = PatternKnapsack(items, binType: type, in: problem)
        let order = SearchOrder(knapsack, profits: profits)
        for surrogate in order.surrogates {
          let completion = LinearCompletion(
            order, surrogate: surrogate, capacity: knapsack.capacity)
          for place in 0..<order.count {
            // What a copy takes is worth at least its profit at the prices of its suffix.
            var worth: Int64 = 0
            for resource in knapsack.capacity.indices {
              worth +=
                completion.weights[place * knapsack.resources + resource]
                * order.demand[place * knapsack.resources + resource]
            }
            let isFree = completion.constants[place] > completion.constants[place + 1]
            #expect(isFree || worth >= order.profit[place] << LinearCompletion.digits)
          }
        }
      }
    }
  }

  @Test("all patterns above a threshold are found")
  func enumeration() throws {
    for seed in 0..<200 as Range<UInt64> {
      let (problem, model, items, profits) = instance(seed: seed)
      for type in model.types {
        let knapsack = PatternKnapsack(items, binType: type, in: problem)
        guard !knapsack.hasRules else { continue }
        let search = PatternSearch(knapsack)
        search.prepare(profits: profits, tableEntries: 10_000)
        let threshold = (search.run(above: 0, stepLimit: .max).best ?? 0) / 2
        let found = try #require(
          search.all(above: threshold, most: 100_000, stepLimit: .max, shouldStop: { false }))
        let expected = patterns(of: knapsack, profits, above: threshold)
        #expect(Set(found.map { Set($0.map { [$0.item, $0.count] }) }) == expected, "seed \(seed)")
        #expect(found.count == expected.count)
        if expected.count > 1 {
          #expect(
            search.all(above: threshold, most: 0, stepLimit: .max, shouldStop: { false }) == nil)
        }
      }
    }
  }

  private func instance(
    seed: UInt64
  ) -> (PackingProblem, CoverModel, PatternItems, [Int64]) {
    let problem = RandomProblem.anyRules(seed: seed, items: 1...12).problem(seed: seed)
    let model = CoverModel(problem, objective: .cost)
    let items = PatternItems(problem, shapes: model.shapes)
    var random = SeededGenerator(seed: seed)
    return (problem, model, items, items.items.map { _ in Int64(random.below(100)) })
  }

  private func isFeasible(_ copies: [(item: Int, count: Int)], _ knapsack: PatternKnapsack) -> Bool
  {
    var left = knapsack.capacity
    for entry in copies {
      guard let index = knapsack.items.firstIndex(of: entry.item),
        entry.count <= Int(knapsack.most[index])
      else { return false }
      for resource in left.indices {
        left[resource] -=
          knapsack.demands[index * knapsack.resources + resource] * Int64(entry.count)
      }
    }
    return left.allSatisfy { $0 >= 0 }
  }

  /// Every pattern of items with a profit that is worth more than the threshold.
  private func patterns(
    of knapsack: PatternKnapsack, _ profits: [Int64], above threshold: Int64
  ) -> Set<Set<[Int]>> {
    var found: Set<Set<[Int]>> = []
    func visit(_ index: Int, _ chosen: [(item: Int, count: Int)], _ value: Int64) {
      guard index < knapsack.count else {
        if value > threshold { found.insert(Set(chosen.map { [$0.item, $0.count] })) }
        return
      }
      let profit = profits[knapsack.items[index]]
      visit(index + 1, chosen, value)
      guard profit > 0 else { return }
      for count in 1...Int(knapsack.most[index]) {
        let next = chosen + [(item: knapsack.items[index], count: count)]
        guard isFeasible(next, knapsack) else { break }
        visit(index + 1, next, value + profit * Int64(count))
      }
    }
    visit(0, [], 0)
    return found
  }
}
