// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of jobs (`pkg/apis/batch/validation/validation.go`).
enum JobValidation {
  static func checkJob(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      if case .object? = spec["selector"] {
        findings.object("selector", of: spec) { SchedulingValidation.selector($1, &$0) }
      } else {
        findings.required("selector")
      }
      check(spec, before, &findings)
      guard let before else { return }
      completions(spec, before, &findings)
      for name in [
        "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy",
        "successPolicy",
      ] {
        findings.immutable(name, spec, before)
      }
      template(spec, before, isSuspended: isWaiting(old, before), &findings)
    }
  }

  static func checkCronJob(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    if old == nil, let name = object.metadata["name"]?.string, name.utf8.count > 52 {
      findings.within("metadata") {
        $0.invalid("name", .string(name), "must be no more than 52 characters")
      }
    }
    findings.spec(object, old) { findings, spec, before in
      if let schedule = spec["schedule"]?.string, !schedule.isEmpty {
        if schedule.contains("TZ") {
          findings.invalid(
            "schedule", .string(schedule),
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        } else {
          do throws(CronFault) {
            _ = try CronSchedule(schedule)
          } catch {
            findings.invalid("schedule", .string(schedule), error.message)
          }
        }
      } else {
        findings.required("schedule")
      }
      findings.oneOf("concurrencyPolicy", of: spec, ["Allow", "Forbid", "Replace"])
      for name in [
        "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit",
      ] {
        findings.notNegative(name, of: spec)
      }
      findings.object("jobTemplate", of: spec) { findings, template in
        findings.object("spec", of: template) { findings, job in
          check(job, before?["jobTemplate"]?[path: "spec"]?.object, &findings)
        }
      }
    }
  }

  /// Looks at what jobs and their templates have in common.
  private static func check(_ spec: Fields, _ before: Fields?, _ findings: inout Findings) {
    for name in [
      "parallelism", "completions", "backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes",
      "activeDeadlineSeconds", "ttlSecondsAfterFinished",
    ] {
      findings.notNegative(name, of: spec)
    }
    findings.oneOf("completionMode", of: spec, ["Indexed", "NonIndexed"])
    let isIndexed = spec["completionMode"] == "Indexed"
    if isIndexed, spec.lacks("completions") {
      findings.required("completions", "when completion mode is Indexed")
    }
    if !isIndexed {
      for name in ["backoffLimitPerIndex", "maxFailedIndexes"] where !spec.lacks(name) {
        findings.invalid(name, spec[name], "requires indexed completion mode")
      }
    }
    findings.oneOf("podReplacementPolicy", of: spec, ["Failed", "TerminatingOrFailed"])
    WorkloadValidation.template(spec, before, restarting: ["OnFailure", "Never"], &findings)
    findings.object("podFailurePolicy", of: spec) { findings, policy in
      if spec["template"]?[path: "spec", "restartPolicy"] != "Never" {
        findings.invalid(
          "", .object(policy), "only \"Never\" is supported for pod template restartPolicy")
      }
      findings.each("rules", of: policy) { findings, rule, _ in
        findings.oneOf("action", of: rule, ["Count", "FailIndex", "FailJob", "Ignore"])
        let hasCodes = rule["onExitCodes"]?.object != nil
        let hasConditions = !(rule["onPodConditions"]?.array ?? []).isEmpty
        if hasCodes == hasConditions {
          findings.invalid(
            "", .object(rule),
            hasCodes
              ? "specifying both OnExitCodes and OnPodConditions is not supported"
              : "specifying one of OnExitCodes and OnPodConditions is required")
        }
        findings.object("onExitCodes", of: rule) { findings, codes in
          findings.oneOf("operator", of: codes, ["In", "NotIn"])
          if codes["values"]?.array?.isEmpty ?? true {
            findings.invalid("values", codes["values"], "at least one value is required")
          }
        }
      }
    }
  }

  /// How many have to succeed stays, but for indexed jobs that run as many at once.
  private static func completions(_ spec: Fields, _ before: Fields, _ findings: inout Findings) {
    if spec["completions"] == before["completions"] { return }
    let isElastic =
      spec["completionMode"] == "Indexed" && spec["completions"] == spec["parallelism"]
      && !spec.lacks("completions")
    if isElastic { return }
    findings.invalid("completions", spec["completions"], "field is immutable")
  }

  /// Whether a job has not begun yet.
  private static func isWaiting(_ old: Fields?, _ spec: Fields) -> Bool {
    spec["suspend"] == true && old?["status"]?[path: "startTime"] == nil
  }

  /// The template stays, but for where its pods run while they have not begun.
  private static func template(
    _ spec: Fields, _ before: Fields, isSuspended: Bool, _ findings: inout Findings
  ) {
    guard var allowed = before["template"]?.object, let new = spec["template"]?.object else {
      return
    }
    if isSuspended {
      allowed["metadata"] = new["metadata"]
      allowed.complete("spec") { pod in
        let wanted = new["spec"]?.object ?? [:]
        for name in ["nodeSelector", "tolerations", "schedulingGates"] { pod[name] = wanted[name] }
        if let affinity = wanted["affinity"] { pod["affinity"] = affinity }
      }
    }
    if new != allowed { findings.invalid("template", spec["template"], "field is immutable") }
  }
}
