// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A file of a volume that is made from objects.
struct ConfigurationFile: Hashable {
  var bytes: [UInt8]
  /// What may be done with it, as the last nine bits of a Unix mode.
  var mode: Int64
}

/// Makes the files of the volumes that come from ConfigMaps, Secrets and the pod itself.
///
/// From `pkg/volume/configmap`, `secret`, `projected` and `downwardapi`.
enum VolumeProjection {
  typealias Files = [String: ConfigurationFile]

  private static let sources = ["configMap", "secret", "downwardAPI", "projected"]
  private static let usualMode: Int64 = 0o644

  /// Whether a volume is of such a kind.
  static func isMade(_ volume: Fields) -> Bool {
    sources.contains { volume[$0]?.object != nil }
  }

  /// The files of a volume, by their paths on it.
  static func files(
    of volume: Fields, _ context: ConfigurationContext
  ) throws(ConfigurationFault) -> Files {
    if let source = volume["projected"]?.object { return try projected(source, context) }
    return try files(of: volume, secretName: "secretName", mode(volume), context)
  }

  private static func mode(_ volume: Fields) -> Int64 {
    for source in sources {
      if let mode = volume[source]?.object?.integer("defaultMode") { return mode }
    }
    return usualMode
  }

  private static func files(
    of source: Fields, secretName: String, _ mode: Int64, _ context: ConfigurationContext
  ) throws(ConfigurationFault) -> Files {
    if let map = source["configMap"]?.object {
      return try files(map, .configMap, map["name"]?.string ?? "", mode, context)
    }
    if let secret = source["secret"]?.object {
      return try files(secret, .secret, secret[secretName]?.string ?? "", mode, context)
    }
    if let fields = source["downwardAPI"]?.object { return try described(fields, mode, context) }
    return [:]
  }

  /// Files of an object: all keys, or those that are asked for.
  private static func files(
    _ source: Fields, _ kind: ConfigurationReference.Kind, _ name: String, _ mode: Int64,
    _ context: ConfigurationContext
  ) throws(ConfigurationFault) -> Files {
    let isOptional = source["optional"] == true
    let object = try context.object(kind, name, isOptional: isOptional)
    let items = source.objects("items")
    guard !items.isEmpty else {
      return (object?.files ?? [:]).mapValues { ConfigurationFile(bytes: $0, mode: mode) }
    }
    var files: Files = [:]
    for item in items {
      let key = item["key"]?.string ?? ""
      guard let bytes = object?.files[key] else {
        if isOptional { continue }
        throw .failed(
          kind == .configMap
            ? "configmap references non-existent config key: \(key)"
            : "references non-existent secret key: \(key)")
      }
      files[item["path"]?.string ?? key] = ConfigurationFile(
        bytes: bytes, mode: item.integer("mode") ?? mode)
    }
    return files
  }

  /// Files that say something of the pod.
  private static func described(
    _ source: Fields, _ mode: Int64, _ context: ConfigurationContext
  ) throws(ConfigurationFault) -> Files {
    var files: Files = [:]
    for item in source.objects("items") {
      var text = ""
      if let field = item["fieldRef"]?.object {
        text = try context.field(field["fieldPath"]?.string ?? "")
      } else if let resource = item["resourceFieldRef"]?.object {
        text = try context.resource(resource, ofContainer: Fields())
      }
      files[item["path"]?.string ?? ""] = ConfigurationFile(
        bytes: Array(text.utf8), mode: item.integer("mode") ?? mode)
    }
    return files
  }

  /// Files of several sources; of those with one path the last counts.
  private static func projected(
    _ volume: Fields, _ context: ConfigurationContext
  ) throws(ConfigurationFault) -> Files {
    let mode = volume.integer("defaultMode") ?? usualMode
    var files: Files = [:]
    var faults: [String] = []
    for source in volume.objects("sources") {
      do throws(ConfigurationFault) {
        if let token = source["serviceAccountToken"]?.object {
          files[token["path"]?.string ?? ""] = ConfigurationFile(
            bytes: Array(placeholder(token, context).utf8), mode: mode)
        } else {
          files.merge(try self.files(of: source, secretName: "name", mode, context)) { $1 }
        }
      } catch {
        switch error {
        case .unknown: throw error
        case .failed(let text): faults.append(text)
        }
      }
    }
    if faults.isEmpty { return files }
    throw .failed(faults.count == 1 ? faults[0] : "[\(faults.joined(separator: ", "))]")
  }

  /// What stands in for a token: it says whose it would be, and proves nothing.
  private static func placeholder(_ token: Fields, _ context: ConfigurationContext) -> String {
    let account = context.pod["spec"]?[path: "serviceAccountName"]?.string ?? "default"
    let audience = token["audience"]?.string.map { " for \($0)" } ?? ""
    return "placeholder of system:serviceaccount:\(context.namespace):\(account)\(audience)"
  }
}
