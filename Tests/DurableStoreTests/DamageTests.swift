// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import GRDB
import Orchestration
import StoreTestSupport
import Testing
import VectorPacking

@testable import DurableStore

/// A file that was changed by something else is noticed, or reads as it was written.
@Suite struct DamageTests {
  /// How many files are damaged; `STEVEDORE_FLIPS=20000` for a study.
  static let count =
    ProcessInfo.processInfo.environment["STEVEDORE_FLIPS"].flatMap { Int($0) } ?? 160

  /// A file with history, deletions, encrypted rows and rows longer than a page.
  private static func sample(_ folder: StoreFolder, closes: Bool = true) throws -> SQLiteStore {
    var options = StoreOptions(keys: try StoreFolder.keys(("k", 1)))
    options.cacheLimit = 0
    let store = try folder.open(options)
    let plan = HammerPlan(seed: 5)
    _ = try store.put(
      .pods, ObjectKey(namespace: "a", name: "long"),
      ["text": .string(String(repeating: "long ", count: 4_000))], expecting: nil)
    for _ in 0..<150 { try plan.write(to: store) }
    try store.compact(through: 40)
    if closes { store.close() }
    return store
  }

  /// Everything that can be read.
  private static func everything(_ store: SQLiteStore) throws -> [String] {
    var lines = try content(store)
    for type in HammerPlan.types {
      lines += try store.changes(type, after: 40).map {
        "\($0.revision) \($0.key) \($0.isDeletion) \(JSONWriter(sortsFields: true).text(.object($0.object)))"
      }
    }
    return lines + ["\(store.revision)"]
  }

  @Test(arguments: 0..<4) func flippedBytesAreNoticedOrDoNotCount(_ part: Int) throws {
    let folder = try StoreFolder()
    _ = try Self.sample(folder)
    let good = try [UInt8](Data(contentsOf: folder.url.appendingPathComponent("store.db")))
    var options = StoreOptions(keys: try StoreFolder.keys(("k", 1)))
    options.cacheLimit = 0
    let expected = try Self.everything(try folder.open(options))
    var random = SeededGenerator(seed: UInt64(part) + 1)
    var (noticed, harmless) = (0, 0)
    for _ in 0..<Self.count / 4 {
      var bytes = good
      // Mostly one byte, sometimes several, sometimes in the header, sometimes the end is missing.
      for _ in 0..<[1, 1, 1, 4, 64][random.below(5)] {
        let place = random.below(5) == 0 ? random.below(200) : random.below(bytes.count)
        bytes[place] ^= UInt8(1 + random.below(255))
      }
      if random.below(12) == 0 { bytes.removeLast(1 + random.below(bytes.count - 1)) }
      let other = try StoreFolder()
      try Data(bytes).write(to: other.url.appendingPathComponent("store.db"))
      let findings = (try? StoreCheck(path: other.path(), keys: options.keys))?.findings
      var found: [String]?
      let text = sentence {
        let store = try other.open(options)
        found = try Self.everything(store)
      }
      if text.isEmpty {
        harmless += 1
        #expect(found == expected)
      } else {
        noticed += 1
        #expect(text.hasPrefix(other.path()), "\(text)")
        #expect(findings?.isEmpty != true, "\(text)")
      }
    }
    print("of \(Self.count / 4) damaged files \(noticed) were noticed, \(harmless) read as before")
    // Most bytes of the file mean something.
    #expect(noticed > 3 * harmless)
  }

  @Test func theObjectIsNamed() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    for name in ["one", "two", "three"] {
      _ = try store.put(
        .pods, ObjectKey(namespace: "ns", name: name), ["canary": .string("bird-\(name)")],
        expecting: nil)
    }
    store.close()
    let url = folder.url.appendingPathComponent("store.db")
    var data = try Data(contentsOf: url)
    let place = try #require(data.range(of: Data("bird-two".utf8)))
    data[place.lowerBound] ^= 1
    try data.write(to: url)
    #expect(
      sentence { _ = try folder.open() }
        == "\(folder.path()): is damaged: pods ns/two of revision 2: its checksum is that of other "
        + "content")
    let check = try StoreCheck(path: folder.path())
    #expect(
      check.findings.map(\.description)
        == ["pods ns/two of revision 2: its checksum is that of other content"])
  }

  /// A process that has the store open notices what changes below it.
  @Test func damageIsNoticedWhileTheStoreIsOpen() throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.cacheLimit = 0
    let store = try folder.open(options)
    let key = ObjectKey(namespace: "ns", name: "one")
    _ = try store.put(.pods, key, ["canary": "bird"], expecting: nil)
    try store.shrink()
    try store.access { database in
      try database.execute(
        sql: "UPDATE log SET body = CAST(replace(CAST(body AS TEXT), 'bird', 'cat!') AS BLOB)")
    }
    #expect(sentence { _ = try store.object(.pods, key) }.contains("pods ns/one of revision 1"))
    let reader = try store.reader()
    #expect(sentence { _ = try reader.object(.pods, key) }.contains("pods ns/one of revision 1"))
    #expect(sentence { _ = try reader.list(.pods) }.contains("pods ns/one of revision 1"))
  }

  @Test(arguments: [
    ("DELETE FROM log WHERE revision = 151", "the log"),
    ("DELETE FROM log WHERE revision = (SELECT min(revision) FROM log)", "the log"),
    ("UPDATE log SET previous = 149 WHERE revision = 150", "of revision 150"),
    ("UPDATE log SET name = 'other' WHERE revision = 150", "of revision 150"),
    ("UPDATE log SET name = NULL || x'00' WHERE revision = 150", ""),
    ("UPDATE types SET compacted = 0 WHERE id = 1", "type 1"),
    ("DELETE FROM types WHERE id = 2", "there is no such type"),
    ("UPDATE ledger SET revision = 150", "the ledger"),
    ("DELETE FROM ledger", "the ledger"),
    ("DROP INDEX log_by_key", "its tables are not those of a store"),
  ])
  func whatIsMissingOrChangedIsNoticed(_ change: String, _ message: String) throws {
    let folder = try StoreFolder()
    let store = try Self.sample(folder, closes: false)
    let isDone = (try? store.access { try $0.execute(sql: change) }) != nil
    store.close()
    let options = StoreOptions(keys: try StoreFolder.keys(("k", 1)))
    let text = sentence { _ = try folder.open(options) }
    guard isDone else {
      #expect(text.isEmpty)
      return
    }
    #expect(text.contains("is damaged") && text.contains(message), "\(text)")
    let findings = try StoreCheck(path: folder.path(), keys: options.keys).findings
    #expect(findings.contains { $0.description.contains(message) })
  }

  @Test func aDamagedJournalIsNoticed() throws {
    let folder = try StoreFolder()
    let store = try Self.sample(folder, closes: false)
    let expected = try Self.everything(store)
    let revision = store.revision
    var options = StoreOptions(keys: try StoreFolder.keys(("k", 1)))
    options.cacheLimit = 0
    var random = SeededGenerator(seed: 3)
    var noticed = 0
    for _ in 0..<Self.count / 3 {
      let copy = try StoreFolder()
      for name in ["store.db", "store.db-wal"] {
        var data = try Data(contentsOf: folder.url.appendingPathComponent(name))
        if name.hasSuffix("wal") { data[random.below(data.count)] ^= UInt8(1 + random.below(255)) }
        try data.write(to: copy.url.appendingPathComponent(name))
      }
      let text = sentence {
        let other = try copy.open(options)
        // Only the last transaction can be lost without a word, as at a loss of power.
        #expect(other.revision >= revision - 1)
        if other.revision == revision { #expect(try Self.everything(other) == expected) }
      }
      #expect(text.isEmpty || text.contains("is damaged"), "\(text)")
      if !text.isEmpty { noticed += 1 }
    }
    #expect(noticed > Self.count / 5)
  }
}
