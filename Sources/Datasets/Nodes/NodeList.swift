// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Node lists as comma-separated values with named columns, among them those of openb.
///
/// `name`, `node` or `sn` names a node and `type` its type; resources are columns of their own,
/// and `used_` before a resource's column gives what is already on the node. `cost` is the price
/// of a node, `model` the model of its GPUs, `zone` the zone it lies in. With a column `count` each row is a kind of nodes,
/// an empty count meaning as many as wanted; without one each row is a single node.
enum NodeList {
  private enum Role {
    case ignored, name, type, model, zone, cost, count
    case capacity(ResourceColumn)
    case load(ResourceColumn)
  }

  /// The names that make a table a node list when it comes where pods were expected.
  static func isNodeList(_ columns: [String]) -> Bool {
    columns.contains("sn") || columns.contains("node_name")
      || (columns.contains("model") && columns.contains("gpu") && !columns.contains("num_gpu"))
  }

  static func read(
    _ text: InputText, selected: [String], readingZones: Bool
  ) throws(InputError) -> (rows: [NodeRow], unread: [String]) {
    var table = try CSVTable(text)
    let roles = table.columns.map { role(of: $0, selected: selected, readingZones: readingZones) }
    try checkDuplicates(roles, of: table)
    let hasCounts = roles.contains { if case .count = $0 { true } else { false } }
    guard roles.contains(where: { if case .capacity = $0 { true } else { false } }) else {
      throw InputError(
        file: table.file, line: table.headerLine,
        message: "found the columns \(enumeration(table.columns)), expected a resource such as "
          + "cpu or memory_mib among them")
    }
    var rows: [NodeRow] = []
    while try table.next() {
      rows.append(try row(of: table, roles: roles, hasCounts: hasCounts))
    }
    if rows.isEmpty {
      throw InputError(
        file: table.file, line: table.headerLine,
        message: "found a header only, expected a node on each line below it")
    }
    let unread = zip(table.columns, roles).compactMap { name, role in
      if case .ignored = role { name } else { nil }
    }
    return (rows, unread)
  }

  private static func role(
    of column: String, selected: [String], readingZones: Bool
  ) -> Role {
    switch column.lowercased() {
    case "name", "node", "node_name", "sn": return .name
    case "type", "instance_type", "node_type": return .type
    case "model", "gpu_model": return .model
    case "zone", "topology.kubernetes.io/zone": return readingZones ? .zone : .ignored
    case "cost", "price": return .cost
    case "count", "available": return .count
    default:
      if let resource = ResourceColumn(column, selected: selected) { return .capacity(resource) }
      if column.hasPrefix("used_"),
        let resource = ResourceColumn(String(column.dropFirst(5)), selected: selected)
      {
        return .load(resource)
      }
      return .ignored
    }
  }

  private static func checkDuplicates(_ roles: [Role], of table: CSVTable) throws(InputError) {
    var seen: [String: Int] = [:]
    for (column, role) in roles.enumerated() {
      let key: String
      switch role {
      case .ignored: continue
      case .name: key = "name"
      case .type: key = "type"
      case .model: key = "model"
      case .zone: key = "zone"
      case .cost: key = "cost"
      case .count: key = "count"
      case .capacity(let resource): key = "capacity \(resource.resource)"
      case .load(let resource): key = "load \(resource.resource)"
      }
      if let other = seen.updateValue(column, forKey: key) {
        throw InputError(
          file: table.file, line: table.headerLine, field: table.columns[column],
          message: "the column says the same as '\(table.columns[other])', expected one of them")
      }
    }
  }

  private static func row(
    of table: CSVTable, roles: [Role], hasCounts: Bool
  ) throws(InputError) -> NodeRow {
    var row = NodeRow(
      file: table.file, line: table.line, available: hasCounts ? nil : 1,
      isSingleNode: !hasCounts)
    for (column, role) in roles.enumerated() where !table[column].isEmpty {
      switch role {
      case .ignored: break
      case .name: row.name = table.text(column)
      case .type: row.type = table.text(column)
      case .model: row.model = table.text(column)
      case .zone: row.zone = table.text(column)
      case .cost:
        row.cost = try NodeTypeSpecification.cost(
          table.text(column), field: table.columns[column], row: row)
      case .count:
        row.available = Int(
          try table.integer(column, in: 0...Int64(PackingProblem.mostItems)))
      case .capacity(let resource):
        row.capacity[resource.resource] = try amount(of: resource, column, in: table)
      case .load(let resource):
        row.load[resource.resource] = try amount(of: resource, column, in: table)
      }
    }
    return row
  }

  private static func amount(
    of resource: ResourceColumn, _ column: Int, in table: CSVTable
  ) throws(InputError) -> NodeRow.Amount {
    do throws(AmountError) {
      return NodeRow.Amount(
        quantity: try resource.amount(table[column]), text: table.text(column),
        field: table.columns[column])
    } catch {
      throw table.error(column: column, error.message)
    }
  }
}
