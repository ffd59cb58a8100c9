// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import GRDB
import Orchestration

/// One write as the file has it: a row of the table `log`, whose key is the revision.
struct LogRow {
  /// The revision that the write made.
  var revision: Int64
  /// The number of the object's type in the table `types`.
  var type: Int64
  /// The object's name.
  var key: ObjectKey
  /// The revision that the object had before; 0 where it was not there.
  var previous: Int64
  /// Whether the object was deleted.
  var isDeletion: Bool
  /// Which key the body is encrypted with; `nil` where it is plain.
  var encryption: String?
  /// The object, encrypted or not; empty where it was deleted, since it is that of `previous`.
  var body: Data
  /// What `computedChecksum` was when the row was written.
  var checksum: Int64 = 0
}

extension LogRow {
  /// The columns in the order in which `init(_:)` reads them.
  static let columns =
    "revision, type, namespace, name, previous, deletion, encryption, checksum, body"

  /// Reads a row of `columns`; whatever a damaged file has in it, this does not crash.
  ///
  /// - Throws: What is of a wrong kind.
  init(_ row: Row) throws(RowFault) {
    revision = try row.integer(0, "revision", 0)
    type = try row.integer(1, "type", revision)
    key = ObjectKey(
      namespace: try row.text(2, "namespace", revision), name: try row.text(3, "name", revision))
    previous = try row.integer(4, "previous", revision)
    isDeletion = try row.integer(5, "deletion", revision) != 0
    encryption = row.isNull(6) ? nil : try row.text(6, "encryption", revision)
    checksum = try row.integer(7, "checksum", revision)
    guard case .blob(let data) = (row[8] as DatabaseValue).storage else {
      throw RowFault(revision: revision, column: "body")
    }
    body = data
  }

  /// The arguments of an insertion of `columns`.
  var arguments: StatementArguments {
    [
      revision, type, key.namespace, key.name, previous, isDeletion ? 1 : 0, encryption, checksum,
      body,
    ]
  }

  /// The sum that tells whether any of the row has changed.
  ///
  /// It is SHA-256 cut to 64 bits, and not a CRC: damage of any form, including a page that belongs
  /// to another moment, goes unseen with a chance of 2⁻⁶⁴ only, and the library has it in hardware.
  /// All parts but the last are of a fixed length or end with a byte that they do not hold.
  ///
  /// - Parameter typeName: The name of the object's type, so that exchanged types are noticed.
  /// - Returns: The sum.
  /// - Complexity: Linear in the length of the body.
  func computedChecksum(_ typeName: String) -> Int64 {
    var head: [UInt8] = []
    head.reserveCapacity(128)
    for text in [typeName, key.namespace, key.name, encryption ?? ""] {
      head.append(contentsOf: text.utf8)
      head.append(0)
    }
    head.append(littleEndian: revision)
    head.append(littleEndian: previous)
    head.append((isDeletion ? 1 : 0) + (encryption == nil ? 0 : 2))
    return Checksum.of(head, body)
  }
}

/// A column of a row that has a value of a wrong kind.
struct RowFault: Error {
  /// The row; 0 where even that is wrong.
  var revision: Int64
  /// The column.
  var column: String
}

/// Sums over what the file holds.
enum Checksum {
  /// The first 64 bits of SHA-256.
  static func of(_ head: [UInt8], _ body: Data = Data()) -> Int64 {
    var hash = SHA256()
    hash.update(data: head)
    if !body.isEmpty { hash.update(data: body) }
    return hash.finalize().withUnsafeBytes {
      Int64(littleEndian: $0.loadUnaligned(as: Int64.self))
    }
  }
}

extension [UInt8] {
  /// Appends a number, the lowest byte first.
  mutating func append(littleEndian number: Int64) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

extension Row {
  func isNull(_ index: Int) -> Bool { (self[index] as DatabaseValue).isNull }

  func integer(_ index: Int, _ column: String, _ revision: Int64) throws(RowFault) -> Int64 {
    guard case .int64(let number) = (self[index] as DatabaseValue).storage else {
      throw RowFault(revision: revision, column: column)
    }
    return number
  }

  func text(_ index: Int, _ column: String, _ revision: Int64) throws(RowFault) -> String {
    guard case .string(let text) = (self[index] as DatabaseValue).storage else {
      throw RowFault(revision: revision, column: column)
    }
    return text
  }
}
