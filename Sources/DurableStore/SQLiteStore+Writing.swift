// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import Foundation
import GRDB
public import Orchestration

extension SQLiteStore {
  /// Writes an object; it is on the disk when this returns, but for a batch.
  ///
  /// - Throws: `changed` where the object has another revision; `failed` where it cannot be kept, of
  ///   which nothing is left then.
  /// - Complexity: Linear in the size of the object.
  public func put(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, expecting expected: Int64?
  ) throws(StoreError) -> Fields {
    try requireWritable()
    let table = index.table(type)
    let current = table?.entries[key]?.version
    guard current?.revision == expected else { throw .changed(found: current?.revision) }
    if let fault = Storable.fault(of: key) {
      throw .failed("\(type.plural) \(key) cannot be stored: \(fault)")
    }
    let object = object.stamped(revision + 1)
    let previous = onChange == nil ? nil : try self.object(type, key)
    try append(type, key, object, replacing: current)
    onChange?(
      type,
      StoreChange(
        revision: revision, key: key, object: object, previous: previous, isDeletion: false))
    return object
  }

  /// Deletes an object; that is on the disk when this returns, but for a batch.
  ///
  /// - Complexity: Linear in the size of the object.
  public func delete(
    _ type: ResourceType, _ key: ObjectKey, expecting expected: Int64
  ) throws(StoreError) -> Fields {
    try requireWritable()
    guard let current = index.table(type)?.entries[key]?.version, current.revision == expected,
      let previous = try object(type, key)
    else { throw .changed(found: index.table(type)?.entries[key]?.version.revision) }
    try append(type, key, nil, replacing: current)
    let object = previous.stamped(revision)
    onChange?(
      type,
      StoreChange(
        revision: revision, key: key, object: object, previous: previous, isDeletion: true))
    return object
  }

  /// Writes a row, and takes note of it once it is written.
  private func append(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields?,
    replacing current: TypeTable.Version?
  ) throws(StoreError) {
    let known = index.table(type)
    let table = known ?? TypeTable(StoredType(type, id: index.nextTypeID))
    var row = LogRow(
      revision: revision + 1, type: table.type.id, key: key, previous: current?.revision ?? 0,
      isDeletion: object == nil, body: .init())
    if let object {
      try coding.fill(&row, with: object, table.type)
    } else {
      row.checksum = row.computedChecksum(table.type.name)
    }
    var ledger = index.ledger
    ledger.revision = row.revision
    ledger.add(row.checksum)
    if known == nil { ledger.digest ^= table.type.checksum }
    let written = row
    try transact(ledger) { database in
      if known == nil { try statements.insertType(database).run(table.type.arguments) }
      try statements.insert(database).run(written.arguments)
    }
    if known == nil { index.add(table) }
    table.apply(
      TypeTable.Change(
        version: TypeTable.Version(revision: row.revision, checksum: row.checksum), key: key,
        previous: current, isDeletion: row.isDeletion), object: nil)
    if let object { remember(object, table, key) }
    try trim(table)
  }

  /// Makes sure that the store can be written to.
  func requireWritable() throws(StoreError) {
    try requireUsable()
    guard options.access != .reading else {
      throw StoreFault.sentence(path, "was opened for reading only")
    }
  }

  // MARK: Transactions

  /// Does something in a transaction: that of the batch, or one of its own, which is on the disk
  /// when this returns.
  ///
  /// - Parameters:
  ///   - ledger: What the file holds after it.
  ///   - body: What is done.
  /// - Throws: `failed` where it cannot be done; then nothing of it was, and of a batch nothing at
  ///   all, after which the store is of no use any more.
  func transact(
    _ ledger: Ledger, _ body: (Database) throws -> Void
  ) throws(StoreError) {
    do {
      try database.writeWithoutTransaction { database in
        do {
          if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
          try body(database)
          if batchDepth == 0 { try commit(database, ledger) }
        } catch {
          if database.isInsideTransaction { try? database.rollback() }
          throw error
        }
      }
    } catch {
      statements.drop()
      let reason = StoreFault.error(error, path)
      if batchDepth > 0 || StoreFault.leavesDoubt(error) { fail(reason) }
      throw reason
    }
    index.ledger = ledger
  }

  private func commit(_ database: Database, _ ledger: Ledger) throws {
    try statements.ledger(database).run(ledger.arguments)
    try database.commit()
  }

  private func fail(_ reason: StoreError) {
    guard failure == nil else { return }
    var sentence = "\(path): a batch was not kept"
    if case .failed(let text) = reason { sentence = text }
    failure = .failed("\(sentence)\nThe store has to be opened anew.")
  }

  // MARK: Batches

  /// Does many writes in one transaction, which is on the disk when this returns.
  ///
  /// The writes can be read at once, and `onChange` hears of them at once. Nobody outside the
  /// process should be told before this returns: a crash, or an error of this method, undoes them
  /// all. After such an error the store has to be opened anew, since what was heard of is not true.
  /// A batch within another belongs to it.
  ///
  /// - Parameter body: Writes; what it throws or catches undoes nothing.
  /// - Returns: What `body` returns.
  /// - Throws: `failed` where the batch cannot be kept; nothing of it is left.
  public func withBatch<Result>(_ body: () -> Result) throws(StoreError) -> Result {
    try requireWritable()
    batchDepth += 1
    let result = body()
    try endBatch()
    return result
  }

  /// Makes sure that nothing of the open batch is kept; the store has to be opened anew.
  func abandonBatch(_ reason: StoreError) {
    try? database.writeWithoutTransaction { database in
      if database.isInsideTransaction { try database.rollback() }
    }
    fail(reason)
  }

  private func endBatch() throws(StoreError) {
    batchDepth -= 1
    if let failure { throw failure }
    guard batchDepth == 0 else { return }
    do {
      try database.writeWithoutTransaction { database in
        guard database.isInsideTransaction else { return }
        do {
          try commit(database, index.ledger)
        } catch {
          if database.isInsideTransaction { try? database.rollback() }
          throw error
        }
      }
    } catch {
      statements.drop()
      let reason = StoreFault.error(error, path)
      fail(reason)
      throw reason
    }
  }
}
