// SPDX-License-Identifier: Apache-2.0

extension PackingProblem {
  /// The largest demand or capacity, 2^53: every quantity is exact as a `Double` too.
  public static let largestQuantity: Int64 = 1 << 53

  /// The largest cost of one bin.
  public static let largestCost: Int64 = 1 << 40

  /// The most items one problem may have.
  public static let mostItems = Int(Int32.max) - 1

  /// Collects shapes and bin types, and checks them as a whole.
  ///
  ///     var builder = PackingProblem.Builder(resources: ["cpu", "memory"])
  ///     builder.add(BinType(name: "node", capacity: [4_000, 16_384]))
  ///     builder.add(demand: [500, 1_024], count: 20)
  ///     let problem = try builder.build()
  ///
  /// Shapes that are alike in every respect are merged, while `arrivals` keeps the order in
  /// which they came.
  public struct Builder: Sendable {
    private let resources: [Resource]
    private let merging: Bool
    private(set) var binTypes: [BinType] = []
    private var demands: [Int64] = []
    private(set) var counts: [Int] = []
    private var perBinLimits: [Int?] = []
    private var compatibility: [[Int]?] = []
    private var names: [String] = []
    private var arrivals: [(shape: Int, count: Int)] = []
    private var conflicts: [(Int, Int)] = []
    private(set) var spreads: [SpreadRequest] = []
    private var index: [ShapeKey: Int] = [:]
    private var failure: ProblemError?

    private struct ShapeKey: Hashable {
      let demand: [Int64]
      let perBinLimit: Int?
      let compatibility: [Int]?
      let kind: Int
    }

    /// Starts an empty problem.
    ///
    /// - Parameters:
    ///   - resources: The dimensions.
    ///   - mergingAlikeShapes: Whether equal shapes become one. Turn it off, or add them as
    ///     different kinds, where shapes that look alike get different conflicts or spread rules.
    public init(resources: [Resource], mergingAlikeShapes: Bool = true) {
      self.resources = resources
      merging = mergingAlikeShapes
    }

    /// Starts an empty problem over resources that all add up freely.
    public init(resources: [String], mergingAlikeShapes: Bool = true) {
      self.init(
        resources: resources.map { Resource($0) }, mergingAlikeShapes: mergingAlikeShapes)
    }

    /// Adds a bin type and returns its index.
    @discardableResult
    public mutating func add(_ binType: BinType) -> Int {
      binTypes.append(binType)
      return binTypes.count - 1
    }

    /// Adds items that arrive now, and returns the index of their shape.
    ///
    /// - Parameters:
    ///   - demand: What one item needs, one value per resource.
    ///   - count: How many items.
    ///   - perBinLimit: The most of them one bin may hold.
    ///   - binTypes: The indices of the bin types they may use; all when omitted.
    ///   - name: A name for reports; of merged shapes the first name stays.
    ///   - kind: Keeps apart what looks alike: only items of one kind become one shape.
    /// - Returns: The index of the shape.
    @discardableResult
    public mutating func add(
      demand: [Int64], count: Int = 1, perBinLimit: Int? = nil, binTypes: [Int]? = nil,
      name: String = "", kind: Int = 0
    ) -> Int {
      if demand.count != resources.count {
        let item = name.isEmpty ? "shape \(counts.count)" : name
        fail(.dimension(of: item, found: demand.count, expected: resources.count))
      }
      let allowed = binTypes.map { Array(Set($0)).sorted() }
      let key = ShapeKey(
        demand: demand, perBinLimit: perBinLimit, compatibility: allowed, kind: kind)
      if merging, count > 0, let known = index[key] {
        let (sum, overflow) = counts[known].addingReportingOverflow(count)
        counts[known] = overflow ? .max : sum
        append(shape: known, count: count)
        return known
      }
      let shape = counts.count
      if merging { index[key] = shape }
      demands.append(contentsOf: demand)
      counts.append(count)
      perBinLimits.append(perBinLimit)
      compatibility.append(allowed)
      if !name.isEmpty || !names.isEmpty {
        names.append(contentsOf: repeatElement("", count: shape - names.count))
        names.append(name)
      }
      append(shape: shape, count: count)
      return shape
    }

    /// Forbids two shapes to share a bin.
    public mutating func addConflict(_ first: Int, _ second: Int) {
      conflicts.append((first, second))
    }

    /// Asks for the items of some shapes to lie evenly over the domains of the bin types.
    ///
    /// See `SpreadRule` for what that means. A shape may be under several rules.
    ///
    /// - Parameters:
    ///   - shapes: The shapes whose items are counted together, each named once.
    ///   - domainOfBinType: For each bin type the domain its bins lie in; bins of a type with `nil`
    ///     may not hold these items.
    ///   - maxSkew: How many items the fullest domain may hold more than the emptiest.
    public mutating func addSpread(
      of shapes: [Int], over domainOfBinType: [Int?], maxSkew: Int
    ) {
      spreads.append(
        SpreadRequest(shapes: shapes, domainOfBinType: domainOfBinType, maxSkew: maxSkew))
    }

    /// Checks everything and makes the problem.
    ///
    /// - Throws: The first `ProblemError` found.
    /// - Complexity: O(shapes × resources + conflicts).
    public func build() throws(ProblemError) -> PackingProblem {
      if let failure { throw failure }
      try validateResources()
      try validateBinTypes()
      let itemCount = try validateShapes()
      let rules = try checkedSpreadRules()
      let (rows, rowOfShape) = try compatibilityTable(under: rules)
      let limited = perBinLimits.contains { $0 != nil }
      return PackingProblem(
        resources: resources, binTypes: binTypes,
        arrivals: arrivals.map { ShapeCount(shape: $0.shape, count: $0.count) },
        itemCount: itemCount, demands: demands, counts: counts.map { Int32($0) },
        perBinLimits: limited
          ? perBinLimits.map { $0.map { Int32(clamping: $0) } ?? .max } : [],
        compatibilityOfShape: rowOfShape, compatibilityRows: rows,
        conflictLists: try conflictLists(),
        shapeNames: names.isEmpty
          ? [] : names + Array(repeating: "", count: counts.count - names.count),
        spreadRules: rules)
    }

    private mutating func append(shape: Int, count: Int) {
      if let last = arrivals.last, last.shape == shape {
        let (sum, overflow) = last.count.addingReportingOverflow(count)
        arrivals[arrivals.count - 1].count = overflow ? .max : sum
      } else {
        arrivals.append((shape, count))
      }
    }

    private mutating func fail(_ error: ProblemError) {
      if failure == nil { failure = error }
    }
  }
}

extension PackingProblem.Builder {
  func describe(_ shape: Int) -> String {
    if shape < names.count, !names[shape].isEmpty { return "'\(names[shape])'" }
    return "shape \(shape)"
  }

  private func validateResources() throws(ProblemError) {
    if resources.isEmpty { throw .noResources }
    var seen: Set<String> = []
    for resource in resources {
      if !seen.insert(resource.name).inserted { throw .duplicateResource(name: resource.name) }
      if let unit = resource.deviceUnit, unit < 1 {
        throw .invalidDeviceUnit(resource: resource.name, found: unit)
      }
    }
  }

  private func validateBinTypes() throws(ProblemError) {
    if binTypes.isEmpty { throw .noBinTypes }
    for bin in binTypes {
      for vector in [bin.capacity, bin.load] where vector.count != resources.count {
        throw .dimension(
          of: "bin type '\(bin.name)'", found: vector.count, expected: resources.count)
      }
      for (position, resource) in resources.enumerated() {
        let (capacity, load) = (bin.capacity[position], bin.load[position])
        if capacity < 0 || capacity > PackingProblem.largestQuantity {
          throw .capacityOutOfRange(binType: bin.name, resource: resource.name, found: capacity)
        }
        if load < 0 || load > capacity {
          throw .loadOutOfRange(
            binType: bin.name, resource: resource.name, found: load, capacity: capacity)
        }
        if let unit = resource.deviceUnit {
          for amount in [capacity, load] where amount % unit != 0 {
            throw .partialDevice(
              binType: bin.name, resource: resource.name, found: amount, unit: unit)
          }
        }
      }
      if bin.cost < 0 || bin.cost > PackingProblem.largestCost {
        throw .costOutOfRange(binType: bin.name, found: bin.cost)
      }
      if let available = bin.available, available < 0 {
        throw .availabilityOutOfRange(binType: bin.name, found: available)
      }
    }
  }

  private func validateShapes() throws(ProblemError) -> Int {
    var items = 0
    var totals = Array(repeating: Int64(0), count: resources.count)
    for shape in counts.indices {
      let count = counts[shape]
      if count < 1 || count > PackingProblem.mostItems {
        throw .countOutOfRange(shape: describe(shape), found: count)
      }
      items += count
      if items > PackingProblem.mostItems { throw .tooManyItems(limit: PackingProblem.mostItems) }
      if let limit = perBinLimits[shape], limit < 1 {
        throw .perBinLimitOutOfRange(shape: describe(shape), found: limit)
      }
      for (position, resource) in resources.enumerated() {
        let need = demands[shape * resources.count + position]
        if need < 0 || need > PackingProblem.largestQuantity {
          throw .demandOutOfRange(shape: describe(shape), resource: resource.name, found: need)
        }
        if let unit = resource.deviceUnit, need > unit, need % unit != 0 {
          throw .straddlesDevices(
            shape: describe(shape), resource: resource.name, found: need, unit: unit)
        }
        let (product, overflow) = need.multipliedReportingOverflow(by: Int64(count))
        let (sum, carried) = totals[position].addingReportingOverflow(product)
        if overflow || carried || sum > 1 << 62 {
          throw .totalDemandTooLarge(resource: resource.name)
        }
        totals[position] = sum
      }
    }
    return items
  }

  private func compatibilityTable(
    under rules: [SpreadRule]
  ) throws(ProblemError) -> (rows: [[Bool]], ofShape: [Int32]) {
    let excludes = rules.contains { $0.domainOfBinType.contains(nil) }
    guard excludes || compatibility.contains(where: { $0 != nil }) else { return ([], []) }
    var tables: [[Bool]] = []
    for (shape, allowed) in compatibility.enumerated() {
      var row = Array(repeating: allowed == nil, count: binTypes.count)
      for binType in allowed ?? [] {
        guard binTypes.indices.contains(binType) else {
          throw .unknownBinType(index: binType, shape: describe(shape))
        }
        row[binType] = true
      }
      tables.append(row)
    }
    if excludes { Self.exclude(rules, from: &tables) }
    var rows: [[Bool]] = []
    var index: [[Bool]: Int32] = [:]
    var ofShape: [Int32] = []
    for row in tables {
      if let known = index[row] {
        ofShape.append(known)
      } else {
        index[row] = Int32(rows.count)
        ofShape.append(Int32(rows.count))
        rows.append(row)
      }
    }
    return (rows, ofShape)
  }

  private func conflictLists() throws(ProblemError) -> [[Int32]] {
    guard !conflicts.isEmpty else { return [] }
    var sets = Array(repeating: Set<Int32>(), count: counts.count)
    for (first, second) in conflicts {
      for shape in [first, second] where !counts.indices.contains(shape) {
        throw .unknownShape(index: shape)
      }
      if first == second { throw .conflictWithItself(shape: describe(first)) }
      sets[first].insert(Int32(second))
      sets[second].insert(Int32(first))
    }
    return sets.map { $0.sorted() }
  }
}
