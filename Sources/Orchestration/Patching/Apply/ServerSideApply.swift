// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Keeps count of who manages which fields of an object, and applies configurations so that nobody
/// changes the fields of others unasked (apimachinery/pkg/util/managedfields and
/// sigs.k8s.io/structured-merge-diff).
///
/// All versions of a kind are taken to have the same fields.
package struct ServerSideApply<Types: MergeTypes>: Sendable {
  /// What an applied configuration makes of an object.
  package struct Outcome: Hashable, Sendable {
    /// The object, with its managed fields.
    package var object: Fields
    /// Whether anything but the managed fields has changed.
    package var isChanged: Bool
  }

  let merge: StructuredMerge<Types>
  let types: Types
  /// Fields that writes of this kind do not reach, such as `status` of the object itself.
  let ignored: FieldSet

  /// Creates what it takes to apply configurations to objects of a kind.
  ///
  /// - Parameters:
  ///   - types: The types of the kind.
  ///   - ignored: Fields that writes do not reach: `status` for the object itself, `spec` for its
  ///     subresource `status`.
  package init(types: Types, ignoring ignored: FieldSet = FieldSet()) {
    merge = StructuredMerge(types)
    (self.types, self.ignored) = (types, ignored)
  }

  /// Applies a configuration.
  ///
  /// The manager then manages exactly the fields of the configuration. Those that it managed before
  /// are taken out unless others manage them, too. A field that another manager has and whose value
  /// would change is a conflict, unless the change is forced; the other manager then loses it.
  ///
  /// - Parameters:
  ///   - applied: The configuration.
  ///   - live: The object; `nil` where it is to be created.
  ///   - manager: Who applies.
  ///   - isForced: Whether fields of others may be changed.
  ///   - subresource: The subresource; empty for the object itself.
  ///   - time: The moment; kept only where the object changes.
  /// - Returns: The object with its managed fields.
  /// - Throws: `PatchError.conflicts`; `untypable`, `managedFieldsApplied` and `badManagedFields`
  ///   where the configuration or the object is not as it has to be.
  /// - Complexity: Linear in the size of the object and the number of managed fields.
  package func apply(
    _ applied: Fields, to live: Fields?, manager: String, isForced: Bool = false,
    subresource: String = "", time: Timestamp? = nil
  ) throws(PatchError) -> Outcome {
    if applied["metadata"]?.object?["managedFields"] != nil { throw .managedFieldsApplied }
    let faults = merge.faults(of: applied)
    if !faults.isEmpty { throw .untypable(object: applied.identityText, faults: faults) }
    let version = applied["apiVersion"]?.string ?? ""
    let object = live?.withoutManagedFields ?? Fields()
    var managed = try live.map { live throws(PatchError) in try ManagedFields(of: live) } ?? .init()
    if managed.isEmpty, live != nil {
      track(
        from: types.emptyObject, to: object, into: &managed,
        as: ManagerIdentity(
          manager: "before-first-apply", operation: .update, apiVersion: version,
          subresource: subresource), time: time)
    }
    let identity = ManagerIdentity(
      manager: manager, operation: .apply, apiVersion: version, subresource: subresource)
    var result: Fields
    do {
      result = try applying(
        applied, to: object, as: identity, version: version, isForced: isForced, &managed)
    } catch PatchError.conflicts(let conflicts) where manager == LastApplied.manager {
      let rest = conflicts.filter { !LastApplied.fields(of: object, merge).contains($0.path) }
      if !rest.isEmpty { throw .conflicts(rest) }
      result = try applying(
        applied, to: object, as: identity, version: version, isForced: true, &managed)
    }
    let isChanged = live == nil || result != object
    if isChanged, var entry = managed[identity] {
      entry.time = time
      managed[identity] = entry
    }
    if manager == LastApplied.manager { result = LastApplied.updated(result, applied: applied) }
    return Outcome(
      object: result.with(managed), isChanged: isChanged || result != object)
  }

  /// Who manages which fields after an object was written otherwise than by applying.
  ///
  /// The updater manages the fields whose values it changed; nobody else does any more. Fields that
  /// are gone are managed by nobody. The new object may itself say who manages what, and with a list
  /// of one empty entry that nobody manages anything. Where nobody did before, nobody does after.
  ///
  /// - Parameters:
  ///   - old: The object; `nil` where it is created.
  ///   - new: The object as it is to be.
  ///   - manager: Who writes.
  ///   - subresource: The subresource; empty for the object itself.
  ///   - time: The moment; kept only where a field changes.
  /// - Returns: Who manages which fields.
  /// - Complexity: Linear in the size of the objects and the number of managed fields.
  package func update(
    from old: Fields?, to new: Fields, manager: String, subresource: String = "",
    time: Timestamp? = nil
  ) -> ManagedFields {
    var managed = Self.managedFields(old: old, new: new, isSubresource: !subresource.isEmpty)
    if managed.isEmpty, old != nil { return managed }
    let version = new["apiVersion"]?.string ?? ""
    track(
      from: old?.withoutManagedFields ?? types.emptyObject, to: new.withoutManagedFields,
      into: &managed,
      as: ManagerIdentity(
        manager: manager, operation: .update, apiVersion: version, subresource: subresource),
      time: time)
    managed.capUpdaters()
    return managed
  }

  /// Who manages what before a write: as the new object has it, or else the old one.
  private static func managedFields(
    old: Fields?, new: Fields, isSubresource: Bool
  ) -> ManagedFields {
    let before = old.flatMap { try? ManagedFields(of: $0) } ?? ManagedFields()
    if isSubresource { return before }
    if new["metadata"]?.object?["managedFields"] == [[:]] { return ManagedFields() }
    guard let wanted = try? ManagedFields(of: new), !wanted.isEmpty else { return before }
    return wanted
  }

  /// Gives the fields that a write changed to its manager.
  private func track(
    from old: Fields, to new: Fields, into managed: inout ManagedFields,
    as identity: ManagerIdentity, time: Timestamp?
  ) {
    let empty = types.emptyObject
    let comparison = merge.compare(old.completed(by: empty), new.completed(by: empty))
      .ignoring(ignored)
    if comparison.isEmpty { return }
    let changed = comparison.modified.union(comparison.added)
    let lost = changed.union(comparison.removed)
    managed.changeAll(but: nil) { $0.subtracting(lost) }
    let taken = changed.subtracting(Self.stripped)
    if taken.isEmpty { return }
    var entry =
      managed[identity]
      ?? ManagedFieldsEntry(
        identity: identity, apiVersion: identity.apiVersion, time: time, fields: FieldSet())
    entry.fields = entry.fields.union(taken)
    entry.time = time
    managed[identity] = entry
  }

  private func applying(
    _ applied: Fields, to object: Fields, as identity: ManagerIdentity, version: String,
    isForced: Bool, _ managed: inout ManagedFields
  ) throws(PatchError) -> Fields {
    var changed = managed
    let last = managed[identity]
    let fields = merge.fields(of: applied).subtractingInside(ignored)
    changed[identity] = ManagedFieldsEntry(
      identity: identity, apiVersion: version, time: last?.time, fields: fields)
    let merged = merge.merge(object, applied)
    let result = pruned(merged, last: last?.fields ?? FieldSet(), managed: changed)
    let comparison = merge.compare(object, result).ignoring(ignored)
    let written = comparison.modified.union(comparison.added)
    var conflicts: [FieldConflict] = []
    let others = changed.entries.filter { $0.identity != identity }
      .sorted { $0.identity.sortText.byteOrder(to: $1.identity.sortText) < 0 }
    for other in others {
      conflicts += other.fields.intersection(written).paths.map {
        FieldConflict(manager: other.identity, path: $0)
      }
    }
    if !conflicts.isEmpty, !isForced { throw .conflicts(conflicts) }
    let lost = written.union(comparison.removed)
    changed.changeAll(but: identity) { $0.subtracting(lost) }
    if var entry = changed[identity] {
      entry.fields = entry.fields.subtracting(Self.stripped)
      changed[identity] = entry
    }
    managed = changed
    return result
  }

  /// Takes out what the manager applied before and does not any more, unless others manage it.
  private func pruned(_ merged: Fields, last: FieldSet, managed: ManagedFields) -> Fields {
    if last.isEmpty { return merged }
    let present = merge.withNamedParents(merge.fields(of: merged))
    let lastFields = merge.withNamedParents(last)
    let without = merge.removing(lastFields, from: merged)
    let owned = managed.entries.reduce(FieldSet()) {
      $0.union(merge.withNamedParents($1.fields))
    }
    let kept = merge.withNamedParents(merge.fields(of: without)).union(owned)
    let pruned = merge.removing(present.subtracting(kept), from: merged)
    let rest = merge.withNamedParents(merge.fields(of: pruned))
    return merge.removing(present.subtracting(rest).intersection(lastFields), from: merged)
  }

  /// Fields that nobody manages.
  private static var stripped: FieldSet { StrippedFields.set }
}

/// Fields that say what an object is, or that only the server writes.
private enum StrippedFields {
  static let set = FieldSet(
    [[.field("apiVersion")], [.field("kind")], [.field("metadata")]]
      + [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
        "managedFields", "resourceVersion",
      ].map { [.field("metadata"), .field($0)] })
}

extension Fields {
  /// The object with the objects within it that every object has.
  fileprivate func completed(by empty: Fields) -> Fields {
    var result = self
    for (key, value) in empty {
      guard case .object(let inner) = value else { continue }
      switch self[key] {
      case nil: result[key] = .object(Fields().completed(by: inner))
      case .object(let present)?:
        let whole = present.completed(by: inner)
        if whole.count != present.count || whole != present { result[key] = .object(whole) }
      default: continue
      }
    }
    return result
  }

  /// Which object it is, for messages: `default/web; apps/v1, Kind=Deployment`.
  fileprivate var identityText: String {
    let metadata = self["metadata"]?.object ?? Fields()
    let version = self["apiVersion"]?.string ?? ""
    return "\(metadata["namespace"]?.string ?? "")/\(metadata["name"]?.string ?? ""); "
      + "\(version.contains("/") ? version : "/" + version), Kind=\(self["kind"]?.string ?? "")"
  }
}
