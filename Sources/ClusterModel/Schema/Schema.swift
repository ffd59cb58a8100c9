// SPDX-License-Identifier: Apache-2.0

/// The types of the Kubernetes API and their fields: what may stand where in an object.
///
/// It is made from the OpenAPI document and the protobuf definitions of Kubernetes 1.36.
public struct Schema: Sendable {
  /// The schema of Kubernetes.
  public static let kubernetes = Schema(table: SchemaTable.text)

  /// The types of objects, in ascending order of their names.
  public let types: [ObjectType]
  /// The types of values that fields have; lists and maps refer to others by their index.
  public let valueTypes: [ValueType]
  /// The index in `types` of each kind, by group, version and name.
  private let kinds: [String: Int]
  /// The index in `types` of each type, by its name.
  private let names: [String: Int]

  init(types: [ObjectType], valueTypes: [ValueType]) {
    self.types = types
    self.valueTypes = valueTypes
    var (kinds, names): ([String: Int], [String: Int]) = ([:], [:])
    for (index, type) in types.enumerated() {
      names[type.name] = index
      for kind in type.kinds { kinds[kind] = index }
    }
    (self.kinds, self.names) = (kinds, names)
  }

  /// The type of a kind's objects.
  ///
  /// - Parameters:
  ///   - apiVersion: The group and version, such as `apps/v1`.
  ///   - kind: The kind, such as `Deployment`.
  /// - Returns: The index in `types`; `nil` where the schema does not have the kind.
  public func type(apiVersion: String, kind: String) -> Int? { kinds[apiVersion + "/" + kind] }

  /// A type by its name, such as `core.v1.PodSpec`.
  ///
  /// - Parameter name: The type's name.
  /// - Returns: The index in `types`; `nil` where there is none.
  public func type(named name: String) -> Int? { names[name] }
}

extension Schema {
  /// A type of objects.
  public struct ObjectType: Sendable, Hashable {
    /// The name, such as `core.v1.PodSpec`.
    public let name: String
    /// The kinds whose objects are of the type, such as `v1/Pod`.
    public let kinds: [String]
    /// The fields, in ascending order of their names.
    public let fields: [Field]

    /// Where a field stands in `fields`.
    ///
    /// - Parameter name: The field's name.
    /// - Returns: The index, `nil` where there is no such field.
    /// - Complexity: Logarithmic in the number of fields.
    public func index(of name: String) -> Int? {
      var (low, high) = (0, fields.count)
      while low < high {
        let middle = (low + high) / 2
        if fields[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low < fields.count && fields[low].name == name ? low : nil
    }
  }

  /// A field of a type.
  public struct Field: Sendable, Hashable {
    /// The name.
    public let name: String
    /// Whether every object has to have it.
    public let isRequired: Bool
    /// The index of its type in `valueTypes`.
    public let type: Int
    /// How the values of two appliers become one.
    public let merge: Merge
    /// What a strategic merge patch does, such as `merge` and `retainKeys`.
    public let patchStrategies: [String]
    /// The field that tells elements apart in a strategic merge patch.
    public let patchMergeKey: String?
    /// The numbers in protobuf: of the messages that it is within, then its own; empty where it has
    /// none.
    public let protobufPath: [Int]
  }

  /// How a list or a map that two appliers have set becomes one.
  public enum Merge: Sendable, Hashable {
    /// Field by field, or element by element as the type has it.
    case granular
    /// Not at all: the last counts.
    case atomic
    /// Elements are values of a set.
    case set
    /// Elements are told apart by some of their fields.
    case map(keys: [String])
  }

  /// A type of values.
  public enum ValueType: Sendable, Hashable {
    /// Text.
    case string
    /// A truth value.
    case bool
    /// A whole number of 32 bits.
    case int32
    /// A whole number of 64 bits.
    case int64
    /// Bytes in Base64.
    case bytes
    /// An amount.
    case quantity
    /// A whole number or text.
    case intOrString
    /// A moment in seconds.
    case time
    /// A moment in microseconds.
    case microTime
    /// An object with any fields.
    case anyObject
    /// A list, whose elements have a type of `valueTypes`.
    case list(Int)
    /// A map, whose values have a type of `valueTypes`.
    case map(Int)
    /// An object of a type of `types`.
    case object(Int)
  }
}
