// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// The tables of a store, and how older files become newer ones.
enum StoreSchema {
  /// What the header of the file says to whom it belongs: "Stvd".
  static let applicationID: UInt32 = 0x5374_7664

  /// The steps from an empty file to the tables of today, each done once in the life of a file.
  ///
  /// GRDB keeps which were done in a table of its own.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 log, types and ledger") { database in
      try database.execute(sql: tables.joined(separator: ";\n"))
      try database.execute(
        sql: "INSERT INTO ledger (id, revision, rows, digest, checksum) VALUES (1, ?, ?, ?, ?)",
        arguments: Ledger().arguments)
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    return migrator
  }

  /// The statements that make the tables, as `sqlite_schema` repeats them.
  static let tables = [
    """
    CREATE TABLE types (id INTEGER PRIMARY KEY, apiGroup TEXT NOT NULL, version TEXT NOT NULL, \
    kind TEXT NOT NULL, plural TEXT NOT NULL, namespaced INTEGER NOT NULL, \
    compacted INTEGER NOT NULL, checksum INTEGER NOT NULL)
    """,
    """
    CREATE TABLE log (revision INTEGER PRIMARY KEY, type INTEGER NOT NULL, \
    namespace TEXT NOT NULL, name TEXT NOT NULL, previous INTEGER NOT NULL, \
    deletion INTEGER NOT NULL, encryption TEXT, checksum INTEGER NOT NULL, body BLOB NOT NULL)
    """,
    "CREATE INDEX log_by_key ON log (type, namespace, name, revision, deletion)",
    """
    CREATE TABLE ledger (id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, \
    rows INTEGER NOT NULL, digest INTEGER NOT NULL, checksum INTEGER NOT NULL)
    """,
  ]

  /// Makes sure that the tables are those of today.
  ///
  /// - Throws: `StoreError.failed` where they are of a later version or changed.
  static func check(_ database: Database, _ path: String) throws {
    if try migrator.hasBeenSuperseded(database) {
      throw StoreFault.sentence(
        path, "was written by a later version of this program\nUse that version, or a later one.")
    }
    guard try migrator.hasCompletedMigrations(database) else {
      throw StoreFault.sentence(
        path, "was written by an earlier version of this program\nOpen it once for writing.")
    }
    let found = try Row.fetchAll(
      database,
      sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'grdb%'")
    var texts: Set<String> = []
    for row in found {
      if case .string(let text) = (row[0] as DatabaseValue).storage { texts.insert(text) }
    }
    guard texts == Set(tables), found.count == tables.count else {
      throw StoreFault.sentence(
        path, "is damaged: its tables are not those of a store")
    }
  }
}
