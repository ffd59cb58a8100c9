// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of ingresses and their classes (`pkg/apis/networking/validation/validation.go`).
enum IngressValidation {
  static func check(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    let written = object.annotation(IngressTable.classAnnotation)
    let named = object["spec"]?.object?["ingressClassName"]?.string
    if old == nil, let written, let named, written != named {
      findings.within("annotations") {
        $0.invalid(
          IngressTable.classAnnotation, .string(written),
          "must match `ingressClassName` when both are specified")
      }
    }
    findings.spec(object, old) { findings, spec, _ in
      if spec["rules"]?.array?.isEmpty ?? true, spec.lacks("defaultBackend") {
        findings.invalid(
          "", spec["rules"], "either `defaultBackend` or `rules` must be specified")
      }
      findings.object("defaultBackend", of: spec) { backend($1, &$0) }
      findings.each("rules", of: spec) { findings, rule, _ in
        host("host", of: rule, &findings)
        findings.object("http", of: rule) { findings, http in
          if http["paths"]?.array?.isEmpty ?? true { findings.required("paths") }
          findings.each("paths", of: http) { findings, path, _ in self.path(path, &findings) }
        }
      }
      findings.each("tls", of: spec) { findings, tls, _ in
        findings.within("hosts") { findings in
          for (index, value) in (tls["hosts"]?.array ?? []).enumerated() {
            guard let host = value.string, let fault = fault(host) else { continue }
            findings.within(index: index) { $0.invalid("", value, fault) }
          }
        }
        if tls["secretName"] != "" {
          findings.syntax("secretName", of: tls) { NameSyntax.subdomain($0) }
        }
      }
      findings.syntax("ingressClassName", of: spec) { NameSyntax.subdomain($0) }
    }
  }

  private static func host(_ name: String, of rule: Fields, _ findings: inout Findings) {
    guard let host = rule[name]?.string, !host.isEmpty else { return }
    if AddressBlock.number(host) != nil {
      findings.invalid(name, .string(host), "must be a DNS name, not an IP address")
    }
    if let fault = fault(host) { findings.invalid(name, .string(host), fault) }
  }

  /// What is wrong with a host, which may have `*` as its first part.
  private static func fault(_ host: String) -> String? {
    guard host.contains("*") else { return NameSyntax.subdomain(host) }
    let isSound =
      host.hasPrefix("*.") && NameSyntax.subdomain(String(host.dropFirst(2))) == nil
    return isSound
      ? nil
      : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
        + "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
        + "alphanumeric character (e.g. '*.example.com', regex used for validation is "
        + "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
  }

  private static func path(_ path: Fields, _ findings: inout Findings) {
    guard let type = path["pathType"]?.string else {
      findings.required("pathType", "pathType must be specified")
      return
    }
    let text = path["path"]?.string ?? ""
    switch type {
    case "Exact", "Prefix":
      if !text.hasPrefix("/") {
        findings.invalid("path", .string(text), "must be an absolute path")
      }
      for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
        findings.invalid("path", .string(text), "must not contain '\(part)'")
      }
      for end in ["/..", "/."] where text.hasSuffix(end) {
        findings.invalid("path", .string(text), "cannot end with '\(end)'")
      }
    case "ImplementationSpecific":
      if !text.isEmpty, !text.hasPrefix("/") {
        findings.invalid("path", .string(text), "must be an absolute path")
      }
    default:
      findings.unsupported(
        "pathType", .string(type), ["Exact", "ImplementationSpecific", "Prefix"])
    }
    findings.within("backend") { backend(path["backend"]?.object ?? [:], &$0) }
  }

  private static func backend(_ backend: Fields, _ findings: inout Findings) {
    switch (backend["service"]?.object, backend["resource"]?.object) {
    case (_?, _?):
      findings.invalid("", "", "cannot set both resource and service backends")
    case (nil, let resource?):
      findings.within("resource") { findings in
        for name in ["kind", "name"] where resource[name]?.string ?? "" == "" {
          findings.required(name)
        }
      }
    case (nil, nil): findings.invalid("", "", "resource or service backend is required")
    case (let service?, nil):
      findings.within("service") { findings in
        if service["name"]?.string ?? "" == "" {
          findings.required("name")
        } else {
          findings.syntax("name", of: service) { NameSyntax.serviceName($0) }
        }
      }
      let port = service["port"]?.object ?? [:]
      let name = port["name"]?.string ?? ""
      let number = port.integer("number") ?? 0
      if !name.isEmpty, number != 0 {
        findings.invalid("", "", "cannot set both port name & port number")
      } else if !name.isEmpty {
        findings.within("service", "port") {
          $0.syntax("name", of: port) { NameSyntax.portName($0) }
        }
      } else if number != 0 {
        if let fault = NameSyntax.port(number) {
          findings.within("service", "port") { $0.invalid("number", .integer(number), fault) }
        }
      } else {
        findings.required("", "port name or number is required")
      }
    }
  }

  static func checkClass(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      if spec["controller"]?.string ?? "" == "" { findings.required("controller") }
      if let before { findings.immutable("controller", spec, before) }
    }
  }
}
