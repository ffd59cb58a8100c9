// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of horizontal autoscalers (`pkg/apis/autoscaling/validation/validation.go`).
enum AutoscalerValidation {
  private static let types = ["ContainerResource", "External", "Object", "Pods", "Resource"]
  private static let fields = ["object", "external", "pods", "resource", "containerResource"]

  static func check(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, _ in
      let least = spec.integer("minReplicas") ?? 1
      let most = spec.integer("maxReplicas") ?? 0
      if least < 0 {
        findings.invalid("minReplicas", .integer(least), "must be greater than or equal to 0")
      }
      if most < 1 { findings.invalid("maxReplicas", .integer(most), "must be greater than 0") }
      if most < least {
        findings.invalid(
          "maxReplicas", .integer(most), "must be greater than or equal to `minReplicas`")
      }
      findings.within("scaleTargetRef") {
        reference(spec["scaleTargetRef"]?.object ?? [:], &$0)
      }
      var isSeenFromOutside = false
      findings.each("metrics", of: spec) { findings, metric, _ in
        check(metric: metric, &findings)
        let type = metric["type"]?.string
        if type == "Object" || type == "External" { isSeenFromOutside = true }
      }
      if least == 0, !isSeenFromOutside {
        findings.forbidden(
          "metrics",
          "must specify at least one Object or External metric to support scaling to zero replicas")
      }
      findings.object("behavior", of: spec) { findings, behavior in
        for name in ["scaleUp", "scaleDown"] {
          findings.object(name, of: behavior) { check(rules: $1, &$0) }
        }
      }
    }
  }

  private static func reference(_ target: Fields, _ findings: inout Findings) {
    for name in ["kind", "name"] where target.lacks(name) { findings.required(name) }
  }

  // MARK: Metrics

  private static func check(metric: Fields, _ findings: inout Findings) {
    if metric.lacks("type") {
      findings.required("type", "must specify a metric source type")
    }
    let type = metric["type"]?.string ?? ""
    if !types.contains(type) { findings.unsupported("type", metric["type"], types) }
    let present = fields.filter { !metric.lacks($0) }
    let expected = type == "ContainerResource" ? "containerResource" : type.lowercased()
    if let first = present.first {
      findings.object(first, of: metric) { check(source: $1, first, &$0) }
    }
    if !present.contains(expected) {
      findings.required(expected, "must populate information for the given metric source")
    }
    if present.count != 1 {
      for name in present where name != expected {
        findings.forbidden(name, "must populate the given metric source only")
      }
    }
  }

  private static func check(source: Fields, _ field: String, _ findings: inout Findings) {
    let target = source["target"]?.object ?? [:]
    let hasValue = !target.lacks("value")
    let hasAverage = !target.lacks("averageValue")
    switch field {
    case "resource", "containerResource":
      if source.lacks("name") { findings.required("name", "must specify a resource name") }
      if field == "containerResource", source.lacks("container") {
        findings.required("container", "must specify a container")
      }
      findings.within("target") { findings in
        check(target: target, &findings)
        let hasUtilization = !target.lacks("averageUtilization")
        if !hasUtilization, !hasAverage {
          findings.required(
            "averageUtilization", "must set either a target raw value or a target utilization")
        }
        if hasUtilization, hasAverage {
          findings.forbidden(
            "averageValue", "may not set both a target raw value and a target utilization")
        }
      }
    case "pods":
      identifier(source, &findings)
      findings.within("target") { findings in
        check(target: target, &findings)
        if !isPositive(target["averageValue"]) {
          findings.required("averageValue", "must specify a positive target averageValue")
        }
      }
    default:
      if field == "object" {
        findings.within("describedObject") {
          reference(source["describedObject"]?.object ?? [:], &$0)
        }
      }
      identifier(source, &findings)
      findings.within("target") { findings in
        check(target: target, &findings)
        if !hasValue, !hasAverage {
          findings.required(
            "averageValue", "must set either a target value for metric or a per-pod target")
        }
        if field == "external", hasValue, hasAverage {
          findings.forbidden(
            "value", "may not set both a target value for metric and a per-pod target")
        }
      }
    }
  }

  private static func identifier(_ source: Fields, _ findings: inout Findings) {
    findings.within("metric") { findings in
      if source["metric"]?.object?.lacks("name") ?? true {
        findings.required("name", "must specify a metric name")
      }
    }
  }

  private static func check(target: Fields, _ findings: inout Findings) {
    if target.lacks("type") {
      findings.required("type", "must specify a metric target type")
    }
    let type = target["type"]?.string ?? ""
    if !["Utilization", "Value", "AverageValue"].contains(type) {
      findings.invalid(
        "type", .string(type), "must be either Utilization, Value, or AverageValue")
    }
    for name in ["value", "averageValue"] where !target.lacks(name) {
      if !isPositive(target[name]) { findings.invalid(name, target[name], "must be positive") }
    }
    if let percent = target.integer("averageUtilization"), percent < 1 {
      findings.invalid("averageUtilization", .integer(percent), "must be greater than 0")
    }
  }

  private static func isPositive(_ value: Value?) -> Bool {
    guard let amount = value.flatMap({ Quantity($0) }) else { return false }
    return !amount.isNegative && !amount.isZero
  }

  // MARK: Rules

  private static func check(rules: Fields, _ findings: inout Findings) {
    if let window = rules.integer("stabilizationWindowSeconds") {
      if window < 0 {
        findings.invalid(
          "stabilizationWindowSeconds", .integer(window), "must be greater than or equal to zero")
      }
      if window > 3_600 {
        findings.invalid(
          "stabilizationWindowSeconds", .integer(window), "must be less than or equal to 3600")
      }
    }
    findings.oneOf("selectPolicy", of: rules, ["Disabled", "Max", "Min"])
    if rules["policies"]?.array?.isEmpty ?? true {
      findings.required("policies", "must specify at least one Policy")
    }
    findings.each("policies", of: rules) { findings, policy, _ in
      findings.oneOf("type", of: policy, ["Percent", "Pods"])
      let (amount, period) = (
        policy.integer("value") ?? 0, policy.integer("periodSeconds") ?? 0
      )
      if amount <= 0 { findings.invalid("value", .integer(amount), "must be greater than zero") }
      if period <= 0 {
        findings.invalid("periodSeconds", .integer(period), "must be greater than zero")
      }
      if period > 1_800 {
        findings.invalid("periodSeconds", .integer(period), "must be less than or equal to 1800")
      }
    }
    if let tolerance = rules["tolerance"].flatMap({ Quantity($0) }), tolerance.isNegative {
      findings.invalid("tolerance", rules["tolerance"], "must be greater than or equal to 0")
    }
  }
}
