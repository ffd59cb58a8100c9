// SPDX-License-Identifier: Apache-2.0

import GRDB
import Orchestration

/// Reads the whole log once, checks every row, and finds out where everything is.
struct LogScan {
  /// The file, for messages.
  let path: String
  /// What is known so far.
  private(set) var index = StoreIndex()
  private let coding: ObjectCoding
  private let report: (StoreFinding) throws -> Void
  /// What is found of rows and types, to be compared with the ledger.
  private var sum = Ledger()
  /// Sums over what the index of the file has to hold.
  private var keySum = 0
  /// Called with every row that is as it was written.
  var onRow: ((LogRow, TypeTable) throws -> Void)?

  /// Creates a scan.
  ///
  /// - Parameters:
  ///   - coding: For messages.
  ///   - report: Called with everything that is wrong; what it throws ends the scan.
  init(_ coding: ObjectCoding, report: @escaping (StoreFinding) throws -> Void) {
    (path, self.coding, self.report) = (coding.path, coding, report)
  }

  /// Reads the log.
  ///
  /// - Complexity: Linear in the size of the file.
  mutating func run(_ database: Database) throws {
    let isLedgerRead = try readLedger(database)
    try readTypes(database)
    try readRows(database)
    if isLedgerRead, sum.rows != index.ledger.rows || sum.digest != index.ledger.digest {
      try report(
        StoreFinding(
          "the log",
          "\(index.ledger.rows) rows were written with one sum, "
            + "\(sum.rows) were found with \(sum.rows == index.ledger.rows ? "another" : "theirs")")
      )
    }
    if sum.revision > index.ledger.revision, isLedgerRead {
      try report(
        StoreFinding(
          "the log", "revision \(sum.revision) comes after the latest, \(index.ledger.revision)"))
    }
    try compareIndex(database)
  }

  private mutating func readLedger(_ database: Database) throws -> Bool {
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT revision, rows, digest, checksum FROM ledger")
    var found = 0
    while let row = try cursor.next() {
      found += 1
      do throws(RowFault) {
        let (ledger, checksum) = try Ledger.read(row)
        if ledger.checksum == checksum {
          index.ledger = ledger
          continue
        }
      } catch {}
      try report(StoreFinding("the ledger", "its checksum is that of other content"))
      return false
    }
    if found == 1 { return true }
    try report(StoreFinding("the ledger", "it has \(found) rows, not one"))
    return false
  }

  private mutating func readTypes(_ database: Database) throws {
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT \(StoredType.columns) FROM types ORDER BY id")
    while let row = try cursor.next() {
      do throws(RowFault) {
        let (type, checksum) = try StoredType.read(row)
        if type.checksum == checksum {
          index.add(TypeTable(type))
          sum.digest ^= checksum
          continue
        }
      } catch {}
      let id: DatabaseValue = row[0]
      try report(StoreFinding("type \(id)", "its checksum is that of other content"))
    }
  }

  private mutating func readRows(_ database: Database) throws {
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT \(LogRow.columns) FROM log NOT INDEXED ORDER BY revision")
    while let raw = try cursor.next() {
      let row: LogRow
      do throws(RowFault) {
        row = try LogRow(raw)
      } catch {
        try report(
          StoreFinding("revision \(error.revision)", "its \(error.column) is of a wrong kind"))
        continue
      }
      sum.add(row.checksum)
      sum.revision = max(sum.revision, row.revision)
      keySum &+= Self.keySum(
        row.type, row.key.namespace, row.key.name, row.revision, row.isDeletion ? 1 : 0)
      guard let table = index.tables[row.type] else {
        try report(StoreFinding(coding.describe(row, nil), "there is no such type"))
        continue
      }
      guard row.checksum == row.computedChecksum(table.type.name) else {
        try report(
          StoreFinding(coding.describe(row, table.type), "its checksum is that of other content"))
        continue
      }
      try take(row, table)
      try onRow?(row, table)
    }
  }

  /// Takes note of a row that is as it was written.
  private func take(_ row: LogRow, _ table: TypeTable) throws {
    let known = table.entries[row.key]?.version
    let version = TypeTable.Version(revision: row.revision, checksum: row.checksum)
    let isRemembered = row.revision > table.type.compacted
    if isRemembered ? row.previous != known?.revision ?? 0 : known != nil || row.isDeletion {
      try report(
        StoreFinding(
          coding.describe(row, table.type),
          "it replaces revision \(row.previous), but there is "
            + (known.map { "revision \($0.revision)" } ?? "none")))
    }
    table.apply(
      TypeTable.Change(
        version: version, key: row.key, previous: known, isDeletion: row.isDeletion),
      object: nil, isRemembered: isRemembered)
  }

  /// Compares the index of the file, by which readers find objects, with the log.
  private func compareIndex(_ database: Database) throws {
    var other = 0
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT type, namespace, name, revision, deletion FROM log INDEXED BY log_by_key
        ORDER BY type, namespace, name, revision
        """)
    while let row = try cursor.next() {
      do throws(RowFault) {
        other &+= Self.keySum(
          try row.integer(0, "type", 0), try row.text(1, "namespace", 0),
          try row.text(2, "name", 0), try row.integer(3, "revision", 0),
          try row.integer(4, "deletion", 0))
      } catch {
        other &+= 1
      }
    }
    if other != keySum {
      try report(
        StoreFinding("the index log_by_key", "it does not agree with the log"))
    }
  }

  /// A sum for comparisons within the process.
  private static func keySum(
    _ type: Int64, _ namespace: String, _ name: String, _ revision: Int64, _ deletion: Int64
  ) -> Int {
    var hasher = Hasher()
    hasher.combine(type)
    hasher.combine(bytes: namespace)
    hasher.combine(bytes: name)
    hasher.combine(revision)
    hasher.combine(deletion != 0)
    return hasher.finalize()
  }
}

extension Hasher {
  /// Feeds the bytes of a text and their number.
  fileprivate mutating func combine(bytes text: String) {
    var text = text
    text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    combine(text.utf8.count)
  }
}
