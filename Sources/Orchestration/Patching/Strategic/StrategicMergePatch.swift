// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// A patch whose lists are merged as the types of the API say, with directives for what cannot be
/// said by values (apimachinery/pkg/util/strategicpatch).
///
/// A field that is `null` is taken out. Objects are merged field by field. Lists are replaced, but
/// those with the strategy `merge` are merged: objects by their merge key, plain values as a set.
/// `$patch` with `delete` or `replace` empties or replaces an object, deletes an element or replaces
/// a list; `$setElementOrder/LIST` gives the order of a list, `$deleteFromPrimitiveList/LIST` names
/// plain values to take out, and `$retainKeys` the fields that may stay.
package enum StrategicMergePatch {
  /// The media type of such patches.
  package static let mediaType = "application/strategic-merge-patch+json"

  /// Applies a patch to an object.
  ///
  /// What does not change shares its storage with the object.
  ///
  /// - Parameters:
  ///   - patch: The patch.
  ///   - object: The object.
  ///   - type: The type of the object in `schema`; `nil` for kinds without types, whose objects
  ///     cannot be patched so.
  ///   - schema: The types.
  /// - Returns: The patched object.
  /// - Throws: `PatchError` where the patch is not as it has to be or does not fit the object.
  /// - Complexity: Linear in the size of the patch, the fields of the objects it changes, and the
  ///   product of the lengths of two lists that are merged.
  package static func apply(
    _ patch: Fields, to object: Fields, type: Int?, schema: Schema = .kubernetes
  ) throws(PatchError) -> Fields {
    guard let type else {
      throw .unknownTypes(
        mediaType: mediaType,
        supported: [
          "application/json-patch+json", "application/merge-patch+json",
          "application/apply-patch+yaml",
        ])
    }
    var merge = StrategicMerge(schema: schema)
    return try merge.merged(object, with: patch, type: .object(type)) ?? object
  }
}
