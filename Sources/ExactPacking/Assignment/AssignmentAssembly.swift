// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Writes the rows and columns of an assignment model, family by family.
struct AssignmentAssembly {
  private(set) var model = LinearModel.Builder()
  private(set) var columns: [AssignmentModel.BinColumns] = []
  private(set) var leftOver: [Int] = []
  private(set) var leasts: [AssignmentModel.LeastColumn] = []
  let objectiveUnit: Double

  private let scope: AssignmentScope
  private let problem: PackingProblem
  private let prices: Prices
  /// Whether there is only one type of bin, so that the bins of clique items are known.
  private let isUniform: Bool

  init(_ scope: AssignmentScope, prices: Prices) {
    self.scope = scope
    self.prices = prices
    problem = scope.problem
    isUniform = scope.types.count == 1 && scope.placesAll
    // GLPK's tolerances are meant for objectives of moderate size, and with whole prices it
    // rounds bounds up by a fixed margin, which is not safe for large ones.
    let most = scope.bins.reduce(0.0) { max($0, Double(prices.of($1.type))) }
    var unit = 1.0
    if scope.goal != .fewestUnplaced {
      while most * Double(scope.bins.count) / unit > 10_000 { unit *= 2 }
    }
    objectiveUnit = unit
  }

  /// The bins with their items; of a single type, the first ones are known to be used.
  mutating func addBins(atLeast proven: Int) {
    let isFree = scope.goal == .fewestUnplaced
    let clique = scope.shapes.prefix(scope.cliqueLength)
      .reduce(0) { $0 + problem.count(of: $1) }
    for bin in scope.bins {
      let isKnown = isFree || isUniform && bin.number <= max(proven, clique)
      let used = model.addVariable(
        in: (isKnown ? 1 : 0)...1,
        objective: isFree ? 0 : Double(prices.of(bin.type)) / objectiveUnit, isInteger: true)
      columns.append(.init(used: used))
    }
    for type in scope.types { addItems(of: type) }
  }

  /// The item counts of a type's bins.
  ///
  /// An item's number is its place among those that fit here.
  private mutating func addItems(of type: Int) {
    var before = 0
    let positions = scope.bins.indices.filter { scope.bins[$0].type == type }
    for (index, shape) in scope.shapes.enumerated() {
      let copies = problem.copies(of: shape, inEmpty: type)
      guard copies > 0 else { continue }
      let last = before + problem.count(of: shape)
      for position in positions {
        let number = scope.bins[position].number
        if isUniform, index < scope.cliqueLength {
          guard number > before, number <= last else { continue }
          addItem(shape, to: position, in: 1...1)
        } else {
          let upper = min(copies, problem.count(of: shape), last - number + 1)
          if upper > 0 { addItem(shape, to: position, in: 0...upper) }
        }
      }
      before = last
    }
  }

  private mutating func addItem(_ shape: Int, to position: Int, in range: ClosedRange<Int>) {
    let count = model.addVariable(
      in: Double(range.lowerBound)...Double(range.upperBound), isInteger: true)
    columns[position].items.append(
      .init(shape: shape, count: count, upper: range.upperBound, present: nil))
  }

  /// Every item lies in a bin or is left over.
  mutating func addDemands() {
    var terms: [Int: [(Int, Double)]] = [:]
    for bin in columns {
      for item in bin.items { terms[item.shape, default: []].append((item.count, 1)) }
    }
    for shape in scope.shapes {
      let count = Double(problem.count(of: shape))
      var row = terms[shape, default: []]
      if !scope.placesAll {
        leftOver.append(
          model.addVariable(
            in: 0...count, objective: scope.goal == .fewestUnplaced ? 1 : 0, isInteger: true))
        row.append((leftOver[leftOver.count - 1], 1))
      }
      model.addRow(lower: count, upper: count, row)
    }
    if case .price(let unplaced) = scope.goal, unplaced > 0 {
      model.addRow(upper: Double(unplaced), leftOver.map { ($0, 1) })
    }
  }

  /// Used bins of a type come before empty ones.
  mutating func addOrderOfBins() {
    guard scope.goal != .fewestUnplaced else { return }
    for position in scope.bins.indices.dropLast()
    where scope.bins[position].type == scope.bins[position + 1].type {
      model.addRow(lower: 0, [(columns[position].used, 1), (columns[position + 1].used, -1)])
    }
  }

  /// What a bin holds fits; an empty bin holds nothing.
  mutating func addCapacities(of position: Int) {
    let type = scope.bins[position].type
    let (free, used) = (problem.binTypes[type].free, columns[position].used)
    var covered: Set<Int> = []
    for (resource, kind) in problem.resources.enumerated() {
      if let unit = kind.deviceUnit,
        let shares = DeviceShares(
          resource: resource, type: type, shapes: columns[position].items.map(\.shape), in: problem)
      {
        addDevices(resource, shares, unit: unit, to: position)
      }
      let needs = columns[position].items.filter { problem.demand(of: $0.shape, in: resource) > 0 }
      var most: Int64 = 0
      for item in needs {
        let (amount, overflow) = problem.demand(of: item.shape, in: resource)
          .multipliedReportingOverflow(by: Int64(item.upper))
        let (sum, carried) = most.addingReportingOverflow(amount)
        most = overflow || carried ? .max : sum
      }
      guard most > free[resource] else { continue }
      // A power of two keeps every coefficient exact.
      let scale = Double(free[resource]).binade
      var row = needs.map {
        ($0.count, Double(problem.demand(of: $0.shape, in: resource)) / scale)
      }
      row.append((used, -Double(free[resource]) / scale))
      model.addRow(upper: 0, row)
      covered.formUnion(needs.map(\.shape))
    }
    for item in columns[position].items where !covered.contains(item.shape) {
      model.addRow(upper: 0, [(item.count, 1), (used, -Double(item.upper))])
    }
  }

  /// A bin holds no more items than the smallest ones that fit into it together.
  ///
  /// This catches what no single resource shows: items that are long in one resource and short
  /// in the other, of which two fit together but never three.
  mutating func addMostItems(of position: Int) {
    let items = columns[position].items
    let bin = BinLimits(type: scope.bins[position].type, in: problem)
    let most = bin.mostItems(of: items.map { ($0.shape, $0.upper) })
    guard most < items.reduce(0, { $0 + $1.upper }) else { return }
    var row = items.map { ($0.count, 1.0) }
    row.append((columns[position].used, -Double(most)))
    model.addRow(upper: 0, row)
  }

  /// Shares lie in single devices, beside the devices that are taken whole.
  private mutating func addDevices(
    _ resource: Int, _ shares: DeviceShares, unit: Int64, to position: Int
  ) {
    let devices = 0..<shares.devices
    let open = devices.map { _ in model.addVariable(in: 0...1, isInteger: true) }
    let held = shares.sizes.map { size in
      devices.map { _ in model.addVariable(in: 0...Double(unit / size), isInteger: true) }
    }
    let scale = Double(unit).binade
    for device in devices {
      var row = shares.sizes.indices.map {
        (held[$0][device], Double(shares.sizes[$0]) / scale)
      }
      row.append((open[device], -Double(unit) / scale))
      model.addRow(upper: 0, row)
      if device > 0 { model.addRow(lower: 0, [(open[device - 1], 1), (open[device], -1)]) }
    }
    let items = columns[position].items
    for (index, size) in shares.sizes.enumerated() {
      var row = held[index].map { ($0, 1.0) }
      for item in items where problem.demand(of: item.shape, in: resource) == size {
        row.append((item.count, -1))
      }
      model.addRow(lower: 0, upper: 0, row)
    }
    var row = open.map { ($0, 1.0) }
    for item in items {
      let need = problem.demand(of: item.shape, in: resource)
      if need >= unit { row.append((item.count, Double(need / unit))) }
    }
    let total = problem.binTypes[scope.bins[position].type].free[resource] / unit
    row.append((columns[position].used, -Double(total)))
    model.addRow(upper: 0, row)
    columns[position].devices.append(
      .init(resource: resource, shares: shares, open: open, held: held))
  }

  /// Shapes in conflict are not both present.
  mutating func addConflicts(of position: Int) {
    for (index, item) in columns[position].items.enumerated() {
      for other in problem.conflicts(of: item.shape) where Int(other) > item.shape {
        guard
          let second = columns[position].items.firstIndex(where: { $0.shape == Int(other) })
        else { continue }
        let pair = [presence(of: index, in: position), presence(of: second, in: position)]
        model.addRow(upper: 0, pair.map { ($0, 1) } + [(columns[position].used, -1)])
      }
    }
  }

  /// The column that is 1 where a bin holds any item of a shape.
  private mutating func presence(of index: Int, in position: Int) -> Int {
    let item = columns[position].items[index]
    if item.upper == 1 { return item.count }
    if let present = item.present { return present }
    let present = model.addVariable(in: 0...1, isInteger: true)
    columns[position].items[index].present = present
    model.addRow(upper: 0, [(item.count, 1), (present, -Double(item.upper))])
    return present
  }

  /// The bins together cost no less than what is already proven.
  mutating func addPriceFloor(_ floor: Int64) {
    guard floor > 0, !isUniform else { return }
    model.addRow(
      lower: Double(floor) / objectiveUnit,
      zip(scope.bins, columns).map { ($1.used, Double(prices.of($0.type)) / objectiveUnit) })
  }

  /// Each domain of a spread rule holds no fewer items than some number, the same for all, and no
  /// more than the rule allows above it.
  mutating func addSpreads() {
    for (index, rule) in problem.spreadRules.enumerated() {
      let domains = problem.domains(of: index)
      guard domains.count > 1 else { continue }
      let items = rule.shapes.reduce(0) { $0 + problem.count(of: $1) }
      let least = model.addVariable(in: 0...Double(items), isInteger: true)
      let counted = Set(rule.shapes)
      for domain in domains {
        var row = [(least, -1.0)]
        for (bin, columns) in zip(scope.bins, columns)
        where problem.domain(of: bin.type, in: index) == domain {
          row += columns.items.filter { counted.contains($0.shape) }.map { ($0.count, 1) }
        }
        model.addRow(lower: 0, upper: Double(min(rule.maxSkew, items)), row)
      }
      leasts.append(.init(rule: index, column: least))
    }
  }
}
