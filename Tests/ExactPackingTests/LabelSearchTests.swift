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
        compared += knapsack.hasRules ? 1 : 0
        let expected = bestValue(of: knapsack, profits)
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
              #expect(keepsRules(pattern.copies, knapsack), "seed \(seed)")
              let value = pattern.copies.reduce(0) { $0 + profits[$1.item] * Int64($1.count) }
              #expect(value == pattern.value && value > 0, "seed \(seed)")
            }
          }
        }
      }
    }
    #expect(compared > 200)
  }

  @Test("obeys conflicts, devices and rows like the search depth-first", arguments: 0..<4)
  func rules(_ block: Int) throws {
    let parts: [Int64] = [2, 3, 5, 6, 7, 8, 9]
    for seed in UInt64(block * 400)..<UInt64((block + 1) * 400) {
      var random = SeededGenerator(seed: seed)
      var recipe = RandomProblem()
      recipe.items = 4...24
      recipe.shapes = 3...10
      recipe.resources = 1...Int64([1, 2, 2, 3][random.below(4)])
      recipe.demandPercent = [1...15, 5...40, 20...60][random.below(3)]
      recipe.capacity = [8...40, 900...1_100][random.below(2)]
      recipe.limitChance = [0, 40][random.below(2)]
      recipe.conflictChance = [0, 20, 60, 90][random.below(4)]
      recipe.deviceChance = [0, 0, 40][random.below(3)]
      recipe.zeroChance = [0, 20][random.below(2)]
      let problem = recipe.problem(seed: seed)
      let model = CoverModel(problem, objective: .cost)
      let items = PatternItems(problem, shapes: model.shapes)
      guard let type = model.types.first, !items.items.isEmpty else { continue }
      let knapsack = PatternKnapsack(items, binType: type, in: problem)
      // Worths near the size, so that much is worth a try, or any.
      let profits = items.items.map { item in
        random.below(2) == 0
          ? Int64(random.below(100)) - 10
          : item.demand.reduce(0, +) * 10 + parts[random.below(parts.count)]
      }
      let rows = (0..<[0, 1, 3, 70][random.below(4)]).map { _ in
        PricedRow(
          measure: .allPresent(
            (0..<1 + random.below(3)).map { _ in
              (random.below(items.items.count), Int32(1 + random.below(3)))
            }), value: Int64(random.below(200)) - 100)
      }
      let expected = bestValue(of: knapsack, profits, rows)
      let search = LabelSearch(knapsack)
      for isQuick in [false, true] {
        search.prepare(profits: profits, rows: rows, tableEntries: 500, isQuick: isQuick)
        #expect(search.rootBound >= expected, "seed \(seed)")
        for width in [1, 4, 100_000] {
          let result = search.run(above: 0, width: width)
          #expect(result.upperBound >= expected, "seed \(seed), width \(width)")
          let best = result.patterns.first?.value ?? 0
          #expect(result.isCut ? best <= expected : best == expected, "seed \(seed)")
          for pattern in result.patterns {
            #expect(keepsRules(pattern.copies, knapsack), "seed \(seed)")
            #expect(worth(of: pattern.copies, profits, rows) == pattern.value, "seed \(seed)")
          }
        }
      }
      let depthFirst = PatternSearch(knapsack)
      depthFirst.prepare(profits: profits, rows: rows, tableEntries: 500)
      #expect(depthFirst.run(above: 0, stepLimit: .max).best ?? 0 == expected, "seed \(seed)")
    }
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

  private func keepsRules(_ copies: [(item: Int, count: Int)], _ knapsack: PatternKnapsack) -> Bool
  {
    let positions = copies.compactMap { knapsack.items.firstIndex(of: $0.item) }
    guard isFeasible(copies, knapsack), Set(positions).count == copies.count else { return false }
    let contents = zip(positions, copies).map { (item: $0, count: $1.count) }
    guard knapsack.racks.allSatisfy({ $0.holds(contents) }) else { return false }
    return knapsack.conflicts.isEmpty
      || positions.allSatisfy { position in
        positions.allSatisfy { !knapsack.conflicts[position].contains(Int32($0)) }
      }
  }

  private func worth(
    of copies: [(item: Int, count: Int)], _ profits: [Int64], _ rows: [PricedRow]
  ) -> Int64 {
    var value = copies.reduce(Int64(0)) { $0 + profits[$1.item] * Int64($1.count) }
    for row in rows {
      guard case .allPresent(let list) = row.measure else { continue }
      let isMet = list.allSatisfy { entry in
        copies.contains { $0.item == entry.item && $0.count >= Int(entry.atLeast) }
      }
      if isMet { value += row.value }
    }
    return value
  }

  /// The value of the best pattern, by trying every one.
  private func bestValue(
    of knapsack: PatternKnapsack, _ profits: [Int64], _ rows: [PricedRow] = []
  ) -> Int64 {
    var best: Int64 = 0
    func visit(_ index: Int, _ chosen: [(item: Int, count: Int)]) {
      guard index < knapsack.count else {
        best = max(best, worth(of: chosen, profits, rows))
        return
      }
      visit(index + 1, chosen)
      for count in 1...Int(knapsack.most[index]) {
        let next = chosen + [(item: knapsack.items[index], count: count)]
        guard keepsRules(next, knapsack) else { break }
        visit(index + 1, next)
      }
    }
    visit(0, [])
    return best
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
