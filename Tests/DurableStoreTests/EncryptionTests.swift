// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import GRDB
import Orchestration
import StoreTestSupport
import Testing

@testable import DurableStore

/// Secrets are nowhere on the disk as they are, and only read with their key.
@Suite struct EncryptionTests {
  private let canary = "canary-4711-in-the-mine"

  private func secret(_ number: Int) -> Fields {
    [
      "metadata": ["name": .string("s\(number)"), "annotations": ["note": .string(canary)]],
      "data": ["password": .string("\(canary)-\(number)")],
      "filling": .string(String(repeating: canary, count: number % 7 * 100)),
    ]
  }

  private func key(_ number: Int) -> ObjectKey { ObjectKey(namespace: "a", name: "s\(number)") }

  private func fill(_ store: SQLiteStore) throws {
    for number in 0..<40 {
      let first = try store.put(.secrets, key(number), secret(number), expecting: nil)
      if number % 3 == 0 {
        _ = try store.put(.secrets, key(number), secret(number), expecting: first.revision)
      }
      if number % 5 == 0 {
        _ = try store.delete(.secrets, key(number), expecting: store.revision)
      }
    }
  }

  @Test func noSecretIsOnTheDisk() throws {
    let folder = try StoreFolder()
    let keys = try StoreFolder.keys(("a", 1))
    let store = try folder.open(StoreOptions(keys: keys))
    try fill(store)
    // The journal is there, and holds the rows.
    #expect(try Data(contentsOf: folder.url.appendingPathComponent("store.db-wal")).count > 100_000)
    #expect(try folder.bytes().range(of: Data(canary.utf8)) == nil)
    try store.compact(through: 30)
    try store.shrink()
    #expect(try folder.bytes().range(of: Data(canary.utf8)) == nil)
    store.close()
    #expect(try folder.bytes().range(of: Data(canary.utf8)) == nil)
    let again = try folder.open(StoreOptions(keys: keys))
    #expect(try again.object(.secrets, key(1))?["data"] == secret(1)["data"])
    #expect(try again.reader().object(.secrets, key(1))?["data"] == secret(1)["data"])
    // A control: what is not encrypted would be found.
    _ = try again.put(.configMaps, key(1), secret(1), expecting: nil)
    #expect(try folder.bytes().range(of: Data(canary.utf8)) != nil)
  }

  @Test func otherTypesAreEncryptedWhereWanted() throws {
    let folder = try StoreFolder()
    let type = ResourceType(group: "example.com", kind: "Widget", plural: "widgets")
    var options = StoreOptions(keys: try StoreFolder.keys(("a", 1)))
    options.encryptedTypes = ["secrets", "configmaps", "widgets.example.com"]
    let store = try folder.open(options)
    for type in [.configMaps, .secrets, type] {
      _ = try store.put(type, key(1), secret(1), expecting: nil)
    }
    #expect(try folder.bytes().range(of: Data(canary.utf8)) == nil)
  }

  @Test func rotationLeavesNothingOfBefore() throws {
    let folder = try StoreFolder()
    // First without any key.
    var store = try folder.open()
    try fill(store)
    let before = try content(store)
    let changes = try store.changes(.secrets, after: 0).map(\.object)
    store.close()
    #expect(try folder.bytes().range(of: Data(canary.utf8)) != nil)
    for keys in [
      try StoreFolder.keys(("a", 1)), try StoreFolder.keys(("b", 2), ("a", 1)),
      try StoreFolder.keys(("c", 3), ("b", 2)),
    ] {
      store = try folder.open(StoreOptions(keys: keys))
      #expect(try store.rotateKeys() == 54)
      #expect(try store.rotateKeys() == 0)
      #expect(try content(store) == before)
      #expect(try folder.bytes().range(of: Data(canary.utf8)) == nil)
      store.close()
      let last = keys.names.last ?? ""
      let bytes = try folder.bytes()
      // Nothing mentions the key of before; names of one letter are looked for as a column has them.
      if keys.names.count > 1 {
        #expect(bytes.range(of: Data("s1\(last)".utf8)) == nil)
      }
    }
    store = try folder.open(StoreOptions(keys: try StoreFolder.keys(("c", 3))))
    #expect(try content(store) == before)
    #expect(try store.changes(.secrets, after: 0).map(\.object) == changes)
    #expect(
      try StoreCheck(path: store.path, keys: try StoreFolder.keys(("c", 3))).findings.isEmpty)
  }

  @Test func missingAndWrongKeysAreNamed() throws {
    let folder = try StoreFolder()
    let store = try folder.open(StoreOptions(keys: try StoreFolder.keys(("a", 1))))
    _ = try store.put(.secrets, key(1), secret(1), expecting: nil)
    store.close()
    let path = folder.path()
    #expect(
      sentence { _ = try folder.open() }
        == "\(path): secrets a/s1 of revision 1 is encrypted with the key 'a', which is not there\n"
        + "Give the file with the keys.")
    #expect(
      sentence { _ = try folder.open(StoreOptions(keys: try StoreFolder.keys(("b", 1), ("c", 2)))) }
        == "\(path): secrets a/s1 of revision 1 is encrypted with the key 'a', which is not there\n"
        + "The keys given are b, c.")
    #expect(
      sentence { _ = try folder.open(StoreOptions(keys: try StoreFolder.keys(("a", 9)))) }
        == "\(path): secrets a/s1 of revision 1 cannot be decrypted with the key 'a'\n"
        + "The key of this name is another one, or the row was changed.")
    let check = try StoreCheck(path: path, keys: try StoreFolder.keys(("a", 9)))
    #expect(check.findings.map(\.subject) == ["secrets a/s1 of revision 1"])
    let blind = try StoreCheck(path: path)
    #expect(blind.findings.isEmpty && blind.encrypted == 1 && blind.unopened == 1)
  }

  /// Someone who can write the file, and knows how checksums are made, still cannot pass one secret
  /// off as another, nor an old one as the current one.
  @Test(arguments: [1, 3] as [Int64]) func rowsCannotBeExchanged(_ from: Int64) throws {
    let folder = try StoreFolder()
    let options = StoreOptions(keys: try StoreFolder.keys(("a", 1)))
    var store = try folder.open(options)
    _ = try store.put(.secrets, key(1), ["data": "old"], expecting: nil)
    _ = try store.put(.secrets, key(1), ["data": "new"], expecting: 1)
    _ = try store.put(.secrets, key(2), ["data": "other"], expecting: nil)
    store.close()
    let queue = try DatabaseQueue(path: folder.path())
    try queue.write { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT \(LogRow.columns) FROM log ORDER BY revision"
      ).map { try LogRow($0) }
      var forged = rows[1]
      forged.body = rows[Int(from) - 1].body
      forged.checksum = forged.computedChecksum("v1/secrets")
      try database.execute(
        sql: "UPDATE log SET body = ?, checksum = ? WHERE revision = 2",
        arguments: [forged.body, forged.checksum])
      let row = try #require(
        try Row.fetchOne(database, sql: "SELECT revision, rows, digest, checksum FROM ledger"))
      var ledger = try Ledger.read(row).ledger
      ledger.digest ^= rows[1].checksum ^ forged.checksum
      try database.execute(
        sql: "UPDATE ledger SET revision = ?, rows = ?, digest = ?, checksum = ?",
        arguments: ledger.arguments)
    }
    try queue.close()
    store = try folder.open(options)
    #expect(
      sentence { _ = try store.object(.secrets, key(1)) }.hasPrefix(
        "\(folder.path()): secrets a/s1 of revision 2 cannot be decrypted with the key 'a'"))
    #expect(try store.object(.secrets, key(2))?["data"] == "other")
  }

  @Test(arguments: [
    ("", "keys: found no key, expected 32 bytes in base64 a line"),
    ("# nothing\n\n", "keys: found no key, expected 32 bytes in base64 a line"),
    ("a b c", "keys:1: found 3 words, expected a name and a key in base64"),
    ("\nname !!!", "keys:2: found a key that is not base64, expected 32 bytes in base64"),
    ("name AAAA", "keys:1: found a key of 3 bytes, expected 32 bytes in base64"),
  ])
  func faultsOfKeysAreNamed(_ text: String, _ message: String) {
    #expect(sentence { _ = try KeyRing(text: text) } == message)
  }

  @Test func keysHaveNames() throws {
    let one = Data(repeating: 1, count: 32).base64EncodedString()
    let two = Data(repeating: 2, count: 32).base64EncodedString()
    #expect(try KeyRing(text: "# new\nb \(two)\r\n\ta  \(one)\n").names == ["b", "a"])
    let names = try KeyRing(text: "\(one)\n\(two)").names
    #expect(names.count == 2 && names[0] != names[1] && names[0].count == 8)
    #expect(
      sentence { _ = try KeyRing(text: "a \(one)\na \(two)") }
        == "keys:2: found the name 'a' again, expected another")
    #expect(
      sentence { _ = try KeyRing(text: "ä \(one)") }
        == "keys:1: found 'ä', expected a name of up to 63 letters, digits, '-', '_', '.'")
    #expect(sentence { _ = try KeyRing(contentsOf: "/nowhere") }.hasPrefix("/nowhere: the keys"))
  }
}
