// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Changes an object by a difference, or applies what someone wants of it.
  ///
  /// From `apiserver/pkg/endpoints/handlers/patch.go`.
  func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if type.isLatestOnly { throw .methodNotAllowed(type, "patch") }
    return try withoutQuoting(type, key, { $0.add(patch) }) { () throws(APIStatus) in
      try patchUnguarded(type, key, patch, subresource: subresource, options)
    }
  }

  private func patchUnguarded(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if let subresource {
      guard [.status, .scale, .finalize].contains(subresource),
        type.subresources.contains(subresource)
      else { throw .methodNotAllowed(type, "patch") }
    }
    if case .apply(let wanted) = patch {
      return try apply(wanted, type, key, subresource: subresource, options)
    }
    let (old, _) = try current(type, key)
    if subresource == .scale {
      let scale = try self.scale(of: old, type)
      let patched = try changed(scale, by: patch, schemaType: nil, type)
      return try setScale(patched, type, key, options)
    }
    var object = try changed(old, by: patch, schemaType: type.schemaType, type)
    try requireSameName(object, key, type)
    let written = object.metadata["resourceVersion"]?.string ?? ""
    if !written.isEmpty, written != old.metadata["resourceVersion"]?.string {
      throw .conflict(type, key.name)
    }
    let missing = try decode(&object, replacing: old, type, subresource: subresource, options)
    return try replace(
      type, key, old, by: object, subresource: subresource, options, missing: missing)
  }

  /// An object with a difference applied.
  private func changed(
    _ object: Fields, by patch: Patch, schemaType: Int?, _ type: ResourceType
  ) throws(APIStatus) -> Fields {
    do throws(PatchError) {
      switch patch {
      case .json(let operations): return try JSONPatch.apply(.array(operations), to: object)
      case .merge(let fields): return MergePatch.apply(fields, to: object)
      case .strategic(let fields):
        // Scales have no lists, so both kinds of patches do the same to them.
        if schemaType == nil, type.schemaType != nil {
          return MergePatch.apply(fields, to: object)
        }
        return try StrategicMergePatch.apply(fields, to: object, type: schemaType)
      case .apply: return object
      }
    } catch {
      throw APIStatus(error)
    }
  }

  private func requireSameName(
    _ object: Fields, _ key: ObjectKey, _ type: ResourceType
  ) throws(APIStatus) {
    var findings = Findings()
    let metadata = object.metadata
    findings.within("metadata") { findings in
      if metadata["name"]?.string != key.name {
        findings.invalid("name", metadata["name"], "field is immutable")
      }
      if type.isNamespaced, metadata["namespace"]?.string != key.namespace {
        findings.invalid("namespace", metadata["namespace"], "field is immutable")
      }
    }
    if !findings.causes.isEmpty { throw .invalid(type, key.name, findings.causes) }
  }

  // MARK: Server-side apply

  private func apply(
    _ wanted: Fields, _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    guard subresource != .scale else {
      throw APIStatus(
        .unsupportedMediaType,
        "the body of the request was in an unknown format - accepted media types include: "
          + "application/json-patch+json, application/merge-patch+json")
    }
    var wanted = wanted
    try setKind(&wanted, type)
    if let name = wanted.metadata["name"]?.string, name != key.name {
      throw .badRequest(
        "the name of the object (\(name)) does not match the name on the URL (\(key.name))")
    }
    wanted.modify("metadata") { metadata in
      metadata["name"] = .string(key.name)
      if type.isNamespaced { metadata["namespace"] = .string(key.namespace) }
    }
    _ = try decode(&wanted, replacing: nil, type, subresource: subresource, options)
    let live = try find(type, key)
    if live == nil, subresource != nil { throw .notFound(type, key.name) }
    let version = wanted.metadata["resourceVersion"]?.string ?? ""
    if !version.isEmpty, version != live?.metadata["resourceVersion"]?.string {
      throw .conflict(type, key.name)
    }
    let result: Fields
    do throws(PatchError) {
      result = try fieldManager(type, subresource).apply(
        wanted, to: live, manager: options.fieldManager ?? "unknown", isForced: options.force,
        subresource: subresource?.rawValue ?? "", time: clock.now)
    } catch {
      throw APIStatus(error)
    }
    var options = options
    options.isApplied = true
    guard let live else { return try create(type, result, subresource: nil, options) }
    return try replace(type, key, live, by: result, subresource: subresource, options)
  }

  // MARK: Who manages what

  /// What knows who manages the fields of a type.
  func fieldManager(_ type: ResourceType, _ subresource: Subresource?) -> FieldManager {
    let ignored: FieldSet
    switch subresource {
    case .status: ignored = FieldSet([[.field("spec")], [.field("metadata"), .field("labels")]])
    default: ignored = type.hasStatus ? FieldSet([[.field("status")]]) : FieldSet()
    }
    if let schemaType = type.schemaType {
      return .known(ServerSideApply(types: SchemaMergeTypes(type: schemaType), ignoring: ignored))
    }
    // A kind whose fields are not known may have any.
    let schema = customs[type]?.schema ?? ["x-kubernetes-preserve-unknown-fields": true]
    return .custom(
      ServerSideApply(types: CustomResourceTypes(openAPIV3Schema: schema), ignoring: ignored))
  }

  /// Notes who manages the fields that were written.
  func manage(
    _ object: Fields, replacing old: Fields?, _ type: ResourceType, subresource: Subresource?,
    _ options: WriteOptions
  ) -> Fields {
    if options.isApplied { return object }
    let isManaged =
      fieldManagement == .always || old?["metadata"]?.object?["managedFields"] != nil
      || object["metadata"]?.object?["managedFields"] != nil
    guard isManaged else { return object }
    if old == nil, fieldManagement != .always { return object.withoutManagedFields }
    let managed = fieldManager(type, subresource).update(
      from: old, to: object, manager: options.fieldManager ?? "unknown",
      subresource: subresource?.rawValue ?? "", time: clock.now)
    return object.with(managed)
  }
}

/// What knows who manages the fields of a type.
enum FieldManager {
  /// Of a type of Kubernetes.
  case known(ServerSideApply<SchemaMergeTypes>)
  /// Of a custom resource.
  case custom(ServerSideApply<CustomResourceTypes>)

  /// Applies what someone wants of an object; `nil` where there is none yet.
  func apply(
    _ wanted: Fields, to live: Fields?, manager: String, isForced: Bool, subresource: String,
    time: Timestamp
  ) throws(PatchError) -> Fields {
    switch self {
    case .known(let apply):
      return try apply.apply(
        wanted, to: live, manager: manager, isForced: isForced, subresource: subresource,
        time: time
      ).object
    case .custom(let apply):
      return try apply.apply(
        wanted, to: live, manager: manager, isForced: isForced, subresource: subresource,
        time: time
      ).object
    }
  }

  /// Who manages the fields of an object after it was written.
  func update(
    from old: Fields?, to new: Fields, manager: String, subresource: String, time: Timestamp
  ) -> ManagedFields {
    switch self {
    case .known(let apply):
      apply.update(
        from: old, to: new, manager: manager, subresource: subresource, time: time)
    case .custom(let apply):
      apply.update(
        from: old, to: new, manager: manager, subresource: subresource, time: time)
    }
  }
}

extension APIStatus {
  /// The answer where a patch cannot be applied.
  init(_ error: PatchError) {
    let reason: Reason =
      switch error.reason {
      case .badRequest: .badRequest
      case .invalid: .invalid
      case .conflict: .conflict
      case .unsupportedMediaType: .unsupportedMediaType
      case .requestEntityTooLarge: .requestEntityTooLarge
      case .unknown: .internalError
      }
    self.init(reason, error.message)
    guard case .conflicts(let conflicts) = error else { return }
    details = Details(
      causes: conflicts.map { conflict in
        let cause = conflict.cause
        return Cause(reason: cause.reason, message: cause.message, field: cause.field)
      })
  }
}
