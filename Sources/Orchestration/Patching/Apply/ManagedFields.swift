// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Who manages which fields of an object.
package struct ManagedFields: Hashable, Sendable {
  /// The entries, in no order that matters; none is empty, and no two are of one manager.
  package private(set) var entries: [ManagedFieldsEntry]

  /// Creates managed fields without entries.
  package init() { entries = [] }

  /// Reads the managed fields of an object.
  ///
  /// - Parameter object: The object; without `metadata.managedFields` nobody manages its fields.
  /// - Throws: `PatchError.badManagedFields`.
  package init(of object: Fields) throws(PatchError) {
    entries = []
    let values = object["metadata"]?.object?["managedFields"]?.array ?? []
    for (index, value) in values.enumerated() {
      let entry = try ManagedFieldsEntry(value, at: index)
      if !entry.fields.isEmpty { self[entry.identity] = entry }
    }
  }

  /// Whether nobody manages any field.
  package var isEmpty: Bool { entries.isEmpty }

  /// The entry of a manager; setting one without fields takes it out.
  package subscript(identity: ManagerIdentity) -> ManagedFieldsEntry? {
    get { entries.first { $0.identity == identity } }
    set {
      let newValue = newValue.flatMap { $0.fields.isEmpty ? nil : $0 }
      switch (entries.firstIndex { $0.identity == identity }, newValue) {
      case (let index?, let entry?): entries[index] = entry
      case (let index?, nil): entries.remove(at: index)
      case (nil, let entry?): entries.append(entry)
      case (nil, nil): break
      }
    }
  }

  /// Changes the fields of every manager but one; entries without fields are taken out.
  mutating func changeAll(
    but identity: ManagerIdentity?, _ change: (FieldSet) -> FieldSet
  ) {
    for index in entries.indices where entries[index].identity != identity {
      entries[index].fields = change(entries[index].fields)
    }
    entries.removeAll { $0.fields.isEmpty }
  }

  /// The entries as they stand in an object: appliers first, then by time and name.
  ///
  /// The order is that of apimachinery/pkg/util/managedfields.
  package var values: [Value] { sortedEntries.map(\.value) }

  /// The entries in the order in which they stand in an object.
  package var sortedEntries: [ManagedFieldsEntry] {
    entries.sorted { left, right in
      let (one, two) = (left.identity, right.identity)
      if one.operation != two.operation { return one.operation == .apply }
      let (first, second) = (left.time?.wholeSeconds, right.time?.wholeSeconds)
      if first != second {
        return first?.microseconds ?? 0 < second?.microseconds ?? 0
      }
      for (name, other) in [
        (one.manager, two.manager), (left.apiVersion, right.apiVersion),
        (one.subresource, two.subresource),
      ] {
        let order = name.byteOrder(to: other)
        if order != 0 { return order < 0 }
      }
      return false
    }
  }

  /// The most managers of updates that an object names.
  package static let mostUpdaters = 10

  /// Makes one entry of the oldest updates, where there are too many.
  ///
  /// Updates of one version become one, whose manager is `ancient-changes`.
  mutating func capUpdaters() {
    var updaters = entries.filter { $0.identity.operation == .update }
    var count = updaters.count
    guard count > Self.mostUpdaters else { return }
    updaters.sort { left, right in
      let (one, two) = (left.time?.wholeSeconds, right.time?.wholeSeconds)
      if one != two { return one?.microseconds ?? 0 < two?.microseconds ?? 0 }
      return left.identity.sortText.byteOrder(to: right.identity.sortText) < 0
    }
    var firsts: [String: ManagedFieldsEntry] = [:]
    for entry in updaters where count > Self.mostUpdaters {
      guard let first = firsts[entry.apiVersion] else {
        firsts[entry.apiVersion] = entry
        continue
      }
      let identity = ManagerIdentity(
        manager: "ancient-changes", operation: .update, apiVersion: entry.apiVersion)
      var bucket = self[identity] ?? first
      if self[identity] == nil { self[first.identity] = nil }
      bucket.identity = identity
      bucket.fields = bucket.fields.union(entry.fields)
      bucket.time = entry.time
      self[identity] = bucket
      if entry.identity != identity { self[entry.identity] = nil }
      count -= 1
    }
  }
}

extension Fields {
  /// The object without its managed fields.
  package var withoutManagedFields: Fields {
    guard case .object(var metadata)? = self["metadata"], metadata["managedFields"] != nil else {
      return self
    }
    var object = self
    metadata["managedFields"] = nil
    object["metadata"] = .object(metadata)
    return object
  }

  /// The object with these managed fields, without the list where there are none.
  package func with(_ managed: ManagedFields) -> Fields {
    var object = self
    var metadata = self["metadata"]?.object ?? Fields()
    metadata["managedFields"] = managed.isEmpty ? .none : .array(managed.values)
    object["metadata"] = .object(metadata)
    return object
  }
}
