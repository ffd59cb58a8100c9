// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of policies and nodes (`pkg/apis/policy/validation`,
/// `pkg/apis/scheduling/validation`, `pkg/apis/core/validation`).
enum PolicyValidation {
  static func checkBudget(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, _ in
      let names = ["minAvailable", "maxUnavailable"].filter { !spec.lacks($0) }
      if names.count == 2 {
        findings.invalid(
          "", .object(spec), "minAvailable and maxUnavailable cannot be both set")
      }
      for name in names { WorkloadValidation.share(name, of: spec, &findings) }
      findings.object("selector", of: spec) { SchedulingValidation.selector($1, &$0) }
      findings.oneOf(
        "unhealthyPodEvictionPolicy", of: spec, ["AlwaysAllow", "IfHealthyBudget"])
    }
  }

  static func checkPriorityClass(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.oneOf("preemptionPolicy", of: object, ["Never", "PreemptLowerPriority"])
    if let old {
      if object["value"] ?? 0 != old["value"] ?? 0 {
        findings.forbidden("value", "may not be changed in an update.")
      }
      findings.immutable("preemptionPolicy", object, old)
      return
    }
    let name = object.metadata["name"]?.string ?? ""
    if name.hasPrefix("system-") {
      guard !["system-cluster-critical", "system-node-critical"].contains(name) else { return }
      findings.within("metadata") {
        $0.forbidden(
          "name",
          "priority class names with 'system-' prefix are reserved for system use only. error: "
            + "\(name) is not a known system priority class")
      }
    } else if case .integer(let value)? = object["value"], value > 1_000_000_000 {
      findings.forbidden(
        "value", "maximum allowed value of a user defined priority is 1000000000")
    }
  }

  static func checkLimitRange(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, _ in
      findings.each("limits", of: spec) { findings, item, _ in
        let view = LimitRangeItem(fields: item)
        for (name, least) in view.min.sorted(by: { $0.key < $1.key }) {
          guard let most = view.max[name], least > most else { continue }
          findings.within("min") { findings in
            findings.within(key: name) {
              $0.invalid(
                "", .string("\(least)"), "min value \(least) is greater than max value \(most)")
            }
          }
        }
        for (name, request) in view.defaultRequest.sorted(by: { $0.key < $1.key }) {
          guard let limit = view.default[name], request > limit else { continue }
          findings.within("defaultRequest") { findings in
            findings.within(key: name) {
              $0.invalid(
                "", .string("\(request)"),
                "default request value \(request) is greater than default limit value \(limit)")
            }
          }
        }
      }
    }
  }

  static func checkQuota(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, _ in
      findings.object("hard", of: spec) { findings, hard in
        for (name, value) in hard {
          guard let amount = Quantity(value), amount.isNegative else { continue }
          findings.within(key: name) {
            $0.invalid("", value, "must be greater than or equal to 0")
          }
        }
      }
    }
  }

  static func checkNode(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    guard case .object(let spec)? = object["spec"] else { return }
    if case .object(let before)? = old?["spec"], before.sharesStorage(with: spec) { return }
    findings.within("spec") { findings in
      var taken: Set<String> = []
      findings.each("taints", of: spec) { findings, taint, _ in
        let key = taint["key"]?.string ?? ""
        if let fault = NameSyntax.qualifiedName(key) {
          findings.invalid("key", .string(key), fault)
        }
        if let value = taint["value"]?.string, let fault = NameSyntax.labelValue(value) {
          findings.invalid("value", .string(value), fault)
        }
        if taint.lacks("effect") { findings.required("effect") }
        findings.oneOf("effect", of: taint, ["NoSchedule", "PreferNoSchedule", "NoExecute"])
        if !taken.insert("\(key):\(taint["effect"]?.string ?? "")").inserted {
          findings.duplicate("", .object(taint))
        }
      }
    }
  }
}
