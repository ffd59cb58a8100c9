// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of ConfigMaps and Secrets (`pkg/apis/core/validation/validation.go`).
enum ConfigurationValidation {
  private static let largest = 1_048_576

  static func checkConfigMap(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    var size = 0
    for (name, other) in [("data", "binaryData"), ("binaryData", "data")] {
      size += keys(name, object, &findings, isEncoded: name == "binaryData")
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
    let size = keys("data", object, &findings, isEncoded: true)
    if size > largest { findings.tooLong("data", largest) }
    if let old { findings.immutable("type", object, old) }
    unchanged(object, old, ["data"], &findings)
    switch object["type"] {
    case "kubernetes.io/tls"?: require(["tls.crt", "tls.key"], object, &findings)
    case "kubernetes.io/dockerconfigjson"?: requireJSON(".dockerconfigjson", object, &findings)
    case "kubernetes.io/dockercfg"?: requireJSON(".dockercfg", object, &findings)
    case "kubernetes.io/ssh-auth"?:
      if object["data"]?[path: "ssh-privatekey"]?.string?.isEmpty ?? true {
        require(["ssh-privatekey"], object, &findings, evenIfEmpty: true)
      }
    case "kubernetes.io/basic-auth"?:
      let data = object["data"]?.object
      if data?["username"] == nil, data?["password"] == nil {
        require(["username", "password"], object, &findings)
      }
    case "kubernetes.io/service-account-token"?:
      let name = "kubernetes.io/service-account.name"
      if object.metadata["annotations"]?[path: name]?.string?.isEmpty ?? true {
        findings.within("metadata", "annotations") { findings in
          findings.within(key: name) { $0.required() }
        }
      }
    default: break
    }
  }

  /// What takes the place of a value of a Secret in messages.
  static let redacted = "<secret contents redacted>"

  /// A key has to be there, and hold an object in JSON.
  private static func requireJSON(_ key: String, _ object: Fields, _ findings: inout Findings) {
    guard let text = object["data"]?[path: key]?.string else {
      require([key], object, &findings)
      return
    }
    let bytes = Base64Text.decode(text) ?? []
    let source = MemorySource(String(decoding: bytes, as: UTF8.self))
    if case .object? = try? JSONReader.value(of: source) { return }
    // What a decoder says of it may quote the content, so it is not told.
    findings.within("data") { findings in
      findings.within(key: key) { $0.invalid("", .string(redacted), "must be an object in JSON") }
    }
  }

  private static func require(
    _ keys: [String], _ object: Fields, _ findings: inout Findings, evenIfEmpty: Bool = false
  ) {
    for key in keys where evenIfEmpty || object["data"]?.object?[key] == nil {
      findings.within("data") { findings in findings.within(key: key) { $0.required() } }
    }
  }

  /// Looks at the keys of data.
  ///
  /// - Returns: How much there is.
  private static func keys(
    _ name: String, _ object: Fields, _ findings: inout Findings, isEncoded: Bool
  ) -> Int {
    guard case .object(let data)? = object[name] else { return 0 }
    var size = 0
    for (key, value) in data {
      size += Self.size(value.string ?? "", isEncoded: isEncoded)
      if let fault = NameSyntax.configKey(key) {
        findings.within(name) { findings in
          findings.within(key: key) { $0.invalid("", .string(key), fault) }
        }
      }
    }
    return size
  }

  /// How many bytes a text stands for.
  private static func size(_ text: String, isEncoded: Bool) -> Int {
    guard isEncoded else { return text.utf8.count }
    let digits = text.utf8.reduce(0) { count, byte in
      count + (byte == UInt8(ascii: "=") || byte == 0x0A || byte == 0x0D ? 0 : 1)
    }
    return digits * 3 / 4
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
