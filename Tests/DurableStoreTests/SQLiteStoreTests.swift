// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration
import StoreTestSupport
import Testing
import VectorPacking

@testable import DurableStore

/// The store in a file is a store, and the same one after it was opened again.
@Suite struct SQLiteStoreTests {
  @Test(arguments: StoreConformance.cases) func conforms(_ conformance: StoreConformance) throws {
    let folder = try StoreFolder()
    var count = 0
    try conformance.check {
      count += 1
      return try folder.open(StoreOptions(), "\(count).db")
    }
  }

  @Test(arguments: 1...12) func behavesAsTheModel(_ seed: UInt64) throws {
    let folder = try StoreFolder()
    try StoreConformance.compareWithModel(seed: seed, steps: 200) { try folder.open() }
  }

  /// Thousands of random operations on both stores side by side; the file is closed and opened, or
  /// left as it is at a crash, in between.
  @Test(arguments: 1...8) func behavesAsTheStoreInMemory(_ seed: UInt64) throws {
    var comparison = try StoreComparison(seed: seed)
    try comparison.run(steps: 500)
    #expect(comparison.openings > 5)
    #expect(comparison.pages > 20)
  }

  @Test func revisionsGoOnWhereEverythingIsGone() throws {
    let folder = try StoreFolder()
    var store = try folder.open()
    _ = try store.put(.pods, ObjectKey(namespace: "a", name: "x"), [:], expecting: nil)
    _ = try store.delete(.pods, ObjectKey(namespace: "a", name: "x"), expecting: 1)
    try store.compact(through: 2)
    try store.shrink()
    store.close()
    store = try folder.open()
    #expect(store.revision == 2)
    let stored = try store.put(.nodes, ObjectKey(name: "n"), [:], expecting: nil)
    #expect(stored.revision == 3)
    #expect(throws: StoreError.compacted(requested: 1, oldest: 2)) {
      try store.changes(.pods, after: 1)
    }
  }

  @Test func oldChangesAreForgottenByThemselves() throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.historyLimit = 20
    var store = try folder.open(options)
    let key = ObjectKey(namespace: "a", name: "x")
    for revision in 0..<Int64(100) {
      _ = try store.put(.pods, key, [:], expecting: revision == 0 ? nil : revision)
    }
    store.close()
    store = try folder.open(options)
    #expect(throws: StoreError.self) { try store.changes(.pods, after: 50) }
    #expect(try store.changes(.pods, after: 80).map(\.revision) == Array(81...100))
    let rows = try StoreCheck(path: store.path).rows
    #expect(rows >= 21 && rows <= 40)
  }

  @Test func numbersAndTextsAreKeptAsTheyAre() throws {
    let folder = try StoreFolder()
    let object: Fields = [
      "metadata": ["name": "x"], "a": .number("1e400"), "b": .integer(.min), "c": nil,
      "d": "\u{2028}<&>\"\\\u{0}\u{1f}é\u{1F600}", "e": [1, ["2"], [:]], "f": false,
      "g": .number("0.1000"), "h": ["": "", " ": [:]],
    ]
    var store = try folder.open()
    let key = ObjectKey(namespace: "ä/'\"", name: "n;--\u{1F600}")
    let stored = try store.put(.configMaps, key, object, expecting: nil)
    store.close()
    store = try folder.open()
    let read = try #require(try store.object(.configMaps, key))
    #expect(read == stored)
    #expect(read.keys == stored.keys)
    #expect(try store.reader().object(.configMaps, key) == stored)
  }

  @Test func whatCouldNotBeReadAgainIsRefused() throws {
    let store = try StoreFolder().open()
    func put(_ value: Value, _ key: ObjectKey = ObjectKey(namespace: "a", name: "x")) -> String {
      sentence { _ = try store.put(.pods, key, ["a": value], expecting: nil) }
    }
    var deep: Value = 1
    for _ in 0..<499 { deep = [deep] }
    #expect(
      put([deep]) == "pods a/x of revision 1 cannot be stored: it is nested more than 500 deep")
    #expect(
      put(.number("1.")) == "pods a/x of revision 1 cannot be stored: '1.' is no number of JSON")
    #expect(
      put(1, ObjectKey(namespace: "a", name: "x\0y"))
        == "pods a/x\0y cannot be stored: its name holds a byte of 0")
    #expect(store.revision == 0)
    #expect(put(deep) == "")
    let folder = try StoreFolder()
    let other = try folder.open()
    _ = try other.put(.pods, ObjectKey(name: "x"), ["a": deep], expecting: nil)
    other.close()
    #expect(try folder.open().object(.pods, ObjectKey(name: "x"))?["a"] == deep)
  }

  @Test func typesAreTheSameByTheirNames() throws {
    let folder = try StoreFolder()
    func type() -> ResourceType {
      ResourceType(group: "example.com", kind: "Widget", plural: "widgets")
    }
    var store = try folder.open()
    _ = try store.put(type(), ObjectKey(namespace: "a", name: "x"), ["a": 1], expecting: nil)
    #expect(try store.count(type()) == 1)
    store.close()
    store = try folder.open()
    #expect(try store.object(type(), ObjectKey(namespace: "a", name: "x"))?["a"] == 1)
    #expect(store.types.map(\.qualifiedName) == ["widgets.example.com"])
    let other = ResourceType(group: "example.com", version: "v2", kind: "Widget", plural: "widgets")
    #expect(try store.count(other) == 0)
  }

  @Test func objectsAreReadAgainWhereMemoryIsShort() throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.cacheLimit = 3
    let store = try folder.open(options)
    for number in 0..<10 {
      _ = try store.put(
        .pods, ObjectKey(name: "\(number)"), ["a": .integer(Int64(number))], expecting: nil)
    }
    for number in 0..<10 {
      let object = try store.object(.pods, ObjectKey(name: "\(number)"))
      #expect(object?["a"] == .integer(Int64(number)))
    }
  }
}

/// Both stores, which are to answer the same.
struct StoreComparison {
  private let folder: StoreFolder
  private let memory = MemoryStore(historyLimit: .max)
  private var file: SQLiteStore
  private var random: SeededGenerator
  private let options: StoreOptions
  private(set) var openings = 0
  private(set) var pages = 0

  init(seed: UInt64) throws {
    folder = try StoreFolder()
    random = SeededGenerator(seed: seed)
    var options = StoreOptions(keys: try StoreFolder.keys(("k", 1)))
    options.historyLimit = .max
    options.cacheLimit = [0, 5, 1_000][Int(seed % 3)]
    self.options = options
    file = try folder.open(options)
  }

  mutating func run(steps: Int) throws {
    // A type that was never heard of knows of no compaction; that is all that may differ.
    for type in HammerPlan.types {
      both { try $0.put(type, StoreConformance.key("first"), [:], expecting: nil) }
    }
    for step in 0..<steps {
      let type = HammerPlan.types[random.below(3)]
      let key = StoreConformance.key("n\(random.below(9))", ["a", "ab", "b"][random.below(3)])
      let known = memory.object(type, key)?.revision
      let expected = random.below(6) == 0 ? known.map { $0 - 1 } ?? 3 : known
      let revision = Int64(random.below(Int(memory.revision) + 2))
      switch random.below(20) {
      case 0...8:
        let object: Fields = [
          "metadata": ["name": .string(key.name)], "step": .integer(Int64(step)),
          "text": .string(String(repeating: "x", count: random.below(3_000))),
        ]
        both { try $0.put(type, key, object, expecting: expected) }
      case 9...11: both { try $0.delete(type, key, expecting: expected ?? 2) }
      case 12...13:
        let first = try? file.changes(type, after: revision)
        let second = try? memory.changes(type, after: revision)
        #expect(first?.map(Self.text) == second?.map(Self.text))
      case 14...16: comparePages(type, revision)
      case 17:
        both { try $0.object(type, key) ?? [:] }
        let counts = (try file.count(type), memory.count(type))
        #expect(counts.0 == counts.1)
      case 18:
        if random.below(3) == 0 {
          try file.compact(through: revision / 2)
          memory.compact(through: revision / 2)
        }
      default: try reopen()
      }
      #expect(file.revision == memory.revision)
    }
    try reopen()
    #expect(try content(file) == content(memory))
    #expect(try StoreCheck(path: file.path, keys: options.keys).findings.isEmpty)
  }

  private func both(_ body: (any ObjectStore) throws -> Fields) {
    let (first, second) = (Result { try body(file) }, Result { try body(memory) })
    #expect((try? first.get()) == (try? second.get()))
    if case .failure(let one) = first, case .failure(let other) = second {
      #expect(one as? StoreError == other as? StoreError)
    }
  }

  private mutating func comparePages(_ type: ResourceType, _ revision: Int64) {
    let namespace = ["", "a", "ab"][random.below(3)]
    var page = StorePage(
      limit: random.below(5), revision: random.below(3) == 0 ? nil : revision)
    let reader = try? file.reader()
    while true {
      pages += 1
      let first = Result { try file.list(type, namespace: namespace, page: page) }
      let second = Result { try memory.list(type, namespace: namespace, page: page) }
      let third = Result { try reader?.list(type, namespace: namespace, page: page) }
      #expect(Self.text(first) == Self.text(second))
      #expect(
        Self.text(third.map { $0 ?? StoredList(items: [], revision: 0, remaining: 0) })
          == Self.text(second))
      guard case .success(let list) = second, list.remaining > 0 else { return }
      (page.after, page.revision) = (list.items.last?.key, list.revision)
    }
  }

  private mutating func reopen() throws {
    openings += 1
    if random.below(2) == 0 {
      file.close()
      file = try folder.open(options)
      return
    }
    // What a crash leaves: the file and its journal as they are, seen by another process.
    let copy = try StoreFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    where name.hasSuffix(".db") || name.hasSuffix("-wal") {
      try FileManager.default.copyItem(atPath: folder.path(name), toPath: copy.path(name))
    }
    let other = try copy.open(options)
    #expect(try content(other) == content(memory))
    #expect(other.revision == memory.revision)
    other.close()
  }

  private static func text(_ change: StoreChange) -> String {
    let (object, previous) = (change.object, change.previous.map { Value.object($0) } ?? .null)
    let writer = JSONWriter(sortsFields: true)
    return "\(change.revision) \(change.key) \(change.isDeletion) \(writer.text(.object(object))) "
      + writer.text(previous)
  }

  private static func text(_ result: Result<StoredList, any Error>) -> String {
    switch result {
    case .failure(let error): return "\(error)"
    case .success(let list):
      let items = list.items.map {
        "\($0.key) \(JSONWriter(sortsFields: true).text(.object($0.object)))"
      }
      return "\(list.revision) \(list.remaining) \(items)"
    }
  }
}
