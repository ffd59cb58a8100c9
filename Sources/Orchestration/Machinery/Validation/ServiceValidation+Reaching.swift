// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of how services are reached (`ValidateService` and `ValidateServiceUpdate` in
/// `pkg/apis/core/validation/validation.go`).
extension ServiceValidation {
  static func checkReaching(_ spec: Fields, _ before: Fields?, _ findings: inout Findings) {
    let type = spec.serviceType
    checkAddresses(spec, type, &findings)
    checkNodePorts(spec, type, &findings)
    checkPolicies(spec, type, &findings)
    if let timeout = spec["sessionAffinityConfig"]?[path: "clientIP", "timeoutSeconds"],
      spec["sessionAffinity"] == "ClientIP"
    {
      findings.within("sessionAffinityConfig", "clientIP") { findings in
        guard case .integer(let seconds) = timeout, (1...86_400).contains(seconds) else {
          findings.invalid(
            "timeoutSeconds", timeout, "must be greater than 0 and less than 86400")
          return
        }
      }
    }
    guard let before, spec.needsHealthCheckPort, before.needsHealthCheckPort else { return }
    findings.immutable("healthCheckNodePort", spec, before)
  }

  private static func checkAddresses(
    _ spec: Fields, _ type: String, _ findings: inout Findings
  ) {
    let addresses = spec["clusterIPs"]?.array ?? []
    if type == "ExternalName" {
      if !addresses.isEmpty {
        findings.forbidden("clusterIPs", "may not be set when `type` is 'ExternalName'")
      }
      if !(spec["ipFamilies"]?.array ?? []).isEmpty {
        findings.forbidden("ipFamilies", "may not be set when `type` is 'ExternalName'")
      }
      if !spec.lacks("ipFamilyPolicy") {
        findings.forbidden("ipFamilyPolicy", "may not be set when `type` is 'ExternalName'")
      }
      return
    }
    for (index, address) in addresses.enumerated() {
      guard let text = address.string, text != "None", !text.contains(":"),
        AddressRange.number(text) == nil
      else { continue }
      findings.within("clusterIPs") { findings in
        findings.within(index: index) {
          $0.invalid("", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
        }
      }
    }
    for (index, range) in (spec["loadBalancerSourceRanges"]?.array ?? []).enumerated() {
      guard type == "LoadBalancer" else {
        findings.forbidden(
          "loadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'")
        return
      }
      let text = range.string ?? ""
      guard !text.contains(":"), AddressRange(text.filter { $0 != " " }) == nil else { continue }
      findings.within("loadBalancerSourceRanges") { findings in
        findings.within(index: index) {
          $0.invalid(
            "", range, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
        }
      }
    }
  }

  private static func checkNodePorts(
    _ spec: Fields, _ type: String, _ findings: inout Findings
  ) {
    var taken: Set<String> = []
    findings.each("ports", of: spec) { findings, port, _ in
      guard let number = port.wholeNumber("nodePort"), number != 0 else { return }
      if type == "ClusterIP" || type == "ExternalName" {
        findings.forbidden("nodePort", "may not be used when `type` is '\(type)'")
      } else if !taken.insert("\(port["protocol"]?.string ?? "TCP")/\(number)").inserted {
        findings.duplicate("nodePort", .integer(Int64(number)))
      }
    }
  }

  private static func checkPolicies(
    _ spec: Fields, _ type: String, _ findings: inout Findings
  ) {
    if !spec.lacks("externalTrafficPolicy") {
      if spec.isReachedFromOutside {
        findings.oneOf("externalTrafficPolicy", of: spec, ["Cluster", "Local"])
      } else {
        findings.invalid(
          "externalTrafficPolicy", spec["externalTrafficPolicy"],
          "may only be set for externally-accessible services")
      }
    }
    findings.oneOf("internalTrafficPolicy", of: spec, ["Cluster", "Local"])
    findings.oneOf(
      "trafficDistribution", of: spec, ["PreferClose", "PreferSameZone", "PreferSameNode"])
    let healthPort = spec.wholeNumber("healthCheckNodePort") ?? 0
    if healthPort != 0, !spec.needsHealthCheckPort {
      findings.invalid(
        "healthCheckNodePort", .integer(Int64(healthPort)),
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
    }
    if type != "LoadBalancer", spec["allocateLoadBalancerNodePorts"] != nil {
      findings.forbidden(
        "allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'")
    }
  }
}
