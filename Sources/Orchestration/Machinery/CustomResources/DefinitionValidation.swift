// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in and checked in CustomResourceDefinitions
/// (`apiextensions-apiserver/pkg/apis/apiextensions`).
enum DefinitionValidation {
  static func fill(_ object: inout Fields) {
    object.complete("spec") { spec in
      let kind = spec["names"]?.object?["kind"]?.string ?? ""
      spec.complete("names") { names in
        names.fill("singular", .string(kind.lowercased()))
        names.fill("listKind", .string(kind + "List"))
      }
      spec.completeOrMake("conversion") { $0.fill("strategy", "None") }
    }
  }

  static func check(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    let spec = object["spec"]?.object ?? [:]
    let names = spec["names"]?.object ?? [:]
    let plural = names["plural"]?.string ?? ""
    let group = spec["group"]?.string ?? ""
    let name = object.metadata["name"]?.string ?? ""
    if name != "\(plural).\(group)" {
      findings.within("metadata") {
        $0.invalid("name", .string(name), "must be spec.names.plural+\".\"+spec.group")
      }
    }
    findings.within("spec") { findings in
      if spec.lacks("group") { findings.required("group") }
      if spec.lacks("scope") { findings.required("scope") }
      findings.oneOf("scope", of: spec, ["Cluster", "Namespaced"])
      for name in ["plural", "kind"] where names.lacks(name) {
        findings.within("names") { $0.required(name) }
      }
      let versions = (spec["versions"]?.array ?? []).compactMap(\.object)
      if versions.count(where: { $0["storage"] == true }) != 1 {
        findings.invalid(
          "versions", spec["versions"],
          "must have exactly one version marked as storage version")
      }
      findings.each("versions", of: spec) { findings, version, _ in
        guard let schema = version["schema"]?[path: "openAPIV3Schema"]?.object else {
          findings.within("schema") {
            $0.required("openAPIV3Schema", "schemas are required")
          }
          return
        }
        if schema["type"] != "object" {
          findings.within("schema", "openAPIV3Schema") {
            $0.invalid("type", schema["type"] ?? "", "must be object at the root")
          }
        }
      }
      guard let before = old?["spec"]?.object else { return }
      for name in ["group", "scope"] { findings.immutable(name, spec, before) }
      if names["kind"] != before["names"]?.object?["kind"] {
        findings.within("names") { $0.invalid("kind", names["kind"], "field is immutable") }
      }
    }
  }
}
