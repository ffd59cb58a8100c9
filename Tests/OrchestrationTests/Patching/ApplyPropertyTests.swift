// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Server-side apply, random objects")
struct ApplyPropertyTests {
  @Test("to apply twice is to apply once, and to force is to have it so", arguments: 0..<8)
  func idempotent(_ seed: Int) throws {
    var random = RandomObjects(seed: 1_000 + seed, hasEmptyParts: false)
    let kind = RandomObjects.kinds[seed]
    let apply = ServerSideApply(types: SchemaMergeTypes(type: try PatchText.type(kind.0)))
    for step in 0..<40 {
      let first = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let second = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let third = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      var object: Fields?
      for (index, (manager, configuration)) in [
        ("one", first), ("two", second), ("one", third), ("two", first), ("one", first),
      ].enumerated() {
        let time = Timestamp(seconds: Int64(index))
        let outcome = try apply.apply(
          configuration, to: object, manager: manager, isForced: true, time: time)
        let again = try apply.apply(
          configuration, to: outcome.object, manager: manager, time: Timestamp(seconds: 99))
        try #require(
          !again.isChanged,
          """
          \(PatchText.text(outcome.object))
          becomes
          \(PatchText.text(again.object))
          by
          \(PatchText.text(configuration)) \(step)
          """)
        try #require(again.object == outcome.object)
        // All that was applied is there, and the manager manages it.
        let present = apply.merge.fields(of: outcome.object.withoutManagedFields)
        let wanted = apply.merge.fields(of: configuration)
        try #require(wanted.subtracting(present).isEmpty)
        let managed = try ManagedFields(of: outcome.object)
        for entry in managed.entries {
          try #require(entry.fields.subtracting(present).isEmpty, "\(entry.identity.manager)")
          try #require(try ManagedFieldsEntry(entry.value, at: 0) == entry)
        }
        object = outcome.object
      }
      // Both have applied the same: the other one's fields are gone.
      try #require(
        object?.withoutManagedFields == first,
        "\(PatchText.text(object?.withoutManagedFields ?? [:])) not \(PatchText.text(first))")
    }
  }

  @Test("updates account for every field", arguments: 0..<8)
  func updates(_ seed: Int) throws {
    var random = RandomObjects(seed: 2_000 + seed)
    let kind = RandomObjects.kinds[seed]
    let types = SchemaMergeTypes(type: try PatchText.type(kind.0))
    let apply = ServerSideApply(types: types)
    for _ in 0..<80 {
      var object: Fields?
      for manager in ["one", "two", "three"] {
        let new = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
        let managed = apply.update(from: object, to: new, manager: manager)
        var seen = FieldSet()
        for entry in managed.entries {
          try #require(seen.intersection(entry.fields).isEmpty, "two manage one field")
          seen = seen.union(entry.fields)
        }
        // Who compares what is managed with what is there finds only what was there from the start.
        let comparison = apply.merge.compare(types.emptyObject, new)
        let managedOnes = comparison.modified.union(comparison.added)
          .subtracting(
            FieldSet([
              [.field("apiVersion")], [.field("kind")],
              [.field("metadata"), .field("name")], [.field("metadata"), .field("namespace")],
              [.field("metadata"), .field("selfLink")],
            ]))
        // Where nobody managed anything, nobody does.
        if managed.isEmpty, object != nil { break }
        try #require(managedOnes.subtracting(seen).isEmpty)
        object = new.with(managed)
      }
    }
  }

  @Test(
    "a comparison with itself is empty, and its sides change with the objects", arguments: 0..<8)
  func comparisons(_ seed: Int) throws {
    var random = RandomObjects(seed: 3_000 + seed)
    let kind = RandomObjects.kinds[seed]
    let merge = StructuredMerge(SchemaMergeTypes(type: try PatchText.type(kind.0)))
    for _ in 0..<80 {
      let left = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let right = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let (there, back) = (merge.compare(left, right), merge.compare(right, left))
      #expect(merge.compare(left, left).isEmpty)
      #expect(there.removed == back.added)
      #expect(there.modified == back.modified)
      // Merged, the second has all its own, and the first loses nothing.
      let merged = merge.merge(left, right)
      #expect(merge.compare(left, merged).removed.isEmpty)
      #expect(merge.compare(right, merged).modified.subtracting(there.modified).isEmpty)
      #expect(merge.merge(merged, right) == merged)
    }
  }
}
