// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// The bin types made of the nodes that an input is packed onto.
struct BinTypeTable {
  /// The bin types; equal single nodes are one type with a count.
  private(set) var binTypes: [BinType] = []

  /// For each bin type the names of its nodes, empty where they have none.
  private(set) var nodeNames: [[String]] = []

  /// For each bin type the zone its nodes lie in, as far as zones are read.
  private(set) var zones: [String?] = []

  /// What was assumed.
  private(set) var assumptions: [String] = []

  private var types: [String?] = []
  private var models: [String?] = []

  private struct Key: Hashable {
    var type: String?
    var model: String?
    var zone: String?
    var capacity: [Int64]
    var load: [Int64]
    var cost: Int64
  }

  /// The most decimals a cost keeps.
  private static let mostDecimals = 6

  /// Makes the bin types of some rows.
  ///
  /// - Throws: An error at the row that lacks CPU or memory, or whose amounts make no sense.
  init(_ rows: [NodeRow], resources: [InputResource]) throws(InputError) {
    let decimals = min(
      Self.mostDecimals, rows.map { $0.cost?.quantity.decimals ?? 0 }.max() ?? 0)
    var index: [Key: Int] = [:]
    var withoutCost = 0
    var absent: [String: Int] = [:]
    var roundedCosts = 0
    for row in rows {
      if row.cost == nil { withoutCost += 1 }
      if let cost = row.cost, cost.quantity.decimals > decimals { roundedCosts += 1 }
      let capacity = try Self.capacity(of: row, resources: resources, absent: &absent)
      let key = Key(
        type: row.isSingleNode ? row.type : row.type ?? row.name, model: row.model,
        zone: row.zone, capacity: capacity,
        load: try Self.load(of: row, resources: resources, capacity: capacity),
        cost: try Self.cost(of: row, decimals: decimals))
      if row.isSingleNode, let known = index[key] {
        let bin = binTypes[known]
        guard let available = bin.available else { continue }
        binTypes[known] = BinType(
          name: bin.name, capacity: bin.capacity, load: bin.load, cost: bin.cost,
          available: available + 1)
        nodeNames[known].append(row.name ?? "\(bin.name)-\(nodeNames[known].count + 1)")
        continue
      }
      if row.isSingleNode { index[key] = binTypes.count }
      types.append(key.type)
      models.append(key.model)
      zones.append(key.zone)
      let plain =
        key.type ?? (row.isSingleNode ? nil : row.name)
        ?? Self.name(capacity: capacity, resources: resources, model: row.model)
      let name = Self.name(plain, in: key.zone)
      binTypes.append(
        BinType(
          name: name, capacity: capacity, load: key.load, cost: key.cost, available: row.available))
      let isNamed = row.isSingleNode && row.available != nil
      nodeNames.append(isNamed ? [row.name ?? "\(name)-1"] : [])
    }
    makeNamesUnique()
    if nodeNames.allSatisfy(\.isEmpty) { nodeNames = [] }
    describe(
      absent: absent, rows: rows, withoutCost: withoutCost, decimals: decimals,
      roundedCosts: roundedCosts)
  }

  /// The bin types whose type or model has one of some names.
  ///
  /// - Returns: Their indices and the names that match none.
  func matching(_ names: [String]) -> (binTypes: [Int], unknown: [String]) {
    let wanted = Set(names)
    var found: [Int] = []
    var matched: Set<String> = []
    for index in binTypes.indices {
      let labels = [types[index], models[index], binTypes[index].name].compactMap { $0 }
      let hits = labels.filter(wanted.contains)
      if !hits.isEmpty { found.append(index) }
      matched.formUnion(hits)
    }
    return (found, names.filter { !matched.contains($0) })
  }

  /// The bin types whose GPUs are of one of some models.
  func withModels(_ names: [String]) -> [Int] {
    let wanted = Set(names)
    return binTypes.indices.filter { index in models[index].map(wanted.contains) ?? false }
  }

  /// The names of bin types that have GPUs of no named model.
  func withoutModel(gpu: Int) -> [String] {
    binTypes.indices.filter { models[$0] == nil && binTypes[$0].capacity[gpu] > 0 }
      .map { binTypes[$0].name }
  }
}

extension BinTypeTable {
  private static func capacity(
    of row: NodeRow, resources: [InputResource], absent: inout [String: Int]
  ) throws(InputError) -> [Int64] {
    var capacity: [Int64] = []
    for resource in resources {
      guard let amount = row.capacity[resource.name] else {
        if resource.name == "cpu" || resource.name == "memory" || resource.name.hasPrefix("dim")
          || resource.name == "size"
        {
          throw row.error(
            field: resource.name,
            "the node has no '\(resource.name)', which items ask for\nGive it, or choose other "
              + "resources with --resources.")
        }
        absent[resource.name, default: 0] += 1
        capacity.append(0)
        continue
      }
      let value = try count(amount, of: resource, row: row)
      if let unit = resource.deviceUnit, !value.isMultiple(of: unit) {
        throw row.error(
          field: amount.field,
          "found '\(amount.text)', expected a whole number of '\(resource.name)'")
      }
      capacity.append(value)
    }
    return capacity
  }

  private static func load(
    of row: NodeRow, resources: [InputResource], capacity: [Int64]
  ) throws(InputError) -> [Int64] {
    var load: [Int64] = []
    for (position, resource) in resources.enumerated() {
      guard let amount = row.load[resource.name] else {
        load.append(0)
        continue
      }
      let value = try count(amount, of: resource, row: row)
      if value > capacity[position] {
        throw row.error(
          field: amount.field,
          "found '\(amount.text)', expected at most the node's "
            + resource.unit.format(capacity[position]))
      }
      if let unit = resource.deviceUnit, !value.isMultiple(of: unit) {
        throw row.error(
          field: amount.field,
          "found '\(amount.text)', expected a whole number of '\(resource.name)'")
      }
      load.append(value)
    }
    return load
  }

  private static func count(
    _ amount: NodeRow.Amount, of resource: InputResource, row: NodeRow
  ) throws(InputError) -> Int64 {
    do throws(AmountError) {
      return try resource.count(amount.quantity, text: excerpt(amount.text.utf8))
    } catch {
      throw row.error(field: amount.field, error.message)
    }
  }

  private static func cost(of row: NodeRow, decimals: Int) throws(InputError) -> Int64 {
    let amount = row.cost?.quantity ?? Quantity(1)
    guard let cost = try? amount.scaled(powerOfTen: decimals).value(in: .count),
      cost <= PackingProblem.largestCost
    else {
      throw row.error(
        field: row.cost?.field, "found '\(row.cost?.text ?? "1")', expected a smaller cost")
    }
    return cost
  }

  /// A name made of what a node holds, such as `96cpu-384Gi-8xG2`.
  private static func name(
    capacity: [Int64], resources: [InputResource], model: String?
  ) -> String {
    var parts: [String] = []
    for (resource, amount) in zip(resources, capacity) {
      let text = resource.unit.format(amount)
      switch resource.name {
      case "memory": parts.append(text)
      case "gpu" where amount == 0: break
      case "gpu": parts.append("\(text)x\(model ?? "gpu")")
      default: parts.append("\(text)\(resource.name)")
      }
    }
    return parts.joined(separator: "-")
  }

  /// A name with the zone behind it, unless it is there already.
  private static func name(_ plain: String, in zone: String?) -> String {
    guard let zone, !plain.hasSuffix("-\(zone)") else { return plain }
    return "\(plain)-\(zone)"
  }

  private mutating func makeNamesUnique() {
    var uses: [String: Int] = [:]
    var taken = Set(binTypes.map(\.name))
    for index in binTypes.indices {
      let bin = binTypes[index]
      uses[bin.name, default: 0] += 1
      guard var use = uses[bin.name], use > 1 else { continue }
      while taken.contains("\(bin.name)-\(use)") { use += 1 }
      uses[bin.name] = use
      taken.insert("\(bin.name)-\(use)")
      binTypes[index] = BinType(
        name: "\(bin.name)-\(use)", capacity: bin.capacity, load: bin.load, cost: bin.cost,
        available: bin.available)
    }
  }

  private mutating func describe(
    absent: [String: Int], rows: [NodeRow], withoutCost: Int, decimals: Int, roundedCosts: Int
  ) {
    for (resource, count) in absent.sorted(by: { $0.key < $1.key }) {
      assumptions.append(
        count == rows.count
          ? "No node names '\(resource)'; all are taken to have none."
          : "\(count) of \(rows.count) node rows name no '\(resource)'; they are taken to have none."
      )
    }
    if withoutCost > 0, withoutCost < rows.count {
      assumptions.append(
        "\(withoutCost) of \(rows.count) node rows name no cost; each is taken to cost 1.")
    }
    if decimals > 0 {
      let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
      assumptions.append("Costs are multiplied by \(scale) to be whole numbers.")
    }
    if roundedCosts > 0 {
      assumptions.append(
        "\(roundedCosts) costs with more than \(Self.mostDecimals) decimals are rounded up.")
    }
  }
}
