// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of the metadata of all objects
/// (`apimachinery/pkg/api/validation/objectmeta.go`).
enum MetadataValidation {
  /// Looks at the metadata of an object; the second is the one before, `nil` for a new one.
  static func check(
    _ object: Fields, _ old: Fields?, _ type: ResourceType, _ findings: inout Findings
  ) {
    guard case .object(let metadata)? = object["metadata"] else { return }
    let before = old?["metadata"]?.object
    findings.within("metadata") { findings in
      if before == nil { findings.syntax("name", of: metadata, nameSyntax(type)) }
      if changed("annotations") { annotations(metadata, &findings) }
      if changed("labels") { labels("labels", of: metadata, &findings) }
      if changed("finalizers") { finalizers(metadata, before, &findings) }
      if changed("ownerReferences") { owners(metadata, &findings) }
      if before == nil, type.isNamespaced {
        findings.syntax("namespace", of: metadata, NameSyntax.label)
      }
    }

    func changed(_ name: String) -> Bool {
      guard let new = metadata[name] else { return false }
      guard let old = before?[name] else { return true }
      if case .object(let new) = new, case .object(let old) = old, new.sharesStorage(with: old) {
        return false
      }
      return new != old
    }
  }

  /// The syntax of the names of a type.
  private static func nameSyntax(_ type: ResourceType) -> (String) -> String? {
    switch type {
    case .services: NameSyntax.serviceName
    case .namespaces: NameSyntax.label
    case .events: { _ in nil }
    default: NameSyntax.subdomain
    }
  }

  /// Looks at labels, or at what is written as labels are.
  static func labels(_ name: String, of fields: Fields, _ findings: inout Findings) {
    guard case .object(let labels)? = fields[name] else { return }
    for (key, value) in labels {
      if let fault = NameSyntax.qualifiedName(key) { findings.invalid(name, .string(key), fault) }
      if let text = value.string, let fault = NameSyntax.labelValue(text) {
        findings.invalid(name, value, fault)
      }
    }
  }

  private static func annotations(_ metadata: Fields, _ findings: inout Findings) {
    guard case .object(let annotations)? = metadata["annotations"] else { return }
    var size = 0
    for (key, value) in annotations {
      if let fault = NameSyntax.qualifiedName(key.lowercased()) {
        findings.invalid("annotations", .string(key), fault)
      }
      size += key.utf8.count + (value.string ?? "").utf8.count
    }
    if size > 262_144 { findings.tooLong("annotations", 262_144) }
  }

  private static func finalizers(
    _ metadata: Fields, _ before: Fields?, _ findings: inout Findings
  ) {
    let names = (metadata["finalizers"]?.array ?? []).compactMap(\.string)
    for name in names {
      if let fault = NameSyntax.qualifiedName(name) {
        findings.invalid("finalizers", .string(name), fault)
      }
    }
    guard let before, before["deletionTimestamp"] != nil else { return }
    let known = (before["finalizers"]?.array ?? []).compactMap(\.string)
    let new = names.filter { !known.contains($0) }
    guard !new.isEmpty else { return }
    let list = new.map { "\"\($0)\"" }.joined(separator: ", ")
    findings.forbidden(
      "finalizers",
      "no new finalizers can be added if the object is being deleted, found new finalizers "
        + "[]string{\(list)}")
  }

  private static func owners(_ metadata: Fields, _ findings: inout Findings) {
    var controller: String?
    for owner in metadata["ownerReferences"]?.array ?? [] {
      guard let owner = owner.object else { continue }
      findings.within("ownerReferences") { findings in
        for (name, text) in [
          ("apiVersion", "version must not be empty"), ("kind", "kind must not be empty"),
          ("name", "name must not be empty"), ("uid", "uid must not be empty"),
        ] where owner.lacks(name) {
          findings.invalid(name, "", text)
        }
      }
      guard owner["controller"] == true else { continue }
      let name = owner["name"]?.string ?? ""
      if let controller {
        findings.invalid(
          "ownerReferences", metadata["ownerReferences"],
          "Only one reference can have Controller set to true. Found \"true\" in references for "
            + "\(controller) and \(name)")
      }
      controller = name
    }
  }
}
