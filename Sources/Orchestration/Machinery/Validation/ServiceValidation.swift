// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of services (`pkg/apis/core/validation/validation.go`).
enum ServiceValidation {
  static func check(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      let type = spec["type"]?.string ?? ""
      let isHeadless = spec["clusterIP"] == "None"
      findings.oneOf(
        "type", of: spec, ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
      findings.oneOf("sessionAffinity", of: spec, ["ClientIP", "None"])
      MetadataValidation.labels("selector", of: spec, &findings)
      let count = spec["ports"]?.array?.count ?? 0
      if count == 0, !isHeadless, type != "ExternalName" { findings.required("ports") }
      if type == "ExternalName", spec.lacks("externalName") {
        findings.required("externalName")
      }
      if type == "LoadBalancer" || type == "NodePort", isHeadless {
        findings.within("clusterIPs") { findings in
          findings.within(index: 0) {
            $0.invalid("", "None", "may not be set to 'None' for \(type) services")
          }
        }
      }
      ports(spec, count, &findings)
      checkReaching(spec, before, &findings)
      guard let before, !before.lacks("clusterIP"), type != "ExternalName",
        before["type"] != "ExternalName", spec["clusterIP"] != before["clusterIP"]
      else { return }
      findings.within("clusterIPs") { findings in
        findings.within(index: 0) {
          $0.invalid("", spec["clusterIPs"] ?? [], "may not change once set")
        }
      }
    }
  }

  private static func ports(_ spec: Fields, _ count: Int, _ findings: inout Findings) {
    var (names, taken): ([String], Set<String>) = ([], [])
    findings.each("ports", of: spec) { findings, port, _ in
      if let name = port["name"]?.string, !name.isEmpty {
        if let fault = NameSyntax.label(name) {
          findings.invalid("name", .string(name), fault)
        } else if names.contains(name) {
          findings.duplicate("name", .string(name))
        }
        names.append(name)
      } else if count > 1 {
        findings.required("name")
      }
      var number: Int64 = 0
      if case .integer(let written)? = port["port"] { number = written }
      if let fault = NameSyntax.port(number) { findings.invalid("port", .integer(number), fault) }
      findings.oneOf("protocol", of: port, ["SCTP", "TCP", "UDP"])
      switch port["targetPort"] {
      case .integer(let number)?:
        if let fault = NameSyntax.port(number) {
          findings.invalid("targetPort", .integer(number), fault)
        }
      case .string(let name)?:
        if let fault = NameSyntax.portName(name) {
          findings.invalid("targetPort", .string(name), fault)
        }
      default: break
      }
      let key = "\(port["protocol"]?.string ?? "TCP")/\(number)"
      if !taken.insert(key).inserted {
        findings.duplicate("", ["port": .integer(number), "protocol": port["protocol"] ?? "TCP"])
      }
    }
  }
}
