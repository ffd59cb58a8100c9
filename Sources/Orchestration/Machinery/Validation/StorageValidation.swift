// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of volumes, claims and classes (`pkg/apis/core/validation/validation.go`,
/// `pkg/apis/storage/validation/validation.go`).
enum StorageValidation {
  private static let modes = [
    "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod",
  ]

  static func checkClaim(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      accessModes(spec, &findings)
      findings.oneOf("volumeMode", of: spec, ["Block", "Filesystem"])
      let size = spec["resources"]?[path: "requests", "storage"]
      if let size, let amount = Quantity(size) {
        if amount.isNegative || amount.isZero {
          findings.within("resources") { findings in
            findings.within(key: "storage") { $0.invalid("", size, "must be greater than zero") }
          }
        }
      } else {
        findings.within("resources") { findings in
          findings.within(key: "storage") { $0.required() }
        }
      }
      if !spec.lacks("storageClassName") {
        findings.syntax("storageClassName", of: spec, NameSyntax.subdomain)
      }
      if let before { change(spec, before, object, &findings) }
    }
  }

  /// Looks at how a claim changes: it may be bound and grow.
  private static func change(
    _ spec: Fields, _ before: Fields, _ object: Fields, _ findings: inout Findings
  ) {
    var allowed = before
    if before.lacks("volumeName") { allowed["volumeName"] = spec["volumeName"] }
    if before["storageClassName"] == nil { allowed["storageClassName"] = spec["storageClassName"] }
    for name in ["resources", "volumeAttributesClassName"] { allowed[name] = spec[name] }
    if spec != allowed {
      findings.forbidden(
        "",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName "
          + "for bound claims")
      return
    }
    let (new, old) = (spec["resources"], before["resources"])
    let isBound = object["status"]?[path: "phase"] == "Bound"
    guard new != old else { return }
    guard isBound else {
      findings.forbidden(
        "",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName "
          + "for bound claims")
      return
    }
    guard let now = new?[path: "requests", "storage"].flatMap({ Quantity($0) }),
      let was = old?[path: "requests", "storage"].flatMap({ Quantity($0) }), now < was
    else { return }
    findings.within("resources", "requests") {
      $0.forbidden("storage", "field can not be less than status.capacity")
    }
  }

  static func checkVolume(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, before in
      accessModes(spec, &findings)
      if spec["capacity"]?.object?["storage"] == nil { findings.required("capacity") }
      findings.oneOf(
        "persistentVolumeReclaimPolicy", of: spec, ["Delete", "Recycle", "Retain"])
      findings.oneOf("volumeMode", of: spec, ["Block", "Filesystem"])
      findings.object("nodeAffinity", of: spec) { findings, affinity in
        findings.object("required", of: affinity) { SchedulingValidation.nodeSelector($1, &$0) }
      }
      let sources = spec.keys.filter { !common.contains($0) && spec[$0]?.object != nil }
      if sources.isEmpty { findings.required("", "must specify a volume type") }
      for source in sources.dropFirst() {
        findings.forbidden(source, "may not specify more than 1 volume type")
      }
      guard let before else { return }
      let old = before.keys.filter { !common.contains($0) && before[$0]?.object != nil }
      if sources != old || sources.contains(where: { spec[$0] != before[$0] }) {
        findings.forbidden(
          "persistentvolumesource", "spec.persistentvolumesource is immutable after creation")
      }
    }
  }

  /// The fields of a volume that are not where it comes from.
  private static let common: Set<String> = [
    "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName",
    "mountOptions", "volumeMode", "nodeAffinity", "volumeAttributesClassName",
  ]

  private static func accessModes(_ spec: Fields, _ findings: inout Findings) {
    let written = (spec["accessModes"]?.array ?? []).compactMap(\.string)
    if written.isEmpty { findings.required("accessModes", "at least 1 access mode is required") }
    for mode in written where !modes.contains(mode) {
      findings.unsupported("accessModes", .string(mode), modes)
    }
    if written.contains("ReadWriteOncePod"), written.count > 1 {
      findings.forbidden(
        "accessModes",
        "may not use ReadWriteOncePod with other access modes")
    }
  }

  static func checkClass(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    if object.lacks("provisioner") {
      findings.required("provisioner")
    } else {
      findings.syntax("provisioner", of: object) { NameSyntax.qualifiedName($0.lowercased()) }
    }
    findings.oneOf("reclaimPolicy", of: object, ["Delete", "Retain"])
    findings.oneOf("volumeBindingMode", of: object, ["Immediate", "WaitForFirstConsumer"])
    guard let old else { return }
    for name in ["parameters", "provisioner", "reclaimPolicy"] where object[name] != old[name] {
      findings.forbidden(name, "updates to \(name) are forbidden.")
    }
    findings.immutable("volumeBindingMode", object, old)
  }
}
