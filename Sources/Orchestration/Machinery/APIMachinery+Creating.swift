// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Creates an object, or does what creating one beneath an object does.
  func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if type.isLatestOnly { return try measure(type, object) }
    return try withoutQuoting(type, ObjectKey(object), { $0.add(secret: object) }) {
      () throws(APIStatus) in
      switch subresource {
      case nil: return try create(type, object, options)
      case .binding where type == .pods: return try bind(object, options)
      case .eviction where type == .pods: return try evict(object, options)
      default: throw .methodNotAllowed(type, "create")
      }
    }
  }

  private func create(
    _ type: ResourceType, _ object: Fields, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    var object = object
    try setIdentity(&object, type)
    let rules = rules[type] ?? ResourceRules()
    let key = ObjectKey(object)
    let written = type == .pods ? object["spec"]?.object : nil
    // What an autoscaler recommends depends on more than the spec.
    var isScaled = false
    if type == .pods {
      isScaled = try !tables.verticalAutoscalers(in: key.namespace, every).isEmpty
    }
    let known =
      isScaled
      ? nil : written.flatMap { knownSpecs.entry($0, in: key.namespace, epoch: tables.epoch) }
    var missing: [APIStatus.Cause] = []
    if let known {
      object["spec"] = nil
      missing = try decode(&object, replacing: nil, type, options)
      object["spec"] = known.admitted
    } else {
      missing = try decode(&object, replacing: nil, type, options)
    }
    setServerFields(&object, type)
    try requireNamespace(type, key)
    if let known {
      object["status"] = known.status
      try validate(object, replacing: nil, type, missing: missing, isKnown: true)
    } else {
      if type.hasStatus, let status = rules.initialStatus { object["status"] = .object(status) }
      rules.fillDefaults(&object)
      rules.prepareForCreate(&object)
      let annotations = object["metadata"]?[path: "annotations"]
      try admit(&object, replacing: nil, type)
      try validate(object, replacing: nil, type, missing: missing)
      if let written, annotations == object["metadata"]?[path: "annotations"] {
        knownSpecs.remember(
          KnownPodSpecs.Entry(
            written, key.namespace, tables.epoch, admitted: object["spec"] ?? nil,
            status: object["status"] ?? nil))
      }
    }
    object = manage(object, replacing: nil, type, subresource: nil, options)
    if type == .services { try giveNumbers(&object, replacing: nil) }
    if try find(type, key) != nil { throw .alreadyExists(type, key.name) }
    try charge(object, replacing: nil, type, isDryRun: options.isDryRun)
    if options.isDryRun { return object }
    try requireRoom()
    let stored: Fields
    do throws(StoreError) {
      stored = try store.put(type, key, object, expecting: nil)
    } catch {
      if case .changed = error { throw .alreadyExists(type, key.name) }
      throw status(of: error, type, key)
    }
    try afterWriting(type, stored)
    return stored
  }

  /// Sets what only the server sets in a new object.
  private func setServerFields(_ object: inout Fields, _ type: ResourceType) {
    object.modify("metadata") { metadata in
      for name in [
        "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink",
        "generation",
      ] {
        metadata[name] = nil
      }
      metadata["uid"] = .string(makeUID())
      metadata["creationTimestamp"] = timestamp
      if type.hasGeneration { metadata["generation"] = 1 }
    }
  }

  /// Sets kind, version and name, and the namespace where it was left out.
  private func setIdentity(_ object: inout Fields, _ type: ResourceType) throws(APIStatus) {
    try setKind(&object, type)
    let metadata = object.metadata
    var name = metadata["name"]?.string ?? ""
    let prefix = metadata["generateName"]?.string ?? ""
    if name.isEmpty, !prefix.isEmpty {
      // As `names.SimpleNameGenerator`: what is too long for a name is cut before the suffix.
      name = String(prefix.prefix(58)) + makeSuffix()
    }
    guard !name.isEmpty else {
      throw .invalid(
        type, "",
        [
          APIStatus.Cause(
            reason: "FieldValueRequired",
            message: "Required value: name or generateName is required", field: "metadata.name")
        ])
    }
    object.modify("metadata") { metadata in
      metadata["name"] = .string(name)
      if !type.isNamespaced {
        metadata["namespace"] = nil
      } else if metadata["namespace"]?.string ?? "" == "" {
        metadata["namespace"] = "default"
      }
    }
  }

  /// Sets the kind and the version where they were left out, and refuses others.
  func setKind(_ object: inout Fields, _ type: ResourceType) throws(APIStatus) {
    if let kind = object["kind"]?.string, kind != type.kind {
      throw .badRequest(
        "\(kind) in version \"\(object["apiVersion"]?.string ?? "")\" cannot be handled as a "
          + "\(type.kind)")
    }
    if object["kind"] == nil || object["apiVersion"] == nil {
      object["apiVersion"] = .string(type.apiVersion)
      object["kind"] = .string(type.kind)
    }
  }

  /// Objects are only created in namespaces that are there and stay.
  private func requireNamespace(_ type: ResourceType, _ key: ObjectKey) throws(APIStatus) {
    guard type.isNamespaced else { return }
    guard let namespace = try find(.namespaces, ObjectKey(name: key.namespace)) else {
      throw .notFound(.namespaces, key.namespace)
    }
    if namespace.metadata["deletionTimestamp"] != nil {
      var status = APIStatus.forbidden(
        type, key.name,
        "unable to create new content in namespace \(key.namespace) because it is being terminated")
      status.details?.causes = [
        APIStatus.Cause(
          reason: "NamespaceTerminating", message: "namespace \(key.namespace) is being terminated",
          field: "metadata.namespace")
      ]
      throw status
    }
  }

  /// An object, `nil` where there is none.
  func find(_ type: ResourceType, _ key: ObjectKey) throws(APIStatus) -> Fields? {
    do throws(StoreError) {
      return try store.object(type, key)
    } catch {
      throw status(of: error, type, key)
    }
  }
}

extension ResourceType {
  /// Whether changes of what is wanted are counted: where a kind's strategy says so, and for all
  /// custom resources.
  var hasGeneration: Bool { Self.counted.contains(self) || !Self.known.contains(self) }

  private static let known = Set(kubernetes)
  private static let counted: Set<ResourceType> = [
    pods, replicationControllers, deployments, replicaSets, statefulSets, daemonSets, jobs,
    cronJobs, podDisruptionBudgets, priorityClasses, ingresses, ingressClasses, networkPolicies,
    endpointSlices, csiDrivers, customResourceDefinitions, verticalPodAutoscalers, swarmServices,
    swarmNodes,
  ]
}
