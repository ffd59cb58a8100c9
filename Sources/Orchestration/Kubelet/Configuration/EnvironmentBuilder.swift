// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes the environment of a container.
///
/// From `makeEnvironmentVariables` in `pkg/kubelet/kubelet_pods.go`: first all that whole objects
/// give, later ones over earlier ones, then the variables in their order, each of which may refer to
/// those before it as `$(NAME)`.
struct EnvironmentBuilder {
  /// The variables so far.
  private(set) var values: [String: String] = [:]
  /// What to tell of keys that are no names of variables.
  private(set) var skipped: [String] = []

  /// Whether any variable of a container comes from elsewhere than its own text.
  static func isFilledIn(_ container: Fields) -> Bool {
    if container["envFrom"]?.array?.isEmpty == false { return true }
    return container.objects("env").contains { $0["valueFrom"]?.object != nil }
  }

  /// The environment of a container that is not filled in from elsewhere.
  static func plain(_ container: Fields) -> [String: String] {
    var builder = EnvironmentBuilder()
    for variable in container.objects("env") {
      builder.set(variable, to: variable["value"]?.string ?? "")
    }
    return builder.values
  }

  /// Makes the environment.
  init(_ container: Fields, _ context: ConfigurationContext) throws(ConfigurationFault) {
    for source in container.objects("envFrom") { try add(source, context) }
    for variable in container.objects("env") {
      let value = variable["value"]?.string ?? ""
      guard value.isEmpty, let source = variable["valueFrom"]?.object else {
        set(variable, to: value)
        continue
      }
      guard let name = variable["name"]?.string,
        let text = try Self.value(source, container, context)
      else { continue }
      values[name] = text
    }
  }

  private init() {}

  private mutating func set(_ variable: Fields, to value: String) {
    guard let name = variable["name"]?.string else { return }
    values[name] = Self.expanded(value, values)
  }

  // MARK: Whole objects

  private mutating func add(
    _ source: Fields, _ context: ConfigurationContext
  ) throws(ConfigurationFault) {
    let prefix = source["prefix"]?.string ?? ""
    for (field, kind, word) in [
      ("configMapRef", ConfigurationReference.Kind.configMap, "configMap"),
      ("secretRef", .secret, "secret"),
    ] {
      guard let reference = source[field]?.object, let name = reference["name"]?.string else {
        continue
      }
      let isOptional = reference["optional"] == true
      guard let object = try context.object(kind, name, isOptional: isOptional) else { continue }
      var invalid: [String] = []
      for key in object.texts.keys.sorted() {
        let variable = prefix + key
        if Self.isName(variable) {
          values[variable] = object.texts[key]
        } else {
          invalid.append(variable)
        }
      }
      guard !invalid.isEmpty else { continue }
      skipped.append(
        "Keys [\(invalid.joined(separator: ", "))] from the EnvFrom \(word) "
          + "\(context.namespace)/\(name) were skipped since they are considered invalid "
          + "environment variable names.")
    }
  }

  /// Whether a key becomes a variable (`IsEnvVarName` in `apimachinery/pkg/util/validation`).
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first), text != ".", text != ".."
    else { return false }
    if text.hasPrefix("..") { return false }
    return text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
  }

  // MARK: Single values

  /// The value of a source; `nil` where it is not there and may be missing.
  private static func value(
    _ source: Fields, _ container: Fields, _ context: ConfigurationContext
  ) throws(ConfigurationFault) -> String? {
    if let field = source["fieldRef"]?.object {
      return try context.field(field["fieldPath"]?.string ?? "")
    }
    if let resource = source["resourceFieldRef"]?.object {
      return try context.resource(resource, ofContainer: container)
    }
    for (field, kind, word) in [
      ("configMapKeyRef", ConfigurationReference.Kind.configMap, "ConfigMap"),
      ("secretKeyRef", .secret, "Secret"),
    ] {
      guard let reference = source[field]?.object else { continue }
      let (name, key) = (reference["name"]?.string ?? "", reference["key"]?.string ?? "")
      let isOptional = reference["optional"] == true
      guard let object = try context.object(kind, name, isOptional: isOptional) else { return nil }
      if let text = object.texts[key] { return text }
      if isOptional { return nil }
      throw .failed("couldn't find key \(key) in \(word) \(context.namespace)/\(name)")
    }
    return ""
  }

  /// A text with `$(NAME)` replaced by the variable, where there is one, and `$$` by `$`.
  static func expanded(_ text: String, _ values: [String: String]) -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    var result = ""
    var rest = text[...]
    while let sign = rest.firstIndex(of: "$") {
      result += rest[..<sign]
      rest = rest[sign...].dropFirst()
      guard let next = rest.first else {
        result += "$"
        break
      }
      switch next {
      case "$":
        result += "$"
        rest = rest.dropFirst()
      case "(":
        guard let end = rest.firstIndex(of: ")") else {
          result += "$("
          rest = rest.dropFirst()
          continue
        }
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        result += values[name] ?? "$(\(name))"
        rest = rest[rest.index(after: end)...]
      default:
        result += "$\(next)"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }
}
