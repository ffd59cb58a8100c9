// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Deletes an object, or asks it to end: pods are given time, finalizers and namespaces are waited
  /// for.
  ///
  /// From `apiserver/pkg/registry/generic/registry/store.go` and `rest/delete.go`.
  func delete(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions
  ) throws(APIStatus) -> Fields {
    if type.isLatestOnly { throw .methodNotAllowed(type, "delete") }
    let (old, revision) = try current(type, key)
    if let uid = options.uid, uid != old.uid {
      throw .conflict(
        type, key.name,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)")
    }
    if let version = options.resourceVersion, version != String(revision) {
      throw .conflict(
        type, key.name,
        "Precondition failed: ResourceVersion in precondition: \(version), "
          + "ResourceVersion in object meta: \(revision)")
    }
    let grace = Self.grace(rules[type]?.gracePeriod(old), options.gracePeriodSeconds)
    var object = old
    Self.setFinalizers(&object, options.propagation)
    let waits =
      (grace ?? 0) > 0 || !(object.metadata["finalizers"]?.array ?? []).isEmpty
      || type == .namespaces
    if !waits {
      if options.isDryRun { return answer(type, old) }
      return answer(type, try remove(type, key, object, expecting: revision))
    }
    try markDeleted(&object, grace: grace, type)
    if options.isDryRun || object == old { return object }
    if object.hasEnded {
      return answer(type, try remove(type, key, object, expecting: revision))
    }
    let stored = try put(type, key, object, expecting: revision)
    try afterWriting(type, stored)
    return stored
  }

  /// How long an object may take, which a request may shorten or lengthen.
  private static func grace(_ own: Int64?, _ requested: Int64?) -> Int64? {
    guard let own else { return nil }
    if own == 0 { return 0 }
    return max(0, requested ?? own)
  }

  /// Sets when an object is to be gone; a second request can only bring that forward.
  private func markDeleted(
    _ object: inout Fields, grace: Int64?, _ type: ResourceType
  ) throws(APIStatus) {
    let metadata = object.metadata
    let seconds = grace ?? 0
    let end = Timestamp(seconds: clock.now.microseconds / 1_000_000 + seconds)
    if let already = metadata["deletionTimestamp"].flatMap({ Timestamp($0) }) {
      guard grace != nil, end < already else { return }
    }
    object.modify("metadata") { metadata in
      metadata["deletionTimestamp"] = end.value
      metadata["deletionGracePeriodSeconds"] = .integer(seconds)
      if type.hasGeneration, case .integer(let generation)? = metadata["generation"] {
        metadata["generation"] = .integer(generation + 1)
      }
    }
    if type == .namespaces { object.modify("status") { $0["phase"] = "Terminating" } }
  }

  /// What is to become of the objects that belong to it stands in its finalizers.
  private static func setFinalizers(_ object: inout Fields, _ propagation: PropagationPolicy?) {
    guard let propagation else { return }
    let names = ["orphan", "foregroundDeletion"]
    var finalizers = object.metadata["finalizers"]?.array ?? []
    let before = finalizers
    finalizers.removeAll { names.contains($0.string ?? "") }
    switch propagation {
    case .background: break
    case .orphan: finalizers.append("orphan")
    case .foreground: finalizers.append("foregroundDeletion")
    }
    guard finalizers != before else { return }
    object.modify("metadata") { $0["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers) }
  }

  /// Takes an object out of the store.
  func remove(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, expecting revision: Int64
  ) throws(APIStatus) -> Fields {
    let last: Fields
    do throws(StoreError) {
      last = try store.delete(type, key, expecting: revision)
    } catch {
      throw status(of: error, type, key)
    }
    try afterRemoving(type, last)
    return last
  }

  /// Deletes all objects that are selected.
  func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus) {
    for object in try list(type, selected).items {
      do throws(APIStatus) {
        _ = try delete(type, ObjectKey(object), options)
      } catch {
        if error.reason != .notFound { throw error }
      }
    }
  }

  /// The answer where an object is gone.
  private func answer(_ type: ResourceType, _ object: Fields) -> Fields {
    if rules[type]?.returnsDeleted == true { return object }
    var details: Fields = ["name": object.metadata["name"] ?? ""]
    if !type.group.isEmpty { details["group"] = .string(type.group) }
    details["kind"] = .string(type.plural)
    details["uid"] = .string(object.uid)
    return [
      "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
      "details": .object(details),
    ]
  }
}
