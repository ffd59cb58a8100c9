// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

extension Recipe {
  /// Many pods in few shapes, on node types as a cloud's price list has them.
  ///
  /// An invention of this project. A node offers what is left of its cores and memory when the
  /// system has taken its part, so nothing divides evenly. The counts of the shapes are skewed:
  /// few shapes make up most of the pods.
  static let pricedCluster = Recipe(
    "priced-cluster", "many pods in few shapes, on node types with prices like a cloud's",
    reference: "this project",
    parameters: [
      RecipeParameter("n", "number of pods", 1...200_000_000, standard: 10_000),
      RecipeParameter("shapes", "number of shapes, at most the pods", 1...1_000, standard: 300),
      RecipeParameter(
        "types", "number of node types", 1...Int64(PricedNode.all.count), standard: 12),
      RecipeParameter(
        "limited", "whether nodes are limited, to twice the need of pods together", oneOf: [0, 1],
        standard: 0),
    ]
  ) { draw throws(RecipeError) in
    let pods = PricedPods(&draw)
    var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
    for node in priceList(&draw, needs: pods.totals) { builder.add(node) }
    var names = ItemNames()
    for (shape, count) in pods.counts.enumerated() {
      let name = "app-\(shape + 1)"
      builder.add(demand: pods.demands[shape], count: Int(count), name: name)
      names.append(name, count: Int(count))
    }
    return RecipeResult(
      problem: try RecipeResult.build(builder), units: [.milli, .bytes], itemNames: names)
  }

  /// Draws some of the node types, always the one that every pod fits on, and their prices.
  private static func priceList(_ draw: inout RecipeDraw, needs: [Int64]) -> [BinType] {
    var others = Array(1..<PricedNode.all.count)
    draw.shuffle(&others)
    let chosen = ([0] + others.prefix(Int(draw["types"]) - 1)).sorted()
    return chosen.map { index in
      let node = PricedNode.all[index]
      let capacity = node.capacity
      let price = node.price * draw.uniform(970...1_030) / 1_000
      // As many nodes as would hold all pods by themselves, could pods be cut.
      let enough = zip(needs, capacity).map { ($0 + $1 - 1) / $1 }.max() ?? 0
      let share = draw.uniform(150...250)
      let limit = (enough * share / Int64(chosen.count) + 99) / 100 + 1
      return BinType(
        name: node.name, capacity: capacity, cost: price,
        available: draw["limited"] == 1 ? Int(limit) : nil)
    }
  }
}

/// A kind of node on the price list.
private struct PricedNode {
  let family: String
  let cores: Int64
  /// Memory in GiB.
  let memory: Int64

  var name: String { "\(family)-\(cores)" }

  /// In thousandths of a currency an hour: so much for each core and each GiB.
  var price: Int64 { 30 * cores + 4 * memory }

  /// What is left for pods, in thousandths of a core and in bytes.
  ///
  /// The system takes 6 % of the first core, 1 % of the second, 0.5 % of the next two and 0.25 %
  /// of the others, and 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the
  /// next 112 and 2 % of what is above, as managed Kubernetes offers do.
  var capacity: [Int64] {
    let milli = cores * 1_000 - 80 - (cores - 4) * 5 / 2
    var reserved: Int64 = 0
    var left = memory * 1_024
    for (part, percent) in [(4, 25), (4, 20), (8, 10), (112, 6), (100_000, 2)] as [(Int64, Int64)] {
      let step = min(left, part * 1_024)
      reserved += step * percent / 100
      left -= step
    }
    return [milli, (memory * 1_024 - reserved) << 20]
  }

  /// The largest general node first, which takes every pod.
  static let all: [PricedNode] = {
    let families: [(name: String, gibibytesPerCore: Int64)] = [
      ("general", 4), ("compute", 2), ("memory", 8),
    ]
    return [96, 64, 48, 32, 16, 8, 4].flatMap { cores in
      families.map { family in
        PricedNode(
          family: family.name, cores: cores, memory: cores * family.gibibytesPerCore)
      }
    }
  }()
}

/// The shapes of the pods and how many there are of each.
private struct PricedPods {
  private(set) var demands: [[Int64]] = []
  private(set) var counts: [Int64] = []

  /// Thousandths of a core as people write them, small ones more often.
  private static let steps: [Int64] = [
    50, 100, 100, 150, 200, 250, 250, 300, 400, 500, 500, 750, 1_000, 1_000, 1_500, 2_000, 3_000,
    4_000, 6_000, 8_000,
  ]

  init(_ draw: inout RecipeDraw) {
    let pods = draw["n"]
    let shapes = min(draw["shapes"], pods)
    var known: Set<[Int64]> = []
    while demands.count < shapes {
      let cpu = Self.steps[draw.below(Self.steps.count)]
      let perCore: Int64 = [512, 1_024, 2_048, 4_096, 8_192][draw.below(5)]
      let wanted = cpu * perCore * draw.uniform(60...160) / 100_000
      let step: Int64 = wanted < 512 ? 16 : wanted < 4_096 ? 64 : 256
      let memory = min((wanted + step - 1) / step * step, 65_536)
      let demand = [cpu, memory << 20]
      if known.insert(demand).inserted { demands.append(demand) }
    }
    // One pod of each shape, the others by skewed weights.
    let weights = (0..<shapes).map { _ in
      let root = draw.uniform(1...1_000)
      return root * root
    }
    let total = weights.reduce(0, +)
    counts = weights.map { 1 + (pods - shapes) * $0 / total }
    counts[0] += pods - counts.reduce(0, +)
  }

  /// What all pods need together.
  var totals: [Int64] {
    (0..<2).map { resource in
      zip(demands, counts).reduce(0) { $0 + $1.0[resource] * $1.1 }
    }
  }
}
