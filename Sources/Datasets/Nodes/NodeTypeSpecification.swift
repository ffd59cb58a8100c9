// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Node types as `--node-type` takes them: `cpu=96,memory=384Gi[,cost=…][,count=…][,name=…][,zone=…]`.
enum NodeTypeSpecification {
  static func read(_ text: String, selected: [String]) throws(InputError) -> NodeRow {
    let file = "--node-type \(excerpt(text.utf8))"
    var row = NodeRow(file: file, isSingleNode: false)
    var seen: Set<String> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.firstIndex(of: "=") else {
        throw row.error(
          "found \(excerpt(part.utf8)), expected key=value such as cpu=96,memory=384Gi")
      }
      let key = trimmed(part[..<equals])
      let value = trimmed(part[part.index(after: equals)...])
      if key.isEmpty || value.isEmpty {
        throw row.error(
          "found \(excerpt(part.utf8)), expected key=value such as cpu=96,memory=384Gi")
      }
      if !seen.insert(key).inserted {
        throw row.error(field: key, "the key is given twice, expected once")
      }
      try set(key, to: value, in: &row, selected: selected)
    }
    if row.capacity.isEmpty {
      throw row.error("no resource is given, expected some such as cpu=96,memory=384Gi")
    }
    return row
  }

  private static func set(
    _ key: String, to value: String, in row: inout NodeRow, selected: [String]
  ) throws(InputError) {
    switch key {
    case "name": row.name = value
    case "model": row.model = value
    case "zone": row.zone = value
    case "count":
      guard let count = NumberScanner.integer(ArraySlice(value.utf8)),
        count >= 1, count <= PackingProblem.mostItems
      else {
        throw row.error(
          field: key,
          "found \(excerpt(value.utf8)), expected a whole number of at least 1\nLeave the count "
            + "out for as many nodes as wanted.")
      }
      row.available = Int(count)
    case "cost": row.cost = try cost(value, field: key, row: row)
    default:
      guard let column = ResourceColumn(key, selected: selected) else {
        throw row.error(
          field: key,
          "the key is not known, expected a resource such as cpu, memory, gpu or "
            + "nvidia.com/gpu, or one of cost, count, model, name, zone")
      }
      if row.capacity[column.resource] != nil {
        throw row.error(field: key, "'\(column.resource)' is given twice, expected once")
      }
      do throws(AmountError) {
        row.capacity[column.resource] = NodeRow.Amount(
          quantity: try column.amount(ArraySlice(value.utf8)), text: value, field: key)
      } catch {
        throw row.error(field: key, error.message)
      }
    }
  }

  /// Reads a cost: a plain number of at least 0.
  static func cost(_ text: String, field: String, row: NodeRow) throws(InputError) -> NodeRow.Amount
  {
    let bytes = ArraySlice(text.utf8)
    guard bytes.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }),
      let quantity = try? Quantity(utf8: bytes)
    else {
      throw row.error(
        field: field, "found \(excerpt(bytes)), expected a number of at least 0 such as 3 or 0.096")
    }
    return NodeRow.Amount(quantity: quantity, text: text, field: field)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.utf8.first, first.isSpace { text.removeFirst() }
    while let last = text.utf8.last, last.isSpace { text.removeLast() }
    return String(text)
  }
}
