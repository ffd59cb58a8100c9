// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How a strategic merge patch treats a field.
struct PatchField {
  /// What becomes of the value of an object.
  enum Strategy {
    /// Objects are merged field by field, lists replaced.
    case usual
    /// Lists are merged element by element.
    case merge
    /// Objects are replaced.
    case replace
  }

  /// The type of the field; `nil` where it is not known.
  var type: Schema.ValueType?
  /// What becomes of its value.
  var strategy = Strategy.usual
  /// Whether a patch names the fields that stay.
  var retainsKeys = false
  /// The field that tells the elements of a list apart; `nil` for lists of plain values.
  var mergeKey: String?
}

extension Schema {
  /// How a strategic merge patch treats a field of a value of a type.
  ///
  /// Fields that the type does not have are treated as the fields of a type that is not known.
  func patchField(_ name: String, of type: ValueType?) -> PatchField {
    switch type {
    case .object(let index):
      let objectType = types[index]
      guard let position = objectType.index(of: name) else { return PatchField() }
      let field = objectType.fields[position]
      var result = PatchField(type: valueTypes[field.type], mergeKey: field.patchMergeKey)
      for strategy in field.patchStrategies {
        switch strategy {
        case "merge": result.strategy = .merge
        case "replace": result.strategy = .replace
        default: result.retainsKeys = true
        }
      }
      return result
    case .map(let element): return PatchField(type: valueTypes[element])
    default: return PatchField()
    }
  }

  /// The type of the elements of a list.
  func elementType(of type: ValueType?) -> ValueType? {
    if case .list(let element)? = type { valueTypes[element] } else { nil }
  }
}
