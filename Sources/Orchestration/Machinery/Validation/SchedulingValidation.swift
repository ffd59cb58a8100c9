// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of how pods are to be scheduled (`pkg/apis/core/validation/validation.go`).
enum SchedulingValidation {
  static func check(_ spec: Fields, _ findings: inout Findings) {
    findings.each("tolerations", of: spec) { findings, element, _ in
      toleration(element, &findings)
    }
    findings.object("affinity", of: spec) { findings, affinity in
      findings.object("nodeAffinity", of: affinity) { nodeAffinity($1, &$0) }
      for name in ["podAffinity", "podAntiAffinity"] {
        findings.object(name, of: affinity) { podAffinity($1, &$0) }
      }
    }
    var spreads: [String] = []
    findings.each("topologySpreadConstraints", of: spec) { findings, constraint, _ in
      spread(constraint, &findings)
      let name =
        "{\(constraint["topologyKey"]?.string ?? ""), "
        + "\(constraint["whenUnsatisfiable"]?.string ?? "")}"
      if spreads.contains(name) {
        findings.duplicate("{topologyKey, whenUnsatisfiable}", .string(name))
      }
      spreads.append(name)
    }
    var gates: [String] = []
    findings.each("schedulingGates", of: spec) { findings, gate, _ in
      let name = gate["name"]?.string ?? ""
      if let fault = NameSyntax.qualifiedName(name) {
        findings.invalid("", .string(name), fault)
      } else if gates.contains(name) {
        findings.duplicate("", .string(name))
      }
      gates.append(name)
    }
  }

  private static func toleration(_ toleration: Fields, _ findings: inout Findings) {
    let key = toleration["key"]?.string ?? ""
    let comparison = toleration["operator"]?.string ?? ""
    let effect = toleration["effect"]?.string ?? ""
    if !key.isEmpty, let fault = NameSyntax.qualifiedName(key) {
      findings.invalid("key", .string(key), fault)
    }
    if key.isEmpty, comparison != "Exists" {
      findings.invalid(
        "operator", .string(comparison),
        "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
      )
    }
    if !toleration.lacks("tolerationSeconds"), effect != "NoExecute" {
      findings.invalid(
        "effect", .string(effect),
        "effect must be 'NoExecute' when `tolerationSeconds` is set")
    }
    switch comparison {
    case "", "Equal":
      if let value = toleration["value"]?.string, let fault = NameSyntax.labelValue(value) {
        findings.invalid("operator", .string(value), fault)
      }
    case "Exists":
      if !toleration.lacks("value") {
        findings.invalid(
          "operator", .object(toleration), "value must be empty when `operator` is 'Exists'")
      }
    default: findings.unsupported("operator", .string(comparison), ["Equal", "Exists"])
    }
    if !effect.isEmpty {
      findings.oneOf("effect", of: toleration, ["NoSchedule", "PreferNoSchedule", "NoExecute"])
    }
  }

  // MARK: Affinity

  private static func nodeAffinity(_ affinity: Fields, _ findings: inout Findings) {
    findings.object("requiredDuringSchedulingIgnoredDuringExecution", of: affinity) {
      nodeSelector($1, &$0)
    }
    findings.each("preferredDuringSchedulingIgnoredDuringExecution", of: affinity) {
      findings, preference, _ in
      weight(preference, &findings)
      findings.object("preference", of: preference) { nodeTerm($1, &$0) }
    }
  }

  /// Looks at which nodes are meant.
  static func nodeSelector(_ selector: Fields, _ findings: inout Findings) {
    if selector["nodeSelectorTerms"]?.array?.isEmpty ?? true {
      findings.required("nodeSelectorTerms", "must have at least one node selector term")
    }
    findings.each("nodeSelectorTerms", of: selector) { findings, term, _ in
      nodeTerm(term, &findings)
    }
  }

  private static func nodeTerm(_ term: Fields, _ findings: inout Findings) {
    for name in ["matchExpressions", "matchFields"] {
      findings.each(name, of: term) { findings, requirement, _ in
        requires(requirement, &findings, allowingOrder: name == "matchExpressions")
      }
    }
  }

  private static func podAffinity(_ affinity: Fields, _ findings: inout Findings) {
    findings.each("requiredDuringSchedulingIgnoredDuringExecution", of: affinity) {
      findings, term, _ in podTerm(term, &findings)
    }
    findings.each("preferredDuringSchedulingIgnoredDuringExecution", of: affinity) {
      findings, preference, _ in
      weight(preference, &findings)
      findings.object("podAffinityTerm", of: preference) { podTerm($1, &$0) }
    }
  }

  private static func podTerm(_ term: Fields, _ findings: inout Findings) {
    findings.object("labelSelector", of: term) { selector($1, &$0) }
    findings.object("namespaceSelector", of: term) { selector($1, &$0) }
    topologyKey(term, &findings)
  }

  private static func weight(_ preference: Fields, _ findings: inout Findings) {
    guard case .integer(let weight)? = preference["weight"] else { return }
    if !(1...100).contains(weight) {
      findings.invalid("weight", .integer(weight), "must be in the range 1-100")
    }
  }

  private static func topologyKey(_ fields: Fields, _ findings: inout Findings) {
    if fields.lacks("topologyKey") {
      findings.required("topologyKey", "can not be empty")
    } else {
      findings.syntax("topologyKey", of: fields, NameSyntax.qualifiedName)
    }
  }

  private static func spread(_ constraint: Fields, _ findings: inout Findings) {
    if case .integer(let skew)? = constraint["maxSkew"], skew <= 0 {
      findings.invalid("maxSkew", .integer(skew), "must be greater than zero")
    }
    topologyKey(constraint, &findings)
    findings.oneOf("whenUnsatisfiable", of: constraint, ["DoNotSchedule", "ScheduleAnyway"])
    if case .integer(let domains)? = constraint["minDomains"] {
      if domains <= 0 {
        findings.invalid("minDomains", .integer(domains), "must be greater than zero")
      }
      if constraint["whenUnsatisfiable"] != "DoNotSchedule" {
        findings.invalid(
          "minDomains", .integer(domains),
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
            + "\(constraint["whenUnsatisfiable"]?.string ?? "")")
      }
    }
    for name in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
      findings.oneOf(name, of: constraint, ["Honor", "Ignore"])
    }
    findings.object("labelSelector", of: constraint) { selector($1, &$0) }
  }

  // MARK: Selectors

  /// Looks at a selector of labels.
  static func selector(_ selector: Fields, _ findings: inout Findings) {
    MetadataValidation.labels("matchLabels", of: selector, &findings)
    findings.each("matchExpressions", of: selector) { findings, requirement, _ in
      requires(requirement, &findings, allowingOrder: false)
    }
  }

  private static func requires(
    _ requirement: Fields, _ findings: inout Findings, allowingOrder: Bool
  ) {
    let values = requirement["values"]?.array ?? []
    switch requirement["operator"]?.string ?? "" {
    case "In", "NotIn":
      if values.isEmpty {
        findings.required("values", "must be specified when `operator` is 'In' or 'NotIn'")
      }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        findings.forbidden(
          "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      }
    case "Gt" where allowingOrder, "Lt" where allowingOrder:
      if values.count != 1 {
        findings.required(
          "values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
      }
    case let other:
      findings.invalid(
        "operator", .string(other),
        "not a valid selector operator")
    }
    if let key = requirement["key"]?.string, let fault = NameSyntax.qualifiedName(key) {
      findings.invalid("key", .string(key), fault)
    }
  }
}
