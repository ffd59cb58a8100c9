// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// A recipe for random problems: every rule that a problem can have is a knob.
///
/// The same recipe and seed give the same problem. Chances are percentages.
public struct RandomProblem: Sendable {
  /// How many items.
  public var items: ClosedRange<Int64> = 1...8
  /// How many shapes at most; alike ones are merged.
  public var shapes: ClosedRange<Int64> = 1...6
  /// How many resources.
  public var resources: ClosedRange<Int64> = 1...3
  /// How many bin types.
  public var binTypes: ClosedRange<Int64> = 1...1
  /// The capacity of a bin in a resource.
  public var capacity: ClosedRange<Int64> = 8...40
  /// The demand of an item in percent of the smallest capacity: how tight the problem is.
  public var demandPercent: ClosedRange<Int64> = 5...70
  /// The cost of a bin.
  public var cost: ClosedRange<Int64> = 1...1
  /// The chance that a bin type is limited in number.
  public var limitedChance = 0
  /// How many bins a limited type has.
  public var available: ClosedRange<Int64> = 0...4
  /// The chance that a bin type already holds something.
  public var loadChance = 0
  /// The chance that a shape may use only some bin types.
  public var compatibilityChance = 0
  /// The chance that a shape has a limit per bin.
  public var limitChance = 0
  /// The chance that two shapes may not share a bin.
  public var conflictChance = 0
  /// The chance that a resource comes in devices.
  public var deviceChance = 0
  /// The chance that an item needs nothing of a resource.
  public var zeroChance = 0
  /// The chance that a shape fits nowhere.
  public var oversizedChance = 0
  /// The chance, for each of two tries, that some shapes are to be spread over domains.
  public var spreadChance = 0
  /// The skew that a spread rule allows.
  public var skew: ClosedRange<Int64> = 1...3
  /// The chance that a bin type lies in no domain of a spread rule.
  public var noDomainChance = 10
  /// Whether items of different shapes arrive in turns.
  public var interleaved = true

  /// Creates the plain recipe: up to eight items, one bin type, no rules.
  public init() {}

  /// A recipe with every knob but that of spread rules turned at random.
  public static func anyRules(
    seed: UInt64, items: ClosedRange<Int64> = 1...8, shapes: ClosedRange<Int64> = 1...7
  ) -> RandomProblem {
    var random = SeededGenerator(seed: seed ^ 0x5EED_0F_4A11)
    var recipe = RandomProblem()
    func chance(_ values: [Int]) -> Int { values[random.below(values.count)] }
    recipe.items = items
    recipe.shapes = shapes
    recipe.resources = 1...Int64(chance([1, 2, 3, 5]))
    recipe.binTypes = 1...Int64(chance([1, 1, 2, 3]))
    recipe.capacity = [1...4, 8...40, 90...110, 900...1100][random.below(4)]
    recipe.demandPercent = [1...20, 5...70, 30...60, 20...110][random.below(4)]
    recipe.cost = [1...1, 0...9, 5...40][random.below(3)]
    recipe.limitedChance = chance([0, 0, 40, 100])
    recipe.loadChance = chance([0, 0, 50])
    recipe.compatibilityChance = chance([0, 0, 40])
    recipe.limitChance = chance([0, 0, 40])
    recipe.conflictChance = chance([0, 0, 20, 60])
    recipe.deviceChance = chance([0, 0, 50])
    recipe.zeroChance = chance([0, 20, 60])
    recipe.oversizedChance = chance([0, 0, 15])
    recipe.interleaved = chance([0, 1]) == 1
    return recipe
  }

  /// A recipe with every knob turned at random, for problems that mostly have spread rules.
  public static func anyLinkedRules(
    seed: UInt64, items: ClosedRange<Int64> = 1...8, shapes: ClosedRange<Int64> = 1...5
  ) -> RandomProblem {
    var recipe = anyRules(seed: seed, items: items, shapes: shapes)
    var random = SeededGenerator(seed: seed ^ 0x5EED_0F_20E5)
    recipe.binTypes = 2...Int64(2 + random.below(3))
    recipe.spreadChance = [60, 100][random.below(2)]
    recipe.skew = [1...1, 1...3, 2...6][random.below(3)]
    recipe.noDomainChance = [0, 0, 15, 40][random.below(4)]
    return recipe
  }

  /// The problem of a seed.
  public func problem(seed: UInt64) -> PackingProblem {
    var draw = Draw(recipe: self, random: SeededGenerator(seed: seed))
    do {
      return try draw.problem()
    } catch {
      fatalError("the recipe makes an invalid problem: \(error)")
    }
  }
}

/// One run of a recipe.
private struct Draw {
  let recipe: RandomProblem
  var random: SeededGenerator

  private mutating func happens(_ chance: Int) -> Bool {
    chance > 0 && random.below(100) < chance
  }

  mutating func problem() throws(ProblemError) -> PackingProblem {
    let resources = (0..<random.integer(in: recipe.resources)).map { index in
      Resource(
        "r\(index)", deviceUnit: happens(recipe.deviceChance) ? random.integer(in: 2...12) : nil)
    }
    var builder = PackingProblem.Builder(resources: resources)
    let types = (0..<random.integer(in: recipe.binTypes)).map { index in
      binType(Int(index), resources: resources)
    }
    for type in types { builder.add(type) }
    let itemCount = Int(random.integer(in: recipe.items))
    let shapeCount = max(1, min(itemCount, Int(random.integer(in: recipe.shapes))))
    let indices = addShapes(shapeCount, items: itemCount, of: resources, in: types, to: &builder)
    for first in indices.indices {
      for second in indices[..<first]
      where second != indices[first] && happens(recipe.conflictChance) {
        builder.addConflict(second, indices[first])
      }
    }
    for _ in 0..<2 where happens(recipe.spreadChance) {
      addSpread(of: Set(indices).sorted(), over: types.count, to: &builder)
    }
    return try builder.build()
  }

  /// Adds a rule over some of the shapes and up to three domains.
  private mutating func addSpread(
    of shapes: [Int], over types: Int, to builder: inout PackingProblem.Builder
  ) {
    let chosen = shapes.filter { _ in happens(60) }
    var domains: [Int?] = (0..<types).map { _ in
      happens(recipe.noDomainChance) ? nil : random.below(3)
    }
    if domains.allSatisfy({ $0 == nil }) { domains[0] = 0 }
    builder.addSpread(
      of: chosen.isEmpty ? [shapes[random.below(shapes.count)]] : chosen, over: domains,
      maxSkew: Int(random.integer(in: recipe.skew)))
  }

  private mutating func binType(_ index: Int, resources: [Resource]) -> BinType {
    var capacity: [Int64] = []
    var load: [Int64] = []
    let loaded = happens(recipe.loadChance)
    for resource in resources {
      if let unit = resource.deviceUnit {
        let devices = random.integer(in: 0...4)
        capacity.append(devices * unit)
        load.append(loaded ? random.integer(in: 0...devices) * unit : 0)
      } else {
        let amount = random.integer(in: recipe.capacity)
        capacity.append(amount)
        load.append(loaded ? random.integer(in: 0...amount / 2) : 0)
      }
    }
    return BinType(
      name: "t\(index)", capacity: capacity, load: load, cost: random.integer(in: recipe.cost),
      available: happens(recipe.limitedChance) ? Int(random.integer(in: recipe.available)) : nil)
  }

  private mutating func demand(of resources: [Resource], in types: [BinType]) -> [Int64] {
    let oversized = happens(recipe.oversizedChance)
    return resources.indices.map { index in
      let largest = types.map { $0.free[index] }.max() ?? 0
      let smallest = types.map { $0.capacity[index] }.min() ?? 0
      if let unit = resources[index].deviceUnit {
        if oversized { return (largest / unit + 1) * unit }
        if happens(recipe.zeroChance + 20) { return 0 }
        return happens(50)
          ? random.integer(in: 1...unit - 1) : unit * random.integer(in: 1...2)
      }
      if oversized { return largest + 1 }
      if happens(recipe.zeroChance) { return 0 }
      return smallest * random.integer(in: recipe.demandPercent) / 100
    }
  }

  private mutating func addShapes(
    _ shapeCount: Int, items: Int, of resources: [Resource], in types: [BinType],
    to builder: inout PackingProblem.Builder
  ) -> [Int] {
    struct Shape {
      var demand: [Int64]
      var limit: Int?
      var types: [Int]?
    }
    var shapes: [Shape] = []
    for _ in 0..<shapeCount {
      var shape = Shape(demand: demand(of: resources, in: types))
      if happens(recipe.limitChance) { shape.limit = Int(random.integer(in: 1...3)) }
      if happens(recipe.compatibilityChance) {
        let some = types.indices.filter { _ in random.below(2) == 0 }
        shape.types = some
      }
      shapes.append(shape)
    }
    var counts = Array(repeating: 1, count: shapeCount)
    if items > 1000 {
      for shape in counts.indices {
        counts[shape] = items / shapeCount + (shape < items % shapeCount ? 1 : 0)
      }
    } else {
      for _ in shapeCount..<max(items, shapeCount) { counts[random.below(shapeCount)] += 1 }
    }
    var arrivals: [(shape: Int, count: Int)] = []
    for shape in counts.indices {
      if recipe.interleaved && items <= 1000 {
        arrivals += Array(repeating: (shape, 1), count: counts[shape])
      } else {
        arrivals.append((shape, counts[shape]))
      }
    }
    if recipe.interleaved { random.shuffle(&arrivals) }
    var indices = Array(repeating: 0, count: shapeCount)
    for arrival in arrivals {
      let shape = shapes[arrival.shape]
      indices[arrival.shape] = builder.add(
        demand: shape.demand, count: arrival.count, perBinLimit: shape.limit,
        binTypes: shape.types)
    }
    return indices
  }
}
