// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Gives ConfigMaps and Secrets names that go with their content, as the generators of kustomize do.
///
/// Other content is another object, so what a template refers to never changes: a rollback brings
/// back the old content with the old template, as long as the old object is there. It is done before
/// objects are applied, to those that are applied together.
public enum GeneratedNames {
  /// Asks for it: an annotation of a ConfigMap or a Secret, `"true"`.
  public static let annotation = "stevedore.dev/generated-name"

  /// The objects with the names, which are immutable, and with everything that refers to them.
  ///
  /// The end of a Secret's name tells who guesses its content that the guess is right, as it does
  /// with kustomize.
  ///
  /// - Parameter objects: Objects that are applied together.
  /// - Returns: The objects, in their order; others are as they were.
  public static func resolve(_ objects: [Fields]) -> [Fields] {
    var names: [String: String] = [:]
    let named = objects.map { object -> Fields in
      guard let kind = Self.kind(of: object), object.annotation(annotation) == "true" else {
        return object
      }
      let key = ObjectKey(object)
      let name = key.name + "-" + ConfigurationHash.suffix(of: object)
      names[Self.place(kind, namespace(of: object), key.name)] = name
      var result = object
      result.modify("metadata") { $0["name"] = .string(name) }
      result["immutable"] = true
      return result
    }
    if names.isEmpty { return objects }
    return named.map { object in
      var result = object
      let space = namespace(of: object)
      rename(&result) { kind, name in names[Self.place(kind, space, name)] }
      return result
    }
  }

  private static func kind(of object: Fields) -> ConfigurationReference.Kind? {
    guard object["apiVersion"] == "v1" else { return nil }
    switch object["kind"] {
    case "ConfigMap"?: return .configMap
    case "Secret"?: return .secret
    default: return nil
    }
  }

  private static func namespace(of object: Fields) -> String {
    let namespace = ObjectKey(object).namespace
    return namespace.isEmpty ? "default" : namespace
  }

  private static func place(
    _ kind: ConfigurationReference.Kind, _ namespace: String, _ name: String
  ) -> String { "\(kind.word)/\(namespace)/\(name)" }

  // MARK: References

  private typealias Name = (ConfigurationReference.Kind, String) -> String?

  /// Renames what the pods of an object refer to, at whatever depth they are described.
  private static func rename(_ object: inout Fields, _ name: Name) {
    for (key, value) in object {
      guard case .object(var inner) = value, key == "spec" || key.hasSuffix("emplate") else {
        continue
      }
      if key == "spec", inner["containers"] != nil {
        renamePod(&inner, name)
      } else {
        rename(&inner, name)
      }
      object[key] = .object(inner)
    }
  }

  private static func renamePod(_ spec: inout Fields, _ name: Name) {
    for list in ["containers", "initContainers"] {
      spec.modifyEach(list) { container in
        container.modifyEach("envFrom") { source in
          replace(&source, "configMapRef", "name", .configMap, name)
          replace(&source, "secretRef", "name", .secret, name)
        }
        container.modifyEach("env") { variable in
          guard variable["valueFrom"] != nil else { return }
          variable.modify("valueFrom") { source in
            replace(&source, "configMapKeyRef", "name", .configMap, name)
            replace(&source, "secretKeyRef", "name", .secret, name)
          }
        }
      }
    }
    spec.modifyEach("volumes") { volume in
      replace(&volume, "configMap", "name", .configMap, name)
      replace(&volume, "secret", "secretName", .secret, name)
      guard volume["projected"] != nil else { return }
      volume.modify("projected") { projected in
        projected.modifyEach("sources") { source in
          replace(&source, "configMap", "name", .configMap, name)
          replace(&source, "secret", "name", .secret, name)
        }
      }
    }
    spec.modifyEach("imagePullSecrets") { reference in
      if let old = reference["name"]?.string, let new = name(.secret, old) {
        reference["name"] = .string(new)
      }
    }
  }

  private static func replace(
    _ fields: inout Fields, _ source: String, _ field: String,
    _ kind: ConfigurationReference.Kind, _ name: Name
  ) {
    guard let old = fields[source]?[path: field]?.string, let new = name(kind, old) else { return }
    fields.modify(source) { $0[field] = .string(new) }
  }
}

extension Fields {
  /// Changes each object of a list under a name, if there is one.
  fileprivate mutating func modifyEach(_ name: String, _ body: (inout Fields) -> Void) {
    guard case .array(let elements)? = self[name] else { return }
    self[name] = .array(
      elements.map { element in
        guard case .object(var fields) = element else { return element }
        body(&fields)
        return .object(fields)
      })
  }
}
