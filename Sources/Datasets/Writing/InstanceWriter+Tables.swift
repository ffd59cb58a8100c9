// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

extension InstanceWriter {
  /// Writes the items of an instance as a table of pods.
  ///
  /// - Parameter instance: An instance whose resources add up freely.
  /// - Returns: The file; `nodes(_:)` writes the other half.
  /// - Throws: A `WritingError` that names what the format cannot say.
  public static func pods(_ instance: Instance) throws(WritingError) -> [UInt8] {
    let problem = instance.problem
    try checkResources(instance)
    let groups = try conflictGroups(problem)
    let limits = problem.shapes.contains { problem.perBinLimit(of: $0) != nil && groups[$0] == nil }
    let restricted = problem.shapes.contains { shape in
      problem.binTypes.indices.contains { !problem.isCompatible(shape, with: $0) }
    }
    var columns = instance.itemNames.isEmpty ? [] : ["name"]
    columns += ["count"] + problem.resources.map(\.name)
    if limits { columns.append("max_per_node") }
    if restricted { columns.append("node_types") }
    if !groups.isEmpty { columns.append("anti_affinity_group") }
    let spreads = try SpreadColumns(instance)
    columns += spreads.names

    var text = row(columns)
    var first = 0
    for run in problem.arrivals {
      var amounts: [String] = []
      for (resource, amount) in problem.demand(of: run.shape).enumerated() {
        amounts.append(instance.units[resource].format(amount))
      }
      if limits {
        amounts.append(
          groups[run.shape] == nil ? problem.perBinLimit(of: run.shape).map { "\($0)" } ?? "" : "")
      }
      if restricted { amounts.append(try nodeTypes(of: run.shape, problem)) }
      if !groups.isEmpty { amounts.append(groups[run.shape].map { "group-\($0)" } ?? "") }
      amounts += spreads.fields(of: run.shape)
      if instance.itemNames.isEmpty {
        text += row(["\(run.count)"] + amounts)
      } else {
        for (name, count) in instance.itemNames.runs(in: first..<first + run.count) {
          text += row([name, "\(count)"] + amounts)
        }
      }
      first += run.count
    }
    return Array(text.utf8)
  }

  /// Writes the bin types of an instance as a table of nodes.
  ///
  /// Each node has a row when all have names, and each type one otherwise.
  ///
  /// - Parameter instance: An instance whose resources add up freely.
  /// - Returns: The file, for `--nodes`.
  /// - Throws: A `WritingError` that names what the format cannot say.
  public static func nodes(_ instance: Instance) throws(WritingError) -> [UInt8] {
    let problem = instance.problem
    try checkResources(instance)
    let zones = try SpreadColumns(instance).zones
    let names = problem.resources.map(\.name)
    let loaded = problem.resources.indices.filter { resource in
      problem.binTypes.contains { $0.load[resource] != 0 }
    }
    let single =
      instance.nodeNames.count == problem.binTypes.count
      && zip(instance.nodeNames, problem.binTypes).allSatisfy { $0.count == $1.available }
    var text = row(
      (single ? ["name", "type"] : ["name", "count"]) + names + loaded.map { "used_\(names[$0])" }
        + (zones.isEmpty ? [] : ["zone"]) + ["cost"])
    for (index, bin) in problem.binTypes.enumerated() {
      let amounts = zip(instance.units, bin.capacity).map { $0.format($1) }
      let loads = loaded.map { instance.units[$0].format(bin.load[$0]) }
      let zone = zones.isEmpty ? [] : [zones[index] ?? ""]
      let tail = amounts + loads + zone + ["\(bin.cost)"]
      if single {
        for name in instance.nodeNames[index] { text += row([name, bin.name] + tail) }
      } else {
        text += row([bin.name, bin.available.map { "\($0)" } ?? ""] + tail)
      }
    }
    return Array(text.utf8)
  }

  private static func checkResources(_ instance: Instance) throws(WritingError) {
    for (resource, unit) in zip(instance.problem.resources, instance.units) {
      if resource.deviceUnit != nil {
        throw WritingError(
          format: "csv",
          message: "'\(resource.name)' comes in devices, expected resources that add up freely")
      }
      if QuantityUnit(forResource: resource.name) != unit {
        throw WritingError(
          format: "csv",
          message: "'\(resource.name)' is counted in \(unit), expected "
            + "\(QuantityUnit(forResource: resource.name))")
      }
    }
  }

  /// The group of each shape with conflicts: groups within which everything conflicts.
  private static func conflictGroups(_ problem: PackingProblem) throws(WritingError) -> [Int: Int] {
    var groupOfMembers: [[Int32]: Int] = [:]
    var groups: [Int: Int] = [:]
    for shape in problem.shapes where !problem.conflicts(of: shape).isEmpty {
      let members = (problem.conflicts(of: shape) + [Int32(shape)]).sorted()
      if problem.perBinLimit(of: shape) != 1 {
        throw WritingError(
          format: "csv",
          message: "'\(problem.name(of: shape))' may not share a node with others but with its "
            + "like, expected groups of which no two share a node")
      }
      if members.first == Int32(shape) { groupOfMembers[members] = groupOfMembers.count + 1 }
      guard let group = groupOfMembers[members] else {
        throw WritingError(
          format: "csv",
          message: "the rules on what may share a node are not groups of which no two do")
      }
      groups[shape] = group
    }
    return groups
  }

  private static func nodeTypes(
    of shape: Int, _ problem: PackingProblem
  ) throws(WritingError) -> String {
    let allowed = problem.binTypes.indices.filter { problem.isCompatible(shape, with: $0) }
    if allowed.count == problem.binTypes.count { return "" }
    if allowed.isEmpty {
      throw WritingError(
        format: "csv",
        message: "'\(problem.name(of: shape))' may use no node type, expected at least one")
    }
    for index in allowed where problem.binTypes[index].name.contains("|") {
      throw WritingError(
        format: "csv",
        message: "node type '\(problem.binTypes[index].name)' has a '|' in its name, which "
          + "separates names")
    }
    return allowed.map { problem.binTypes[$0].name }.joined(separator: "|")
  }

  private static func row(_ fields: [String]) -> String {
    fields.map { field in
      let quoted = field.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
      return quoted
        ? "\"\(field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        : field
    }.joined(separator: ",") + "\n"
  }
}
