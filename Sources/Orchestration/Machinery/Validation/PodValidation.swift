// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of the specs of pods (`pkg/apis/core/validation/validation.go`).
enum PodValidation {
  /// Looks at the spec of a pod or a template.
  static func check(_ spec: Fields, _ findings: inout Findings) {
    let volumes = VolumeValidation.check(spec, &findings)
    if spec["containers"]?.array?.isEmpty ?? true { findings.required("containers") }
    var names: [String] = []
    for kind in ["containers", "initContainers"] {
      findings.each(kind, of: spec) { findings, container, _ in
        let isInitial = kind == "initContainers"
        ContainerValidation.check(container, volumes, isInitial: isInitial, &findings)
        guard let name = container["name"]?.string else { return }
        if names.contains(name) { findings.duplicate("name", .string(name)) }
        names.append(name)
        if spec["hostNetwork"] == true { hostPorts(container, &findings) }
      }
    }
    nodePorts(spec, &findings)
    findings.oneOf("restartPolicy", of: spec, ["Always", "OnFailure", "Never"])
    findings.oneOf(
      "dnsPolicy", of: spec, ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"])
    findings.notNegative("terminationGracePeriodSeconds", of: spec)
    if case .integer(let seconds)? = spec["activeDeadlineSeconds"],
      !(1...Int64(Int32.max)).contains(seconds)
    {
      findings.invalid(
        "activeDeadlineSeconds", .integer(seconds), "must be between 1 and 2147483647, inclusive")
    }
    MetadataValidation.labels("nodeSelector", of: spec, &findings)
    for name in ["nodeName", "serviceAccountName", "priorityClassName", "runtimeClassName"]
    where !spec.lacks(name) {
      findings.syntax(name, of: spec, NameSyntax.subdomain)
    }
    for name in ["hostname", "subdomain"] where !spec.lacks(name) {
      findings.syntax(name, of: spec, NameSyntax.label)
    }
    SchedulingValidation.check(spec, &findings)
  }

  /// On the network of the node, a port of a container is one of the node.
  private static func hostPorts(_ container: Fields, _ findings: inout Findings) {
    findings.each("ports", of: container) { findings, port, _ in
      guard let host = port["hostPort"], host != 0, host != port["containerPort"] else { return }
      findings.invalid(
        "containerPort", port["containerPort"],
        "must match `hostPort` when `hostNetwork` is true")
    }
  }

  /// No two containers have one port of the node.
  private static func nodePorts(_ spec: Fields, _ findings: inout Findings) {
    var taken: Set<String> = []
    findings.each("containers", of: spec) { findings, container, _ in
      findings.each("ports", of: container) { findings, port, _ in
        guard case .integer(let number)? = port["hostPort"], number != 0 else { return }
        let name =
          "\(port["protocol"]?.string ?? "TCP")/\(port["hostIP"]?.string ?? "")/\(number)"
        if !taken.insert(name).inserted { findings.duplicate("hostPort", .string(name)) }
      }
    }
  }

  // MARK: Changes

  /// Looks at how the spec of a pod changes: few fields may.
  static func checkChange(_ spec: Fields, from old: Fields, _ findings: inout Findings) {
    deadline(spec, old, &findings)
    let (new, before) = (tolerations(spec), tolerations(old))
    let kept = before.allSatisfy { old in
      new.contains {
        $0 == old || (without("tolerationSeconds", $0) == without("tolerationSeconds", old))
      }
    }
    if !kept {
      findings.forbidden(
        "tolerations", "existing toleration can not be modified except its tolerationSeconds")
    }
    gates(spec, old, &findings)
    var allowed = old
    for name in ["activeDeadlineSeconds", "tolerations", "schedulingGates"] {
      allowed[name] = spec[name]
    }
    if case .integer(let seconds)? = old["terminationGracePeriodSeconds"], seconds < 0,
      spec["terminationGracePeriodSeconds"] == 1
    {
      allowed["terminationGracePeriodSeconds"] = 1
    }
    if !(old["schedulingGates"]?.array ?? []).isEmpty {
      // Pods that are not to be scheduled yet may still be narrowed down.
      for name in ["nodeSelector", "affinity"] { allowed[name] = spec[name] }
    }
    for kind in ["containers", "initContainers"] {
      guard case .array(let now)? = spec[kind], case .array(let was)? = old[kind],
        now.count == was.count
      else { continue }
      allowed[kind] = .array(
        zip(now, was).map { now, was in
          guard var container = was.object else { return was }
          container["image"] = now.object?["image"]
          return .object(container)
        })
    }
    guard spec != allowed else { return }
    findings.forbidden(
      "",
      "pod updates may not change fields other than `spec.containers[*].image`,"
        + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
        + "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be "
        + "set to 1 if it was previously negative)\n" + differences(spec, allowed))
  }

  private static func tolerations(_ spec: Fields) -> [Fields] {
    (spec["tolerations"]?.array ?? []).compactMap(\.object)
  }

  private static func without(_ name: String, _ fields: Fields) -> Fields {
    var fields = fields
    fields[name] = nil
    return fields
  }

  /// A deadline may be set, and brought forward.
  private static func deadline(_ spec: Fields, _ old: Fields, _ findings: inout Findings) {
    guard case .integer(let before)? = old["activeDeadlineSeconds"] else { return }
    guard case .integer(let now)? = spec["activeDeadlineSeconds"] else {
      findings.invalid(
        "activeDeadlineSeconds", spec["activeDeadlineSeconds"],
        "must not update from a positive integer to nil value")
      return
    }
    if now > before {
      findings.invalid(
        "activeDeadlineSeconds", .integer(now), "must be less than or equal to previous value")
    }
  }

  /// Gates are only taken away.
  private static func gates(_ spec: Fields, _ old: Fields, _ findings: inout Findings) {
    let known = old["schedulingGates"]?.array ?? []
    let added = (spec["schedulingGates"]?.array ?? []).filter { !known.contains($0) }
    guard !added.isEmpty else { return }
    let names = added.compactMap { $0.object?["name"]?.string }.joined(separator: ", ")
    findings.forbidden(
      "schedulingGates",
      "only deletion is allowed, but found new scheduling gates '\(names)'")
  }

  /// The fields that differ, each with both values, a line each.
  private static func differences(_ new: Fields, _ old: Fields) -> String {
    let names = old.keys + new.keys.filter { old[$0] == nil }
    let writer = JSONWriter(sortsFields: true)
    return names.filter { new[$0] != old[$0] }.map { name in
      "- \(name): \(writer.text(old[name] ?? nil))\n+ \(name): \(writer.text(new[name] ?? nil))\n"
    }.joined()
  }
}
