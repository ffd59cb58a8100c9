// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import GRDB
public import Orchestration

/// Reads a store from any thread, while its own loop writes: neither waits for the other.
///
/// Each call sees one state, the latest that was on the disk when it began; what a batch has
/// written is seen once the batch is done.
public struct StoreReader: Sendable {
  private let pool: DatabasePool
  private let coding: ObjectCoding

  init(_ pool: DatabasePool, _ coding: ObjectCoding) { (self.pool, self.coding) = (pool, coding) }

  /// The latest revision that is on the disk.
  public func revision() throws(StoreError) -> Int64 {
    try read { try Self.revision($0) }
  }

  /// An object, `nil` where there is none.
  ///
  /// - Complexity: Logarithmic in the size of the log, and linear in that of the object.
  public func object(_ type: ResourceType, _ key: ObjectKey) throws(StoreError) -> Fields? {
    try read { database in
      guard let stored = try self.type(database, type) else { return nil }
      let found = try Row.fetchOne(
        database,
        sql: """
          SELECT \(LogRow.columns) FROM log INDEXED BY log_by_key
          WHERE type = ? AND namespace = ? AND name = ? ORDER BY revision DESC LIMIT 1
          """, arguments: [stored.id, key.namespace, key.name])
      guard let found else { return nil }
      let row = try self.row(found, stored)
      return row.isDeletion ? nil : try self.coding.object(row, stored)
    }
  }

  /// The objects of a type by namespace and name.
  ///
  /// - Throws: `compacted` where the revision is no longer known.
  /// - Complexity: Linear in the rows of the type, and in the sizes of the objects of the page.
  public func list(
    _ type: ResourceType, namespace: String = "", page: StorePage = StorePage()
  ) throws(StoreError) -> StoredList {
    try read { database in
      let latest = try Self.revision(database)
      let asOf = page.revision.map { min($0, latest) } ?? latest
      var list = StoredList(items: [], revision: asOf, remaining: 0)
      guard let stored = try self.type(database, type) else { return list }
      guard asOf == latest || asOf >= stored.compacted else {
        throw StoreError.compacted(requested: asOf, oldest: stored.compacted)
      }
      let after = page.after ?? ObjectKey(name: "")
      let cursor = try Row.fetchCursor(
        database,
        sql: """
          SELECT namespace, name, max(revision), deletion FROM log INDEXED BY log_by_key
          WHERE type = ?1 AND revision <= ?2 AND (?3 = '' OR namespace = ?3)
            AND (namespace, name) > (?4, ?5)
          GROUP BY namespace, name ORDER BY namespace, name
          """, arguments: [stored.id, asOf, namespace, after.namespace, after.name])
      let statement = try database.makeStatement(
        sql: "SELECT \(LogRow.columns) FROM log WHERE revision = ?")
      while let found = try cursor.next() {
        let revision = try found.integer(2, "revision", 0)
        if try found.integer(3, "deletion", revision) != 0 { continue }
        if page.limit > 0, list.items.count == page.limit {
          list.remaining += 1
          continue
        }
        guard let raw = try Row.fetchOne(statement, arguments: [revision]) else {
          throw StoreFault.sentence(
            self.coding.path, "is damaged: \(stored.plural) of revision \(revision) is missing")
        }
        let row = try self.row(raw, stored)
        list.items.append((row.key, try self.coding.object(row, stored)))
      }
      return list
    }
  }

  // MARK: Steps

  private func read<Result>(
    _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try pool.read(body)
    } catch let fault as RowFault {
      throw StoreFault.sentence(
        coding.path,
        "is damaged: revision \(fault.revision): its \(fault.column) is of a wrong "
          + "kind")
    } catch {
      throw StoreFault.error(error, coding.path)
    }
  }

  private static func revision(_ database: Database) throws -> Int64 {
    let row = try Row.fetchOne(database, sql: "SELECT revision FROM ledger")
    return try row?.integer(0, "revision", 0) ?? 0
  }

  private func type(_ database: Database, _ type: ResourceType) throws -> StoredType? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT \(StoredType.columns) FROM types WHERE apiGroup = ? AND version = ? AND plural = ?
        """, arguments: [type.group, type.version, type.plural])
    return try row.map { try StoredType.read($0).type }
  }

  private func row(_ raw: Row, _ type: StoredType) throws -> LogRow {
    let row = try LogRow(raw)
    guard row.type == type.id, row.checksum == row.computedChecksum(type.name) else {
      throw StoreFault.sentence(
        coding.path,
        "is damaged: \(coding.describe(row, type)): its checksum is that of other "
          + "content")
    }
    return row
  }
}

extension SQLiteStore {
  /// A reader for other threads.
  ///
  /// - Throws: `failed` where the store was opened for reading only.
  public func reader() throws(StoreError) -> StoreReader {
    guard let pool = database as? DatabasePool else {
      throw StoreFault.sentence(path, "was opened for reading only")
    }
    return StoreReader(pool, coding)
  }
}
