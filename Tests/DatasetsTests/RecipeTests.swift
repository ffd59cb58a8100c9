// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import Datasets

/// The items of an instance one by one, in their order.
private func items(_ instance: Instance) -> [[Int64]] {
  instance.problem.arrivals.flatMap { run in
    Array(repeating: Array(instance.problem.demand(of: run.shape)), count: run.count)
  }
}

private func generate(
  _ name: String, _ arguments: [String: Int64], seed: UInt64 = 1
) throws -> Instance {
  try #require(Recipe.named(name)).generate(arguments, seed: seed)
}

@Suite("Recipes")
struct RecipeTests {
  @Test("have names of their own and make the same instance from the same seed")
  func registry() throws {
    #expect(Set(Recipe.all.map(\.name)).count == Recipe.all.count)
    for recipe in Recipe.all where !recipe.needsSource {
      let first = try recipe.generate(["n": 99], seed: 5)
      let second = try recipe.generate(["n": 99], seed: 5)
      let other = try recipe.generate(["n": 99], seed: 6)
      #expect(first.sha256 == second.sha256, "\(recipe.name)")
      #expect(first.sha256 != other.sha256, "\(recipe.name)")
      #expect(first.name == second.name)
    }
  }

  @Test("refuse parameters they do not have and values out of range")
  func validation() throws {
    let recipe = try #require(Recipe.named("caprara-toth"))
    #expect(
      throws: RecipeError.unknownParameter(
        recipe: "caprara-toth", name: "size", expected: ["class", "n"])
    ) { try recipe.generate(["size": 1], seed: 1) }
    let error = #expect(throws: RecipeError.self) { try recipe.generate(["class": 11], seed: 1) }
    #expect(error?.description == "recipe 'caprara-toth': class is 11, expected 1 to 10")
    #expect(throws: RecipeError.self) { try recipe.generate(["n": 0], seed: 1) }
    #expect(throws: RecipeError.self) { try recipe.generate(["class": 10, "n": 50], seed: 1) }
    #expect(throws: RecipeError.self) { try generate("scholl", ["capacity": 110]) }
    #expect(throws: RecipeError.self) { try generate("bpplib-random", ["low": 90, "high": 80]) }
    #expect(throws: RecipeError.sourceMissing(recipe: "openb-sample")) {
      try generate("openb-sample", [:])
    }
  }

  @Test(
    "Caprara-Toth classes with independent dimensions keep their ranges",
    arguments: [
      (1, 100, 400, 1_000), (2, 1, 1_000, 1_000), (3, 200, 800, 1_000), (4, 50, 200, 1_000),
      (5, 25, 100, 1_000), (6, 20, 100, 150),
    ] as [(Int64, Int64, Int64, Int64)])
  func independent(number: Int64, low: Int64, high: Int64, capacity: Int64) throws {
    for (name, dimensions) in [("caprara-toth", 2), ("panigrahy", 3)] {
      let instance = try generate(name, ["class": number, "n": 2_000])
      let all = items(instance)
      #expect(all.count == 2_000)
      #expect(all.allSatisfy { $0.count == dimensions && $0.allSatisfy((low...high).contains) })
      #expect(
        instance.problem.binTypes[0].capacity == Array(repeating: capacity, count: dimensions))
      // A uniform draw of this length reaches far into both ends and is centred.
      let values = all.flatMap { $0 }
      let mean = Double(values.reduce(0, +)) / Double(values.count)
      #expect(abs(mean - Double(low + high) / 2) < Double(high - low) * 0.03)
      #expect((values.min() ?? 0) < low + (high - low) / 50 + 1)
    }
  }

  @Test("Caprara-Toth classes 7 and 8 are correlated, 9 is almost full, 10 is triplets")
  func dependent() throws {
    for item in items(try generate("caprara-toth", ["class": 7, "n": 500])) {
      #expect((20...100).contains(item[0]) && abs(item[0] - item[1]) <= 10)
    }
    let sums = items(try generate("caprara-toth", ["class": 8, "n": 500])).map { $0[0] + $0[1] }
    #expect(Set(sums) == Set(110...119))

    let full = try generate("caprara-toth", ["class": 9, "n": 100])
    let totals = [0, 1].map { full.problem.totalDemand(in: $0) }
    let bins = ((totals.max() ?? 0) + 999) / 1_000
    #expect(full.problem.binTypes[0].capacity == totals.map { $0 / bins + 1 })

    let triplets = try generate("caprara-toth", ["class": 10, "n": 99])
    #expect([0, 1].allSatisfy { triplets.problem.totalDemand(in: $0) == 100 * 33 })
  }

  @Test("merged instances have two dimensions for each part")
  func merged() throws {
    let instance = try generate("caprara-toth-merged", ["class": 9, "n": 30, "merged": 10])
    #expect(instance.problem.resources.count == 20)
    #expect(instance.problem.itemCount == 30)
    #expect(Set(instance.problem.binTypes[0].capacity).count > 2)
  }

  @Test(
    "triplets fill n/3 bins exactly in every dimension",
    arguments: [
      ("falkenauer-t", 1, 1_000), ("triplet-f", 5, 100), ("triplet-c", 5, 100),
      ("triplet-c", 10, 100),
    ] as [(String, Int64, Int64)])
  func triplets(name: String, d: Int64, capacity: Int64) throws {
    let arguments = name == "falkenauer-t" ? ["n": 249] : ["n": 249, "d": d]
    let instance = try generate(name, arguments)
    let problem = instance.problem
    #expect(problem.resources.count == Int(d))
    #expect((0..<Int(d)).allSatisfy { problem.totalDemand(in: $0) == capacity * 83 })
    let largest = items(instance).flatMap { $0 }.max() ?? 0
    #expect(largest <= capacity / 2)
    #expect(throws: RecipeError.self) { try generate(name, ["n": 100]) }
  }

  @Test("Panigrahy classes 7 to 9")
  func panigrahy() throws {
    for item in items(try generate("panigrahy", ["class": 7, "n": 300, "d": 5])) {
      #expect(abs(item[0] - item[1]) <= 10 && abs(item[2] - item[3]) <= 10)
      #expect((20...99).contains(item[4]))
    }
    for item in items(try generate("panigrahy", ["class": 8, "n": 300, "d": 4])) {
      #expect((110...130).contains(item[0] + item[1]) && (110...130).contains(item[2] + item[3]))
    }
    let balls = items(try generate("panigrahy", ["class": 9, "n": 300, "d": 3]))
    #expect(balls.count == 301)
    #expect(balls.allSatisfy { $0.allSatisfy { (0...100).contains($0) } && $0.reduce(0, +) >= 60 })
  }

  @Test(
    "normal classes have the means they should",
    arguments: [(2, 20.2), (3, 30.7), (4, 34.3), (5, 26.0), (6, 20.9)] as [(Int64, Double)])
  func normal(number: Int64, mean: Double) throws {
    let values: [Int64] = items(
      try generate("mommessin-new", ["class": number, "n": 4_000, "d": 2])
    )
    .flatMap { $0 }
    #expect(values.allSatisfy { (0...100).contains($0) })
    let found = Double(values.reduce(0, +)) / Double(values.count)
    #expect(abs(found - mean) < 1.5, "\(found)")
  }

  @Test("new class 1 has items large in one dimension each")
  func ownDimension() throws {
    let all: [[Int64]] = items(try generate("mommessin-new", ["class": 1, "n": 60, "d": 3]))
    for own in 0..<3 {
      #expect(all.filter { $0[own] >= 50 }.count == 20)
    }
    #expect(all.allSatisfy { item in item.filter { $0 <= 25 }.count == 2 })
  }

  @Test(
    "one-dimensional recipes keep their ranges",
    arguments: [
      ("falkenauer-u", [:], 20, 100, 150),
      ("bpplib-random", ["capacity": 75, "low": 20, "high": 70], 15, 52, 75),
      ("scholl", ["set": 1, "capacity": 120, "least": 30], 30, 100, 120),
      ("scholl", ["set": 2, "per-bin": 5, "spread": 50], 100, 300, 1_000),
      ("scholl", ["set": 3], 20_000, 35_000, 100_000), ("schwerin", [:], 150, 200, 1_000),
    ] as [(String, [String: Int64], Int64, Int64, Int64)])
  func oneDimensional(
    name: String, arguments: [String: Int64], low: Int64, high: Int64, capacity: Int64
  ) throws {
    let instance = try generate(name, arguments.merging(["n": 800]) { $1 })
    let sizes = items(instance).map { $0[0] }
    #expect(sizes.count == 800)
    #expect(sizes.allSatisfy((low...high).contains))
    #expect(instance.problem.binTypes == [BinType(capacity: [capacity])])
  }

  @Test("variable bins cost their size")
  func variableBins() throws {
    let problem = try generate("monaci-variable-bins", ["bins": 5, "least": 50]).problem
    #expect(problem.binTypes.map(\.cost) == [60, 80, 100, 120, 150])
    #expect(problem.binTypes.allSatisfy { $0.capacity == [$0.cost] && $0.available == nil })
    #expect(problem.shapes.allSatisfy { (50...100).contains(problem.demand(of: $0, in: 0)) })
  }

  @Test("Scholl's sizes reach as far as their spread", arguments: [3, 5, 7, 9] as [Int64])
  func spread(perBin: Int64) throws {
    let mean = 1_000 / perBin
    for spread: Int64 in [20, 50, 90] {
      let instance = try generate(
        "scholl", ["set": 2, "n": 500, "per-bin": perBin, "spread": spread])
      let sizes = items(instance).map { $0[0] }
      #expect(sizes.allSatisfy { abs($0 - mean) * 100 <= mean * spread })
      #expect(sizes.contains { abs($0 - mean) * 100 > mean * spread * 9 / 10 })
    }
  }

  @Test("a priced cluster has the pods, shapes and node types asked for, whatever their number")
  func pricedCluster() throws {
    let wanted = [(1, 1, 1), (50, 50, 21), (2_000, 1_000, 12), (200_000_000, 300, 3)]
    for (n, shapes, types) in wanted {
      let instance = try generate(
        "priced-cluster", ["n": Int64(n), "shapes": Int64(shapes), "types": Int64(types)])
      let problem = instance.problem
      #expect(problem.itemCount == n)
      #expect(problem.shapeCount == shapes)
      #expect(problem.binTypes.count == types)
      #expect(problem.binTypes.allSatisfy { $0.available == nil && $0.cost > 0 })
      #expect(problem.shapes.allSatisfy { problem.fits($0, inEmpty: 0) })
      #expect(instance.itemNames.count == n)
      #expect(instance.itemNames.runCount == shapes)
      #expect(problem.shapes.allSatisfy { problem.demand(of: $0, in: 0) % 50 == 0 })
      #expect(problem.shapes.allSatisfy { problem.demand(of: $0, in: 1) % (16 << 20) == 0 })
    }
    #expect(throws: RecipeError.self) { try generate("priced-cluster", ["types": 22]) }
    #expect(throws: RecipeError.self) { try generate("priced-cluster", ["limited": 2]) }
  }

  @Test("the nodes of a limited priced cluster are enough, but none of a type alone")
  func limitedPricedCluster() throws {
    for seed: UInt64 in 1...5 {
      let problem = try generate("priced-cluster", ["limited": 1], seed: seed).problem
      let strategy = BinCentricStrategy(.dotProduct, weights: .average)
      let outcome = strategy.solve(problem, in: SolveContext())
      #expect(outcome.packing?.unplaced.isEmpty == true)
      for bin in problem.binTypes {
        let available = Int64(try #require(bin.available))
        #expect((0..<2).contains { bin.capacity[$0] * available < problem.totalDemand(in: $0) })
      }
    }
  }

  @Test("ten million pods make a small file, which is read as the same")
  func bigCounts() throws {
    let instance = try generate("priced-cluster", ["n": 10_000_000])
    let pods = try InstanceWriter.pods(instance)
    #expect(pods.count < 10_000)
    let nodes = try InstanceWriter.nodes(instance)
    let again = try InputReader(options: InputOptions(nodes: ("nodes", nodes)))
      .read(pods, name: "pods")
    #expect(again.problem.itemCount == 10_000_000)
    #expect(again.problem.arrivals == instance.problem.arrivals)
    #expect(again.itemNames == instance.itemNames)
    #expect(again.itemNames.runCount == 300)
    #expect(again.assumptions.isEmpty)
  }

  @Test("pods drawn from a list are rounded up")
  func sample() throws {
    let list = "name,cpu,memory\na,1010m,300Mi\nb,500m,1Gi\n"
    let recipe = try #require(Recipe.named("openb-sample"))
    let instance = try recipe.generate(["n": 400], seed: 3, source: Array(list.utf8))
    let shapes = instance.problem.shapes.map { Array(instance.problem.demand(of: $0)) }
    #expect(Set(shapes) == [[1_100, 512 << 20], [500, 1 << 30]])
    #expect(instance.problem.binTypes[0].capacity == [96_000, 384 << 30])
    #expect(throws: RecipeError.self) {
      try recipe.generate(seed: 1, source: Array("1\n".utf8))
    }
  }

  @Test("the logarithm of normal draws is exact to rounding")
  func logarithm() {
    let known: [(Double, Double)] = [
      (1, 0), (2, 0.693147180559945309), (0.5, -0.693147180559945309), (10, 2.302585092994045684),
      (0.001, -6.907755278982137052), (1.999999, 0.693146680559820309),
    ]
    for (x, expected) in known {
      #expect(abs(naturalLogarithm(x) - expected) <= 4e-16 * max(1, abs(expected)))
    }
  }

  @Test("normal draws are the same for ever")
  func pinned() throws {
    let instance = try generate("mommessin-new", ["class": 4, "n": 60, "d": 3], seed: 4)
    #expect(instance.sha256 == "15099b732063c0bcdcd89ca39bc692ef5101bc8d0cdad5276ea61da4fb363174")
  }
}
