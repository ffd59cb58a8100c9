// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Orchestration

/// Opens the file of a store, or makes it.
struct StoreOpening {
  /// What an open store consists of.
  struct Opened {
    var coding: ObjectCoding
    var database: any DatabaseWriter
    var statements = StoreStatements()
    var lock: StoreLock?
    var index: StoreIndex
  }

  let path: String
  let options: StoreOptions

  init(_ path: String, _ options: StoreOptions) {
    (self.path, self.options) = (path, options)
  }

  private var coding: ObjectCoding {
    ObjectCoding(path: path, keys: options.keys, encryptedTypes: options.encryptedTypes)
  }

  /// Opens the file, and finds out where everything is in it.
  ///
  /// - Complexity: Linear in the size of the file.
  func open() throws(StoreError) -> Opened {
    let file = StoreFile(path)
    var lock: StoreLock?
    if options.access != .reading {
      if try file.state() == .missing, options.access == .existing { throw file.isMissing }
      lock = try StoreLock(file.resolved, path: path)
      if try file.state() != .filled {
        guard options.access == .create else { throw file.isNone("it is empty") }
        try create(file)
      }
    }
    try file.checkHeader()
    try JournalCheck(file, isOwn: lock != nil).run()
    let database = try connect(file, isReadOnly: options.access == .reading)
    do {
      let index = try database.writeWithoutTransaction { database in
        try prepare(database)
        var scan = LogScan(coding) { [path] finding in
          throw StoreFault.sentence(path, "is damaged: \(finding)")
        }
        scan.onRow = firstOfEachKey()
        try scan.run(database)
        return scan.index
      }
      return Opened(coding: coding, database: database, lock: lock, index: index)
    } catch {
      try? database.close()
      throw StoreFault.error(error, path)
    }
  }

  /// Decrypts one row of each key, so that a missing or wrong key is noticed at once.
  private func firstOfEachKey() -> ((LogRow, TypeTable) throws -> Void)? {
    guard options.access != .reading || options.keys != nil else { return nil }
    var seen: Set<String> = []
    return { row, table in
      guard let id = row.encryption, seen.insert(id).inserted else { return }
      _ = try coding.plain(row, table.type)
    }
  }

  // MARK: Steps

  /// Makes an empty store under another name and then gives it its own, so that there is never
  /// half a store.
  private func create(_ file: StoreFile) throws(StoreError) {
    let temporary = file.resolved + ".new"
    for name in [temporary, temporary + "-wal", temporary + "-shm"] { unlink(name) }
    let descriptor = Foundation.open(temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreFault.sentence(path, "cannot be made: \(StoreFault.systemReason)")
    }
    Foundation.close(descriptor)
    do {
      var configuration = Self.configuration
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA auto_vacuum = NONE; PRAGMA page_size = 4096")
      }
      let database = try DatabaseQueue(path: temporary, configuration: configuration)
      try StoreSchema.migrator.migrate(database)
      try database.close()
      guard rename(temporary, file.resolved) == 0 else {
        throw StoreFault.sentence(path, "cannot be made: \(StoreFault.systemReason)")
      }
      file.syncFolder()
    } catch {
      unlink(temporary)
      throw StoreFault.error(error, path)
    }
  }

  /// Opens a connection, or several of which one writes.
  private func connect(
    _ file: StoreFile, isReadOnly: Bool
  ) throws(StoreError) -> any DatabaseWriter {
    var configuration = Self.configuration
    do {
      if isReadOnly {
        // Where there is a journal it stays; where there is none, nothing is left behind.
        configuration.readonly = file.hasJournal
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
        return try DatabaseQueue(path: file.absolute, configuration: configuration)
      }
      return try DatabasePool(path: file.absolute, configuration: configuration)
    } catch {
      throw StoreFault.error(error, path)
    }
  }

  /// Sets a connection up, and makes sure that the tables are those of today.
  private func prepare(_ database: Database) throws {
    if options.access == .reading {
      // One state of the file for everything that is read.
      try database.beginTransaction(.deferred)
    } else {
      try database.execute(
        sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")
      if options.pageLimit > 0 {
        _ = try Row.fetchOne(database, sql: "PRAGMA max_page_count = \(options.pageLimit)")
      }
    }
    try StoreSchema.check(database, path)
  }

  /// What all connections have in common.
  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // What is freed is overwritten, and nothing is written anywhere but in the file and its
      // journal, so that no copy of a secret stays behind.
      try database.execute(
        sql: """
          PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
          PRAGMA cell_size_check = ON; PRAGMA cache_size = -16000
          """)
    }
    return configuration
  }
}
