// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The statements of the connection that writes, compiled once.
final class StoreStatements {
  private var compiled: [String: Statement] = [:]

  private func statement(_ database: Database, _ sql: String) throws -> Statement {
    if let statement = compiled[sql] { return statement }
    let statement = try database.makeStatement(sql: sql)
    compiled[sql] = statement
    return statement
  }

  /// A row by its revision.
  func read(_ database: Database) throws -> Statement {
    try statement(database, "SELECT \(LogRow.columns) FROM log WHERE revision = ?")
  }

  /// A new row.
  func insert(_ database: Database) throws -> Statement {
    try statement(
      database, "INSERT INTO log (\(LogRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
  }

  /// Takes a row out.
  func delete(_ database: Database) throws -> Statement {
    try statement(database, "DELETE FROM log WHERE revision = ?")
  }

  /// Another body for a row.
  func rewrite(_ database: Database) throws -> Statement {
    try statement(
      database, "UPDATE log SET encryption = ?, checksum = ?, body = ? WHERE revision = ?")
  }

  /// A new type.
  func insertType(_ database: Database) throws -> Statement {
    try statement(
      database, "INSERT INTO types (\(StoredType.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
  }

  /// What is forgotten of a type.
  func compactType(_ database: Database) throws -> Statement {
    try statement(database, "UPDATE types SET compacted = ?, checksum = ? WHERE id = ?")
  }

  /// What the file holds all in all.
  func ledger(_ database: Database) throws -> Statement {
    try statement(
      database, "UPDATE ledger SET revision = ?, rows = ?, digest = ?, checksum = ?")
  }

  /// Gives the statements up, so that the connection can be closed.
  ///
  /// Also after any error: GRDB ends the process where a statement that has failed is used again.
  func drop() { compiled = [:] }
}

extension Statement {
  /// Runs it with values.
  func run(_ arguments: StatementArguments) throws {
    setUncheckedArguments(arguments)
    try execute()
  }
}
