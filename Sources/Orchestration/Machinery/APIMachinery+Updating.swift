// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Replaces an object, its status, or what else is beneath it.
  func update(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if type.isLatestOnly { return try measure(type, object) }
    return try withoutQuoting(type, ObjectKey(object), { $0.add(secret: object) }) {
      () throws(APIStatus) in
      try updateUnguarded(type, object, subresource: subresource, options)
    }
  }

  private func updateUnguarded(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    var object = object
    let key = ObjectKey(object)
    if subresource == .scale { return try setScale(object, type, key, options) }
    try setKind(&object, type)
    let (old, revision) = try current(type, key)
    let written = object.revision
    if written != 0, written != revision { throw .conflict(type, key.name) }
    if let uid = object.metadata["uid"]?.string, !uid.isEmpty, uid != old.uid {
      throw .conflict(
        type, key.name,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)")
    }
    let missing = try decode(&object, replacing: old, type, subresource: subresource, options)
    return try replace(
      type, key, old, by: object, subresource: subresource, options, missing: missing)
  }

  /// Writes the new state of an object, whichever way it came about.
  func replace(
    _ type: ResourceType, _ key: ObjectKey, _ old: Fields, by object: Fields,
    subresource: Subresource?, _ options: WriteOptions, missing: [APIStatus.Cause] = []
  ) throws(APIStatus) -> Fields {
    let rules = rules[type] ?? ResourceRules()
    var object = object
    switch subresource {
    case .status:
      object = Self.withStatus(of: object, old, type, options)
      if object == old { return old }
    case .finalize:
      let finalizers = object["spec"]?.object?["finalizers"]
      object = old
      object.modify("spec") { $0["finalizers"] = finalizers }
    default:
      Self.keepServerFields(&object, from: old)
      if type.hasStatus { object["status"] = old["status"] }
      rules.fillDefaults(&object)
      rules.prepareForUpdate(&object, old)
      if object == old { return old }
      if type.hasGeneration, Self.wantsOther(object, than: old, type) {
        object.modify("metadata") { metadata in
          if case .integer(let generation)? = old.metadata["generation"] {
            metadata["generation"] = .integer(generation + 1)
          }
        }
      }
      try admit(&object, replacing: old, type)
      try validate(object, replacing: old, type, missing: missing)
    }
    object = manage(object, replacing: old, type, subresource: subresource, options)
    if subresource == nil {
      if type == .services { try giveNumbers(&object, replacing: old) }
      try charge(object, replacing: old, type, isDryRun: options.isDryRun)
    }
    if options.isDryRun { return object }
    if object.hasEnded {
      return try remove(type, key, object, expecting: old.revision)
    }
    let stored = try put(type, key, object, expecting: old.revision)
    try afterWriting(type, stored)
    return stored
  }

  /// An object with the status of another, and with its annotations and labels as far as the
  /// strategies of a server's kinds leave them open to who writes the status.
  private static func withStatus(
    of object: Fields, _ old: Fields, _ type: ResourceType, _ options: WriteOptions
  ) -> Fields {
    var result = old
    if object["status"] != old["status"] { result["status"] = object["status"] }
    var names = type.schemaType == nil ? [] : ["annotations"]
    if type.schemaType != nil, type != .deployments { names.append("labels") }
    if options.isApplied { names.append("managedFields") }
    guard let metadata = object["metadata"]?.object, let before = old["metadata"]?.object else {
      return result
    }
    let changed = names.filter { metadata[$0] != before[$0] && metadata[$0] != nil }
    if changed.isEmpty { return result }
    result.modify("metadata") { result in
      for name in changed { result[name] = metadata[name] }
    }
    return result
  }

  /// What only the server sets stays as it was.
  private static func keepServerFields(_ object: inout Fields, from old: Fields) {
    let before = old.metadata
    object.modify("metadata") { metadata in
      for name in [
        "uid", "creationTimestamp", "generation", "deletionTimestamp",
        "deletionGracePeriodSeconds", "resourceVersion", "generateName",
      ] {
        metadata[name] = before[name]
      }
      if metadata["managedFields"]?.array?.isEmpty ?? true {
        metadata["managedFields"] = before["managedFields"]
      }
    }
  }

  /// Whether an object wants something other than before: anything but names, labels and status;
  /// of Deployments, annotations count, too (`pkg/registry/apps/deployment/strategy.go`).
  private static func wantsOther(
    _ object: Fields, than old: Fields, _ type: ResourceType
  ) -> Bool {
    if type == .deployments,
      object["metadata"]?[path: "annotations"] != old["metadata"]?[path: "annotations"]
    {
      return true
    }
    func wanted(_ fields: Fields) -> [(String, Value)] {
      fields.filter { !["metadata", "status", "apiVersion", "kind"].contains($0.0) }
    }
    let (now, before) = (wanted(object), wanted(old))
    guard now.count == before.count else { return true }
    return now.contains { old[$0.0] != $0.1 }
  }
}

extension Fields {
  /// Whether an object was to be deleted and nothing stands against it any more.
  var hasEnded: Bool {
    let metadata = metadata
    guard metadata["deletionTimestamp"] != nil else { return false }
    if let finalizers = metadata["finalizers"]?.array, !finalizers.isEmpty { return false }
    if let finalizers = self["spec"]?.object?["finalizers"]?.array, !finalizers.isEmpty,
      self["kind"]?.string == "Namespace"
    {
      return false
    }
    if case .integer(let seconds)? = metadata["deletionGracePeriodSeconds"] { return seconds == 0 }
    return true
  }
}
