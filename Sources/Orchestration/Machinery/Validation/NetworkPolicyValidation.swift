// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of network policies (`pkg/apis/networking/validation/validation.go`).
enum NetworkPolicyValidation {
  static func check(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, _ in
      findings.object("podSelector", of: spec) { SchedulingValidation.selector($1, &$0) }
      for (direction, side) in [("ingress", "from"), ("egress", "to")] {
        findings.each(direction, of: spec) { findings, rule, _ in
          findings.each("ports", of: rule) { findings, port, _ in self.port(port, &findings) }
          findings.each(side, of: rule) { findings, peer, _ in self.peer(peer, &findings) }
        }
      }
      let types = spec["policyTypes"]?.array ?? []
      if types.count > 2 {
        findings.invalid(
          "policyTypes", spec["policyTypes"], "may not specify more than two policyTypes")
        return
      }
      findings.within("policyTypes") { findings in
        for (index, type) in types.enumerated() where type != "Ingress" && type != "Egress" {
          findings.within(index: index) { $0.unsupported("", type, ["Ingress", "Egress"]) }
        }
      }
    }
  }

  private static func port(_ port: Fields, _ findings: inout Findings) {
    findings.oneOf("protocol", of: port, ["TCP", "UDP", "SCTP"])
    let end = port.integer("endPort")
    switch port["port"] {
    case .integer(let number)?:
      if let fault = NameSyntax.port(number) { findings.invalid("port", .integer(number), fault) }
      guard let end else { return }
      if end < number {
        findings.invalid("endPort", .integer(end), "must be greater than or equal to `port`")
      }
      if let fault = NameSyntax.port(end) { findings.invalid("endPort", .integer(end), fault) }
    case .string(let name)?:
      if let end {
        findings.invalid(
          "endPort", .integer(end), "may not be specified when `port` is non-numeric")
      }
      if let fault = NameSyntax.portName(name) { findings.invalid("port", .string(name), fault) }
    default:
      guard let end else { return }
      findings.invalid(
        "endPort", .integer(end), "may not be specified when `port` is not specified")
    }
  }

  private static func peer(_ peer: Fields, _ findings: inout Findings) {
    let names = ["podSelector", "namespaceSelector", "ipBlock"].filter { !peer.lacks($0) }
    for name in names.prefix(while: { $0 != "ipBlock" }) {
      findings.object(name, of: peer) { SchedulingValidation.selector($1, &$0) }
    }
    findings.object("ipBlock", of: peer) { block($1, &$0) }
    if names.isEmpty {
      findings.required("", "must specify a peer")
    } else if names.count > 1, names.contains("ipBlock") {
      findings.forbidden("", "may not specify both ipBlock and another peer")
    }
  }

  private static let blockText = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"

  /// Looks at a block of addresses; those of IPv6 are not looked into.
  private static func block(_ block: Fields, _ findings: inout Findings) {
    let text = block["cidr"]?.string ?? ""
    if text.isEmpty {
      findings.required("cidr")
      return
    }
    guard !text.contains(":") else { return }
    guard let range = AddressBlock(text) else {
      findings.invalid("cidr", .string(text), blockText)
      return
    }
    findings.within("except") { findings in
      for (index, value) in (block["except"]?.array ?? []).enumerated() {
        guard let text = value.string, !text.contains(":") else { continue }
        findings.within(index: index) { findings in
          guard let part = AddressBlock(text) else {
            findings.invalid("", value, blockText)
            return
          }
          if !range.strictlyContains(part) {
            findings.invalid("", value, "must be a strict subset of `cidr`")
          }
        }
      }
    }
  }
}
