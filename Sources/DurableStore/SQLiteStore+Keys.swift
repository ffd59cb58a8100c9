// SPDX-License-Identifier: Apache-2.0

import GRDB
public import Orchestration

extension SQLiteStore {
  /// Writes everything that is encrypted, or is to be, with the first key, in one transaction; then
  /// nothing of what was there before is left in the file, and the other keys are not needed.
  ///
  /// Revisions stay, and no watch hears of it.
  ///
  /// - Returns: How many rows were written.
  /// - Throws: `failed` where there is no key, or a row cannot be decrypted; nothing was done then.
  /// - Complexity: Linear in the size of the file.
  @discardableResult
  public func rotateKeys() throws(StoreError) -> Int {
    try requireWritable()
    guard let first = options.keys?.keys.first else {
      throw StoreFault.sentence(path, "there are no keys to encrypt with")
    }
    guard batchDepth == 0 else {
      throw StoreFault.sentence(path, "keys cannot be rotated within a batch")
    }
    let rows = try outdated(first.id)
    var ledger = index.ledger
    var written: [LogRow] = []
    for (old, type) in rows {
      var row = old
      row.body = try coding.plain(old, type)
      row.encryption = nil
      try coding.encrypt(&row, type, always: true)
      ledger.digest ^= old.checksum ^ row.checksum
      written.append(row)
    }
    if !written.isEmpty {
      try transact(ledger) { database in
        let rewrite = try statements.rewrite(database)
        for row in written {
          try rewrite.run([row.encryption, row.checksum, row.body, row.revision])
        }
      }
      try reload()
    }
    try shrink()
    return written.count
  }

  /// The rows that are not encrypted with a key and should be.
  private func outdated(_ key: String) throws(StoreError) -> [(LogRow, StoredType)] {
    try access { database in
      var found: [(LogRow, StoredType)] = []
      var scan = LogScan(coding) { [path] in throw StoreFault.sentence(path, "is damaged: \($0)") }
      scan.onRow = { [coding] row, table in
        guard !row.isDeletion, row.encryption != key else { return }
        if row.encryption != nil || coding.isEncrypted(table.type) {
          found.append((row, table.type))
        }
      }
      try scan.run(database)
      return found
    }
  }

  /// Finds out again where everything is.
  private func reload() throws(StoreError) {
    do throws(StoreError) {
      index = try access { database in
        var scan = LogScan(coding) { [path] in throw StoreFault.sentence(path, "is damaged: \($0)")
        }
        try scan.run(database)
        return scan.index
      }
    } catch {
      failure = error
      throw error
    }
  }
}
