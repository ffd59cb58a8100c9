// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// How many replicas an object wants and has, as `autoscaling/v1` has it.
  func scale(of object: Fields, _ type: ResourceType) throws(APIStatus) -> Fields {
    guard type.subresources.contains(.scale) else { throw .methodNotAllowed(type, "get") }
    let spec = object["spec"]?.object
    let metadata = object.metadata
    var scaled: Fields = [
      "name": metadata["name"] ?? "", "namespace": metadata["namespace"] ?? "",
      "uid": metadata["uid"] ?? "", "resourceVersion": metadata["resourceVersion"] ?? "",
    ]
    scaled["creationTimestamp"] = metadata["creationTimestamp"]
    if let paths = scalePaths(type) {
      var status: Fields = ["replicas": object.value(at: paths.statusReplicas) ?? 0]
      if let path = paths.labelSelector { status["selector"] = object.value(at: path) }
      return [
        "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(scaled),
        "spec": ["replicas": object.value(at: paths.specReplicas) ?? 0],
        "status": .object(status),
      ]
    }
    var status: Fields = ["replicas": object["status"]?.object?["replicas"] ?? 0]
    if let selector = spec?["selector"].flatMap({ LabelSelectorSpec($0) }),
      let compiled = try? selector.compiled()
    {
      status["selector"] = .string(compiled.description)
    }
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(scaled),
      "spec": ["replicas": spec?["replicas"] ?? 1], "status": .object(status),
    ]
  }

  /// Where a scale finds its numbers; `nil` where they stand as in workloads of Kubernetes.
  private func scalePaths(_ type: ResourceType) -> CustomResource.Scale? {
    type == .swarmServices ? .swarm : customs[type]?.scale
  }

  /// Sets how many replicas an object wants.
  func setScale(
    _ scale: Fields, _ type: ResourceType, _ key: ObjectKey, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    guard type.subresources.contains(.scale) else { throw .methodNotAllowed(type, "update") }
    let (old, revision) = try current(type, key)
    if scale.revision != 0, scale.revision != revision { throw .conflict(type, key.name) }
    guard case .integer(let replicas)? = scale["spec"]?.object?["replicas"], replicas >= 0 else {
      throw .invalid(
        type, key.name,
        [
          APIStatus.Cause(
            reason: "FieldValueInvalid",
            message: "Invalid value: must be greater than or equal to 0", field: "spec.replicas")
        ])
    }
    var object = old
    let path = scalePaths(type)?.specReplicas ?? ["spec", "replicas"]
    object.set(.integer(replicas), at: path[...])
    let stored = try replace(type, key, old, by: object, subresource: .scale, options)
    return try self.scale(of: stored, type)
  }
}

extension Fields {
  /// The value at a path of names.
  fileprivate func value(at path: [String]) -> Value? {
    var value = Value.object(self)
    for name in path {
      guard let next = value.object?[name] else { return nil }
      value = next
    }
    return value
  }

  /// Sets the value at a path of names.
  fileprivate mutating func set(_ value: Value, at path: ArraySlice<String>) {
    guard let first = path.first else { return }
    if path.count == 1 {
      self[first] = value
    } else {
      modify(first) { $0.set(value, at: path.dropFirst()) }
    }
  }
}
