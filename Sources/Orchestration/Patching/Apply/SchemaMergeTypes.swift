// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// The types of a kind of the API of Kubernetes.
package struct SchemaMergeTypes: MergeTypes {
  /// A type, and how a field of the type is merged.
  package struct Reference: Hashable, Sendable {
    /// The type; `nil` where it is not known.
    var type: Schema.ValueType?
    /// How the field is merged.
    var merge: Schema.Merge
  }

  private let rules: SchemaMergeRules
  /// The index in `Schema.types` of the objects' type.
  private let type: Int

  /// Creates the types.
  ///
  /// - Parameters:
  ///   - type: The index in `Schema.types` of the objects' type.
  ///   - rules: The schema.
  package init(type: Int, rules: SchemaMergeRules = .kubernetes) {
    (self.type, self.rules) = (type, rules)
  }

  /// The type of the objects.
  package var root: Reference { Reference(type: .object(type), merge: .granular) }

  /// An object as the API server has it before anyone sets a field.
  package var emptyObject: Fields { rules.emptyObject(of: type) }

  /// How values of a type are merged.
  package func structure(of reference: Reference) -> MergeStructure<Reference> {
    switch reference.type {
    case nil: return .guessed
    case .anyObject: return .whole(.any)
    case .object(let index):
      let isWhole = reference.merge == .atomic || rules.isAtomic[index]
      return isWhole ? .whole(.map) : .object
    case .map: return reference.merge == .atomic ? .whole(.map) : .object
    case .list(let element):
      let type = rules.schema.valueTypes[element]
      switch reference.merge {
      case .granular, .atomic: return .whole(.list)
      case .set: return .set
      case .map(let keys):
        return .list(
          element: Reference(type: type, merge: .granular),
          keys: keys.map { MergeKey(name: $0, fallback: rules.fallback(of: $0, in: type)) })
      }
    case .string, .bool, .int32, .int64, .bytes, .quantity, .intOrString, .time, .microTime:
      return .whole(.scalar)
    }
  }

  /// A field of a type.
  package func member(_ name: String, of reference: Reference) -> MergeMember<Reference> {
    let schema = rules.schema
    switch reference.type {
    case .object(let index):
      let type = schema.types[index]
      guard let position = type.index(of: name) else { break }
      let field = type.fields[position]
      return MergeMember(
        type: Reference(type: schema.valueTypes[field.type], merge: field.merge), origin: .named)
    case .map(let element):
      return MergeMember(
        type: Reference(type: schema.valueTypes[element], merge: .granular), origin: .entry)
    case nil:
      return MergeMember(type: Reference(type: nil, merge: .granular), origin: .entry)
    default: break
    }
    return MergeMember(type: Reference(type: nil, merge: .granular), origin: .undeclared)
  }
}
