// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// A problem at the edge of what is allowed, which every method must survive.
public struct DegenerateProblem: Sendable, CustomStringConvertible {
  /// What is odd about it.
  public let description: String
  /// The problem.
  public let problem: PackingProblem

  private init(
    _ description: String, resources: [Resource] = [Resource("cpu"), Resource("memory")],
    binTypes: [BinType] = [BinType(capacity: [10, 10])],
    fill: (inout PackingProblem.Builder) -> Void
  ) {
    var builder = PackingProblem.Builder(resources: resources)
    for binType in binTypes { builder.add(binType) }
    fill(&builder)
    do {
      problem = try builder.build()
    } catch {
      fatalError("\(description): \(error)")
    }
    self.description = description
  }

  /// Those that take any method next to no time.
  public static let small: [DegenerateProblem] = [
    DegenerateProblem("no item") { _ in },
    DegenerateProblem("one item") { $0.add(demand: [3, 4]) },
    DegenerateProblem("one item that fills a bin") { $0.add(demand: [10, 10]) },
    DegenerateProblem("one item that fits nowhere") { $0.add(demand: [11, 1]) },
    DegenerateProblem("nothing is demanded") { $0.add(demand: [0, 0], count: 25) },
    DegenerateProblem("nothing is demanded, two in a bin") {
      $0.add(demand: [0, 0], count: 25, perBinLimit: 2)
    },
    DegenerateProblem("no bin is available", binTypes: [BinType(capacity: [9, 9], available: 0)]) {
      $0.add(demand: [1, 1], count: 5)
    },
    DegenerateProblem("no bin has any room", binTypes: [BinType(capacity: [0, 0])]) {
      $0.add(demand: [1, 0], count: 2)
      $0.add(demand: [0, 0], count: 2)
    },
    DegenerateProblem(
      "every bin is full already", binTypes: [BinType(capacity: [10, 10], load: [10, 10])]
    ) {
      $0.add(demand: [1, 1], count: 3)
    },
    DegenerateProblem("no bin type may be used") {
      $0.add(demand: [1, 1], count: 3, binTypes: [])
    },
    DegenerateProblem(
      "fewer bins than needed", binTypes: [BinType(capacity: [10, 10], available: 2)]
    ) {
      $0.add(demand: [6, 1], count: 5)
    },
    DegenerateProblem("bins cost nothing", binTypes: [BinType(capacity: [10, 10], cost: 0)]) {
      $0.add(demand: [6, 1], count: 5)
    },
    DegenerateProblem("all shapes exclude one another") { builder in
      let shapes = (1...8).map { builder.add(demand: [$0, 0]) }
      for first in shapes {
        for second in shapes where second > first { builder.addConflict(first, second) }
      }
    },
    DegenerateProblem(
      "the largest quantities",
      binTypes: [
        BinType(
          capacity: [PackingProblem.largestQuantity, PackingProblem.largestQuantity],
          cost: PackingProblem.largestCost)
      ]
    ) {
      $0.add(demand: [PackingProblem.largestQuantity, 1], count: 3)
      $0.add(demand: [PackingProblem.largestQuantity / 2 + 1, 7], count: 3)
      $0.add(demand: [1, PackingProblem.largestQuantity / 3], count: 6)
    },
    DegenerateProblem(
      "shares of devices", resources: [Resource("gpu", deviceUnit: 1000), Resource("cpu")],
      binTypes: [BinType(capacity: [2000, 8])]
    ) {
      $0.add(demand: [600, 1], count: 7)
      $0.add(demand: [2000, 1], count: 2)
      $0.add(demand: [300, 1], count: 4)
      $0.add(demand: [0, 1], count: 4)
    },
  ]

  /// Those with huge counts, for methods that treat identical items as one shape.
  public static let huge: [DegenerateProblem] = [
    DegenerateProblem("a million alike items, three in a bin") {
      $0.add(demand: [1, 1], count: 1_000_000, perBinLimit: 3)
    },
    DegenerateProblem("a million items of two shapes that exclude each other") { builder in
      let first = builder.add(demand: [1, 2], count: 500_000, perBinLimit: 4)
      let second = builder.add(demand: [2, 1], count: 500_000)
      builder.addConflict(first, second)
    },
    DegenerateProblem("a million items that demand nothing") {
      $0.add(demand: [0, 0], count: 1_000_000)
    },
    DegenerateProblem("a million items that fit nowhere") {
      $0.add(demand: [11, 0], count: 1_000_000)
      $0.add(demand: [5, 5])
    },
    DegenerateProblem(
      "a million items, a thousand bins",
      binTypes: [BinType(capacity: [10, 10], available: 1000)]
    ) {
      $0.add(demand: [3, 3], count: 1_000_000)
    },
  ]
}
