// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Which shapes and which bins an assignment model is about, and how big that makes it.
struct AssignmentScope {
  /// What the model minimises.
  enum Goal: Hashable {
    /// The items left over.
    case fewestUnplaced
    /// The price of the bins, with that many items left over at most.
    case price(unplaced: Int)
  }

  /// One numbered bin of a type; the numbers of a type start at 1.
  struct Bin: Hashable {
    let type: Int
    let number: Int
  }

  let problem: PackingProblem
  let goal: Goal
  /// The shapes, after `orderShapes()` in the order that numbers their items.
  private(set) var shapes: [Int]
  /// How many shapes at the front of `shapes` are such that no two of their items share a bin.
  private(set) var cliqueLength = 0
  /// The bins, by type and number.
  let bins: [Bin]
  /// The types the bins are of.
  let types: [Int]

  /// The model of all placeable items, for something no dearer than a packing already known.
  init(_ problem: PackingProblem, noDearerThan known: Packing, prices: Prices, unplaced: Int) {
    let placeable = problem.shapes.filter { !problem.usableBinTypes(for: $0).isEmpty }
    let budget = known.patterns.reduce(0) { $0 + prices.of($1.binType) * Int64($1.count) }
    self.init(problem, goal: .price(unplaced: unplaced), shapes: placeable) { type in
      prices.of(type) > 0 ? Int(clamping: budget / prices.of(type)) : .max
    }
  }

  /// The model of those items that fit only into types of which there are only so many.
  ///
  /// All other items can always have bins of their own, so they leave nothing over. Rules that
  /// link bins may keep any item out, so under such rules the model is of all placeable items.
  init(scarceItemsOf problem: PackingProblem) {
    if problem.hasLinkingRules {
      let placeable = problem.shapes.filter { !problem.usableBinTypes(for: $0).isEmpty }
      self.init(problem, goal: .fewestUnplaced, shapes: placeable) { _ in .max }
      return
    }
    let scarce = problem.shapes.filter { shape in
      let usable = problem.usableBinTypes(for: shape)
      return !usable.isEmpty && usable.allSatisfy { problem.binTypes[$0].available != nil }
    }
    self.init(problem, goal: .fewestUnplaced, shapes: scarce) { _ in .max }
  }

  private init(
    _ problem: PackingProblem, goal: Goal, shapes: [Int], most: (Int) -> Int
  ) {
    self.problem = problem
    self.goal = goal
    self.shapes = shapes
    var bins: [Bin] = []
    var types: [Int] = []
    for (type, binType) in problem.binTypes.enumerated() {
      let items = shapes.reduce(0) {
        $0 + (problem.fits($1, inEmpty: type) ? problem.count(of: $1) : 0)
      }
      let count = min(items, most(type), binType.available ?? .max, AssignmentScope.mostBins)
      if count > 0 {
        types.append(type)
        bins += (1...count).map { Bin(type: type, number: $0) }
      }
    }
    self.bins = bins
    self.types = types
  }

  /// Puts the shapes into their order: those of a clique first, then the largest.
  ///
  /// A step of its own, since it is dear and the size guard may have refused the model before.
  mutating func orderShapes() {
    let clique = IncompatibleShapes.largestFound(among: shapes, in: problem)
    let (inClique, chosen) = (Set(clique), Set(shapes))
    cliqueLength = clique.count
    shapes =
      clique
      + ShapeOrder.decreasing(problem).filter { chosen.contains($0) && !inClique.contains($0) }
  }

  /// More bins of one type than any model here can have; the size guard refuses long before.
  private static let mostBins = 100_000

  /// Whether every item has to be placed.
  var placesAll: Bool { goal == .price(unplaced: 0) }

  /// How many variables the model will have, about, without building it.
  var variableEstimate: Int {
    var perBin: [Int: Int] = [:]
    for type in types {
      var count = 1
      for shape in shapes where problem.fits(shape, inEmpty: type) {
        count += problem.conflicts(of: shape).isEmpty ? 1 : 2
      }
      for resource in problem.resources.indices {
        let devices = DeviceShares(resource: resource, type: type, shapes: shapes, in: problem)
        count += (devices?.sizes.count ?? 0) * (devices?.devices ?? 0)
      }
      perBin[type] = count
    }
    return bins.reduce(0) { $0 + (perBin[$1.type] ?? 0) }
  }
}

/// The shares of devices that a bin type may receive.
struct DeviceShares {
  /// The distinct sizes, largest first.
  let sizes: [Int64]
  /// How many devices can hold shares at once.
  let devices: Int
  let unit: Int64

  /// - Returns: `nil` where the resource adds up freely in this type, for lack of shares.
  init?(resource: Int, type: Int, shapes: [Int], in problem: PackingProblem) {
    guard let unit = problem.resources[resource].deviceUnit else { return nil }
    var shares: [Int64: Int] = [:]
    for shape in shapes where problem.fits(shape, inEmpty: type) {
      let need = problem.demand(of: shape, in: resource)
      if need > 0, need < unit { shares[need, default: 0] += problem.count(of: shape) }
    }
    guard !shares.isEmpty else { return nil }
    sizes = shares.keys.sorted(by: >)
    devices = min(
      Int(problem.binTypes[type].free[resource] / unit), shares.values.reduce(0, +))
    self.unit = unit
  }
}

/// What each bin type costs in the smallest unit that keeps all prices whole.
struct Prices {
  /// The unit; 0 where no bin costs anything, and bins are counted instead.
  let unit: Int64
  private let costs: [Int64]

  init(_ problem: PackingProblem) {
    func divisor(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : divisor(b, a % b) }
    unit = problem.binTypes.reduce(0) { divisor($0, $1.cost) }
    let unit = unit
    costs = problem.binTypes.map { unit == 0 ? 1 : $0.cost / unit }
  }

  /// The price of one bin of a type.
  func of(_ type: Int) -> Int64 { costs[type] }

  /// The price that all these types share, if they do.
  func common(of types: [Int]) -> Int64? {
    guard let first = types.first, types.allSatisfy({ costs[$0] == costs[first] }) else {
      return nil
    }
    return costs[first]
  }
}
