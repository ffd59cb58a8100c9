// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@testable import ExactPacking

@Suite("Shared devices in pricing")
struct DeviceStatesTests {
  @Test("shares fit exactly where some way of laying them out is found by trying all")
  func assignment() {
    var held = 0
    for seed in 0..<1_500 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let unit = Int64(5 + random.below(8))
      let devices = 1 + random.below(4)
      let shares = (0..<random.below(9)).map { _ in random.integer(in: 1...unit - 1) }
      let whole = Int64(random.below(2))
      guard
        let rule = DeviceShareRule(
          resource: 0, demands: [[1]], free: Int64(devices) * unit, unit: unit)
      else {
        Issue.record("seed \(seed): no rule")
        continue
      }
      let expected = fit(shares, Array(repeating: unit, count: max(0, devices - Int(whole))))
      #expect(
        rule.holds(whole: whole, shares: shares.sorted(by: >)) == (expected && whole <= devices),
        "seed \(seed)")
      held += expected ? 1 : 0
    }
    #expect(held > 200)
  }

  @Test("states that are forgotten now and then say the same")
  func tidy() {
    var steps = 0
    for seed in 0..<300 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var recipe = RandomProblem()
      recipe.items = 4...16
      recipe.deviceChance = 100
      let problem = recipe.problem(seed: seed)
      let model = CoverModel(problem, objective: .cost)
      let items = PatternItems(problem, shapes: model.shapes)
      guard let type = model.types.first else { continue }
      let knapsack = PatternKnapsack(items, binType: type, in: problem)
      guard !knapsack.racks.isEmpty, knapsack.count > 0 else { continue }
      var states = DeviceStates(knapsack, mostSteps: 3)
      var path: [(item: Int, count: Int)] = []
      var held: [Int32] = [0]
      for _ in 0..<60 {
        if !path.isEmpty, random.below(3) == 0 {
          path.removeLast()
          held.removeLast()
          continue
        }
        states.tidy(keeping: &held)
        let choice = (item: random.below(knapsack.count), count: 1 + random.below(2))
        let state = states.joined(held[held.count - 1], choice.item, Int32(choice.count))
        let holds = knapsack.racks.allSatisfy { $0.holds(path + [choice]) }
        #expect((state != nil) == holds, "seed \(seed)")
        steps += 1
        if let state {
          held.append(state)
          path.append(choice)
        }
      }
    }
    #expect(steps > 1_000)
  }

  /// Whether shares fit, by trying every device for each.
  private func fit(_ shares: [Int64], _ free: [Int64]) -> Bool {
    guard let share = shares.first else { return true }
    return free.indices.contains { device in
      guard free[device] >= share else { return false }
      var rest = free
      rest[device] -= share
      return fit(Array(shares.dropFirst()), rest)
    }
  }
}
