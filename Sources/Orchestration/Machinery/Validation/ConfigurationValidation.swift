// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of ConfigMaps and Secrets (`pkg/apis/core/validation/validation.go`).
enum ConfigurationValidation {
  private static let largest = 1_048_576

  static func checkConfigMap(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    var size = 0
    for (name, other) in [("data", "binaryData"), ("binaryData", "data")] {
      size += keys(name, object, &findings)
      guard name == "data" else { continue }
      for key in object[name]?.object?.keys ?? [] where object[other]?.object?[key] != nil {
        findings.within(name) { findings in
          findings.within(key: key) {
            $0.invalid("", .string(key), "duplicate of key present in \(other)")
          }
        }
      }
    }
    if size > largest { findings.tooLong("", largest) }
    unchanged(object, old, ["data", "binaryData"], &findings)
  }

  static func checkSecret(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    let size = keys("data", object, &findings)
    if size > largest { findings.tooLong("data", largest) }
    if let old { findings.immutable("type", object, old) }
    unchanged(object, old, ["data"], &findings)
    switch object["type"] {
    case "kubernetes.io/tls"?: require(["tls.crt", "tls.key"], object, &findings)
    case "kubernetes.io/dockerconfigjson"?: require([".dockerconfigjson"], object, &findings)
    case "kubernetes.io/ssh-auth"?: require(["ssh-privatekey"], object, &findings)
    default: break
    }
  }

  private static func require(
    _ keys: [String], _ object: Fields, _ findings: inout Findings
  ) {
    for key in keys where object["data"]?.object?[key] == nil {
      findings.within("data") { findings in findings.within(key: key) { $0.required() } }
    }
  }

  /// Looks at the keys of data.
  ///
  /// - Returns: How much there is.
  private static func keys(
    _ name: String, _ object: Fields, _ findings: inout Findings
  ) -> Int {
    guard case .object(let data)? = object[name] else { return 0 }
    var size = 0
    for (key, value) in data {
      size += (value.string ?? "").utf8.count
      if let fault = NameSyntax.configKey(key) {
        findings.within(name) { findings in
          findings.within(key: key) { $0.invalid("", .string(key), fault) }
        }
      }
    }
    return size
  }

  /// What is declared immutable stays as it is.
  private static func unchanged(
    _ object: Fields, _ old: Fields?, _ names: [String], _ findings: inout Findings
  ) {
    guard let old, old["immutable"] == true else { return }
    let text = "field is immutable when `immutable` is set"
    if object["immutable"] != true { findings.forbidden("immutable", text) }
    for name in names where object[name] != old[name] { findings.forbidden(name, text) }
  }
}
