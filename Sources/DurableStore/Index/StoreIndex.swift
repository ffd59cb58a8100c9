// SPDX-License-Identifier: Apache-2.0

import Orchestration

/// Where everything is in the file, in memory: made by reading the log once when it is opened, as
/// etcd makes its index.
struct StoreIndex {
  /// What the file says it holds.
  var ledger = Ledger()
  /// The types by their numbers.
  private(set) var tables: [Int64: TypeTable] = [:]
  private var byName: [String: TypeTable] = [:]
  private var byType: [ResourceType: TypeTable] = [:]

  /// The table of a type; `nil` where nothing of it was ever written.
  ///
  /// A type of the same group, version and name in paths is the same type, so that objects of a
  /// custom resource are found again by another process.
  mutating func table(_ type: ResourceType) -> TypeTable? {
    if let table = byType[type] { return table }
    let table = byName[StoredType.name(type)]
    byType[type] = table
    return table
  }

  /// The tables by the names of their types.
  var sortedTables: [TypeTable] { tables.values.sorted { $0.type.name < $1.type.name } }

  /// The number for a type that is new.
  var nextTypeID: Int64 { (tables.keys.max() ?? 0) + 1 }

  /// Adds a type.
  mutating func add(_ table: TypeTable) {
    tables[table.type.id] = table
    byName[table.type.name] = table
  }
}
