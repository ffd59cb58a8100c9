// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// The types of a custom resource, as the `openAPIV3Schema` of its definition has them.
///
/// Lists count as a whole unless `x-kubernetes-list-type` says `map` or `set`; objects are merged
/// unless `x-kubernetes-map-type` says `atomic`. `metadata` is that of every object.
package struct CustomResourceTypes: MergeTypes {
  /// What stands for a type.
  package enum Reference: Sendable {
    /// The type of the objects.
    case root(Fields)
    /// A schema within that of the objects.
    case schema(Fields)
    /// A type of Kubernetes.
    case builtIn(SchemaMergeTypes.Reference)
    /// Any value.
    case unknown
  }

  private let schema: Fields
  private let builtIn: SchemaMergeTypes?

  /// Creates the types.
  ///
  /// - Parameters:
  ///   - openAPIV3Schema: The schema.
  ///   - rules: The types of Kubernetes, for `metadata`.
  package init(openAPIV3Schema: Fields, rules: SchemaMergeRules = .kubernetes) {
    schema = openAPIV3Schema
    builtIn = rules.schema.type(named: "meta.v1.ObjectMeta").map {
      SchemaMergeTypes(type: $0, rules: rules)
    }
  }

  /// The type of the objects.
  package var root: Reference { .root(schema) }
  /// An object without fields.
  package var emptyObject: Fields { Fields() }

  /// How values of a type are merged.
  package func structure(of type: Reference) -> MergeStructure<Reference> {
    switch type {
    case .root: return .object
    case .unknown: return .guessed
    case .builtIn(let reference): return builtInStructure(of: reference)
    case .schema(let schema):
      if schema["x-kubernetes-int-or-string"] == true { return .whole(.scalar) }
      switch schema["type"]?.string {
      case "object": return schema["x-kubernetes-map-type"] == "atomic" ? .whole(.map) : .object
      case "array": return listStructure(of: schema)
      case "string", "integer", "number", "boolean": return .whole(.scalar)
      default: return .guessed
      }
    }
  }

  private func builtInStructure(
    of reference: SchemaMergeTypes.Reference
  ) -> MergeStructure<Reference> {
    switch builtIn?.structure(of: reference) {
    case .whole(let kind): .whole(.init(rawValue: kind.rawValue) ?? .any)
    case .object: .object
    case .list(let element, let keys): .list(element: .builtIn(element), keys: keys)
    case .set: .set
    case .guessed, nil: .guessed
    }
  }

  private func listStructure(of schema: Fields) -> MergeStructure<Reference> {
    switch schema["x-kubernetes-list-type"]?.string {
    case "set": return .set
    case "map":
      let items = schema["items"]?.object ?? Fields()
      let properties = items["properties"]?.object ?? Fields()
      let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
      return .list(
        element: .schema(items),
        keys: keys.map {
          MergeKey(name: $0, fallback: properties[$0]?.object?["default"])
        })
    default: return .whole(.list)
    }
  }

  /// A field of a type.
  package func member(_ name: String, of type: Reference) -> MergeMember<Reference> {
    switch type {
    case .root(let schema):
      if name == "metadata", let builtIn {
        return MergeMember(type: .builtIn(builtIn.root), origin: .named)
      }
      if name == "apiVersion" || name == "kind" {
        return MergeMember(type: .schema(["type": "string"]), origin: .named)
      }
      return member(name, in: schema)
    case .schema(let schema): return member(name, in: schema)
    case .unknown: return MergeMember(type: .unknown, origin: .entry)
    case .builtIn(let reference):
      guard let member = builtIn?.member(name, of: reference) else {
        return MergeMember(type: .unknown, origin: .entry)
      }
      let origin: MergeMember<Reference>.Origin =
        switch member.origin {
        case .named: .named
        case .entry: .entry
        case .undeclared: .undeclared
        }
      return MergeMember(type: .builtIn(member.type), origin: origin)
    }
  }

  private func member(_ name: String, in schema: Fields) -> MergeMember<Reference> {
    if let property = schema["properties"]?.object?[name] {
      return MergeMember(type: property.object.map { .schema($0) } ?? .unknown, origin: .named)
    }
    switch schema["additionalProperties"] {
    case .object(let element)?: return MergeMember(type: .schema(element), origin: .entry)
    case true?: return MergeMember(type: .unknown, origin: .entry)
    default: break
    }
    let isOpen = schema["x-kubernetes-preserve-unknown-fields"] == true
    return MergeMember(type: .unknown, origin: isOpen ? .entry : .undeclared)
  }
}
