// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// A document whose fields replace those of another, where `null` takes a field out (RFC 7396).
package enum MergePatch {
  /// Applies a patch to an object.
  ///
  /// What does not change shares its storage with the object.
  ///
  /// - Complexity: Linear in the size of the patch and in the fields of the objects it changes.
  package static func apply(_ patch: Fields, to object: Fields) -> Fields {
    changed(object, by: patch) ?? object
  }

  /// Applies a patch of any kind to a document of any kind.
  package static func apply(_ patch: Value, to document: Value) -> Value {
    guard case .object(let fields) = patch else { return patch }
    if case .object(let target) = document { return .object(apply(fields, to: target)) }
    return .object(apply(fields, to: Fields()))
  }

  /// The changed object; `nil` where nothing changes.
  private static func changed(_ object: Fields, by patch: Fields) -> Fields? {
    var result: Fields?
    for (key, value) in patch {
      let present = object[key]
      switch (value, present) {
      case (.null, nil): continue
      case (.null, _): result = result ?? object
      case (.object(let inner), .object(let target)?):
        guard let merged = changed(target, by: inner) else { continue }
        result = result ?? object
        result?[key] = .object(merged)
        continue
      case (.object, _):
        let fresh = apply(value, to: .null)
        if fresh == present { continue }
        result = result ?? object
        result?[key] = fresh
        continue
      default:
        if value == present { continue }
        result = result ?? object
      }
      result?[key] = value.isNull ? .none : value
    }
    return result
  }
}
