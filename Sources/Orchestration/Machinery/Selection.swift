// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which objects of a type are meant.
struct Selection {
  let namespace: String
  let labels: LabelSelector
  let fields: FieldSelector
  /// The paths of the fields, one for each requirement.
  private let paths: [[String]]

  /// Creates a selection.
  ///
  /// - Throws: `BadRequest` where objects of the type cannot be selected by a field.
  init(
    _ type: ResourceType, _ namespace: String, _ labels: LabelSelector, _ fields: FieldSelector,
    _ rules: [ResourceType: ResourceRules]
  ) throws(APIStatus) {
    (self.namespace, self.labels, self.fields) = (namespace, labels, fields)
    for requirement in fields.requirements {
      let field = requirement.field
      let isKnown =
        field == "metadata.name" || (field == "metadata.namespace" && type.isNamespaced)
        || rules[type]?.selectableFields.contains(field) == true
      guard isKnown else {
        throw .badRequest("field label not supported: \(field)")
      }
    }
    paths = fields.requirements.map { $0.field.split(separator: ".").map(String.init) }
  }

  /// Whether nothing is left out.
  var isEverything: Bool { labels.isEmpty && fields.requirements.isEmpty }

  /// The one name that is selected.
  var name: String? { value(of: "metadata.name") }
  /// The one node whose pods are selected.
  var nodeName: String? { value(of: "spec.nodeName") }

  private func value(of field: String) -> String? {
    fields.requirements.first { $0.field == field && $0.isEqual }?.value
  }

  /// Whether an object is meant.
  func selects(_ object: Fields) -> Bool {
    for (index, requirement) in fields.requirements.enumerated() {
      let isEqual = Self.text(object, paths[index]) == requirement.value
      if isEqual != requirement.isEqual { return false }
    }
    let metadata = object["metadata"]?.object
    if !namespace.isEmpty, metadata?["namespace"]?.string != namespace { return false }
    if labels.isEmpty { return true }
    return labels.matches(metadata?["labels"].flatMap { [String: String]($0) } ?? [:])
  }

  private static func text(_ object: Fields, _ path: [String]) -> String {
    var value = Value.object(object)
    for name in path {
      guard case .object(let fields) = value, let next = fields[name] else { return "" }
      value = next
    }
    switch value {
    case .string(let text): return text
    case .bool(let truth): return truth ? "true" : "false"
    case .integer(let number): return String(number)
    default: return ""
    }
  }
}
