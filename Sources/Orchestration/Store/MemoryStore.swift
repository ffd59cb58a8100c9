// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import DequeModule

/// A store in memory.
public final class MemoryStore: ObjectStore {
  private struct Entry {
    var object: Fields
    var revision: Int64
  }

  /// The objects of one type.
  private final class Table {
    var entries: [ObjectKey: Entry] = [:]
    /// The names in order; `nil` after one came or went.
    var sorted: [ObjectKey]?
    var history = Deque<StoreChange>()
    /// Changes up to this revision are forgotten.
    var compacted: Int64 = 0

    var keys: [ObjectKey] {
      if let sorted { return sorted }
      let keys = entries.keys.sorted()
      sorted = keys
      return keys
    }
  }

  /// The latest revision.
  public private(set) var revision: Int64 = 0
  /// Called after every write.
  public var onChange: ((ResourceType, StoreChange) -> Void)?
  private var tables: [ResourceType: Table] = [:]
  private let historyLimit: Int

  /// Creates an empty store.
  ///
  /// - Parameter historyLimit: How many changes of a type are kept; more are forgotten.
  public init(historyLimit: Int = 2_000) { self.historyLimit = historyLimit }

  private func table(_ type: ResourceType) -> Table {
    if let table = tables[type] { return table }
    let table = Table()
    tables[type] = table
    return table
  }

  /// An object, `nil` where there is none.
  ///
  /// - Complexity: Constant.
  public func object(_ type: ResourceType, _ key: ObjectKey) -> Fields? {
    tables[type]?.entries[key]?.object
  }

  /// How many objects there are of a type.
  public func count(_ type: ResourceType) -> Int { tables[type]?.entries.count ?? 0 }

  /// The objects of a type by namespace and name.
  ///
  /// - Complexity: n log n in the objects of the type where any came or went since the last list,
  ///   else linear; and linear in the changes since the revision, where one is given.
  public func list(
    _ type: ResourceType, namespace: String, page: StorePage
  ) throws(StoreError) -> StoredList {
    let table = table(type)
    guard let asOf = page.revision, asOf < revision else {
      return select(table.keys, namespace, page, at: revision) { table.entries[$0]?.object }
    }
    guard asOf >= table.compacted else {
      throw .compacted(requested: asOf, oldest: table.compacted)
    }
    var changed: [ObjectKey: Fields?] = [:]
    for change in table.history.reversed() {
      if change.revision <= asOf { break }
      changed.updateValue(change.previous, forKey: change.key)
    }
    let keys = Set(table.keys).union(changed.keys).sorted()
    return select(keys, namespace, page, at: asOf) { key in
      if let before = changed[key] { return before }
      return table.entries[key]?.object
    }
  }

  private func select(
    _ keys: [ObjectKey], _ namespace: String, _ page: StorePage, at revision: Int64,
    _ object: (ObjectKey) -> Fields?
  ) -> StoredList {
    var list = StoredList(items: [], revision: revision, remaining: 0)
    for key in keys {
      if let after = page.after, key <= after { continue }
      if !namespace.isEmpty, key.namespace != namespace { continue }
      guard let object = object(key) else { continue }
      if page.limit > 0, list.items.count == page.limit {
        list.remaining += 1
      } else {
        list.items.append((key, object))
      }
    }
    return list
  }

  /// Writes an object.
  ///
  /// - Complexity: Constant, but for the copy of the object's metadata.
  public func put(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, expecting expected: Int64?
  ) throws(StoreError) -> Fields {
    let table = table(type)
    let previous = table.entries[key]
    guard previous?.revision == expected else { throw .changed(found: previous?.revision) }
    revision += 1
    let object = object.stamped(revision)
    table.entries[key] = Entry(object: object, revision: revision)
    if previous == nil { table.sorted = nil }
    record(
      StoreChange(
        revision: revision, key: key, object: object, previous: previous?.object,
        isDeletion: false), type, table)
    return object
  }

  /// Deletes an object.
  ///
  /// - Complexity: Constant.
  public func delete(
    _ type: ResourceType, _ key: ObjectKey, expecting expected: Int64
  ) throws(StoreError) -> Fields {
    let table = table(type)
    guard let previous = table.entries[key], previous.revision == expected else {
      throw .changed(found: table.entries[key]?.revision)
    }
    revision += 1
    table.entries[key] = nil
    table.sorted = nil
    let object = previous.object.stamped(revision)
    record(
      StoreChange(
        revision: revision, key: key, object: object, previous: previous.object,
        isDeletion: true), type, table)
    return object
  }

  private func record(_ change: StoreChange, _ type: ResourceType, _ table: Table) {
    table.history.append(change)
    while table.history.count > historyLimit {
      table.compacted = table.history.removeFirst().revision
    }
    onChange?(type, change)
  }

  /// The changes of a type after a revision, in order.
  ///
  /// - Complexity: Linear in the changes kept.
  public func changes(
    _ type: ResourceType, after revision: Int64
  ) throws(StoreError) -> [StoreChange] {
    guard let table = tables[type] else { return [] }
    guard revision >= table.compacted else {
      throw .compacted(requested: revision, oldest: table.compacted)
    }
    return table.history.filter { $0.revision > revision }
  }

  /// Forgets changes up to a revision.
  public func compact(through revision: Int64) {
    for table in tables.values {
      while let first = table.history.first, first.revision <= revision {
        table.history.removeFirst()
      }
      table.compacted = max(table.compacted, min(revision, self.revision))
    }
  }
}

extension Fields {
  /// The object with the revision it is of.
  package func stamped(_ revision: Int64) -> Fields {
    var object = self
    object.modify("metadata") { $0["resourceVersion"] = .string(String(revision)) }
    return object
  }
}
