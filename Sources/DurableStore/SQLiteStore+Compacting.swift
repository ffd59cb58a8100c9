// SPDX-License-Identifier: Apache-2.0

import DequeModule
import GRDB
public import Orchestration

extension SQLiteStore {
  /// Forgets changes up to a revision, all types in one transaction.
  ///
  /// - Complexity: Linear in the changes that are forgotten.
  public func compact(through revision: Int64) throws(StoreError) {
    try requireWritable()
    try forget(
      index.sortedTables.map { table in
        (table, table.firstChange(after: revision), min(revision, self.revision))
      })
  }

  /// Forgets the oldest changes of a type where there are more than wanted.
  ///
  /// An eighth of them go at once, so that most writes need not forget any.
  func trim(_ table: TypeTable) throws(StoreError) {
    let excess = table.history.count - options.historyLimit
    guard excess > max(16, options.historyLimit / 8) else { return }
    do throws(StoreError) {
      try forget([(table, excess, table.history[excess - 1].version.revision)])
    } catch {
      // The write before is on the disk, and that is what its caller asks; the next one tries again.
      if failure != nil { throw error }
    }
  }

  private func forget(
    _ plan: [(table: TypeTable, count: Int, compacted: Int64)]
  ) throws(StoreError) {
    let plan = plan.filter { $0.compacted > $0.table.type.compacted }
    guard !plan.isEmpty else { return }
    var ledger = index.ledger
    var types: [StoredType] = []
    var rows: [Int64] = []
    for (table, count, compacted) in plan {
      for version in table.superseded(byFirst: count) {
        rows.append(version.revision)
        ledger.remove(version.checksum)
      }
      var type = table.type
      ledger.digest ^= type.checksum
      type.compacted = compacted
      ledger.digest ^= type.checksum
      types.append(type)
    }
    try transact(ledger) { database in
      let delete = try statements.delete(database)
      for row in rows { try delete.run([row]) }
      for type in types {
        try statements.compactType(database).run([type.compacted, type.checksum, type.id])
      }
    }
    for (table, count, compacted) in plan { table.forget(first: count, compacted: compacted) }
  }

  /// Gives the room of what was forgotten back to the disk, and moves everything from the journal
  /// into the file.
  ///
  /// - Throws: `failed` where there is no room for a copy of the file meanwhile.
  /// - Complexity: Linear in the size of the file.
  public func shrink() throws(StoreError) {
    try requireWritable()
    guard batchDepth == 0 else {
      throw StoreFault.sentence(path, "cannot be shrunk within a batch")
    }
    try access { database in
      try database.execute(sql: "VACUUM")
      _ = try database.checkpoint(.truncate)
    }
  }
}
