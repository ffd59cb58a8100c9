// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
public import Orchestration

/// Looks through the file of a store for damage, without changing anything.
public struct StoreCheck: Sendable {
  /// What is wrong; nothing where all is well.
  public private(set) var findings: [StoreFinding] = []
  /// The latest revision.
  public private(set) var revision: Int64 = 0
  /// How many objects there are.
  public private(set) var objects = 0
  /// How many rows, of objects that are there and of the history.
  public private(set) var rows = 0
  /// How many of the rows are encrypted.
  public private(set) var encrypted = 0
  /// How many encrypted rows could not be looked into, since there are no keys.
  public private(set) var unopened = 0
  /// How many objects there are of each type, by the names of the types.
  public private(set) var types: [(name: String, objects: Int)] = []

  /// More findings are not collected.
  private static let most = 100

  /// Checks a file: SQLite's own structures, every row by its checksum, that nothing is missing,
  /// that what is encrypted can be decrypted, and that every object can be read.
  ///
  /// - Parameters:
  ///   - path: The file; another process may write to it meanwhile.
  ///   - keys: The keys; without them what is encrypted is only checked for changes.
  /// - Throws: `failed` where there is no store at all to be checked.
  /// - Complexity: Linear in the size of the file.
  public init(path: String, keys: KeyRing? = nil) throws(StoreError) {
    let file = StoreFile(path)
    try file.checkHeader()
    do throws(StoreError) {
      try JournalCheck(file).run()
    } catch {
      note(path, error)
    }
    do {
      var configuration = StoreOpening.configuration
      configuration.readonly = file.hasJournal
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
      let database = try DatabaseQueue(path: file.absolute, configuration: configuration)
      defer { try? database.close() }
      try database.writeWithoutTransaction { database in
        try database.beginTransaction(.deferred)
        try checkPages(database)
        try StoreSchema.check(database, path)
        try checkRows(database, path, keys)
        try database.rollback()
      }
    } catch {
      note(path, StoreFault.error(error, path))
    }
  }

  private mutating func note(_ path: String, _ error: StoreError) {
    guard case .failed(let text) = error else { return }
    let message = text.hasPrefix(path + ": ") ? String(text.dropFirst(path.count + 2)) : text
    // What SQLite has found in its pages says more than that it is damaged.
    if findings.isEmpty || !message.hasPrefix("is damaged: ") {
      findings.append(StoreFinding("the file", message))
    }
  }

  private mutating func checkPages(_ database: Database) throws {
    let cursor = try Row.fetchCursor(
      database, sql: "PRAGMA integrity_check(\(Self.most))")
    while let row = try cursor.next() {
      guard case .string(let text) = (row[0] as DatabaseValue).storage, text != "ok" else {
        continue
      }
      for line in text.split(separator: "\n") where !line.hasPrefix("***") {
        findings.append(StoreFinding("pages", String(line)))
      }
    }
  }

  private mutating func checkRows(
    _ database: Database, _ path: String, _ keys: KeyRing?
  ) throws {
    let coding = ObjectCoding(path: path, keys: keys, encryptedTypes: [])
    var found: [StoreFinding] = []
    var (encrypted, unopened) = (0, 0)
    var scan = LogScan(coding) { finding in
      found.append(finding)
      if found.count >= Self.most { throw StoreFault.sentence(path, "more is not looked for") }
    }
    scan.onRow = { row, table in
      if row.isDeletion { return }
      if row.encryption != nil {
        encrypted += 1
        guard keys != nil else {
          unopened += 1
          return
        }
      }
      do throws(StoreError) {
        let object = try coding.object(row, table.type)
        if object.revision != row.revision {
          found.append(
            StoreFinding(
              coding.describe(row, table.type),
              "the object says that it is of revision \(object.revision)"))
        }
      } catch {
        guard case .failed(let text) = error else { return }
        found.append(StoreFinding(coding.describe(row, table.type), Self.reason(text, path)))
      }
    }
    defer {
      findings += found
      (self.encrypted, self.unopened) = (encrypted, unopened)
      revision = scan.index.ledger.revision
      rows = Int(scan.index.ledger.rows)
      types = scan.index.sortedTables.map { ($0.type.name, $0.entries.count) }
      objects = types.reduce(0) { $0 + $1.objects }
    }
    try scan.run(database)
  }

  /// What an error says besides the file and the object.
  private static func reason(_ text: String, _ path: String) -> String {
    let words = text.dropFirst(text.hasPrefix(path + ": ") ? path.count + 2 : 0)
    guard let verb = [" is encrypted", " cannot be"].compactMap({ words.range(of: $0) }).first
    else { return String(words) }
    return String(words[verb.lowerBound...].dropFirst())
  }
}
