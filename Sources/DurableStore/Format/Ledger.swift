// SPDX-License-Identifier: Apache-2.0

import GRDB

/// What the file holds all in all: the one row of the table `ledger`, written with every
/// transaction.
///
/// The latest revision is never used again, even where the rows are gone that had it. With the
/// number and the sum of all rows it tells whether any is missing, which the rows that are left
/// cannot.
struct Ledger: Equatable {
  /// The latest revision.
  var revision: Int64 = 0
  /// How many rows `log` has.
  var rows: Int64 = 0
  /// All checksums of rows of `log` and `types`, combined by exclusive or.
  var digest: Int64 = 0

  /// The sum that tells whether any of the row has changed.
  var checksum: Int64 {
    var bytes: [UInt8] = []
    for number in [revision, rows, digest] { bytes.append(littleEndian: number) }
    return Checksum.of(bytes)
  }

  /// The arguments of an update of all columns.
  var arguments: StatementArguments { [revision, rows, digest, checksum] }

  /// Reads the row.
  static func read(_ row: Row) throws(RowFault) -> (ledger: Ledger, checksum: Int64) {
    let ledger = Ledger(
      revision: try row.integer(0, "revision", 0), rows: try row.integer(1, "rows", 0),
      digest: try row.integer(2, "digest", 0))
    return (ledger, try row.integer(3, "checksum", 0))
  }

  /// Counts a row that came.
  mutating func add(_ checksum: Int64) {
    rows += 1
    digest ^= checksum
  }

  /// Counts a row that went.
  mutating func remove(_ checksum: Int64) {
    rows -= 1
    digest ^= checksum
  }
}
