// SPDX-License-Identifier: Apache-2.0

package import ClusterModel
package import Orchestration
import Testing
import VectorPacking

/// What every store has to do, whatever it keeps objects in.
///
/// A suite of a backend runs all cases with a closure that makes an empty store.
package struct StoreConformance: CustomTestStringConvertible, Sendable {
  /// Makes an empty store, which keeps at least 1,000 changes.
  package typealias Factory = () throws -> any ObjectStore

  package let testDescription: String
  package let check: @Sendable (Factory) throws -> Void

  package static let cases: [StoreConformance] = [
    StoreConformance(testDescription: "objects are kept with their revision", check: keeping),
    StoreConformance(testDescription: "writes expect a revision", check: expecting),
    StoreConformance(testDescription: "lists are in order and in pages", check: listing),
    StoreConformance(testDescription: "changes are told in order", check: changing),
    StoreConformance(testDescription: "compaction forgets", check: compacting),
  ]

  package static func object(_ value: Int64) -> Fields {
    ["metadata": ["name": "x"], "data": .integer(value)]
  }

  package static func key(_ name: String, _ namespace: String = "a") -> ObjectKey {
    ObjectKey(namespace: namespace, name: name)
  }

  // MARK: Cases

  private static func keeping(_ make: Factory) throws {
    let store = try make()
    #expect(store.revision == 0)
    #expect(try store.object(.pods, key("one")) == nil)
    let stored = try store.put(.pods, key("one"), object(1), expecting: nil)
    #expect(store.revision == 1)
    #expect(stored.metadata["resourceVersion"] == "1")
    #expect(stored["data"] == 1)
    #expect(try store.object(.pods, key("one")) == stored)
    #expect(try store.object(.nodes, key("one")) == nil)
    let other = try store.put(.nodes, ObjectKey(name: "one"), object(2), expecting: nil)
    #expect(other.metadata["resourceVersion"] == "2")
    #expect(try store.count(.pods) == 1)
    let last = try store.delete(.pods, key("one"), expecting: 1)
    #expect(last.metadata["resourceVersion"] == "3")
    #expect(last["data"] == 1)
    #expect(try store.object(.pods, key("one")) == nil)
    #expect(try store.count(.pods) == 0)
  }

  private static func expecting(_ make: Factory) throws {
    let store = try make()
    _ = try store.put(.pods, key("one"), object(1), expecting: nil)
    #expect(throws: StoreError.changed(found: 1)) {
      try store.put(.pods, key("one"), object(2), expecting: nil)
    }
    #expect(throws: StoreError.changed(found: nil)) {
      try store.put(.pods, key("two"), object(2), expecting: 1)
    }
    _ = try store.put(.pods, key("one"), object(3), expecting: 1)
    #expect(throws: StoreError.changed(found: 2)) {
      try store.delete(.pods, key("one"), expecting: 1)
    }
    #expect(throws: StoreError.changed(found: nil)) {
      try store.delete(.pods, key("two"), expecting: 1)
    }
    #expect(store.revision == 2)
    #expect(try store.object(.pods, key("one"))?["data"] == 3)
  }

  private static func listing(_ make: Factory) throws {
    let store = try make()
    for (name, namespace) in [("b", "y"), ("a", "y"), ("c", "x"), ("a", "x"), ("a", "xx")] {
      _ = try store.put(.pods, key(name, namespace), object(0), expecting: nil)
    }
    let all = try store.list(.pods, namespace: "", page: StorePage())
    #expect(all.items.map(\.key.description) == ["x/a", "x/c", "xx/a", "y/a", "y/b"])
    #expect(all.revision == 5 && all.remaining == 0)
    let some = try store.list(.pods, namespace: "x", page: StorePage())
    #expect(some.items.map(\.key.description) == ["x/a", "x/c"])
    let first = try store.list(.pods, namespace: "", page: StorePage(limit: 2))
    #expect(first.items.count == 2 && first.remaining == 3)
    _ = try store.delete(.pods, key("a", "y"), expecting: 2)
    let page = StorePage(after: first.items.last?.key, limit: 9, revision: first.revision)
    let rest = try store.list(.pods, namespace: "", page: page)
    #expect(rest.items.map(\.key.description) == ["xx/a", "y/a", "y/b"])
    #expect(rest.revision == first.revision)
  }

  private static func changing(_ make: Factory) throws {
    let store = try make()
    var told: [String] = []
    store.onChange = { type, change in
      told.append("\(type.plural) \(change.key) \(change.revision) \(change.isDeletion)")
    }
    _ = try store.put(.pods, key("one"), object(1), expecting: nil)
    _ = try store.put(.nodes, ObjectKey(name: "n"), object(1), expecting: nil)
    _ = try store.put(.pods, key("one"), object(2), expecting: 1)
    _ = try store.delete(.pods, key("one"), expecting: 3)
    #expect(
      told == [
        "pods a/one 1 false", "nodes n 2 false", "pods a/one 3 false", "pods a/one 4 true",
      ])
    let changes = try store.changes(.pods, after: 1)
    #expect(changes.map(\.revision) == [3, 4])
    #expect(changes.map(\.isDeletion) == [false, true])
    #expect(changes[0].previous?["data"] == 1)
    #expect(changes[1].object["data"] == 2)
    #expect(changes[1].object.metadata["resourceVersion"] == "4")
    #expect(try store.changes(.pods, after: 4).isEmpty)
  }

  private static func compacting(_ make: Factory) throws {
    let store = try make()
    for value in 1...4 {
      _ = try store.put(
        .pods, key("one"), object(Int64(value)), expecting: value == 1 ? nil : Int64(value - 1))
    }
    try store.compact(through: 2)
    #expect(throws: StoreError.compacted(requested: 1, oldest: 2)) {
      try store.changes(.pods, after: 1)
    }
    #expect(try store.changes(.pods, after: 2).map(\.revision) == [3, 4])
    #expect(throws: StoreError.compacted(requested: 1, oldest: 2)) {
      try store.list(.pods, namespace: "", page: StorePage(revision: 1))
    }
    let old = try store.list(.pods, namespace: "", page: StorePage(revision: 3))
    #expect(old.items.map { $0.object["data"] } == [3])
    #expect(try store.object(.pods, key("one"))?["data"] == 4)
  }

  // MARK: Random histories

  /// Compares a store with a plain model, a dictionary and a log, over a random history.
  package static func compareWithModel(
    seed: UInt64, steps: Int = 300, _ make: Factory
  ) throws {
    let store = try make()
    var random = SeededGenerator(seed: seed)
    var model = StoreModel()
    let types: [ResourceType] = [.pods, .configMaps]
    for step in 0..<steps {
      let type = types[random.below(2)]
      let key = key("n\(random.below(6))", ["a", "b"][random.below(2)])
      let known = model.revision(type, key)
      let isWrong = random.below(5) == 0
      let expected = isWrong ? known.map { $0 + 1 } ?? 7 : known
      switch random.below(10) {
      case 0...5:
        let object = object(Int64(step))
        let result = Result { try store.put(type, key, object, expecting: expected) }
        #expect((try? result.get()) == model.put(type, key, object, expected))
      case 6...7:
        let result = Result { try store.delete(type, key, expecting: expected ?? 9) }
        #expect((try? result.get()) == model.delete(type, key, expected ?? 9))
      case 8:
        let after = Int64(random.below(Int(model.latest) + 1))
        let changes = try? store.changes(type, after: after)
        #expect(changes?.map(\.revision) == model.changes(type, after)?.map(\.revision))
        #expect(changes?.map(\.object) == model.changes(type, after)?.map(\.object))
      default:
        if random.below(4) == 0 {
          let revision = Int64(random.below(Int(model.latest) + 1))
          try store.compact(through: revision)
          model.compacted = max(model.compacted, revision)
        }
        let revision = Int64(random.below(Int(model.latest) + 1))
        let page = StorePage(limit: random.below(4), revision: revision)
        let list = try? store.list(type, namespace: "", page: page)
        let whole = model.list(type, revision)
        let part = page.limit > 0 ? whole.map { Array($0.prefix(page.limit)) } : whole
        #expect(list?.items.map(\.key) == part?.map(\.key))
        #expect(list?.items.map(\.object) == part?.map(\.object))
        #expect(list?.remaining == whole.map { $0.count - (part?.count ?? 0) })
      }
      #expect(store.revision == model.latest)
    }
  }
}

/// The plain reference of a store.
private struct StoreModel {
  struct Change {
    let revision: Int64
    let type: ResourceType
    let key: ObjectKey
    /// `nil` where the object was deleted.
    let now: Fields?
    let object: Fields
  }

  var log: [Change] = []
  var compacted: Int64 = 0
  var latest: Int64 { Int64(log.count) }

  private func state(_ type: ResourceType, at revision: Int64) -> [ObjectKey: Fields] {
    var state: [ObjectKey: Fields] = [:]
    for change in log where change.revision <= revision && change.type == type {
      state[change.key] = change.now
    }
    return state
  }

  func revision(_ type: ResourceType, _ key: ObjectKey) -> Int64? {
    state(type, at: latest)[key]?.revision
  }

  mutating func put(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, _ expected: Int64?
  ) -> Fields? {
    guard revision(type, key) == expected else { return nil }
    let stored = object.stamped(latest + 1)
    log.append(
      Change(revision: latest + 1, type: type, key: key, now: stored, object: stored))
    return stored
  }

  mutating func delete(_ type: ResourceType, _ key: ObjectKey, _ expected: Int64) -> Fields? {
    guard let object = state(type, at: latest)[key], object.revision == expected else {
      return nil
    }
    let last = object.stamped(latest + 1)
    log.append(Change(revision: latest + 1, type: type, key: key, now: nil, object: last))
    return last
  }

  func changes(_ type: ResourceType, _ revision: Int64) -> [Change]? {
    guard isKept(revision) else { return nil }
    return log.filter { $0.revision > revision && $0.type == type }
  }

  func list(_ type: ResourceType, _ revision: Int64) -> [(key: ObjectKey, object: Fields)]? {
    guard revision == latest || isKept(revision) else { return nil }
    return state(type, at: revision).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func isKept(_ revision: Int64) -> Bool { revision >= compacted }
}
