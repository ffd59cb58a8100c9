// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import GRDB
public import Orchestration

/// A store in one file of SQLite, which survives the end of its process.
///
/// The file is a log of writes, one row a revision, as etcd's is; where the latest row of each
/// object is is kept in memory and found out by reading the log when the file is opened, which
/// checks every row. A write is on the disk when `put` returns; `withBatch` and `GroupWriter` share
/// that wait between many writes. It is used from one loop; `reader()` is for others.
public final class SQLiteStore: ObjectStore {
  /// The file.
  public let path: String
  /// Called after every write, also after one of a batch that is not on the disk yet.
  public var onChange: ((ResourceType, StoreChange) -> Void)?
  let options: StoreOptions
  let coding: ObjectCoding
  let database: any DatabaseWriter
  let statements: StoreStatements
  private var lock: StoreLock?
  var index: StoreIndex
  /// Why nothing can be done any more.
  var failure: StoreError?
  /// How many batches are open, one within the other.
  var batchDepth = 0
  /// How many objects are in memory.
  private var cachedCount = 0

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: How it is opened.
  /// - Throws: `failed` where it is in use, is no store, is damaged, or needs other keys, with a
  ///   sentence that says so.
  /// - Complexity: Linear in the size of the file.
  public init(path: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
    let opened = try StoreOpening(path, options).open()
    (self.path, self.options, coding) = (path, options, opened.coding)
    (database, statements, lock) = (opened.database, opened.statements, opened.lock)
    index = opened.index
  }

  /// Closes the file; nothing can be done any more.
  ///
  /// A file that is not closed loses nothing. Within a batch, what was written in it is undone.
  public func close() {
    guard failure != StoreFault.sentence(path, Self.closed) else { return }
    try? database.writeWithoutTransaction { database in
      if database.isInsideTransaction { try database.rollback() }
    }
    statements.drop()
    failure = StoreFault.sentence(path, Self.closed)
    // The last connection to be closed has to be the one that can take the journal away.
    (database as? DatabasePool)?.releaseMemory()
    try? database.close()
    lock = nil
  }

  private static let closed = "is closed"

  deinit { close() }

  // MARK: Reading

  /// The latest revision; 0 where nothing was written.
  public var revision: Int64 { index.ledger.revision }

  /// The types of which anything was written, by group, version and name.
  public var types: [ResourceType] {
    index.sortedTables.map(\.type.resourceType)
  }

  /// An object, `nil` where there is none.
  ///
  /// - Complexity: Constant where it is in memory, else linear in its size.
  public func object(_ type: ResourceType, _ key: ObjectKey) throws(StoreError) -> Fields? {
    try requireUsable()
    guard let table = index.table(type), let entry = table.entries[key] else { return nil }
    if let object = entry.object { return object }
    let object = try access { database in
      try self.fetch(database, entry.version, table, key)
    }
    remember(object, table, key)
    return object
  }

  /// How many objects there are of a type.
  public func count(_ type: ResourceType) throws(StoreError) -> Int {
    try requireUsable()
    return index.table(type)?.entries.count ?? 0
  }

  /// The objects of a type by namespace and name.
  ///
  /// - Complexity: n log n in the objects of the type where any came or went since the last list,
  ///   else linear; linear in the changes since the revision, where one is given; and linear in the
  ///   sizes of those objects of the page that are not in memory.
  public func list(
    _ type: ResourceType, namespace: String, page: StorePage
  ) throws(StoreError) -> StoredList {
    try requireUsable()
    let asOf = page.revision.map { min($0, revision) } ?? revision
    guard let table = index.table(type) else {
      return StoredList(items: [], revision: asOf, remaining: 0)
    }
    var overlay: [ObjectKey: TypeTable.Version?] = [:]
    var keys = table.keys
    if asOf < revision {
      guard asOf >= table.type.compacted else {
        throw .compacted(requested: asOf, oldest: table.type.compacted)
      }
      overlay = table.overlay(asOf: asOf)
      let gone = overlay.keys.filter { table.entries[$0] == nil }
      if !gone.isEmpty { keys = (keys + gone).sorted() }
    }
    var selected: [(key: ObjectKey, version: TypeTable.Version, isCurrent: Bool)] = []
    var remaining = 0
    for key in keys[Self.first(in: keys, namespace, page.after)...] {
      if !namespace.isEmpty, key.namespace != namespace { break }
      let version: TypeTable.Version?
      let isCurrent: Bool
      if let before = overlay[key] {
        (version, isCurrent) = (before, false)
      } else {
        (version, isCurrent) = (table.entries[key]?.version, true)
      }
      guard let version else { continue }
      if page.limit > 0, selected.count == page.limit {
        remaining += 1
      } else {
        selected.append((key, version, isCurrent))
      }
    }
    let chosen = selected
    let items = try access { database in
      try chosen.map { key, version, isCurrent in
        if isCurrent, let object = table.entries[key]?.object { return (key: key, object: object) }
        let object = try self.fetch(database, version, table, key)
        if isCurrent { self.remember(object, table, key) }
        return (key: key, object: object)
      }
    }
    return StoredList(items: items, revision: asOf, remaining: remaining)
  }

  /// The position of the first name of a list, by bisection.
  private static func first(
    in keys: [ObjectKey], _ namespace: String, _ after: ObjectKey?
  ) -> Int {
    var (low, high) = (0, keys.count)
    let beginning = ObjectKey(namespace: namespace, name: "")
    while low < high {
      let middle = (low + high) / 2
      let isBefore = after.map { keys[middle] <= $0 } ?? false || keys[middle] < beginning
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The changes of a type after a revision, in order.
  ///
  /// - Complexity: Linear in the sizes of the objects that changed.
  public func changes(
    _ type: ResourceType, after revision: Int64
  ) throws(StoreError) -> [StoreChange] {
    try requireUsable()
    guard let table = index.table(type) else { return [] }
    guard revision >= table.type.compacted else {
      throw .compacted(requested: revision, oldest: table.type.compacted)
    }
    let changes = table.history[table.firstChange(after: revision)...]
    if changes.isEmpty { return [] }
    return try access { database in
      var read: [Int64: Fields] = [:]
      func object(_ version: TypeTable.Version, _ key: ObjectKey) throws -> Fields {
        if let object = read[version.revision] { return object }
        var object: Fields?
        if let entry = table.entries[key], entry.version.revision == version.revision {
          object = entry.object
        }
        let found = try object ?? self.fetch(database, version, table, key)
        read[version.revision] = found
        return found
      }
      return try changes.map { change in
        let previous = try change.previous.map { try object($0, change.key) }
        let now =
          try change.isDeletion
          ? previous?.stamped(change.version.revision) : object(change.version, change.key)
        return StoreChange(
          revision: change.version.revision, key: change.key, object: now ?? [:],
          previous: previous, isDeletion: change.isDeletion)
      }
    }
  }

  // MARK: Steps

  /// Makes sure that the store can be used.
  func requireUsable() throws(StoreError) {
    if let failure { throw failure }
  }

  /// Does something with the connection that writes, the errors told as a store tells them.
  func access<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    do {
      return try database.writeWithoutTransaction(body)
    } catch {
      statements.drop()
      throw StoreFault.error(error, path)
    }
  }

  /// Reads a row and checks that it is the one that was written.
  func row(
    _ database: Database, _ version: TypeTable.Version, _ table: TypeTable, _ key: ObjectKey
  ) throws -> LogRow {
    let statement = try statements.read(database)
    statement.setUncheckedArguments([version.revision])
    guard let raw = try Row.fetchOne(statement) else {
      throw StoreFault.sentence(
        path, "is damaged: \(table.type.plural) \(key) of revision \(version.revision) is missing")
    }
    let row: LogRow
    do throws(RowFault) {
      row = try LogRow(raw)
    } catch {
      throw StoreFault.sentence(
        path,
        "is damaged: \(table.type.plural) \(key) of revision \(version.revision): its "
          + "\(error.column) is of a wrong kind")
    }
    guard row.checksum == version.checksum, row.key == key,
      row.computedChecksum(table.type.name) == row.checksum
    else {
      throw StoreFault.sentence(
        path,
        "is damaged: \(table.type.plural) \(key) of revision \(version.revision): its "
          + "checksum is that of other content")
    }
    return row
  }

  /// Reads an object.
  func fetch(
    _ database: Database, _ version: TypeTable.Version, _ table: TypeTable, _ key: ObjectKey
  ) throws -> Fields {
    try coding.object(row(database, version, table, key), table.type)
  }

  /// Keeps an object in memory.
  func remember(_ object: Fields, _ table: TypeTable, _ key: ObjectKey) {
    if cachedCount >= options.cacheLimit {
      for table in index.tables.values {
        for key in table.keys { table.entries[key]?.object = nil }
      }
      cachedCount = 0
    }
    guard options.cacheLimit > 0 else { return }
    cachedCount += 1
    table.entries[key]?.object = object
  }
}
