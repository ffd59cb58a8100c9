// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of workloads (`pkg/apis/apps/validation/validation.go`).
enum WorkloadValidation {
  static func checkDeployment(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      counts(spec, &findings)
      selector(spec, called: "deployment", &findings)
      template(spec, before, restarting: ["Always"], &findings)
      findings.object("strategy", of: spec) { findings, strategy in
        findings.oneOf("type", of: strategy, ["Recreate", "RollingUpdate"])
        if strategy["type"] == "Recreate", strategy["rollingUpdate"]?.object != nil {
          findings.forbidden(
            "rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
          return
        }
        findings.object("rollingUpdate", of: strategy) { findings, update in
          for name in ["maxUnavailable", "maxSurge"] { share(name, of: update, &findings) }
          if isZero(update["maxUnavailable"]), isZero(update["maxSurge"]) {
            findings.invalid(
              "maxUnavailable", update["maxUnavailable"], "may not be 0 when `maxSurge` is 0")
          }
        }
      }
      if case .integer(let deadline)? = spec["progressDeadlineSeconds"] {
        var ready: Int64 = 0
        if case .integer(let seconds)? = spec["minReadySeconds"] { ready = seconds }
        findings.notNegative("progressDeadlineSeconds", of: spec)
        if deadline <= ready {
          findings.invalid(
            "progressDeadlineSeconds", .integer(deadline), "must be greater than minReadySeconds")
        }
      }
      if let before { findings.immutable("selector", spec, before) }
    }
  }

  static func checkReplicaSet(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      counts(spec, &findings)
      selector(spec, called: "deployment", &findings)
      template(spec, before, restarting: ["Always"], &findings)
      if let before { findings.immutable("selector", spec, before) }
    }
  }

  static func checkDaemonSet(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      counts(spec, &findings)
      selector(spec, called: "daemonset", &findings)
      template(spec, before, restarting: ["Always"], &findings)
      findings.object("updateStrategy", of: spec) { findings, strategy in
        findings.oneOf("type", of: strategy, ["OnDelete", "RollingUpdate"])
        findings.object("rollingUpdate", of: strategy) { findings, update in
          for name in ["maxUnavailable", "maxSurge"] { share(name, of: update, &findings) }
          let isStill = isZero(update["maxUnavailable"])
          let isSame = isZero(update["maxSurge"])
          if isStill, isSame {
            findings.required("maxUnavailable", "cannot be 0 when maxSurge is 0")
          } else if !isStill, !isSame {
            findings.invalid(
              "maxSurge", update["maxSurge"], "may not be set when maxUnavailable is non-zero")
          }
        }
      }
      if let before { findings.immutable("selector", spec, before) }
    }
  }

  static func checkStatefulSet(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      counts(spec, &findings)
      selector(spec, called: "statefulset", &findings)
      template(withClaims(spec), before, restarting: ["Always"], &findings)
      findings.oneOf("podManagementPolicy", of: spec, ["OrderedReady", "Parallel"])
      findings.object("updateStrategy", of: spec) { findings, strategy in
        findings.oneOf("type", of: strategy, ["OnDelete", "RollingUpdate"])
        findings.object("rollingUpdate", of: strategy) { findings, update in
          findings.notNegative("partition", of: update)
          if update["maxUnavailable"] != nil { share("maxUnavailable", of: update, &findings) }
        }
      }
      guard let before else { return }
      var allowed = before
      for name in [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
      ] {
        allowed[name] = spec[name]
      }
      if spec != allowed {
        findings.forbidden(
          "",
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
            + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
            + "'minReadySeconds' are forbidden")
      }
    }
  }

  /// The spec of a StatefulSet, with the volumes in its template that its claims are to become.
  private static func withClaims(_ spec: Fields) -> Fields {
    let names = (spec["volumeClaimTemplates"]?.array ?? []).compactMap {
      $0[path: "metadata", "name"]?.string
    }
    if names.isEmpty { return spec }
    var spec = spec
    spec.modify("template") { template in
      template.modify("spec") { pod in
        var volumes = pod["volumes"]?.array ?? []
        for name in names where !volumes.contains(where: { $0.object?["name"]?.string == name }) {
          volumes.append(["name": .string(name), "emptyDir": .object([:])])
        }
        pod["volumes"] = .array(volumes)
      }
    }
    return spec
  }

  static func checkReplicationController(
    _ object: Fields, _ old: Fields?, _ findings: inout Findings
  ) {
    findings.spec(object, old) { findings, spec, before in
      counts(spec, &findings)
      if spec["selector"]?.object?.isEmpty ?? true { findings.required("selector") }
      template(spec, before, restarting: ["Always"], &findings)
      let wanted = spec["selector"].flatMap { [String: String]($0) } ?? [:]
      let labels = spec["template"]?[path: "metadata", "labels"]
      if !wanted.allSatisfy({ labels?.object?[$0.key] == .string($0.value) }) {
        findings.within("template", "metadata") {
          $0.invalid("labels", labels, "`selector` does not match template `labels`")
        }
      }
    }
  }

  // MARK: What they have in common

  private static func counts(_ spec: Fields, _ findings: inout Findings) {
    for name in ["replicas", "minReadySeconds", "revisionHistoryLimit"] {
      findings.notNegative(name, of: spec)
    }
  }

  /// Looks at which pods belong to a workload: not all, and those of its template.
  private static func selector(
    _ spec: Fields, called kind: String, _ findings: inout Findings
  ) {
    guard case .object(let selector)? = spec["selector"] else {
      findings.required("selector")
      return
    }
    let before = findings.causes.count
    findings.object("selector", of: spec) { SchedulingValidation.selector($1, &$0) }
    let isEmpty =
      selector["matchLabels"]?.object?.isEmpty ?? true
      && selector["matchExpressions"]?.array?.isEmpty ?? true
    if isEmpty {
      findings.invalid(
        "selector", spec["selector"], "empty selector is invalid for \(kind)")
      return
    }
    guard findings.causes.count == before,
      let compiled = try? LabelSelectorSpec(fields: selector).compiled()
    else { return }
    let labels = spec["template"]?[path: "metadata", "labels"]
    if !compiled.matches(labels.flatMap { [String: String]($0) } ?? [:]) {
      findings.within("template", "metadata") {
        $0.invalid(
          "labels", labels ?? .object([:]), "`selector` does not match template `labels`")
      }
    }
  }

  /// Looks at the template of the pods, unless it is the one before.
  static func template(
    _ spec: Fields, _ before: Fields?, restarting policies: [String], _ findings: inout Findings
  ) {
    guard case .object(let template)? = spec["template"] else {
      findings.required("template")
      return
    }
    if case .object(let old)? = before?["template"], old.sharesStorage(with: template) { return }
    findings.within("template") { findings in
      findings.object("metadata", of: template) { findings, metadata in
        MetadataValidation.labels("labels", of: metadata, &findings)
      }
      guard case .object(let pod)? = template["spec"] else {
        findings.within("spec") { $0.required("containers") }
        return
      }
      findings.within("spec") { findings in
        PodValidation.check(pod, &findings)
        let policy = pod["restartPolicy"]?.string ?? ""
        if !policies.contains(policy), ["Always", "OnFailure", "Never"].contains(policy) {
          if policy == "Always" {
            let values = policies.map { "\"\($0)\"" }.joined(separator: ", ")
            findings.required("restartPolicy", "valid values: \(values)")
          } else {
            findings.unsupported("restartPolicy", .string(policy), policies)
          }
        }
        if policies == ["Always"], !pod.lacks("activeDeadlineSeconds") {
          findings.forbidden(
            "activeDeadlineSeconds",
            "activeDeadlineSeconds in ReplicaSet is not Supported")
        }
      }
    }
  }

  /// Looks at a number, or a share in percent.
  static func share(_ name: String, of fields: Fields, _ findings: inout Findings) {
    switch fields[name] {
    case .integer?: findings.notNegative(name, of: fields)
    case .string(let text)?:
      guard text.hasSuffix("%"), let number = Int(text.dropLast()), number >= 0,
        text.first?.isNumber == true
      else {
        findings.invalid(
          name, .string(text),
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or "
            + "'93%', regex used for validation is '[0-9]+%')")
        return
      }
      if name == "maxUnavailable", number > 100 {
        findings.invalid(name, .string(text), "must not be greater than 100%")
      }
    default: break
    }
  }

  static func isZero(_ value: Value?) -> Bool {
    switch value {
    case nil, .null?: true
    case .integer(let number)?: number == 0
    case .string(let text)?: text == "0%"
    default: false
    }
  }
}

extension Findings {
  /// Looks at the spec of an object, unless it is the one before.
  mutating func spec(
    _ object: Fields, _ old: Fields?, _ body: (inout Findings, Fields, Fields?) -> Void
  ) {
    guard case .object(let spec)? = object["spec"] else { return required("spec") }
    let before = old?["spec"]?.object
    if let before, before.sharesStorage(with: spec) { return }
    within("spec") { body(&$0, spec, before) }
  }
}
