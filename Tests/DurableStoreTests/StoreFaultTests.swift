// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import GRDB
import Orchestration
import StoreTestSupport
import Testing

@testable import DurableStore

/// What goes wrong around the file is said in a sentence, and nothing is half done.
@Suite struct StoreFaultTests {
  private let key = ObjectKey(namespace: "a", name: "x")

  @Test func whatIsNoStoreIsSaid() throws {
    let folder = try StoreFolder()
    func refusal(_ name: String, _ access: StoreOptions.Access) -> String {
      let text = sentence { _ = try folder.open(StoreOptions(access: access), name) }
      return text.replacing(folder.path(name) + ": ", with: "")
    }
    try Data("hello".utf8).write(to: folder.url.appendingPathComponent("short"))
    try Data((0..<100_000).map { _ in UInt8.random(in: 0...255) })
      .write(to: folder.url.appendingPathComponent("random"))
    try Data().write(to: folder.url.appendingPathComponent("empty"))
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("folder"), withIntermediateDirectories: true)
    let other = try DatabaseQueue(path: folder.path("other"))
    try other.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try other.close()
    for access in [StoreOptions.Access.create, .existing, .reading] {
      for name in ["short", "random"] {
        #expect(
          refusal(name, access) == "is not a store: it does not begin as a file of SQLite does")
      }
      #expect(refusal("folder", access) == "is not a store: it is a folder")
      #expect(
        refusal("other", access) == "is not a store: it is a file of SQLite, but of another program"
      )
      if access != .create {
        #expect(refusal("missing", access) == "there is no such file")
        #expect(refusal("empty", access) == "is not a store: it is empty")
      }
    }
    #expect(
      refusal("nowhere/store.db", .create).hasPrefix("cannot be written: ")
        || refusal("nowhere/store.db", .create).hasPrefix("cannot be opened: "))
    // What is not a store was not touched.
    #expect(try Data(contentsOf: folder.url.appendingPathComponent("short")).count == 5)
    let mode = try DatabaseQueue(path: folder.path("other")).read {
      try String.fetchOne($0, sql: "PRAGMA journal_mode")
    }
    #expect(mode == "delete")
    #expect(refusal("empty", .create) == "")
  }

  @Test func oneProcessAtATimeWrites() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    _ = try store.put(.pods, key, ["a": 1], expecting: nil)
    let refusal =
      "\(folder.path()): is in use by process \(getpid())\n"
      + "One process at a time may write; end it first."
    #expect(sentence { _ = try folder.open() } == refusal)
    let link = folder.url.appendingPathComponent("link.db")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: folder.url.appendingPathComponent("store.db"))
    #expect(
      sentence { _ = try folder.open(StoreOptions(), "link.db") }
        == refusal.replacing("store.db", with: "link.db"))
    // Reading is for all, and sees one state.
    let reading = try folder.open(StoreOptions(access: .reading))
    _ = try store.put(.pods, key, ["a": 2], expecting: 1)
    #expect(try reading.object(.pods, key)?["a"] == 1)
    #expect(
      sentence { _ = try reading.put(.pods, key, [:], expecting: 1) }
        == "\(folder.path()): was opened for reading only")
    reading.close()
    store.close()
    let next = try folder.open()
    #expect(try next.object(.pods, key)?["a"] == 2)
  }

  @Test func aFullDiskLosesNothingThatWasThere() throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.pageLimit = 60
    options.historyLimit = .max
    var store = try folder.open(options)
    var told = 0
    store.onChange = { _, _ in told += 1 }
    let big: Fields = ["text": .string(String(repeating: "x", count: 3_000))]
    var count = 0
    let text = sentence {
      while count < 1_000 {
        _ = try store.put(.pods, ObjectKey(name: "\(count)"), big, expecting: nil)
        count += 1
      }
    }
    #expect(
      text == "\(folder.path()): there is no room left on the disk\nNothing of this write was kept."
    )
    #expect(count > 20 && count < 100)
    #expect(told == count && store.revision == Int64(count))
    #expect(try store.count(.pods) == count)
    // Reading goes on, and what needs no room can still be written.
    #expect(try store.object(.pods, ObjectKey(name: "3"))?["text"] == big["text"])
    _ = try store.delete(.pods, ObjectKey(name: "0"), expecting: 1)
    let before = try content(store)
    store.close()
    store = try folder.open()
    #expect(store.revision == Int64(count) + 1)
    #expect(try content(store) == before)
    _ = try store.put(.pods, ObjectKey(name: "new"), big, expecting: nil)
    #expect(try StoreCheck(path: folder.path()).findings.isEmpty)
  }

  @Test func aBatchThatCannotBeKeptIsUndoneAsAWhole() throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.pageLimit = 60
    var store = try folder.open(options)
    _ = try store.put(.pods, key, ["a": 1], expecting: nil)
    let text = sentence {
      _ = try store.withBatch {
        for number in 0..<1_000 {
          _ = try? store.put(
            .pods, ObjectKey(name: "\(number)"),
            ["text": .string(String(repeating: "x", count: 3_000))], expecting: nil)
        }
      }
    }
    #expect(text.hasPrefix("\(folder.path()): there is no room left on the disk"))
    #expect(text.hasSuffix("The store has to be opened anew."))
    #expect(sentence { _ = try store.object(.pods, key) } == text)
    #expect(sentence { _ = try store.put(.pods, key, [:], expecting: 1) } == text)
    store.close()
    store = try folder.open()
    #expect(store.revision == 1)
    #expect(try store.object(.pods, key)?["a"] == 1)
  }

  /// The user of tests may write everything, so another one opens the file.
  @Test(.enabled(if: getuid() == 0, "only root can become another user"))
  func aReadOnlyFileIsSaid() throws {
    let folder = try StoreFolder()
    let store = try folder.open(StoreOptions(keys: try StoreFolder.keys(("hammer", 7))))
    _ = try store.put(.pods, key, ["a": 1], expecting: nil)
    store.close()
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.url.path)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o666], ofItemAtPath: folder.path() + ".lock")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.path())
    let hammer = try Hammer([folder.path(), "0", "open", "65534"])
    #expect(
      hammer.rest().joined(separator: "\n").contains(
        "cannot be written: the file or its folder is read-only"))
    let again = try folder.open()
    #expect(try content(again).count == 1)
  }

  @Test func aLaterVersionIsRefused() throws {
    let folder = try StoreFolder()
    try folder.open().close()
    let queue = try DatabaseQueue(path: folder.path())
    try queue.write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 something')")
    }
    try queue.close()
    #expect(
      sentence { _ = try folder.open() }
        == "\(folder.path()): was written by a later version of this program\n"
        + "Use that version, or a later one.")
  }

  @Test func nothingCanBeDoneOnceItIsClosed() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    store.close()
    store.close()
    #expect(sentence { _ = try store.object(.pods, key) } == "\(folder.path()): is closed")
    // Nothing but the file and the lock's is left.
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(names == ["store.db", "store.db.lock"])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path())[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }
}
