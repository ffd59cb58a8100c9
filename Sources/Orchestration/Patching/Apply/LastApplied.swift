// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The manifest that `kubectl apply` keeps in an annotation, and what it means when the object is
/// applied by the server from then on (apimachinery/pkg/util/managedfields).
enum LastApplied {
  /// The manager for whom the annotation counts.
  static let manager = "kubectl"
  /// The annotation.
  static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

  private static func text(of object: Fields) -> String? {
    let text = object["metadata"]?.object?["annotations"]?.object?[annotation]?.string
    return text == "" ? nil : text
  }

  /// The fields of the annotation's manifest whose values the object still has; these may be taken
  /// over without force.
  static func fields(
    of object: Fields, _ merge: StructuredMerge<some MergeTypes>
  ) -> FieldSet {
    guard let text = text(of: object),
      case .object(let applied)? = try? JSONReader.value(of: MemorySource(text))
    else { return FieldSet() }
    let comparison = merge.compare(object, applied)
    return merge.fields(of: applied).subtracting(
      comparison.modified.union(comparison.added).union(comparison.removed))
  }

  /// The object with the applied configuration in the annotation, where it has the annotation.
  static func updated(_ object: Fields, applied: Fields) -> Fields {
    guard text(of: object) != nil, case .object(var metadata)? = object["metadata"],
      case .object(var annotations)? = metadata["annotations"]
    else { return object }
    var manifest = applied
    if case .object(var inner)? = manifest["metadata"],
      case .object(var others)? = inner["annotations"]
    {
      others[annotation] = nil
      inner["annotations"] = others.isEmpty ? .none : .object(others)
      manifest["metadata"] = .object(inner)
    }
    // Keys are all that later patches need of a Secret, so its values are not kept a second time.
    if manifest["kind"]?.string == "Secret" { manifest = manifest.redacted }
    let text = JSONWriter(sortsFields: true).text(.object(manifest)) + "\n"
    if annotations[annotation] == .string(text) { return object }
    annotations[annotation] = .string(text)
    metadata["annotations"] = .object(annotations)
    var result = object
    result["metadata"] = .object(metadata)
    return result
  }
}
