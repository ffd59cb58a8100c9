// SPDX-License-Identifier: Apache-2.0

import Mustache

/// A value's fields by name, as templates look them up.
///
/// The template engine would reflect a value anew for every tag, which for a page with thousands
/// of rows takes seconds; here each value is reflected once.
struct TemplateFields: MustacheParent {
  private let fields: [String: Any]

  /// Reads the fields of a value, and those of the values in it.
  init(reflecting value: Any) {
    var fields: [String: Any] = [:]
    for (label, child) in Mirror(reflecting: value).children {
      if let label, let content = TemplateFields.content(of: child) { fields[label] = content }
    }
    self.fields = fields
  }

  func child(named name: String) -> Any? { fields[name] }

  private static func content(of value: Any) -> Any? {
    if value is String || value is Bool || value is Int || value is Int64 { return value }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { content(of: $0.value) }
    case .collection: return mirror.children.compactMap { content(of: $0.value) }
    default: return TemplateFields(reflecting: value)
    }
  }
}
