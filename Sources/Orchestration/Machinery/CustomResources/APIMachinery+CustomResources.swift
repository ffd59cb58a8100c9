// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Kinds are served while there is a CustomResourceDefinition of them, in the version that is
/// stored.
extension APIMachinery {
  /// Sets the status of a definition: its names are accepted, and it is served at once.
  func establish(_ definition: inout Fields) {
    let now = timestamp
    let spec = definition["spec"]?.object ?? [:]
    let stored = (spec["versions"]?.array ?? []).first { $0.object?["storage"] == true }
    func condition(_ type: String, _ reason: String, _ message: String) -> Value {
      [
        "type": .string(type), "status": "True", "lastTransitionTime": now,
        "reason": .string(reason), "message": .string(message),
      ]
    }
    definition["status"] = [
      "conditions": [
        condition("NamesAccepted", "NoConflicts", "no conflicts found"),
        condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
      ],
      "acceptedNames": spec["names"] ?? [:],
      "storedVersions": .array(stored?.object?["name"].map { [$0] } ?? []),
    ]
  }

  /// Serves the kind of a definition.
  package func serve(_ definition: Fields) {
    guard
      let new = CustomResource(
        definition,
        known: { fits in self.catalogue.types.first { self.customs[$0] != nil && fits($0) } })
    else { return }
    for (type, custom) in customs
    where custom.definition == new.definition && type != new.type {
      stopServing(type)
    }
    if customs[new.type] == nil { catalogue.add(new.type) }
    customs[new.type] = new
    rules[new.type] = new.rules
  }

  /// Serves the kind of a definition no more, and deletes its objects.
  func stopServing(definition name: String) throws(APIStatus) {
    for (type, custom) in customs where custom.definition == name {
      for object in try every(type) {
        _ = try remove(type, ObjectKey(object), object, expecting: object.revision)
      }
      stopServing(type)
    }
  }

  private func stopServing(_ type: ResourceType) {
    customs[type] = nil
    rules[type] = nil
    catalogue.remove(type)
  }

  /// Serves the kinds whose definitions are in the store.
  func serveStored() {
    for definition in (try? every(.customResourceDefinitions)) ?? [] { serve(definition) }
  }

  /// Leaves out the fields of a custom resource that its schema does not have, or refuses them.
  func decodeCustom(
    _ object: inout Fields, _ type: ResourceType, _ options: WriteOptions
  ) throws(APIStatus) {
    guard let custom = customs[type], !custom.preservesUnknownFields else { return }
    var unknown: [String] = []
    let known: Set<String> = ["apiVersion", "kind", "metadata"]
    let properties = custom.schema["properties"]?.object ?? [:]
    let keepsAll = custom.schema["x-kubernetes-preserve-unknown-fields"] == true
    for (key, value) in object where !known.contains(key) {
      if let schema = properties[key]?.object {
        let pruned = StructuralSchema.pruned(value, schema, key, &unknown)
        if pruned != value { object[key] = pruned }
      } else if !keepsAll {
        object[key] = nil
        unknown.append(key)
      }
    }
    guard options.fieldValidation == .strict, !unknown.isEmpty else { return }
    let list = unknown.map { "unknown field \"\($0)\"" }.joined(separator: ", ")
    throw .badRequest(
      "\(type.kind) in version \"\(type.version)\" cannot be handled as a \(type.kind): strict "
        + "decoding error: \(list)")
  }
}

extension CustomResource {
  /// What a definition says; `nil` where it has no version that is stored.
  ///
  /// - Parameters:
  ///   - definition: The definition.
  ///   - known: A type that is served and fits, whose objects stay.
  init?(_ definition: Fields, known: ((ResourceType) -> Bool) -> ResourceType?) {
    let spec = definition["spec"]?.object ?? [:]
    let names = spec["names"]?.object ?? [:]
    let versions = (spec["versions"]?.array ?? []).compactMap(\.object)
    guard let version = versions.first(where: { $0["storage"] == true }),
      let name = version["name"]?.string, let plural = names["plural"]?.string,
      let kind = names["kind"]?.string, version["served"] != false
    else { return nil }
    let group = spec["group"]?.string ?? ""
    let isNamespaced = spec["scope"] == "Namespaced"
    var subresources: Set<Subresource> = []
    for sub in [Subresource.status, .scale]
    where version["subresources"]?.object?[sub.rawValue]?.object != nil {
      subresources.insert(sub)
    }
    type =
      known {
        $0.group == group && $0.version == name && $0.plural == plural && $0.kind == kind
          && $0.isNamespaced == isNamespaced && $0.subresources == subresources
      }
      ?? ResourceType(
        group: group, version: name, kind: kind, plural: plural,
        shortNames: (names["shortNames"]?.array ?? []).compactMap(\.string),
        categories: (names["categories"]?.array ?? []).compactMap(\.string),
        isNamespaced: isNamespaced, subresources: subresources)
    self.definition = definition.metadata["name"]?.string ?? ""
    schema = version["schema"]?[path: "openAPIV3Schema"]?.object ?? [:]
    preservesUnknownFields = spec["preserveUnknownFields"] == true
    func path(_ name: String) -> [String]? {
      version["subresources"]?[path: "scale"]?.object?[name]?.string.map {
        $0.split(separator: ".").map(String.init)
      }
    }
    scale = path("specReplicasPath").map {
      Scale(
        specReplicas: $0, statusReplicas: path("statusReplicasPath") ?? [],
        labelSelector: path("labelSelectorPath"))
    }
  }

  /// What becomes of objects when they are written.
  var rules: ResourceRules {
    var rules = ResourceRules()
    let schema = schema
    rules.initialStatus = nil
    if type.hasStatus { rules.prepareForCreate = { $0["status"] = nil } }
    rules.fillDefaults = { StructuralSchema.fill(&$0, schema) }
    rules.check = { object, old, findings in
      if let old, old.sharesStorage(with: object) { return }
      var body = object
      for name in ["apiVersion", "kind", "metadata"] { body[name] = nil }
      StructuralSchema.check(.object(body), schema, called: "", &findings)
    }
    return rules
  }
}
