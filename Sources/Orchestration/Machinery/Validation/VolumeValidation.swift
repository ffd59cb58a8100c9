// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of the volumes of pods (`pkg/apis/core/validation/validation.go`).
enum VolumeValidation {
  /// Looks at the volumes of a pod.
  ///
  /// - Returns: Their names.
  static func check(_ spec: Fields, _ findings: inout Findings) -> [String] {
    var names: [String] = []
    findings.each("volumes", of: spec) { findings, volume, _ in
      if let name = volume["name"]?.string, !name.isEmpty {
        findings.syntax("name", of: volume, NameSyntax.label)
        if names.contains(name) { findings.duplicate("name", .string(name)) }
        names.append(name)
      } else {
        findings.required("name")
      }
      let sources = volume.keys.filter { $0 != "name" && volume[$0]?.isNull == false }
      if sources.isEmpty { findings.required("", "must specify a volume type") }
      for (index, source) in sources.enumerated() {
        if index > 0 {
          findings.forbidden(source, "may not specify more than 1 volume type")
          continue
        }
        findings.object(source, of: volume) { check($1, source, &$0) }
      }
    }
    return names
  }

  private static func check(_ volume: Fields, _ source: String, _ findings: inout Findings) {
    func require(_ name: String) { if volume.lacks(name) { findings.required(name) } }
    switch source {
    case "hostPath": require("path")
    case "secret": require("secretName")
    case "configMap": require("name")
    case "persistentVolumeClaim": require("claimName")
    case "nfs":
      require("server")
      require("path")
    case "csi": require("driver")
    case "emptyDir":
      if let size = volume["sizeLimit"], size.string?.utf8.first == UInt8(ascii: "-") {
        findings.forbidden("sizeLimit", "SizeLimit field must be a valid resource quantity")
      }
    default: break
    }
    if case .integer(let mode)? = volume["defaultMode"], !(0...0o777).contains(mode) {
      findings.invalid(
        "defaultMode", .integer(mode), "must be a number between 0 and 0777 (octal), both inclusive"
      )
    }
  }
}
