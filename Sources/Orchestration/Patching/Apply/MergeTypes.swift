// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// What server-side apply has to know of the types of a kind's objects: which fields there are, and
/// which objects and lists are merged.
///
/// It comes from the schema of Kubernetes (`SchemaMergeTypes`), from that of a custom resource
/// (`CustomResourceTypes`), or from nowhere, and is then guessed from values.
package protocol MergeTypes: Sendable {
  /// What stands for a type.
  associatedtype Reference: Sendable

  /// The type of the objects.
  var root: Reference { get }

  /// An object as the API server has it before anyone sets a field: with those fields that every
  /// object has.
  var emptyObject: Fields { get }

  /// How values of a type are merged.
  func structure(of type: Reference) -> MergeStructure<Reference>

  /// A field of a type whose structure is `object`.
  func member(_ name: String, of type: Reference) -> MergeMember<Reference>
}

/// How values of a type are merged.
package enum MergeStructure<Reference: Sendable>: Sendable {
  /// What values of a type are that is not merged.
  package enum Whole: String, Sendable {
    /// Values without parts.
    case scalar
    /// Objects.
    case map
    /// Lists.
    case list
    /// Any values.
    case any
  }

  /// Not at all: the last counts.
  case whole(Whole)
  /// Field by field.
  case object
  /// Element by element; some fields tell elements apart.
  case list(element: Reference, keys: [MergeKey])
  /// As a set of plain values.
  case set
  /// As the value suggests: objects field by field, anything else not at all.
  case guessed
}

/// A field that tells elements of a list apart.
package struct MergeKey: Hashable, Sendable {
  /// The name.
  package var name: String
  /// The value of elements without the field.
  package var fallback: Value?

  /// Creates a field.
  package init(name: String, fallback: Value? = nil) {
    (self.name, self.fallback) = (name, fallback)
  }
}

/// A field of an object.
package struct MergeMember<Reference: Sendable>: Sendable {
  /// What it is to the type.
  package enum Origin: Sendable {
    /// The type has a field of this name.
    case named
    /// The type is a map, which has fields of any name.
    case entry
    /// The type has no such field.
    case undeclared
  }

  /// Its type.
  package var type: Reference
  /// What it is to the type that it is in.
  package var origin: Origin

  /// Creates a field.
  package init(type: Reference, origin: Origin) { (self.type, self.origin) = (type, origin) }
}

/// The types of a kind of which nothing is known: every object is merged field by field and every
/// list counts as a whole.
package struct GuessedTypes: MergeTypes {
  /// Creates the types.
  package init() {}

  /// The type of everything.
  package var root: Void { () }
  /// An object without fields.
  package var emptyObject: Fields { Fields() }
  /// Guessed.
  package func structure(of type: Void) -> MergeStructure<Void> { .guessed }
  /// An entry.
  package func member(_ name: String, of type: Void) -> MergeMember<Void> {
    MergeMember(type: (), origin: .entry)
  }
}
